import { z } from "zod";
import { OptionError, parseOptions, show } from "../../check.ts";
import { compose, oneOf, randomOrder, someOf } from "../../combine/index.ts";
import { messageOf } from "../../message-of.ts";
import { suggestion } from "../../nearest-name.ts";
import type { Transform } from "../../transform.ts";
import { type Difference, FileOptions } from "./options.ts";
import { perhaps, translations } from "./transforms.ts";

/** What came of a file. */
export interface FromAlbumentations {
  readonly transform: Transform;
  /** What is not, or not quite, what the file says; empty where all is. */
  readonly differences: readonly Difference[];
}

const settings = z.strictObject({
  onUnknown: z
    .enum(["throw", "skip"])
    .default("throw")
    .describe('"throw" or "skip": what becomes of a transform that there is none of'),
});

/** What combines others, by the names that it has in files. */
const combining = ["Compose", "ReplayCompose", "Sequential", "OneOf", "SomeOf", "RandomOrder", "OneOrOther"];

/**
 * The transform that a pipeline of Albumentations describes: what `A.to_dict` returns or `A.save` writes, as JSON, of
 * version 2 (2.0.8) or 1. It draws other numbers, and its bytes are those of the transforms here.
 *
 * @param json the object, with `transform` in it, or the transform alone.
 * @param options `onUnknown`: "throw" (default), or "skip" to leave out what there is none of and report it.
 * @returns the transform, and what differs from the file: options that have no counterpart, and what is done otherwise.
 * @throws OptionError naming the place, for a file that is none, and for a transform that there is none of.
 */
export function fromAlbumentations(json: unknown, options: z.input<typeof settings> = {}): FromAlbumentations {
  const { onUnknown } = parseOptions("fromAlbumentations", settings, options);
  const differences: Difference[] = [];
  const file = entry(json, "");
  const root = entry("transform" in file ? file.transform : file, "transform");
  const transform = translate(root, "transform", { differences, onUnknown }, false);
  return { transform: transform ?? compose([]), differences };
}

interface Translating {
  readonly differences: Difference[];
  readonly onUnknown: "throw" | "skip";
}

type Entry = Readonly<Record<string, unknown>>;

/** @param forced whether it runs whenever it is chosen: then its own probability says how often that is. */
function translate(given: Entry, path: string, context: Translating, forced: boolean): Transform | undefined {
  const name = nameOf(given, path);
  const report = (option: string | undefined, message: string) =>
    context.differences.push({ path, transform: name, ...(option === undefined ? {} : { option }), message });
  const options = new FileOptions(given, report);
  try {
    const transform = combining.includes(name)
      ? combine(name, given, path, options, context)
      : leaf(name, path, options, context);
    if (transform === undefined) return undefined;
    options.finish();
    // Of one or the other, p says which; it runs always.
    return forced || name === "OneOrOther" ? transform : perhaps(transform, options.p);
  } catch (cause) {
    if (messageOf(cause).startsWith("fromAlbumentations: ")) throw cause;
    throw new OptionError(`fromAlbumentations: ${path} (${name}): ${messageOf(cause)}`, { cause });
  }
}

function leaf(
  name: string,
  path: string,
  options: FileOptions,
  { onUnknown, differences }: Translating,
): Transform | undefined {
  const translation = Object.hasOwn(translations, name) ? translations[name] : undefined;
  if (translation !== undefined) return translation(options);
  const known = Object.keys(translations);
  if (onUnknown === "throw") {
    throw new OptionError(
      `fromAlbumentations: ${path}: there is no counterpart of ${name}.${suggestion(name, known)} Those that are known: ${[...combining, ...known].join(", ")}; onUnknown: "skip" leaves others out`,
    );
  }
  differences.push({ path, transform: name, message: "there is no counterpart, and it is left out" });
  return undefined;
}

/** What runs others. */
function combine(name: string, given: Entry, path: string, options: FileOptions, context: Translating): Transform {
  const list = given.transforms;
  if (!Array.isArray(list)) throw new TypeError(`transforms must be a list, got ${show(list)}`);
  const chooses = name === "OneOf" || name === "OneOrOther";
  const children = list.flatMap((child, at) => {
    const place = `${path}.transforms[${at}]`;
    const one = entry(child, place);
    const transform = translate(one, place, context, chooses);
    return transform === undefined ? [] : [{ transform, p: new FileOptions(one, () => {}).p }];
  });
  const transforms = children.map(({ transform }) => transform);
  const replaces = () => options.expect("replace", [false], "none runs twice");
  switch (name) {
    case "OneOf":
      // Their probabilities are weights.
      return transforms.length === 0 ? compose([]) : oneOf(transforms, { weights: children.map(({ p }) => p) });
    case "OneOrOther":
      return transforms.length === 2 ? oneOf(transforms, { weights: [options.p, 1 - options.p] }) : compose(transforms);
    case "SomeOf": {
      replaces();
      const count = options.take("n") ?? 1;
      return someOf(transforms, { count: count as number | [number, number] });
    }
    case "RandomOrder": {
      replaces();
      const count = options.number("n", transforms.length);
      if (count >= transforms.length) return randomOrder(transforms);
      options.differs("n", `${count} of them run in the order of the file`);
      return someOf(transforms, { count });
    }
    default:
      annotations(options);
      return compose(transforms);
  }
}

/** How boxes and points are given is a matter of the fields here. */
function annotations(options: FileOptions): void {
  options.take("additional_targets", "is_check_shapes", "strict", "mask_interpolation", "seed", "save_applied_params");
  for (const [name, maker] of [
    ["bbox_params", "boxes(…)"],
    ["keypoint_params", "keypoints(…)"],
  ] as const) {
    if (options.take(name) === undefined) continue;
    options.differs(name, `say how they are given where the sample is made, with ${maker}`);
  }
}

function entry(value: unknown, path: string): Entry {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Entry;
  const place = path === "" ? "" : `${path}: `;
  throw new OptionError(`fromAlbumentations: ${place}an object as A.to_dict makes it is needed, got ${show(value)}`);
}

/** The name of a class, without the modules that files of version 1 put before it. */
function nameOf(given: Entry, path: string): string {
  const name = given.__class_fullname__;
  if (typeof name === "string" && name !== "") return name.slice(name.lastIndexOf(".") + 1);
  throw new OptionError(`fromAlbumentations: ${path}: "__class_fullname__" says no name, got ${show(name)}`);
}

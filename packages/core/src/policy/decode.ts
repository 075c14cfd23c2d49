import { OptionError, show } from "../check.ts";
import { suggestion } from "../nearest-name.ts";
import { type AnyStep, kindOfFactory, type PolicyKind, placeOfKind } from "./any-step.ts";
import { build, buildCombinator, findBuiltIn, type KnownFactory, type Transforms } from "./known.ts";

/** What a policy may name beside Millrace's own transforms, and what its steps are. */
export interface DecodeContext {
  /** Factories by name. */
  readonly lent: Transforms;
  /** Steps that are made already, by the name at their place; see `encodeStep`. Default: none. */
  readonly made?: ReadonlyMap<string, AnyStep>;
  /** What the policy's transforms work on. */
  readonly of: PolicyKind;
}

/** A step from its JSON; `path` is where it stands in the policy, for errors. */
export function decodeStep(json: unknown, path: string, context: DecodeContext): AnyStep {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new OptionError(`${path} must be an object such as { "image.resize": { "size": 256 } }, got ${show(json)}`);
  }
  const entries = Object.entries(json);
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) {
    const names = entries.map(([name]) => name).join(", ");
    throw new OptionError(`${path} must name exactly one transform, got ${names === "" ? "none" : names}`);
  }
  const [name, options] = entry;
  const made = context.made?.get(name);
  if (made !== undefined) return made;
  const factory = findFactory(name, path, context);
  return atPath(path, () =>
    factory.combines === true
      ? decodeCombinator(factory, options, `${path}.${name}`, context)
      : build(factory, checkObject(options, name)),
  );
}

function decodeCombinator(factory: KnownFactory, json: unknown, path: string, context: DecodeContext): AnyStep {
  const children = Array.isArray(json) ? json : (json as { transforms?: unknown } | null)?.transforms;
  if (!Array.isArray(children)) {
    throw new OptionError(
      `${path} must be an array of steps or { "transforms": [steps], …options }, got ${show(json)}`,
    );
  }
  const { transforms: _, ...options } = (Array.isArray(json) ? {} : json) as Record<string, unknown>;
  const steps = children.map((child, index) => decodeStep(child, `${path}[${index}]`, context));
  return buildCombinator(factory, steps, options);
}

function findFactory(name: string, path: string, { lent, of }: DecodeContext): KnownFactory {
  const factory = (Object.hasOwn(lent, name) ? lent[name] : undefined) ?? builtInAt(name, path, lent);
  const kind = kindOfFactory(factory);
  if (factory.combines === true || kind === of) return factory;
  throw new OptionError(`${path}: ${name} ${placeOfKind[kind]}`);
}

function builtInAt(name: string, path: string, lent: Transforms): KnownFactory {
  const found = findBuiltIn(name);
  if ("factory" in found) return found.factory;
  const near = suggestion(name, Object.keys(lent));
  throw new OptionError(
    `${path}: ${found.problem}${found.problem.includes("Did you mean") ? "" : near} Transforms of your own are lent by name: fromPolicy(json, { transforms: { … } })`,
  );
}

function checkObject(options: unknown, name: string): unknown {
  if (typeof options === "object" && options !== null && !Array.isArray(options)) return options;
  throw new OptionError(`${name}: options must be an object, got ${show(options)}`);
}

/** Puts the place in the policy before the message, once. */
function atPath<Value>(path: string, run: () => Value): Value {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof Error) || cause.message.startsWith("steps[")) throw cause;
    throw new OptionError(`${path}.${cause.message}`, { cause });
  }
}

import { OptionError, show } from "../check.ts";
import { suggestion } from "../nearest-name.ts";
import type { Json, Step } from "../transform.ts";
import { build, buildCombinator, builtIn, type KnownFactory, type Transforms } from "./known.ts";

/** Reads what `EncodeForeign` wrote; returns undefined for anything else. */
export type DecodeForeign = (json: Json) => Step | undefined;

/** A step from its JSON; `path` is where it stands in the policy, for errors. */
export function decodeStep(json: unknown, path: string, lent: Transforms, foreign: DecodeForeign): Step {
  const code = foreign(json as Json);
  if (code !== undefined) return code;
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new OptionError(`${path} must be an object such as { "resize": { "size": 256 } }, got ${show(json)}`);
  }
  const entries = Object.entries(json);
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) {
    const names = entries.map(([name]) => name).join(", ");
    throw new OptionError(`${path} must name exactly one transform, got ${names === "" ? "none" : names}`);
  }
  const [name, options] = entry;
  const factory = findFactory(name, path, lent);
  return atPath(path, () =>
    factory.combines === true
      ? decodeCombinator(factory, options, `${path}.${name}`, lent, foreign)
      : build(factory, checkObject(options, name)),
  );
}

function decodeCombinator(
  factory: KnownFactory,
  json: unknown,
  path: string,
  lent: Transforms,
  foreign: DecodeForeign,
): Step {
  const children = Array.isArray(json) ? json : (json as { transforms?: unknown } | null)?.transforms;
  if (!Array.isArray(children)) {
    throw new OptionError(
      `${path} must be an array of steps or { "transforms": [steps], …options }, got ${show(json)}`,
    );
  }
  const { transforms: _, ...options } = (Array.isArray(json) ? {} : json) as Record<string, unknown>;
  const steps = children.map((child, index) => decodeStep(child, `${path}[${index}]`, lent, foreign));
  return buildCombinator(factory, steps, options);
}

function findFactory(name: string, path: string, lent: Transforms): KnownFactory {
  const own = Object.hasOwn(lent, name) ? lent[name] : undefined;
  const factory = own ?? builtIn().get(name);
  if (factory === undefined) {
    const known = [...Object.keys(lent), ...builtIn().keys()];
    throw new OptionError(
      `${path}: there is no transform "${name}".${suggestion(name, known)} Transforms of your own are lent by name: fromPolicy(json, { transforms: { … } })`,
    );
  }
  if (factory.batch === true) {
    throw new OptionError(`${path}: ${name} works on whole batches, so give it to the loader as batchTransform`);
  }
  return factory;
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

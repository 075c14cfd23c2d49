import { OptionError, show } from "../check.ts";
import { compose } from "../combine/compose.ts";
import { suggestion } from "../nearest-name.ts";
import type { Json, Step, Transform } from "../transform.ts";
import { decodeStep } from "./decode.ts";
import { encodeStep, isBuiltIn } from "./encode.ts";
import type { Transforms } from "./known.ts";

/** The name of the format that `policySchema` describes. */
export const policySchemaId = "urn:millrace:policy:1";

/** A policy as data: nothing in it is code, and nothing in it is fetched. */
export interface Policy {
  readonly $schema?: string;
  readonly version: 1;
  readonly steps: readonly Json[];
}

/**
 * A transform as plain JSON, with the options as they were given.
 *
 * @throws OptionError for a plain function, which is code.
 */
export function toPolicy(transform: Step): Policy {
  const isSequence = typeof transform !== "function" && transform.type === "combinator" && transform.name === "compose";
  const steps = isSequence ? transform.children : [transform];
  return { $schema: policySchemaId, version: 1, steps: steps.map((step) => encodeStep(step, () => undefined)) };
}

/** Which of a policy's transforms `fromPolicy` must be lent, by name. */
export function lentNames(transform: Step): string[] {
  if (typeof transform === "function") return [];
  const own = isBuiltIn(transform) ? [] : [transform.name];
  return [...new Set([...own, ...(transform.type === "combinator" ? transform.children.flatMap(lentNames) : [])])];
}

/**
 * The transform that a policy describes.
 *
 * @param options.transforms factories of one's own, by the name that the policy uses.
 * @throws OptionError naming the place in the policy, the value, what is allowed and the nearest known name.
 */
export function fromPolicy(json: unknown, { transforms = {} }: { transforms?: Transforms } = {}): Transform {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new OptionError(`a policy must be an object { "version": 1, "steps": [ … ] }, got ${show(json)}`);
  }
  const known = ["$schema", "version", "steps"];
  for (const key of Object.keys(json)) {
    if (!known.includes(key)) throw new OptionError(`policy: unknown key "${key}".${suggestion(key, known)}`);
  }
  const { version, steps } = json as Record<string, unknown>;
  if (version !== 1) throw new OptionError(`policy: version must be 1, got ${show(version)}`);
  if (!Array.isArray(steps)) throw new OptionError(`policy: steps must be an array, got ${show(steps)}`);
  return compose(steps.map((step, index) => decodeStep(step, `steps[${index}]`, transforms, () => undefined)));
}

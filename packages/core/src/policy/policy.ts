import type { BatchTransform } from "../batch-transform.ts";
import { OptionError, show } from "../check.ts";
import { compose } from "../combine/compose.ts";
import { suggestion } from "../nearest-name.ts";
import type { ColumnTransform } from "../tabular/column-transform.ts";
import type { Json, Transform } from "../transform.ts";
import type { AnyStep, PolicyKind, StepOf } from "./any-step.ts";
import { decodeStep } from "./decode.ts";
import { loadDomainsOf } from "./domains.ts";
import { childrenOf, encodeStep, isBuiltIn } from "./encode.ts";
import { findBuiltIn, type Transforms } from "./known.ts";
import { namesIn } from "./names-in.ts";

/** The name of the format that `policySchema` describes. */
export const policySchemaId = "urn:millrace:policy:1";

/** A policy as data: nothing in it is code, and nothing in it is fetched. */
export interface Policy {
  readonly $schema?: string;
  readonly version: 1;
  readonly steps: readonly Json[];
}

/** What a policy may name beside Millrace's own transforms. */
export interface PolicyOptions {
  /** Factories of one's own, by the name that the policy uses. Default: none. */
  readonly transforms?: Transforms;
}

/**
 * A transform, of samples, batches or columns, as plain JSON, with the options as they were given. Names carry their domain:
 * `image.resize`.
 *
 * @throws OptionError for a plain function, which is code.
 */
export function toPolicy(transform: AnyStep): Policy {
  const isSequence = typeof transform !== "function" && transform.name === "compose";
  const steps = (isSequence ? childrenOf(transform) : undefined) ?? [transform];
  return { $schema: policySchemaId, version: 1, steps: steps.map((step) => encodeStep(step, () => undefined)) };
}

/** Which of a policy's transforms `fromPolicy` must be lent, by name. */
export function lentNames(transform: AnyStep): string[] {
  if (typeof transform === "function") return [];
  const own = isBuiltIn(transform) ? [] : [transform.name];
  return [...new Set([...own, ...(childrenOf(transform) ?? []).flatMap(lentNames)])];
}

/**
 * The transform that a policy describes. Names are those of `toPolicy`; a bare one will do where only one domain has it.
 * The modules of the domains that it names must have been imported, as that of images is by
 * `import … from "@millrace/core/image"`; {@link loadPolicy} does so itself.
 *
 * @throws OptionError naming the place in the policy, the value, what is allowed and the nearest known name.
 */
export function fromPolicy(json: unknown, { transforms = {} }: PolicyOptions = {}): Transform {
  return compose(decodeSteps(json, transforms, "samples"));
}

/** As {@link fromPolicy}, for a policy of batch transforms such as `mixUp`. */
export function fromBatchPolicy(json: unknown, { transforms = {} }: PolicyOptions = {}): BatchTransform {
  return compose(atLeastOne(decodeSteps(json, transforms, "batches"), "batch transform"));
}

/** As {@link fromPolicy}, for a policy of column transforms such as `stackColumns`. */
export function fromColumnPolicy(json: unknown, { transforms = {} }: PolicyOptions = {}): ColumnTransform {
  return compose(atLeastOne(decodeSteps(json, transforms, "columns"), "column transform"));
}

function atLeastOne<One>([first, ...rest]: readonly One[], what: string): [One, ...One[]] {
  if (first === undefined) throw new OptionError(`policy: at least one ${what} is needed`);
  return [first, ...rest];
}

/** As {@link fromPolicy}, but loads the domains that the policy names first. */
export async function loadPolicy(json: unknown, options: PolicyOptions = {}): Promise<Transform> {
  await loadDomains(stepsOf(json), options.transforms);
  return fromPolicy(json, options);
}

/**
 * Loads the domains of everything that these steps name.
 *
 * @param lent names that no domain has to be asked for.
 */
export async function loadDomains(steps: unknown, lent: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await loadDomainsOf(namesIn(steps), (name) => Object.hasOwn(lent, name) || "factory" in findBuiltIn(name));
}

function decodeSteps<Of extends PolicyKind>(json: unknown, lent: Transforms, of: Of): readonly StepOf[Of][] {
  return stepsOf(json).map((step, index) => decodeStep(step, `steps[${index}]`, { lent, of }) as StepOf[Of]);
}

function stepsOf(json: unknown): readonly unknown[] {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new OptionError(`a policy must be an object { "version": 1, "steps": [ … ] }, got ${show(json)}`);
  }
  const known = ["$schema", "version", "steps"];
  for (const key of Object.keys(json)) {
    if (!known.includes(key)) throw new OptionError(`policy: unknown key ${show(key)}.${suggestion(key, known)}`);
  }
  const { version, steps } = json as Record<string, unknown>;
  if (version !== 1) throw new OptionError(`policy: version must be 1, got ${show(version)}`);
  if (!Array.isArray(steps)) throw new OptionError(`policy: steps must be an array, got ${show(steps)}`);
  return steps;
}

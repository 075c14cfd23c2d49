import { OptionError, show } from "../check.ts";
import type { Json, JsonObject, Named } from "../transform.ts";
import type { AnyStep } from "./any-step.ts";
import { knownName } from "./known.ts";

/**
 * Names what a policy itself cannot say: a step that is code of the user's. The name must be lent to whoever reads the
 * policy. Returns undefined for all other steps.
 */
export type NameForeign = (step: AnyStep) => string | undefined;

/**
 * A step as JSON: `{ name: options }`, and for a combinator `{ name: [children] }`, or `{ name: { transforms: [children],
 * …options } }` where it has options. Names carry their domain; transforms of the user's go by their own.
 */
export function encodeStep(step: AnyStep, foreign: NameForeign): Json {
  const lent = foreign(step);
  if (lent !== undefined) return { [lent]: {} };
  if (typeof step === "function") {
    throw new OptionError(
      `${show(step)} is code, and a policy is data: make it a transform with defineTransform, and lend it to fromPolicy by name`,
    );
  }
  const options = withoutUndefined(step.given);
  const name = knownName(step) ?? step.name;
  const children = childrenOf(step)?.map((child) => encodeStep(child, foreign));
  if (children === undefined) return { [name]: options };
  if (Object.keys(options).length === 0) return { [name]: children };
  return { [name]: { transforms: children, ...options } };
}

/** The children of a combinator, of whatever kind; undefined for everything else. */
export function childrenOf(step: AnyStep): readonly AnyStep[] | undefined {
  return typeof step !== "function" && "children" in step ? step.children : undefined;
}

/** Whether a policy can name this step without anything being lent. */
export function isBuiltIn(step: AnyStep): boolean {
  return typeof step !== "function" && knownName(step as Named) !== undefined;
}

function withoutUndefined(given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

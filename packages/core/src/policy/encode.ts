import { OptionError, show } from "../check.ts";
import type { Json, JsonObject, Step } from "../transform.ts";
import { builtIn } from "./known.ts";

/** Writes what a policy itself cannot say: a step that is code of the user's. Returns undefined where it cannot either. */
export type EncodeForeign = (step: Step) => Json | undefined;

/**
 * A step as JSON: `{ name: options }`, and for a combinator `{ name: [children] }`, or `{ name: { transforms: [children],
 * …options } }` where it has options.
 */
export function encodeStep(step: Step, foreign: EncodeForeign): Json {
  const code = foreign(step);
  if (code !== undefined) return code;
  if (typeof step === "function") {
    throw new OptionError(
      `${show(step)} is code, and a policy is data: make it a transform with defineTransform, and lend it to fromPolicy by name`,
    );
  }
  const options = withoutUndefined(step.given);
  if (step.type === "leaf") return { [step.name]: options };
  const children = step.children.map((child) => encodeStep(child, foreign));
  if (Object.keys(options).length === 0) return { [step.name]: children };
  return { [step.name]: { transforms: children, ...options } };
}

/** Whether a policy can name this step without anything being lent. */
export function isBuiltIn(step: Step): boolean {
  return typeof step !== "function" && builtIn().get(step.name)?.definition === step.definition;
}

function withoutUndefined(given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

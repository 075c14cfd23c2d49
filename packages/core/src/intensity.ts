import { OptionError } from "./check.ts";
import type { JsonObject, Step } from "./transform.ts";

/**
 * The policy at an intensity between 0 (augmentations do nothing, or as little as they can) and 1 (as written): mild
 * first, stronger only when the model overfits. Fixed steps, such as `resize` and `normalize`, and plain functions stay.
 *
 * @throws OptionError for an intensity outside of 0 to 1.
 */
export function atIntensity<Policy extends Step>(policy: Policy, intensity: number): Policy {
  if (!(intensity >= 0 && intensity <= 1)) {
    throw new OptionError(`atIntensity: the intensity must be a number between 0 and 1, got ${intensity}`);
  }
  // A step is rebuilt by its own factory, so it keeps its type.
  return scale(policy, intensity) as Policy;
}

function scale(step: Step, intensity: number): Step {
  if (typeof step === "function") return step;
  const { intensity: shrink, options: schema } = step.definition;
  const given = shrink === "fixed" ? undefined : (shrink(schema.parse(step.given), intensity) as JsonObject);
  if (step.type === "leaf") return given === undefined ? step : step.rebuild(given);
  const children = step.children.map((child) => scale(child, intensity));
  return step.rebuild(children, given);
}

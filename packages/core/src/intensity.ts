import { type BatchTransform, isBatchTransform } from "./batch-transform.ts";
import { OptionError } from "./check.ts";
import type { JsonObject, Named, Step } from "./transform.ts";

/**
 * The policy at an intensity between 0 (augmentations do nothing, or as little as they can) and 1 (as written): mild
 * first, stronger only when the model overfits. Fixed steps, such as `resize` and `normalize`, and plain functions stay.
 *
 * @throws OptionError for an intensity outside of 0 to 1.
 */
export function atIntensity<Policy extends Step | BatchTransform>(policy: Policy, intensity: number): Policy {
  if (!(intensity >= 0 && intensity <= 1)) {
    throw new OptionError(`atIntensity: the intensity must be a number between 0 and 1, got ${intensity}`);
  }
  // A step is rebuilt by its own factory, so it keeps its type.
  return (isBatchTransform(policy) ? scaleBatch(policy, intensity) : scale(policy, intensity)) as Policy;
}

function scale(step: Step, intensity: number): Step {
  if (typeof step === "function") return step;
  const given = shrunk(step, intensity);
  if (step.type === "leaf") return given === undefined ? step : step.rebuild(given);
  const children = step.children.map((child) => scale(child, intensity));
  return step.rebuild(children, given);
}

function scaleBatch(step: BatchTransform, intensity: number): BatchTransform {
  const given = shrunk(step, intensity);
  if (step.combines !== true) return given === undefined ? step : step.rebuild(given);
  const children = step.children.map((child) => scaleBatch(child, intensity));
  return step.rebuild(children, given);
}

/** The options at an intensity; undefined where they stay. */
function shrunk({ definition, given }: Named, intensity: number): JsonObject | undefined {
  const { intensity: shrink, options: schema } = definition;
  return shrink === "fixed" ? undefined : (shrink(schema.parse(given), intensity) as JsonObject);
}

import { OptionError } from "./check.ts";
import { evaluationOf } from "./evaluation.ts";
import { type AnyStep, kindOfStep } from "./policy/any-step.ts";
import { childrenOf } from "./policy/encode.ts";
import type { ColumnTransform } from "./tabular/column-transform.ts";
import { evaluationOfColumns } from "./tabular/evaluation.ts";
import type { JsonObject, Named, Step } from "./transform.ts";

/**
 * The policy at an intensity between 0 (as a model is tested: {@link evaluationOf}) and 1 (as written): mild first, stronger
 * only when the model overfits. Fixed steps, such as `resize` and `normalize`, and plain functions stay. Just above 0
 * augmentations do as little as they can; a random crop that fixes the size then takes nearly all of the picture, where a
 * model is tested on the middle of it. Batch transforms have no counterpart: at 0 they do nothing.
 *
 * The mean change to photographs does not fall as the intensity rises: by levels of the picture, and where its size changes
 * by the way of its points. Of a crop it is the change to what it does just above 0.
 *
 * @throws OptionError for an intensity outside of 0 to 1.
 */
export function atIntensity<Policy extends AnyStep>(policy: Policy, intensity: number): Policy {
  if (!(intensity >= 0 && intensity <= 1)) {
    throw new OptionError(`atIntensity: the intensity must be a number between 0 and 1, got ${intensity}`);
  }
  if (intensity === 0) return withoutAugmentation(policy) as Policy;
  // A step is rebuilt by its own factory, so it keeps its type.
  return scale(policy, intensity) as Policy;
}

function withoutAugmentation(policy: AnyStep): AnyStep {
  switch (kindOfStep(policy)) {
    case "samples":
      return evaluationOf(policy as Step);
    case "columns":
      return evaluationOfColumns(policy as ColumnTransform) ?? scale(policy, 0);
    default:
      return scale(policy, 0);
  }
}

function scale(step: AnyStep, intensity: number): AnyStep {
  if (typeof step === "function") return step;
  const given = shrunk(step, intensity);
  const children = childrenOf(step)?.map((child) => scale(child, intensity));
  if (children !== undefined) return (step as Parent).rebuild(children, given);
  return given === undefined ? step : (step as Leaf).rebuild(given);
}

/** A combinator, which takes children of its own kind, and those are what it gets. */
interface Parent {
  rebuild(children: readonly AnyStep[], given?: JsonObject): AnyStep;
}

interface Leaf {
  rebuild(given: JsonObject): AnyStep;
}

/** The options at an intensity; undefined where they stay. */
function shrunk({ definition, given }: Named, intensity: number): JsonObject | undefined {
  const { intensity: shrink, options: schema } = definition;
  return shrink === "fixed" ? undefined : (shrink(schema.parse(given), intensity) as JsonObject);
}

import { type BatchTransform, isStep, type Json, type KnownFactory, type Step, show } from "@millrace/core";
import { decodeStep } from "@millrace/core/engine";
import * as image from "@millrace/core/image";
import type { PipelineSpec } from "./pipeline.ts";

/**
 * Marks a step that is code of the user's. It is written and read at a step's own place in the policy only, where
 * everything else is the name of a transform; an option that looks like it stays data. And it holds no code, only the
 * place in the pipeline's table of recipes, which the policy cannot change.
 */
const codeKey = "$code";

/** What stands in a policy for a step that is code. */
export function codeReference(recipe: number): Json {
  return { [codeKey]: recipe };
}

/** The policy again, with the steps that its table of recipes made. */
export function restorePolicy(json: Json, made: readonly unknown[]): Step {
  return decodeStep(json, "transform", {}, (part) => codeAt(part, made));
}

function codeAt(json: Json, made: readonly unknown[]): Step | undefined {
  if (typeof json !== "object" || json === null || Array.isArray(json) || !Object.hasOwn(json, codeKey)) {
    return undefined;
  }
  const step = made[(json as Record<string, number>)[codeKey] as number];
  if (isStep(step)) return step;
  throw new TypeError(`a step of the transform must be a transform or a function in workers too, got ${show(step)}`);
}

/** The batch transform again. */
export function restoreBatchTransform(
  spec: NonNullable<PipelineSpec["batchTransform"]>,
  made: readonly unknown[],
): BatchTransform {
  if ("recipe" in spec) return made[spec.recipe] as BatchTransform;
  const factory = Object.values(image).find(
    (candidate) => (candidate as unknown as KnownFactory).definition.name === spec.name,
  ) as unknown as (options: Json) => BatchTransform;
  return factory(spec.options);
}

import {
  type BatchTransform,
  type ColumnTransform,
  isBatchTransform,
  isColumnTransform,
  isStep,
  type Json,
  type Step,
  show,
} from "@millrace/core";
import { type AnyStep, decodeStep, kindOfStep, loadDomains, namesIn, type PolicyKind } from "@millrace/core/engine";

/** No transform is called so: a policy's names hold no colon. */
const prefix = "code:";

/**
 * What stands in a policy for a step that is code: a name, at a step's own place, for a place in the pipeline's table of
 * recipes. The table travels beside the policy, which holds no code; an option that looks like such a name stays data.
 */
export function codeName(recipe: number): string {
  return `${prefix}${recipe}`;
}

/** Whether a policy holds image transforms of Millrace's own. */
export function namesImages(json: Json): boolean {
  for (const name of namesIn([json])) if (name.startsWith("image.")) return true;
  return false;
}

/** The policy again, with the steps that its table of recipes made. */
export async function restorePolicy(json: Json, made: readonly unknown[]): Promise<Step> {
  const step = await restore(json, made, "samples");
  if (isStep(step)) return step;
  throw new TypeError(`the transform must be a transform or a function in workers too, got ${show(step)}`);
}

/** The batch transform again. */
export async function restoreBatchTransform(json: Json, made: readonly unknown[]): Promise<BatchTransform> {
  const step = await restore(json, made, "batches");
  if (isBatchTransform(step)) return step;
  throw new TypeError(`the batch transform must be one in workers too, got ${show(step)}`);
}

/** The column transform again. */
export async function restoreColumnTransform(json: Json, made: readonly unknown[]): Promise<ColumnTransform> {
  const step = await restore(json, made, "columns");
  if (isColumnTransform(step)) return step;
  throw new TypeError(`the transform of columns must be one in workers too, got ${show(step)}`);
}

async function restore(json: Json, made: readonly unknown[], of: PolicyKind): Promise<AnyStep> {
  const steps = new Map<string, AnyStep>();
  made.forEach((value, number) => {
    if (kindOfStep(value) !== undefined) steps.set(codeName(number), value as AnyStep);
  });
  // Code of the user's is no reason to look for its name in every domain.
  await loadDomains([json], Object.fromEntries(steps));
  return decodeStep(json, "transform", { lent: {}, made: steps, of });
}

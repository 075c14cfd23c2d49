import { evaluationOf, type Step } from "@millrace/core";
import type { CheckedOptions } from "./options.ts";

/** The policy that a loader runs: in evaluation mode the counterpart of what was given. */
export function effectivePolicy({ transform, mode }: Pick<CheckedOptions, "transform" | "mode">): Step | undefined {
  return transform === undefined || mode === "train" ? transform : evaluationOf(transform);
}

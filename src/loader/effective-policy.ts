import { type ColumnTransform, evaluationOf, isColumnTransform, type Step } from "@millrace/core";
import { evaluationOfColumns } from "@millrace/core/engine";
import type { CheckedOptions } from "./options.ts";

type Given = Pick<CheckedOptions, "transform" | "mode">;

/** The policy that a loader runs on samples: in evaluation mode the counterpart of what was given. */
export function effectivePolicy({ transform, mode }: Given): Step | undefined {
  if (transform === undefined || isColumnTransform(transform)) return undefined;
  return mode === "train" ? transform : evaluationOf(transform);
}

/** The transform that a loader runs on columns, likewise. */
export function effectiveColumns({ transform, mode }: Given): ColumnTransform | undefined {
  if (!isColumnTransform(transform)) return undefined;
  return mode === "train" ? transform : evaluationOfColumns(transform);
}

import { type BatchTransform, isBatchTransform } from "../batch-transform.ts";
import { isStep } from "../combine/is-step.ts";
import { type ColumnTransform, isColumnTransform } from "../tabular/column-transform.ts";
import type { Step } from "../transform.ts";
import type { KnownFactory } from "./registry.ts";

/** What a policy may be made of: each policy of one kind. */
export interface StepOf {
  readonly samples: Step;
  readonly batches: BatchTransform;
  readonly columns: ColumnTransform;
}

/** What the transforms of a policy work on. */
export type PolicyKind = keyof StepOf;
export type AnyStep = StepOf[PolicyKind];

/** Where the loader takes a policy of each kind, for messages. */
export const placeOfKind: Readonly<Record<PolicyKind, string>> = {
  samples: "works on samples, so give it to the loader as transform",
  batches: "works on whole batches, so give it to the loader as batchTransform",
  columns: "works on columns, so give it to the loader of a table as transform",
};

/** What a factory's transforms work on; a combinator's on what its children do. */
export function kindOfFactory({ batch, columns }: KnownFactory): PolicyKind {
  if (batch === true) return "batches";
  return columns === true ? "columns" : "samples";
}

/** What a step works on; undefined for a value that is none. */
export function kindOfStep(value: unknown): PolicyKind | undefined {
  if (isBatchTransform(value)) return "batches";
  if (isColumnTransform(value)) return "columns";
  return isStep(value) ? "samples" : undefined;
}

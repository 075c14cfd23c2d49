import { describeRow } from "./describe-row.ts";
import { type Described, describePlanned } from "./describe-sample.ts";
import { type Deliver, makeBatch } from "./make-batch.ts";
import { makeColumns } from "./make-columns.ts";
import type { AnyLookPlan, AnyPlan } from "./pipeline.ts";

/** Carries a plan of samples or of columns out; see `makeBatch`. */
export function makePlanned<Delivered>(
  plan: AnyPlan,
  recycled: () => readonly ArrayBuffer[],
  deliver: Deliver<Delivered>,
): Promise<Delivered | undefined> {
  return "rows" in plan ? makeColumns(plan, recycled, deliver) : makeBatch(plan, recycled, deliver);
}

/** Looks at a sample, or at a row. */
export function describeFirst(plan: AnyLookPlan): Promise<Described> {
  return "rows" in plan ? describeRow(plan) : describePlanned(plan);
}

import { describeRow } from "./describe-row.ts";
import { type Described, describePlanned } from "./describe-sample.ts";
import { type Deliver, makeBatch } from "./make-batch.ts";
import { makeColumns } from "./make-columns.ts";
import type { AnyLookPlan, AnyPlan } from "./pipeline.ts";
import type { Seen } from "./signs.ts";
import type { Recycled } from "./slab-supply.ts";

/** Carries a plan of samples or of columns out; see `makeBatch`. @param seen where it says what it does, if at all. */
export function makePlanned<Delivered>(
  plan: AnyPlan,
  recycled: Recycled,
  deliver: Deliver<Delivered>,
  seen?: Seen,
): Promise<Delivered | undefined> {
  return "rows" in plan ? makeColumns(plan, recycled, deliver) : makeBatch(plan, recycled, deliver, seen);
}

/** Looks at a sample, or at a row. */
export function describeFirst(plan: AnyLookPlan, seen?: Seen): Promise<Described> {
  return "rows" in plan ? describeRow(plan) : describePlanned(plan, seen?.signs);
}

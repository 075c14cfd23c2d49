import { type PackedRows, packRows, unpackRows } from "./packed-rows.ts";
import type { AnyLookPlan, AnyPlan, Plan, PlannedSample } from "./pipeline.ts";

/** A plan as it crosses to a worker. */
export type PostedPlan = Posted<AnyPlan> | Posted<AnyLookPlan>;

type Posted<Any> = Any extends Plan
  ? Omit<Any, "samples"> & { readonly samples: PackedRows | readonly PlannedSample[] }
  : Any;

/** What is posted of a plan. */
export function postedPlan(plan: AnyPlan | AnyLookPlan): PostedPlan {
  return "rows" in plan ? plan : { ...plan, samples: packRows(plan.samples) };
}

/** The other end of {@link postedPlan}. */
export function receivePlan(posted: PostedPlan): AnyPlan | AnyLookPlan {
  return "rows" in posted ? posted : { ...posted, samples: unpackRows(posted.samples) };
}

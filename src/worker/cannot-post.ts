import { messageOf } from "@millrace/core/engine";
import type { AnyPlan } from "./pipeline.ts";

/** Why a plan could not be posted to a worker: because of a sample that travels in it; everything else was checked before. */
export function cannotPost(plan: AnyPlan, cause: unknown): Error {
  if ("rows" in plan) {
    return new TypeError(
      `the columns of batch ${plan.batch} cannot be sent to a worker (${messageOf(cause)}); readColumns returns plain data. ` +
        "A dataset made with fromModule is read in the workers instead",
      { cause },
    );
  }
  const { index, sample = {} } = plan.samples.find(({ sample }) => isUncloneable(sample)) ??
    plan.samples[0] ?? { index: 0 };
  return new TypeError(
    `the samples of batch ${plan.batch} cannot be sent to a worker (${messageOf(cause)}); a sample holds plain data, and ` +
      `sample ${index} has the fields ${Object.keys(sample).join(", ")}. A dataset made with fromModule is read in the workers instead`,
    { cause },
  );
}

function isUncloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return false;
  } catch {
    return true;
  }
}

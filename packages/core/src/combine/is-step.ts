import type { Step } from "../transform.ts";

/** Whether a value can stand in a policy of samples. */
export function isStep(value: unknown): value is Step {
  if (typeof value === "function") return true;
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  return value.type === "leaf" || value.type === "combinator";
}

import { messageOf } from "@millrace/core/engine";
import { warn } from "../warnings.ts";

/** Tells of an error in what a dataset does at its end, where nobody waits who could catch it. */
export function warnOfCleanUp(error: unknown): void {
  warn("MILLRACE_CLEAN_UP", `the end of a dataset failed, after everything else had ended: ${messageOf(error)}`);
}

import { messageOf } from "@millrace/core/engine";

/** Tells of an error in what a dataset does at its end, where nobody waits who could catch it. */
export function warnOfCleanUp(error: unknown): void {
  process.emitWarning(`the end of a dataset failed, after everything else had ended: ${messageOf(error)}`, {
    code: "MILLRACE_CLEAN_UP",
  });
}

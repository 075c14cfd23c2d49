import { isMainThread } from "node:worker_threads";
import { type WarningCode, warn as warnHere } from "../warnings.ts";

/** A warning on its way to the main thread. */
export interface WorkerWarning {
  readonly code: WarningCode;
  readonly text: string;
}

let waiting: WorkerWarning[] = [];

/** Warns on the main thread, whose listeners do not hear of a worker's: with the next batch that a worker makes. */
export function warn(code: WarningCode, text: string): void {
  if (isMainThread) warnHere(code, text);
  else waiting.push({ code, text });
}

/** What is to be told with a batch; undefined where there is nothing. */
export function takeWarnings(): readonly WorkerWarning[] | undefined {
  if (waiting.length === 0) return undefined;
  const taken = waiting;
  waiting = [];
  return taken;
}

/** Tells what came with a batch. */
export function tellWarnings(warnings: readonly WorkerWarning[] | undefined): void {
  if (warnings === undefined) return;
  for (const { code, text } of warnings) warnHere(code, text);
}

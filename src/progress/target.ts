import { ProgressLine, type ProgressStream } from "./line.ts";
import type { ProgressReport } from "./report.ts";

/** Who hears of progress: a function, or a stream where it is written. */
export type ProgressTarget<Report extends ProgressReport = ProgressReport> =
  | ((report: Report) => void)
  | ProgressStream;

/** What progress can be told to. */
export interface ProgressListener<Report extends ProgressReport = ProgressReport> {
  /** @param at milliseconds on a clock that never goes back. */
  update(report: Report, at: number): void;
  /** The last report. */
  end(report: Report): void;
}

export function isProgressTarget(value: unknown): value is ProgressTarget {
  return typeof value === "function" || typeof (value as ProgressStream | null | undefined)?.write === "function";
}

/** A function hears every report; a stream gets a line that changes in a terminal, and now and then one in a pipe. */
export function listenerFor<Report extends ProgressReport>(target: ProgressTarget<Report>): ProgressListener<Report> {
  return typeof target === "function" ? { update: target, end: target } : new ProgressLine(target);
}

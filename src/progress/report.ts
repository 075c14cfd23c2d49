/** Where a loop stands. */
export interface ProgressReport {
  readonly epoch: number;
  /** Batches of the epoch that were used up, those before a resume included. */
  readonly batches: number;
  /** Batches of the epoch; absent for an iterable, whose end nobody knows. */
  readonly total?: number;
  /** Of the last seconds. */
  readonly samplesPerSecond: number;
  /** Seconds until the epoch's end at the pace of the last ones; absent where it is not known. */
  readonly secondsLeft?: number;
  /** Share of the last seconds that the loop waited for batches, 0–1: 0 is a trainer that never waits. */
  readonly waited: number;
}

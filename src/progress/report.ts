/** Where long work stands: a loop over an epoch, the filtering of a dataset, or whatever else takes long. */
export interface ProgressReport {
  /** What is done, as in "epoch 3" or "filter". */
  readonly task: string;
  /** How much of it is done. */
  readonly done: number;
  /** How much it is all together; absent where nobody knows. */
  readonly total?: number;
  /** What is counted, as in "batches". */
  readonly unit: string;
  /** How many of them a second, of the last seconds. */
  readonly rate: number;
  /** Seconds until the end at that rate; absent where it is not known. */
  readonly secondsLeft?: number;
  /** What else a line says, as in "waited 1.2 %". */
  readonly details: readonly string[];
}

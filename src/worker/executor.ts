import type { MadeBatch } from "./make-batch.ts";
import type { Plan } from "./pipeline.ts";

/** Who carries plans out: worker threads, or the calling thread. */
export interface Executor {
  /** How many threads work; 0 for the calling thread. */
  readonly workers: number;
  /** How many plans may be given out at once; more would only wait. */
  readonly depth: number;
  /** Carries out a plan. Its slabs are transferred. Undefined when it was cancelled. */
  run(plan: Plan): Promise<MadeBatch | undefined>;
  /** How many times a worker died and was replaced. */
  readonly replaced: number;
  /** Ends the threads and settles what they were doing. */
  close(): Promise<void>;
}

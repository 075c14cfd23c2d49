import type { Column } from "@millrace/core/engine";
import type { Described, DescribeRequest } from "./describe-sample.ts";
import type { Plan } from "./pipeline.ts";
import type { SlabChannel } from "./slab-channel.ts";

/** What is known of a batch that was made, before it is taken. */
export interface BatchNotice {
  /** Bytes of each of its slabs. */
  readonly slabs: readonly number[];
  /** Bytes of all that it holds: slabs, rows, texts, values as they are. */
  readonly bytes: number;
  /** The thread that made it; 0 is the main thread. */
  readonly worker: number;
  /** Bytes of that thread's working memory, which does not shrink: its kernel memory, shelves and files. */
  readonly workingBytes: number;
  /** Milliseconds from taking the plan up to handing the batch over. */
  readonly milliseconds: number;
}

/** A batch that waits to be taken; until then its slabs belong to no thread's heap. */
export interface Delivery {
  readonly notice: BatchNotice;
  /** Takes the batch over, once. */
  take(): Record<string, Column>;
  /** Gives it up. */
  drop(): void;
}

/** Who carries plans out: worker threads, or the calling thread. */
export interface Executor {
  /** How many threads work; 0 for the calling thread. */
  readonly workers: number;
  /** How many plans may be given out at once; more would only wait. */
  readonly depth: number;
  /**
   * Carries out a plan.
   *
   * @param channel the batch waits in it; recycled memory for it may lie there.
   * @returns undefined when the plan was cancelled.
   */
  run(plan: Plan, channel: SlabChannel): Promise<Delivery | undefined>;
  /** Looks at a data set's first sample, where the data set is read. */
  describe(request: DescribeRequest): Promise<Described>;
  /** How many times a worker died and was replaced. */
  readonly replaced: number;
  /** Ends the threads and settles what they were doing. */
  close(): Promise<void>;
}

import type { Column } from "@millrace/core/engine";
import type { Mended } from "../loader/mending.ts";
import type { ThreadUse } from "../statistics/use-meter.ts";
import type { Described } from "./describe-sample.ts";
import type { AnyLookPlan, AnyPlan } from "./pipeline.ts";
import type { RowFault } from "./row-faults.ts";
import type { ShardTask } from "./shard-task.ts";
import type { SlabChannel } from "./slab-channel.ts";
import type { SlabCounts } from "./slab-supply.ts";
import type { WorkerWarning } from "./warnings.ts";

/** What is known of a batch that was made, before it is taken. */
export interface BatchNotice {
  /** How many of its slabs were made for it, and how many are recycled. */
  readonly slabs: SlabCounts;
  /** Bytes of all that it holds: slabs, rows, texts, values as they are. */
  readonly bytes: number;
  /** The thread that made it; 0 is the main thread. */
  readonly worker: number;
  /** Bytes of that thread's working memory, which does not shrink: its kernel memory, shelves and files. */
  readonly workingBytes: number;
  /** Milliseconds from taking the plan up to handing the batch over. */
  readonly milliseconds: number;
  /** How long the stages took in that thread since it last told this loader, now and then: see `stages.ts`. */
  readonly stages?: readonly number[];
  /** Where samples or columns had to be waited for while they were read, bytes of the largest or of a row: reading ahead pays then. */
  readonly awaitedBytes?: number;
  /** The bad samples of the batch, by rows and in the order in which each row's were tried; absent where none was. */
  readonly faults?: readonly RowFault[];
  /** The batch was not made: too many rows of it are bad for what is to become of it. */
  readonly unmade?: true;
  /** What the thread has to tell the user. */
  readonly warnings?: readonly WorkerWarning[];
}

/** A batch that waits to be taken; until then its slabs belong to no thread's heap. */
export interface Delivery {
  readonly notice: BatchNotice;
  /** What became of its rows, where some samples of it were bad and it was made in spite of them. */
  readonly mended?: Mended;
  /** Takes the batch over, once. */
  take(): Record<string, Column>;
  /** Gives it up. */
  drop(): void;
}

/** Who carries plans out: worker threads, or the calling thread. */
export interface Executor {
  /** How many threads work; 0 for the calling thread. */
  readonly workers: number;
  /** How many batches may be in the making at once; more plans would only wait, unless it is for their samples to be read. */
  readonly depth: number;
  /**
   * Carries out a plan.
   *
   * @param channel the batch waits in it; recycled memory for it may lie there.
   * @returns undefined when the plan was cancelled.
   */
  run(plan: AnyPlan, channel: SlabChannel): Promise<Delivery | undefined>;
  /**
   * Settles the plans that were cancelled by this flag, which is set already. Those that no thread has begun are given up
   * at once; a thread that still carries one out after the grace period is ended, and what it held of other loaders is
   * carried out again.
   */
  giveUp(cancelled: Int32Array): Promise<void>;
  /** Looks at a dataset's first sample, where the dataset is read. Undefined when it was cancelled. */
  describe(plan: AnyLookPlan): Promise<Described | undefined>;
  /**
   * Has a thread open a shard and read it through the port, as long as that is open. @returns the thread. @throws ShardError where
   * it cannot be opened; what went wrong with the thread.
   */
  readShard(task: ShardTask): Promise<number>;
  /** Ends a thread that does not end a shard; what it held is carried out again. */
  abandon(thread: number): void;
  /** How many threads died, or were ended because they did not give a cancelled plan up; each was replaced. */
  readonly replaced: number;
  /** How many plans of this user were given to a thread again, because theirs died or was ended. */
  readonly retries: number;
  /** What the threads did since they began. */
  uses(): readonly ThreadUse[];
  /** Ends a thread when it has carried out what it holds; another takes its place. */
  retire(thread: number): void;
  /**
   * Closes in the threads what the plans' pipelines opened there, and leaves them; the last to do so ends them.
   *
   * @throws what the closing of a dataset threw in a thread, after everything was ended.
   */
  close(): Promise<void>;
}

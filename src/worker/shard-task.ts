import type { MessagePort } from "node:worker_threads";
import type { ShardStart } from "../datasets/shards/shard-iteration.ts";
import type { ShardMark } from "../datasets/shards/shard-place.ts";
import type { PlainError } from "./pack-error.ts";
import type { PipelineHandle } from "./pipeline.ts";

/** A shard that a thread is to open; it is read on demand, through the port, as long as the port is open. */
export interface ShardTask {
  readonly pipeline: PipelineHandle;
  readonly start: ShardStart;
  readonly port: MessagePort;
}

/** What a thread answers when it has opened a shard, or could not. */
export interface ShardAnswer {
  readonly thread: number;
  readonly error?: PlainError;
}

/** Main thread to the thread that reads a shard: so many samples more may be sent, or it is to end. */
export type ShardRequest = { readonly more: number } | { readonly end: true };

/** Samples of a shard, in their order. */
export interface ShardChunk {
  readonly values: readonly unknown[];
  /** Those of them that cannot cross threads, by their places. */
  readonly unfit?: readonly (readonly [place: number, error: PlainError])[];
  /** The last cursor behind the last of them. Behind all others it is that of the chunk before. */
  readonly mark: ShardMark | undefined;
  /** There are no more. */
  readonly done?: true;
  /** What went wrong behind them. */
  readonly error?: PlainError;
}

/** That a shard was ended, and what it threw. */
export interface ShardEnded {
  readonly ended: true;
  readonly error?: PlainError;
}

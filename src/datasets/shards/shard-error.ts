import { messageOf } from "@millrace/core/engine";

/** What went wrong with one of the shards of a dataset, and where. `cause` is the error itself. */
export class ShardError extends Error {
  override readonly name = "ShardError";
  /** The shard: its name, or its number from 0 where it has none. */
  readonly shard: number | string;
  /** How many samples of it had come; undefined where it could not be opened. */
  readonly samples: number | undefined;
  readonly epoch: number;

  constructor({ shard, samples, epoch }: Pick<ShardError, "shard" | "samples" | "epoch">, cause: unknown) {
    const what = samples === undefined ? "cannot be opened" : `failed behind ${samples} samples`;
    super(`shard ${typeof shard === "number" ? shard : `"${shard}"`} ${what}, epoch ${epoch}: ${messageOf(cause)}`, {
      cause,
    });
    this.shard = shard;
    this.samples = samples;
    this.epoch = epoch;
  }
}

import { type Json, OptionError, show } from "@millrace/core";
import type { IterableDataset } from "./iterable.ts";

/** What a dataset of shards is told when one of them is opened. */
export interface ShardContext {
  /** The epoch, from 0. */
  readonly epoch: number;
}

/** The samples of a shard, one after another. */
export type ShardSamples<Sample extends object = Record<string, unknown>> = (
  | AsyncIterable<Sample>
  | Iterable<Sample>
) & {
  /**
   * Says where the sample begins that comes next, as plain JSON such as `{ offset: 7168 }`, for a later `open` to begin
   * there. It is asked for behind every 16th sample. Undefined: not known here, the one before counts. One that is too
   * long for a state counts for none too: with `interleave` 4 it may have 116 characters, with 16 eleven.
   */
  cursor?(): Json | undefined;
};

/**
 * Samples in several shards, the files of an archive for example, of which several are read at the same time: one sample
 * of each in turn. A shard that is read to its end gives its turn to the next one. Which sample comes when depends on
 * the shards alone, and on seed and epoch where they are shuffled.
 */
export interface ShardedDataset<Sample extends object = Record<string, unknown>> {
  /** How many shards there are, from 1, or their names. */
  readonly shards: number | readonly string[];
  /**
   * The samples of a shard in their order, the same each time.
   *
   * @param shard its number from 0, or its name where they have names.
   * @param cursor where to begin: what `cursor()` said in an earlier epoch or run. Undefined: at its first sample.
   */
  open(shard: number | string, cursor: Json | undefined, context: ShardContext): ShardSamples<Sample>;
  /** How many shards are read at the same time, one sample of each in turn, from 1 to 16. Default 4. */
  readonly interleave?: number;
  /** Says which data these are; a state of others is refused. Default: the shards' names or their number are compared. */
  readonly identity?: string | number;
  /** What this part of the data is for. */
  readonly split?: "train" | "validation" | "test";
  /** Called when the loader is closed, as that of a dataset with `get`. */
  [Symbol.asyncDispose]?(): Promise<void>;
}

/** Shards that are read at the same time unless the dataset says otherwise. */
const defaultInterleave = 4;

/** A state names them, and it is short. */
const mostInterleaved = 16;

/** What a dataset of shards comes down to. */
export interface Shards {
  readonly dataset: ShardedDataset;
  readonly count: number;
  readonly interleave: number;
}

const shardsOfIterable = new WeakMap<object, Shards>();

/** The name of a shard where it has one, or else its number: what the dataset knows it by. */
export function shardName({ shards }: ShardedDataset, shard: number): number | string {
  return typeof shards === "number" ? shard : (shards[shard] as string);
}

export function isShardedDataset(value: unknown): value is ShardedDataset {
  return typeof value === "object" && value !== null && "shards" in value && "open" in value;
}

/**
 * A dataset of shards as the loader takes it: it is one of its iterables, and `shardsOf` knows of the shards.
 *
 * @throws OptionError for shards that are none.
 */
export function asIterable(dataset: ShardedDataset): IterableDataset {
  const { shards, open, interleave = defaultInterleave } = dataset;
  const wrong = (field: string, allowed: string, value: unknown) =>
    new OptionError(`DataLoader: the dataset's ${field} must be ${allowed}, got ${show(value)}`);
  if (typeof open !== "function") throw wrong("open", "a function (shard, cursor) => iterable", open);
  const count = typeof shards === "number" ? shards : Array.isArray(shards) ? shards.length : undefined;
  if (!(Number.isSafeInteger(count) && (count as number) >= 1)) {
    throw wrong("shards", "a whole number from 1, or a list of at least one name", shards);
  }
  if (Array.isArray(shards)) {
    for (const [number, name] of shards.entries()) {
      if (typeof name !== "string") throw wrong(`shards[${number}]`, "a name", name);
    }
  }
  if (!(Number.isSafeInteger(interleave) && interleave >= 1 && interleave <= mostInterleaved)) {
    throw wrong("interleave", `a whole number from 1 to ${mostInterleaved}`, interleave);
  }
  const iterable: IterableDataset = () => {
    throw new Error("a dataset of shards is opened shard by shard");
  };
  shardsOfIterable.set(iterable, { dataset, count: count as number, interleave });
  return iterable;
}

/** The shards of what `asIterable` made; undefined for all else. */
export function shardsOf(dataset: object): Shards | undefined {
  return shardsOfIterable.get(dataset);
}

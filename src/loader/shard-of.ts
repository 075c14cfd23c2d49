import { OptionError, show } from "@millrace/core";
import { type Shard, whole } from "../order/shard.ts";
import { warn } from "../warnings.ts";

/** What the option `shard` may be. */
export type ShardOption = Shard | "env" | false;

export interface ShardQuestion {
  readonly shard: ShardOption | undefined;
  readonly mode: "train" | "evaluate";
  /** What the dataset says that it is for. */
  readonly split: "train" | "validation" | "test" | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Which rank a loader works for. Where the option does not say so, it is `RANK` of `WORLD_SIZE`, as launchers of
 * distributed training set them, for training data only: every rank validates on all of its data unless it is asked not
 * to.
 *
 * @throws OptionError where they are asked for and missing, or are no numbers.
 */
export function shardOf({ shard, mode, split }: ShardQuestion, environment: Environment = process.env): Shard {
  if (shard === false) return whole;
  if (typeof shard === "object") return shard;
  const found = rankOf(environment);
  if (shard === "env") {
    if (found !== undefined) return found;
    throw new OptionError(
      'DataLoader: shard is "env", but the environment variables RANK and WORLD_SIZE are not set; set them, or give { index, count }',
    );
  }
  const trains = mode === "train" && (split === undefined || split === "train");
  if (found === undefined || found.count === 1 || !trains) return whole;
  sayOf(found);
  return found;
}

/** `RANK` and `WORLD_SIZE`, where both are set. */
function rankOf({ RANK, WORLD_SIZE }: Environment): Shard | undefined {
  if (RANK === undefined || WORLD_SIZE === undefined) return undefined;
  const index = wholeNumber(RANK);
  const count = wholeNumber(WORLD_SIZE);
  if (index !== undefined && count !== undefined && index < count) return { index, count };
  throw new OptionError(
    `DataLoader: the environment variables RANK and WORLD_SIZE must be whole numbers with 0 ≤ RANK < WORLD_SIZE, got ${show(RANK)} and ${show(WORLD_SIZE)}; ` +
      "set them right, or give shard: { index, count }, or false for all data",
  );
}

function wholeNumber(value: string): number | undefined {
  return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

let said = false;

function sayOf({ index, count }: Shard): void {
  if (said) return;
  said = true;
  warn(
    "MILLRACE_SHARD",
    `RANK is ${index} and WORLD_SIZE ${count}: loaders of training data give part ${index} of ${count} of every batch. ` +
      "shard: false gives all data, shard: { index, count } another part",
  );
}

/** How the ranks of a job are divided among its kinds of parallelism; each from 1, default 1. */
export interface Parallelism {
  /** Ranks that hold parts of the same layers. */
  readonly tensor?: number;
  /** Ranks that hold parts of the same sequences. */
  readonly context?: number;
  /** Ranks that hold different layers. */
  readonly pipeline?: number;
}

/**
 * The shard of a rank where several ranks train one replica of the model and need the same data: those of a tensor-,
 * context- or pipeline-parallel group. Ranks are numbered as Megatron-LM does by default: tensor parallelism varies
 * fastest, then context, then data, and pipeline slowest.
 *
 * @param rank from 0 to `worldSize` − 1.
 * @param worldSize ranks of the job; a multiple of all the parallelism together.
 * @throws OptionError for numbers that cannot be.
 *
 * @example
 * const shard = dataParallelShard(Number(process.env.RANK), Number(process.env.WORLD_SIZE), { tensor: 4 });
 */
export function dataParallelShard(rank: number, worldSize: number, parallelism: Parallelism = {}): Shard {
  const { tensor = 1, context = 1, pipeline = 1 } = parallelism;
  for (const [name, value] of Object.entries({ worldSize, tensor, context, pipeline })) {
    if (!(Number.isSafeInteger(value) && value >= 1)) {
      throw new OptionError(`dataParallelShard: ${name} must be a whole number from 1, got ${show(value)}`);
    }
  }
  if (!(Number.isSafeInteger(rank) && rank >= 0 && rank < worldSize)) {
    throw new OptionError(
      `dataParallelShard: rank must be a whole number from 0 to ${worldSize - 1}, got ${show(rank)}`,
    );
  }
  const together = tensor * context * pipeline;
  const count = worldSize / together;
  if (!Number.isInteger(count)) {
    throw new OptionError(
      `dataParallelShard: worldSize ${worldSize} must be a multiple of tensor × context × pipeline, which is ${together}`,
    );
  }
  return { index: Math.floor(rank / (tensor * context)) % count, count };
}

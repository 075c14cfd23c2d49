import { OptionError, type Seed, show } from "@millrace/core";
import type { Shards } from "../datasets/sharded.ts";
import type { WindowStart } from "../order/windowed-batches.ts";
import type { ErrorCounts } from "./bad-samples.ts";
import { checkStream } from "./check-stream.ts";
import { isDeliveredText } from "./delivered.ts";
import { checkShards, type ShardsPlace } from "./shards/shards-place.ts";
import type { StreamIdentity } from "./stream-identity.ts";

/** Where a loader's stream stands: plain JSON of less than 1 kB (beside a long seed), whatever the dataset. */
export interface LoaderState {
  readonly version: 1;
  readonly seed: Seed;
  /** The epoch, from 0 to 2³² − 1. */
  readonly epoch: number;
  /** Batches of the epoch that were delivered: all below this number. */
  readonly batch: number;
  /**
   * Which batches behind `batch` were delivered too, of a loader with `ordered: false`: bit i of the k-th hexadecimal digit
   * is batch `batch` + 4k + i. At most 1,024 batches.
   */
  readonly delivered?: string;
  /** Where the batch was found, of batches with a budget: a window of the order, and the number of its first batch. */
  readonly window?: WindowStart;
  /** Where a dataset of shards stands at the window that the next batch begins in. */
  readonly shards?: ShardsPlace;
  /** A digest of the schema of the batches: of names, order, kinds, types and shapes. Absent before it is known. */
  readonly schema?: string;
  /** What was seen of bad samples up to there, so that limits go on; where the loader goes on in spite of them. */
  readonly errors?: ErrorCounts;
  /** Made by `mergeStates`: what was counted is that of all ranks together. */
  readonly merged?: true;
  /** What the rest of the stream depends on besides the seed. A state without it is taken as it is. */
  readonly stream?: StreamIdentity;
}

/** Epochs beyond would draw as earlier ones do: a key has 32 bits for them. */
const mostEpochs = 2 ** 32;

/**
 * @param stream what the stream of the loader is that resumes; asked for where the state says what its own was.
 * @param batches of an epoch; undefined where epochs differ. For an iterable, whose end nobody knows, it gives undefined.
 * @param shards those of the loader's dataset; absent where it has none.
 * @throws OptionError for what is no state, or one of another seed or of another dataset, with the field.
 */
export function checkState(
  state: unknown,
  seed: Seed | undefined,
  stream: () => StreamIdentity,
  batches: ((epoch: number) => number | undefined) | undefined,
  shards?: Pick<Shards, "count" | "interleave">,
): asserts state is LoaderState {
  if (typeof state !== "object" || state === null) {
    throw new OptionError(`DataLoader: resume must be what state() returned, got ${show(state)}`);
  }
  const {
    version,
    seed: own,
    epoch,
    batch,
    schema,
    window,
    errors,
    merged,
    delivered,
    shards: place,
    stream: saved,
  } = state as Record<string, unknown>;
  const wrong = (field: string, allowed: string, value: unknown) =>
    new OptionError(
      `DataLoader: resume must be what state() returned: its ${field} must be ${allowed}, got ${show(value)}`,
    );
  const within = (value: unknown, most: number) =>
    Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
  if (version !== 1) throw wrong("version", "1", version);
  if (typeof own !== "string" && !Number.isSafeInteger(own)) throw wrong("seed", "a whole number or a text", own);
  if (!within(epoch, mostEpochs - 1)) throw wrong("epoch", `a whole number from 0 to ${mostEpochs - 1}`, epoch);
  if (schema !== undefined && (typeof schema !== "string" || !/^[0-9a-f]{16}$/.test(schema))) {
    throw wrong("schema", "16 hexadecimal digits, or absent", schema);
  }
  if (seed !== undefined && seed !== own) {
    throw new OptionError(`DataLoader: resume is of seed ${show(own)}, but seed is ${show(seed)}; leave seed out`);
  }
  if (merged !== undefined && merged !== true) throw wrong("merged", "true, or absent", merged);
  if (errors !== undefined) checkErrors(errors, wrong);
  if (saved !== undefined) checkStream(saved, stream());
  const count = batches?.(epoch as number);
  if (!within(batch, count ?? Number.MAX_SAFE_INTEGER)) {
    const most = count === undefined ? "" : ` to ${count}, the batches of an epoch of this dataset`;
    throw wrong("batch", `a whole number from 0${most}`, batch);
  }
  if (delivered !== undefined && !isDeliveredText(delivered)) {
    throw wrong("delivered", "at most 256 hexadecimal digits, the first of them even, or absent", delivered);
  }
  if (place !== undefined) checkShards(place, shards, wrong);
  if (window === undefined) return;
  const { window: number, batch: first, before = 0 } = (window ?? {}) as Record<string, unknown>;
  const most = Number.MAX_SAFE_INTEGER;
  if (!within(number, most) || !within(first, batch as number) || !within(before, most)) {
    throw wrong(
      "window",
      `{ window, batch } or { window, batch, before } of whole numbers from 0, its batch to ${batch}`,
      window,
    );
  }
}

function checkErrors(errors: unknown, wrong: (field: string, allowed: string, value: unknown) => Error): void {
  if (typeof errors !== "object" || errors === null) throw wrong("errors", "an object, or absent", errors);
  const counts = errors as Record<string, unknown>;
  for (const name of ["seen", "skipped", "replaced"]) {
    const value = counts[name];
    if (!Number.isSafeInteger(value) || (value as number) < 0)
      throw wrong(`errors.${name}`, "a whole number from 0", value);
  }
  const { seen, skipped, replaced } = counts as unknown as ErrorCounts;
  if (skipped + replaced > seen) throw wrong("errors.seen", `at least skipped + replaced, ${skipped + replaced}`, seen);
}

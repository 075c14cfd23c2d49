import { OptionError } from "@millrace/core";
import type { Tail } from "../order/global-batches.ts";
import type { Shard } from "../order/shard.ts";

/** What the options say of the size of batches. */
export interface SizeOptions {
  readonly batchSize?: number | undefined;
  readonly globalBatchSize?: number | undefined;
  readonly dropLast?: boolean | undefined;
  readonly tail?: Tail | undefined;
}

/** How large batches are. */
export interface BatchSizes {
  /** Samples of a batch of this rank, at most. */
  readonly batchSize: number;
  /** Samples of a batch over all ranks. */
  readonly globalBatchSize: number;
  readonly tail: Tail;
}

/** @throws OptionError where the size is given twice or not at all, and for fewer samples than ranks. */
export function batchSizes(options: SizeOptions, { count }: Shard): BatchSizes {
  const { batchSize, globalBatchSize } = options;
  if ((batchSize === undefined) === (globalBatchSize === undefined)) {
    throw new OptionError(
      batchSize === undefined
        ? "DataLoader: batchSize is required: a whole number from 1 (or globalBatchSize in its place, samples of all ranks together)"
        : `DataLoader: batchSize (${batchSize}, of each rank) and globalBatchSize (${globalBatchSize}, of all ranks) cannot both be given; leave one of them out`,
    );
  }
  const tail = tailOf(options);
  if (globalBatchSize === undefined) {
    return { batchSize: batchSize as number, globalBatchSize: (batchSize as number) * count, tail };
  }
  if (globalBatchSize < count) {
    throw new OptionError(
      `DataLoader: globalBatchSize must be at least the number of ranks, ${count}, got ${globalBatchSize}`,
    );
  }
  return { batchSize: Math.ceil(globalBatchSize / count), globalBatchSize, tail };
}

function tailOf({ dropLast, tail }: SizeOptions): Tail {
  if (tail !== undefined && dropLast !== undefined && dropLast !== (tail === "drop")) {
    throw new OptionError(`DataLoader: dropLast ${dropLast} contradicts tail "${tail}"; leave dropLast out`);
  }
  return tail ?? (dropLast === true ? "drop" : "partial");
}

import { OptionError } from "@millrace/core";
import type { Budget } from "../order/budget.ts";
import type { Tail } from "../order/global-batches.ts";
import type { Shard } from "../order/shard.ts";
import { expectedSamples, isBudget } from "../samplers/budgets.ts";

/** What the options say of the size of batches. */
export interface SizeOptions {
  readonly batchSize?: number | Budget | undefined;
  readonly globalBatchSize?: number | Budget | undefined;
  readonly dropLast?: boolean | undefined;
  readonly tail?: Tail | undefined;
}

/** How large batches are. */
export interface BatchSizes {
  /** Samples of a batch of this rank: at most, or about as many where there is a budget. */
  readonly batchSize: number;
  /** The same over all ranks. */
  readonly globalBatchSize: number;
  /** What decides in place of the number of samples; undefined: nothing does. */
  readonly budget: LoaderBudget | undefined;
  readonly tail: Tail;
}

/** A budget, and whether each rank has it for itself. */
export interface LoaderBudget {
  readonly budget: Budget;
  /** How many ranks have the whole budget each; 1 where all share it. */
  readonly ranks: number;
}

/** @throws OptionError where the size is given twice or not at all, and for fewer samples than ranks. */
export function batchSizes(options: SizeOptions, { count }: Shard): BatchSizes {
  const { batchSize, globalBatchSize } = options;
  if ((batchSize === undefined) === (globalBatchSize === undefined)) {
    throw new OptionError(
      batchSize === undefined
        ? "DataLoader: batchSize is required: a whole number from 1 (or globalBatchSize in its place, samples of all ranks together)"
        : `DataLoader: batchSize (${sizeText(batchSize)}, of each rank) and globalBatchSize (${sizeText(globalBatchSize)}, of all ranks) cannot both be given; leave one of them out`,
    );
  }
  const tail = tailOf(options);
  if (isBudget(batchSize) || isBudget(globalBatchSize)) {
    if (tail !== "partial") {
      throw new OptionError(
        `DataLoader: tail "${tail}" needs batches of a number of samples, and these have a budget; leave it out`,
      );
    }
    const budget = (isBudget(batchSize) ? batchSize : globalBatchSize) as Budget;
    const ranks = isBudget(batchSize) ? count : 1;
    const expected = expectedSamples(budget) * ranks;
    return { batchSize: Math.ceil(expected / count), globalBatchSize: expected, budget: { budget, ranks }, tail };
  }
  const budget = undefined;
  if (globalBatchSize === undefined) {
    return { batchSize: batchSize as number, globalBatchSize: (batchSize as number) * count, budget, tail };
  }
  if (globalBatchSize < count) {
    throw new OptionError(
      `DataLoader: globalBatchSize must be at least the number of ranks, ${count}, got ${globalBatchSize}`,
    );
  }
  return { batchSize: Math.ceil(globalBatchSize / count), globalBatchSize, budget, tail };
}

function sizeText(size: number | Budget | undefined): string {
  return isBudget(size) ? `${size.name}(…, ${size.most})` : `${size}`;
}

function tailOf({ dropLast, tail }: SizeOptions): Tail {
  if (tail !== undefined && dropLast !== undefined && dropLast !== (tail === "drop")) {
    throw new OptionError(`DataLoader: dropLast ${dropLast} contradicts tail "${tail}"; leave dropLast out`);
  }
  return tail ?? (dropLast === true ? "drop" : "partial");
}

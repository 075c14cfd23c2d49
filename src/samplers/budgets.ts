import { OptionError, show } from "@millrace/core";
import type { Budget } from "../order/budget.ts";
import { checkNumbers } from "./check-lists.ts";
import { listDigest } from "./list-digest.ts";

/** How batches are filled up to a budget. */
export interface BudgetOptions {
  /**
   * Whether each sample costs as much as the longest of its batch, as it does where they are padded to it; otherwise it
   * costs its own length. Default: true for `maxTokens`, false for `maxPixels`.
   */
  readonly padded?: boolean;
  /** The most samples of a batch. Default: no limit but the budget. */
  readonly maxSamples?: number;
  /** Whether samples of like length are put together, out of 65,536 at a time. Default true. */
  readonly sorted?: boolean;
}

/**
 * Batches of at most so many tokens, however many samples that are: the loader's `batchSize: maxTokens(lengths, 16_384)`,
 * or `globalBatchSize`, for all ranks together. Of several ranks each gets as many samples as the others, to within one.
 *
 * How many batches an epoch has depends on its order, so it differs from epoch to epoch, and `loader.length` goes through
 * the epoch to say it. A state says in which part of the epoch its batch is, so that a resume goes through that part only.
 *
 * @param lengths tokens of each sample; 4 bytes a sample as a Uint32Array. See `lengthsOf`.
 * @param most tokens of a batch, padding and all.
 * @throws OptionError for a sample that alone passes the budget.
 */
export function maxTokens(lengths: ArrayLike<number>, most: number, options: BudgetOptions = {}): Budget {
  return budgetOf("maxTokens", lengths, most, { padded: true, ...options });
}

/**
 * Batches of at most so many pixels, as `maxTokens` for pictures of different sizes.
 *
 * @param sizes pixels of each sample.
 * @param most pixels of a batch.
 */
export function maxPixels(sizes: ArrayLike<number>, most: number, options: BudgetOptions = {}): Budget {
  return budgetOf("maxPixels", sizes, most, { padded: false, ...options });
}

function budgetOf(
  name: string,
  lengths: ArrayLike<number>,
  most: number,
  options: BudgetOptions & { readonly padded: boolean },
): Budget {
  const { padded, maxSamples = Number.POSITIVE_INFINITY, sorted = true } = options;
  if (!(Number.isFinite(most) && most > 0)) {
    throw new OptionError(`${name}: the most of a batch must be a number above 0, got ${show(most)}`);
  }
  if (maxSamples !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(maxSamples) && maxSamples >= 1)) {
    throw new OptionError(`${name}: maxSamples must be a whole number from 1, got ${show(maxSamples)}`);
  }
  if (checkNumbers(name, "lengths", lengths) > most) {
    let index = 0;
    while ((lengths[index] as number) <= most) index++;
    throw new OptionError(
      `${name}: sample ${index} takes ${lengths[index]} by itself, and a batch may take ${most}; leave such samples out with filter or subset, cut them, or raise the budget`,
    );
  }
  let digest: string | undefined;
  return {
    ...{ type: "budget", name, lengths, most, padded, maxSamples, sorted },
    get digest() {
      digest ??= listDigest(lengths);
      return digest;
    },
  };
}

/** Whether a value is a budget. */
export function isBudget(value: unknown): value is Budget {
  return (value as Budget | null | undefined)?.type === "budget";
}

/** About how many samples a batch of a budget has: what memory is foretold by. */
export function expectedSamples({ lengths, most, maxSamples }: Budget): number {
  let sum = 0;
  for (let index = 0; index < lengths.length; index++) sum += lengths[index] as number;
  const mean = sum / Math.max(1, lengths.length);
  return Math.max(1, Math.min(maxSamples, lengths.length, mean > 0 ? Math.ceil(most / mean) : lengths.length));
}

import { type ClassLabel, kindOf, type NamedClassLabel, OptionError, type Random, type Seed } from "@millrace/core";
import { namedRandom } from "@millrace/core/engine";
import type { Dataset } from "./dataset.ts";

/** A dataset's samples by the value of a field. */
export interface Strata {
  /** All indices, stratum after stratum, shuffled within each. */
  readonly index: Uint32Array | Float64Array;
  /** How many samples each stratum has, in the order in which their values come first. */
  readonly lengths: readonly number[];
}

/**
 * Sorts a dataset's samples by a field, which is read of every one.
 *
 * @throws OptionError where `get` is asynchronous and where a sample has no such field.
 */
export function strataOf<Sample extends object>(dataset: Dataset<Sample>, field: string, seed: Seed): Strata {
  const { length } = dataset;
  const numbers = new Map<unknown, number>();
  const lengths: number[] = [];
  const strata = new Uint32Array(length);
  for (let index = 0; index < length; index++) {
    const value = fieldOf(dataset, index, field);
    let stratum = numbers.get(value);
    if (stratum === undefined) {
      stratum = lengths.length;
      numbers.set(value, stratum);
      lengths.push(0);
    }
    strata[index] = stratum;
    lengths[stratum] = (lengths[stratum] as number) + 1;
  }
  const index = new (length > 2 ** 32 ? Float64Array : Uint32Array)(length);
  const starts: number[] = [];
  let start = 0;
  for (const count of lengths) {
    starts.push(start);
    start += count;
  }
  const next = [...starts];
  for (let sample = 0; sample < length; sample++) {
    const stratum = strata[sample] as number;
    index[next[stratum] as number] = sample;
    next[stratum] = (next[stratum] as number) + 1;
  }
  const random = namedRandom(seed, "split");
  for (const [stratum, first] of starts.entries()) shuffle(index.subarray(first, next[stratum]), random);
  return { index, lengths };
}

/** Fisher and Yates, in place. */
function shuffle(values: Uint32Array | Float64Array, random: Random): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const value = values[i] as number;
    values[i] = values[j] as number;
    values[j] = value;
  }
}

function fieldOf<Sample extends object>(dataset: Dataset<Sample>, index: number, field: string): unknown {
  const sample = dataset.get(index);
  if (sample instanceof Promise) {
    // Nobody waits for it any more.
    sample.catch(() => {});
    throw new OptionError(
      "split: stratify needs a dataset whose get is synchronous; split by indices with subset(…) instead",
    );
  }
  if (!(field in sample)) {
    throw new OptionError(
      `split: stratify is "${field}", but sample ${index} has the fields ${Object.keys(sample).join(", ")}`,
    );
  }
  const value = (sample as Record<string, unknown>)[field];
  if (kindOf(value) !== "label") return value;
  const label = value as ClassLabel | NamedClassLabel;
  return "index" in label ? label.index : label.name;
}

import { type NumberList, numberList } from "../order/row-numbers.ts";

/** Which samples have the same value. */
export interface ByValue {
  /** For each sample the number of its value. */
  readonly numbers: Uint32Array;
  /** How many samples have each value, in the order in which the values come first. */
  readonly lengths: readonly number[];
}

/** Numbers the values of samples in the order in which they come first. @param valueAt may throw for what is no value. */
export function numberValues(length: number, valueAt: (index: number) => unknown): ByValue {
  const known = new Map<unknown, number>();
  const lengths: number[] = [];
  const numbers = new Uint32Array(length);
  for (let index = 0; index < length; index++) {
    const value = valueAt(index);
    let number = known.get(value);
    if (number === undefined) {
      number = lengths.push(0) - 1;
      known.set(value, number);
    }
    numbers[index] = number;
    lengths[number] = (lengths[number] as number) + 1;
  }
  return { numbers, lengths };
}

/** All samples, those of one value after those of another and in their order within; and where each value begins. */
export function sortByValue({ numbers, lengths }: ByValue): { readonly index: NumberList; readonly starts: number[] } {
  const starts: number[] = [];
  let start = 0;
  for (const length of lengths) {
    starts.push(start);
    start += length;
  }
  const next = [...starts];
  const index = numberList(numbers.length, numbers.length);
  for (let sample = 0; sample < numbers.length; sample++) {
    const number = numbers[sample] as number;
    index[next[number] as number] = sample;
    next[number] = (next[number] as number) + 1;
  }
  return { index, starts };
}

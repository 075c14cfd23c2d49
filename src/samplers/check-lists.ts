import { OptionError, show } from "@millrace/core";

/** Holds a list to be as long as the dataset. @param owner the sampler; @param what the list holds one of for each sample. */
export function checkLength(owner: string, what: string, list: ArrayLike<unknown>, length: number): void {
  if (list.length === length) return;
  throw new OptionError(`${owner}: ${what} must be a list of ${length}, one for each sample, got ${list.length}`);
}

/** Holds a list to be of numbers from 0. @returns the largest. */
export function checkNumbers(owner: string, what: string, list: ArrayLike<number>): number {
  if (typeof list !== "object" || list === null || !Number.isSafeInteger(list.length)) {
    throw new OptionError(`${owner}: ${what} must be a list of numbers, got ${show(list)}`);
  }
  let largest = 0;
  for (let at = 0; at < list.length; at++) {
    const value = list[at] as number;
    if (!(typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new OptionError(`${owner}: ${what}[${at}] must be a number from 0, got ${show(value)}`);
    }
    if (value > largest) largest = value;
  }
  return largest;
}

/** Holds the length of an epoch to be one. */
export function checkEpochLength(owner: string, length: number | undefined): void {
  if (length === undefined || (Number.isSafeInteger(length) && length >= 1)) return;
  throw new OptionError(`${owner}: length must be a whole number of samples from 1, got ${show(length)}`);
}

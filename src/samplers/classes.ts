import { OptionError, show } from "@millrace/core";
import { byValue } from "../datasets/by-value.ts";
import type { ListedDataset } from "../datasets/column-dataset.ts";
import { numberList } from "../order/row-numbers.ts";
import { checkLength } from "./check-lists.ts";
import type { Members } from "./in-turns.ts";
import { listDigest } from "./list-digest.ts";

/** The classes of a dataset's samples: one for each sample, or the name of the field that says so. */
export type Labels = ArrayLike<number | string> | string;

/** What tells labels apart in a state. */
export function labelsIdentity(labels: Labels): string {
  return typeof labels === "string" ? `field ${labels}` : listDigest(labels);
}

/** The samples of each class, in the order of the dataset: 4 bytes a sample. @throws OptionError */
export function classesOf(owner: string, labels: Labels, dataset: ListedDataset): readonly Members[] {
  const { numbers, lengths } =
    typeof labels === "string"
      ? byValue(dataset, labels, { owner, option: "labels" })
      : numbered(owner, labels, dataset.length);
  const starts: number[] = [];
  let start = 0;
  for (const length of lengths) {
    starts.push(start);
    start += length;
  }
  const next = [...starts];
  const sorted = numberList(numbers.length, numbers.length);
  for (let index = 0; index < numbers.length; index++) {
    const label = numbers[index] as number;
    sorted[next[label] as number] = index;
    next[label] = (next[label] as number) + 1;
  }
  return lengths.map((length, label) => ({
    length,
    at: (place: number) => sorted[(starts[label] as number) + place] as number,
  }));
}

function numbered(owner: string, labels: ArrayLike<number | string>, length: number) {
  checkLength(owner, "labels", labels, length);
  const known = new Map<number | string, number>();
  const lengths: number[] = [];
  const numbers = new Uint32Array(length);
  for (let index = 0; index < length; index++) {
    const label = labels[index] as number | string;
    if (typeof label !== "number" && typeof label !== "string") {
      throw new OptionError(`${owner}: labels[${index}] must be a number or a text, got ${show(label)}`);
    }
    let number = known.get(label);
    if (number === undefined) {
      number = lengths.push(0) - 1;
      known.set(label, number);
    }
    numbers[index] = number;
    lengths[number] = (lengths[number] as number) + 1;
  }
  return { numbers, lengths };
}

import { OptionError, show } from "@millrace/core";
import { byValue } from "../datasets/by-value.ts";
import type { ListedDataset } from "../datasets/column-dataset.ts";
import { type ByValue, numberValues, sortByValue } from "../datasets/value-numbers.ts";
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
  const classes =
    typeof labels === "string"
      ? byValue(dataset, labels, { owner, option: "labels" })
      : numbered(owner, labels, dataset.length);
  const { index: sorted, starts } = sortByValue(classes);
  return classes.lengths.map((length, label) => ({
    length,
    at: (place: number) => sorted[(starts[label] as number) + place] as number,
  }));
}

function numbered(owner: string, labels: ArrayLike<number | string>, length: number): ByValue {
  checkLength(owner, "labels", labels, length);
  return numberValues(length, (index) => {
    const label = labels[index] as number | string;
    if (typeof label === "number" || typeof label === "string") return label;
    throw new OptionError(`${owner}: labels[${index}] must be a number or a text, got ${show(label)}`);
  });
}

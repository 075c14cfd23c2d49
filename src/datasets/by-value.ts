import { type ClassLabel, type NamedClassLabel, OptionError, show, type Text } from "@millrace/core";
import { isOfKind } from "@millrace/core/engine";
import { isPromise } from "./batch-reading.ts";
import { isColumnDataset, type ListedDataset } from "./column-dataset.ts";
import { type ByValue, numberValues } from "./value-numbers.ts";

const isLabel = isOfKind("label");
const isText = isOfKind("text");

/** Who asks, for messages: a function and its option. */
export interface Asker {
  readonly owner: string;
  readonly option: string;
}

/**
 * Numbers a dataset's samples by the value of a field, which is read of every one.
 *
 * @throws OptionError for columns, where `get` is asynchronous, and where a sample has no such field or an object in it
 * of which nothing says when two are the same.
 */
export function byValue(dataset: ListedDataset, field: string, asker: Asker): ByValue {
  const { owner, option } = asker;
  if (isColumnDataset(dataset)) {
    throw new OptionError(
      `${owner}: ${option} reads a field of every sample, and this dataset gives columns; split by indices with subset(…) instead`,
    );
  }
  return numberValues(dataset.length, (index) => {
    const sample = dataset.get(index);
    if (isPromise(sample)) {
      // Nobody waits for it any more.
      sample.then(undefined, () => {});
      throw new OptionError(
        `${owner}: ${option} needs a dataset whose get is synchronous; split by indices with subset(…) instead`,
      );
    }
    return fieldValue(sample, field, index, asker);
  });
}

function fieldValue(sample: object, field: string, index: number, { owner, option }: Asker): unknown {
  if (!(field in sample)) {
    throw new OptionError(
      `${owner}: ${option} is "${field}", but sample ${index} has the fields ${Object.keys(sample).join(", ")}`,
    );
  }
  const value = (sample as Record<string, unknown>)[field];
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return value;
  if (isLabel(value)) {
    const label = value as ClassLabel | NamedClassLabel;
    return "index" in label ? label.index : label.name;
  }
  if (isText(value)) return (value as Text).value;
  throw new OptionError(
    `${owner}: ${option} is "${field}", which must be a label, a text, a number, a bigint or a boolean, but in sample ${index} is ${show(value)}`,
  );
}

import { OptionError } from "@millrace/core";
import { compilePolicy } from "@millrace/core/engine";
import type { Dataset } from "../datasets/dataset.ts";
import { type BareIterable, type IterableDataset, isBareIterable, onlyOnce } from "../datasets/iterable.ts";
import { importingModule } from "../worker/load-export.ts";
import { effectivePolicy } from "./effective-policy.ts";
import type { CheckedOptions } from "./options.ts";

/** Anything that a loader can read. */
export type AnyDataset<One extends object> = Dataset<One> | IterableDataset<One> | BareIterable<One>;

/** What was given as a dataset. @throws OptionError when it is none, with what is allowed. */
export function checkDataset<One extends object>(dataset: AnyDataset<One>): Dataset | IterableDataset {
  if (typeof dataset === "function") return dataset as IterableDataset;
  const { length, get } = (dataset ?? {}) as Partial<Dataset>;
  if (typeof get === "function") {
    if (Number.isSafeInteger(length) && (length as number) >= 0) return dataset as Dataset;
    throw new OptionError(`DataLoader: the dataset's length must be a whole number from 0, got ${String(length)}`);
  }
  if (isBareIterable(dataset)) return onlyOnce(dataset);
  throw new OptionError(
    "DataLoader: a dataset must be { length, get(index) }, a function ({ epoch }) => iterable, or an iterable",
  );
}

/** Refuses options that do not go with the dataset. @param batches in an epoch; undefined for an iterable. */
export function checkFit(
  dataset: Dataset | IterableDataset,
  options: CheckedOptions,
  batches: number | undefined,
): void {
  const { shuffle, batchSize, dropLast } = options;
  const policy = effectivePolicy(options);
  if (typeof dataset === "function" && policy !== undefined && compilePolicy(policy).meets) {
    throw new OptionError(
      "DataLoader: the transform takes other samples of the dataset as partners, so it needs a dataset with length and get; an iterable cannot be asked for them",
    );
  }
  if (shuffle && typeof dataset === "function") {
    throw new OptionError(
      "DataLoader: shuffle needs a dataset with length and get; an iterable comes in its own order, so shuffle at its source",
    );
  }
  if (batches === 0) {
    throw new OptionError(
      `DataLoader: a dataset of ${(dataset as Dataset).length} samples makes no batch of ${batchSize}${dropLast ? " with dropLast" : ""}`,
    );
  }
}

/** Refuses to make a loader in a file that a worker imports just now. */
export function checkPlace(): void {
  const module = importingModule();
  if (module === undefined) return;
  throw new OptionError(
    `a DataLoader is made while a worker imports ${module}: workers import that file to find your code, so it must only define things. ` +
      "Put the loop into a file of its own",
  );
}

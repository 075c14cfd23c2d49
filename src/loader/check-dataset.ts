import { isColumnTransform, OptionError, show } from "@millrace/core";
import { compilePolicy } from "@millrace/core/engine";
import { type ColumnDataset, isColumnDataset, type ListedDataset } from "../datasets/column-dataset.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { type BareIterable, type IterableDataset, isBareIterable, onlyOnce } from "../datasets/iterable.ts";
import { asIterable, isShardedDataset, type ShardedDataset, shardsOf } from "../datasets/sharded.ts";
import { importingModule } from "../worker/load-export.ts";
import { effectivePolicy } from "./effective-policy.ts";
import type { CheckedOptions } from "./options.ts";

/** Anything that a loader can read. */
export type AnyDataset<One extends object> =
  | Dataset<One>
  | ColumnDataset
  | IterableDataset<One>
  | BareIterable<One>
  | ShardedDataset<One>;

/** What was given as a dataset. @throws OptionError when it is none, with what is allowed. */
export function checkDataset<One extends object>(dataset: AnyDataset<One>): Dataset | ColumnDataset | IterableDataset {
  if (typeof dataset === "function") return dataset as IterableDataset;
  const { length, get } = (dataset ?? {}) as Partial<Dataset>;
  if (typeof get === "function" || isColumnDataset(dataset)) {
    if (Number.isSafeInteger(length) && (length as number) >= 0) return dataset as Dataset | ColumnDataset;
    throw new OptionError(`DataLoader: the dataset's length must be a whole number from 0, got ${String(length)}`);
  }
  if (isShardedDataset(dataset)) return asIterable(dataset);
  if (isBareIterable(dataset)) return onlyOnce(dataset);
  throw new OptionError(
    "DataLoader: a dataset must be { length, get(index) }, { length, readColumns(rows) }, a function ({ epoch }) => iterable, { shards, open(shard, cursor) }, or an iterable",
  );
}

/** What needs samples by number, and what to do without it. */
const unfitForIterables: readonly {
  readonly isGiven: (options: Pick<CheckedOptions, "shuffle" | "sampler" | "budget">) => boolean;
  readonly message: string;
}[] = [
  {
    isGiven: ({ shuffle }) => shuffle === true,
    message:
      "shuffle: true needs a dataset with length and get; an iterable comes in its own order, so give shuffle: { window: 4096 }, of which so many samples are read and shuffled at a time",
  },
  {
    isGiven: ({ shuffle }) => typeof shuffle === "object" && shuffle.blocks !== undefined,
    message: "shuffle.blocks needs a dataset with length and get; for an iterable leave it out",
  },
  {
    isGiven: ({ sampler }) => sampler !== undefined,
    message: "sampler needs a dataset with length and get; an iterable gives its samples one after another",
  },
  {
    isGiven: ({ budget }) => budget !== undefined,
    message:
      "a budget needs a dataset with length and get, of which each sample's length is known; give an iterable a batchSize",
  },
];

/** Refuses options that do not go with the dataset. @param batches in an epoch; undefined for an iterable. */
export function checkFit(
  dataset: ListedDataset | IterableDataset,
  options: CheckedOptions,
  batches: number | undefined,
): void {
  const { shuffle, sampler, budget, globalBatchSize, tail, transform } = options;
  const policy = effectivePolicy(options);
  if (typeof dataset === "function" && policy !== undefined && compilePolicy(policy).meets) {
    throw new OptionError(
      "DataLoader: the transform takes other samples of the dataset as partners, so it needs a dataset with length and get; an iterable cannot be asked for them",
    );
  }
  if (isColumnTransform(transform) && !isColumnDataset(dataset)) {
    throw new OptionError(
      `DataLoader: transform is ${transform.name}, which works on columns, and the dataset gives samples; ` +
        "give it a dataset with readColumns, such as columnTable({ … })",
    );
  }
  if (typeof dataset === "function") {
    // Shards have an order that can be shuffled.
    const shuffled = shuffle === true && shardsOf(dataset) !== undefined ? false : shuffle;
    const wrong = unfitForIterables.find((one) => one.isGiven({ shuffle: shuffled, sampler, budget }));
    if (wrong !== undefined) throw new OptionError(`DataLoader: ${wrong.message}`);
  }
  if (options.onError === "replace" && typeof dataset === "function") {
    throw new OptionError(
      'DataLoader: onError "replace" needs a dataset with length and get, since an iterable cannot be asked for a substitute; use "skip"',
    );
  }
  if (options.onError === "replace" && sampler?.packs !== undefined) {
    throw new OptionError(
      `DataLoader: onError "replace" does not go with ${sampler.name}, since a substitute might not fit where the bad sample was; use "skip"`,
    );
  }
  if (batches === 0) {
    throw new OptionError(
      `DataLoader: a dataset of ${(dataset as ListedDataset).length} samples makes no batch of ${globalBatchSize}${tail === "drop" ? ' with tail "drop" (dropLast)' : ""}`,
    );
  }
}

/** What says something of fields and samples that columns do not have. */
const ofSamples = [
  "batchTransform",
  "layout",
  "collate",
  "passThrough",
  "decode",
  "maxPixels",
  "maxFileBytes",
  "onError",
  "maxErrors",
  "maxErrorRate",
  "timeoutMs",
] as const;

/** Refuses options that do not go with a dataset of columns. @param given the options as they were given. */
export function checkColumnOptions(given: object, { transform }: CheckedOptions): void {
  const strange = ofSamples.find((name) => (given as Record<string, unknown>)[name] !== undefined);
  if (strange !== undefined) {
    throw new OptionError(
      `DataLoader: ${strange} is for datasets of samples, and this one gives columns (it has readColumns); leave it out`,
    );
  }
  if (transform === undefined || isColumnTransform(transform)) return;
  const name = transform.name === "" ? show(transform) : transform.name;
  throw new OptionError(
    `DataLoader: transform is ${name}, which works on samples, and this dataset gives columns (it has readColumns); ` +
      "give a column transform such as stackColumns, or one made with defineColumnTransform",
  );
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

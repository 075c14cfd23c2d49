import { threadId } from "node:worker_threads";
import { show } from "@millrace/core";
import type { ListedDataset } from "../datasets/column-dataset.ts";
import type { PackedRecipe } from "../recipe/packed.ts";
import type { DatasetSpec } from "./pipeline.ts";

/**
 * A worker's own copy of a dataset, once it is sure that it is the main thread's: a file that was added between two
 * listings would give every later sample the label of its neighbour.
 *
 * @throws Error naming both where they differ.
 */
export function sameDataset(value: unknown, spec: DatasetSpec, { module, name }: PackedRecipe): ListedDataset {
  const dataset = value as ListedDataset;
  const differ = (what: string, here: unknown, there: unknown) =>
    new Error(
      `the dataset that ${name} of ${module} makes is another one in worker ${threadId} than on the main thread: ` +
        `${what} ${show(here)} here and ${show(there)} there. It must be the same whenever it is made, so list files or rows once`,
    );
  if (dataset.length !== spec.length) throw differ("its length is", dataset.length, spec.length);
  if (!sameNames(dataset.classes, spec.classes)) throw differ("its classes are", dataset.classes, spec.classes);
  if (dataset.identity !== spec.identity) throw differ("its identity is", dataset.identity, spec.identity);
  return dataset;
}

function sameNames(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return one?.length === other?.length && (one ?? []).every((name, label) => name === other?.[label]);
}

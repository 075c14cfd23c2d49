import { type ColumnDataset, isColumnDataset } from "../datasets/column-dataset.ts";
import type { Dataset } from "../datasets/dataset.ts";
import type { IterableDataset } from "../datasets/iterable.ts";
import type { Executor } from "../worker/executor.ts";
import type { PipelineHandle } from "../worker/pipeline.ts";
import { ColumnLook } from "./column-look.ts";
import type { EpochSources, EpochStart } from "./epoch-sources.ts";
import { FirstLook } from "./first-look.ts";
import type { KeptSamples } from "./first-samples.ts";
import type { Look } from "./look.ts";
import type { CheckedOptions } from "./options.ts";
import { schemaRequest } from "./schema-request.ts";

interface LookAtParts {
  readonly options: CheckedOptions;
  readonly pipeline: PipelineHandle;
  readonly executor: () => Executor;
  readonly sources: EpochSources;
  /** Where the loader stands when it looks. */
  readonly place: () => Omit<EpochStart, "from">;
  readonly kept: KeptSamples;
}

/** The look at what comes first in a dataset: at its first row of columns, or at its first samples. */
export function lookAt(
  dataset: Dataset | ColumnDataset | IterableDataset,
  { options, pipeline, executor, sources, place, kept }: LookAtParts,
): Look {
  if (isColumnDataset(dataset)) {
    return new ColumnLook({
      pipeline,
      request: schemaRequest(options, {}),
      batchSize: options.batchSize,
      executor,
      firstRow: () => sources.firstRow(dataset, place().epoch),
    });
  }
  const listed = typeof dataset === "function" ? undefined : dataset;
  return new FirstLook({
    options,
    pipeline,
    request: schemaRequest(options, listed ?? {}),
    classes: listed?.classes?.length,
    executor,
    sampleAt: (position) => sources.sampleAt(position, place()),
    kept,
    keeps: listed !== undefined,
  });
}

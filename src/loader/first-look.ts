import type { BatchTransform } from "@millrace/core";
import { batchSchema, type SchemaRequest } from "@millrace/core/engine";
import type { Described } from "../worker/describe-sample.ts";
import type { Executor } from "../worker/executor.ts";
import type { LookPlan, PipelineHandle, PlannedSample } from "../worker/pipeline.ts";
import { type Foretold, foretell, type KeptSamples, mostPassedOver } from "./first-samples.ts";
import { Look, noSchema, type StreamSchemas } from "./look.ts";
import { deadlySample } from "./mending.ts";
import type { CheckedOptions } from "./options.ts";

export interface FirstLookParts {
  readonly options: CheckedOptions;
  readonly pipeline: PipelineHandle;
  /** What is said of fields before a sample was seen. */
  readonly request: SchemaRequest;
  /** How many classes the dataset names, where it does. */
  readonly classes: number | undefined;
  readonly executor: () => Executor;
  /** A sample by its place in the dataset's own order, with the sample itself where this thread reads it; undefined after the last. */
  readonly sampleAt: (place: number) => Promise<PlannedSample | undefined>;
  /** Whether samples that were looked at are read from the dataset again when their turn comes, unless they are kept. */
  readonly keeps: boolean;
  /** Where what was read is kept. */
  readonly kept: KeptSamples;
}

/** The look at a dataset's first sample. What was read for it is kept until its turn comes. */
export class FirstLook extends Look {
  readonly #parts: FirstLookParts;

  constructor(parts: FirstLookParts) {
    super(parts.executor);
    this.#parts = parts;
  }

  /** Gives up a look that is being taken, and what is kept. */
  override async end(): Promise<void> {
    this.#parts.kept.clear();
    await super.end();
  }

  protected async look(epoch: number): Promise<StreamSchemas> {
    const { options, request, sampleAt, classes } = this.#parts;
    const describe = (sample: PlannedSample) => this.#describe(sample, epoch);
    const { schema, expectation, found }: Foretold = await foretell(
      sampleAt,
      describe,
      request,
      options.batchSize,
      mostBad(options),
    );
    const mixing = options.mode === "train" ? (options.batchTransform as BatchTransform | undefined) : undefined;
    const context = classes === undefined ? {} : { classes };
    const batches = mixing === undefined || !found ? schema : batchSchema(mixing, schema, context);
    return { samples: schema, batches, expectation, found };
  }

  async #describe(sample: PlannedSample, epoch: number): Promise<Described> {
    const { options, executor, pipeline, keeps, kept, request: look } = this.#parts;
    const plan: LookPlan = {
      ...{ pipeline, epoch, look, batch: 0, samples: [sample], schema: noSchema },
      cancelled: this.cancelled,
    };
    const described = await executor()
      .describe(plan)
      .catch((error: unknown) => {
        throw (options.onError === "throw" ? undefined : deadlySample(error, plan)?.error) ?? error;
      });
    if (described === undefined) throw new Error("this loader was closed");
    const read = described.sample ?? (keeps ? sample.sample : undefined);
    if (read !== undefined) kept.keep(sample.index, read);
    return described;
  }
}

/** Where samples are only looked at, all of them may be bad. */
function mostBad({ onError, inspection }: CheckedOptions): number {
  if (onError === "throw") return 0;
  return inspection === undefined ? mostPassedOver : Number.POSITIVE_INFINITY;
}

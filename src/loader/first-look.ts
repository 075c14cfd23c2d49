import type { BatchTransform, LoaderSchema } from "@millrace/core";
import { batchSchema, type SchemaRequest } from "@millrace/core/engine";
import type { Described } from "../worker/describe-sample.ts";
import type { Executor } from "../worker/executor.ts";
import type { LookPlan, PipelineHandle, PlannedSample } from "../worker/pipeline.ts";
import type { Expectation } from "./bytes.ts";
import { type Foretold, foretell, type KeptSamples } from "./first-samples.ts";
import type { CheckedOptions } from "./options.ts";

/** What is known of batches before there is one. */
export interface StreamSchemas {
  /** The fields before the batch transform, and those after it. */
  readonly samples: LoaderSchema;
  readonly batches: LoaderSchema;
  readonly expectation: Expectation;
}

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

/**
 * The look at a dataset's first sample, from which follow the schema and the bytes of all batches. It is taken once, by
 * whoever asks first, and what was read for it is kept until its turn comes.
 */
export class FirstLook {
  readonly #parts: FirstLookParts;
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4));
  #taken: Promise<StreamSchemas> | undefined;

  constructor(parts: FirstLookParts) {
    this.#parts = parts;
  }

  /** What the first sample says of all; an attempt that failed is made again. */
  take(epoch: number): Promise<StreamSchemas> {
    this.#taken ??= this.#look(epoch).catch((error: unknown) => {
      this.#taken = undefined;
      throw error;
    });
    return this.#taken;
  }

  /** Gives up a look that is being taken, and what is kept. */
  async end(): Promise<void> {
    this.#parts.kept.clear();
    if (this.#taken === undefined) return;
    Atomics.store(this.#cancelled, 0, 1);
    await this.#parts.executor().giveUp(this.#cancelled);
  }

  async #look(epoch: number): Promise<StreamSchemas> {
    const { options, request, sampleAt, classes } = this.#parts;
    const describe = (sample: PlannedSample) => this.#describe(sample, epoch);
    const { schema, expectation }: Foretold = await foretell(sampleAt, describe, request, options.batchSize);
    const mixing = options.mode === "train" ? (options.batchTransform as BatchTransform | undefined) : undefined;
    const context = classes === undefined ? {} : { classes };
    const batches = mixing === undefined ? schema : batchSchema(mixing, schema, context);
    return { samples: schema, batches, expectation };
  }

  async #describe(sample: PlannedSample, epoch: number): Promise<Described> {
    const { executor, pipeline, keeps, kept, request: look } = this.#parts;
    const plan: LookPlan = {
      ...{ pipeline, epoch, look, batch: 0, samples: [sample], schema: [] },
      cancelled: this.#cancelled,
    };
    const described = await executor().describe(plan);
    if (described === undefined) throw new Error("this loader was closed");
    const read = described.sample ?? (keeps ? sample.sample : undefined);
    if (read !== undefined) kept.keep(sample.index, read);
    return described;
  }
}

import { type FieldType, type LoaderSchema, parseOptions, type Step } from "@millrace/core";
import { compilePolicy } from "@millrace/core/engine";
import { z } from "zod";
import { checkSamples } from "./datasets/check-samples.ts";
import type { Dataset } from "./datasets/dataset.ts";
import { type ReasonCount, ReasonCounts } from "./lint/reason-counts.ts";
import type { BadSample } from "./loader/bad-samples.ts";
import { type DataLoaderOptions, inspection } from "./loader/options.ts";
import { DataLoader } from "./loader.ts";
import type { ProgressReport } from "./progress/report.ts";
import { isProgressTarget, type ProgressTarget } from "./progress/target.ts";
import { LongTask } from "./progress/task.ts";

/** How far a lint is, in samples that were tried; where a transform makes copies of them, each as often. */
export interface LintProgress extends ProgressReport {
  /** Bad ones so far. */
  readonly bad: number;
}

/** How a dataset is looked through; what is as in a loader should be what the loader has. */
export interface LintOptions
  extends Pick<
    DataLoaderOptions,
    | "workers"
    | "reads"
    | "maxBytes"
    | "signal"
    | "passThrough"
    | "decode"
    | "maxPixels"
    | "maxFileBytes"
    | "timeoutMs"
    | "maxRetries"
  > {
  /** Is run on every sample, with the draws of seed 0 and epoch 0. Default: samples are read and decoded. */
  readonly transform?: Step;
  /** What fields are to be, as in a loader. */
  readonly schema?: Readonly<Record<string, FieldType>>;
  /**
   * Who hears after every 64 samples at most, in their order, and at the end, or where a line is written, such as
   * `process.stderr`. Default: nobody.
   */
  readonly progress?: ProgressTarget<LintProgress>;
  /** How many bad samples are listed, from 0; all are counted. Default 10,000. */
  readonly listed?: number;
}

/** A sample that a training would not get. */
export type LintedSample = Pick<BadSample, "index" | "dataset" | "row" | "path" | "stage" | "reason">;

/** What a lint found. */
export interface LintReport {
  /** Samples that were tried, where a transform makes copies of them each as often. */
  readonly tried: number;
  readonly bad: number;
  /** The bad ones by stage and reason, the most frequent first. Reasons that differ in numbers and paths alone are one. */
  readonly reasons: readonly ReasonCount[];
  /** The bad ones by index, as many as are to be listed. */
  readonly samples: readonly LintedSample[];
  /** How many there were beyond. */
  readonly beyond: number;
  /** What the first good sample says of all; where others differ they are bad, with the stage "schema". */
  readonly schema: LoaderSchema;
}

const batchSize = 64;

/** The loader checks these. */
const ofLoader = z.unknown().optional();

const schema = z.strictObject({
  progress: z
    .custom<ProgressTarget<LintProgress>>(isProgressTarget)
    .optional()
    .describe("a function of a report, or a stream such as process.stderr"),
  listed: z.number().int().min(0).default(10_000).describe("a whole number of samples from 0"),
  transform: ofLoader,
  schema: ofLoader,
  workers: ofLoader,
  reads: ofLoader,
  maxBytes: ofLoader,
  signal: ofLoader,
  passThrough: ofLoader,
  decode: ofLoader,
  maxPixels: ofLoader,
  maxFileBytes: ofLoader,
  timeoutMs: ofLoader,
  maxRetries: ofLoader,
});

/**
 * Reads and decodes every sample of a dataset once, in the workers, and with `transform` runs that too: all that a training
 * would stumble over, before it begins. It does not stop at a bad sample: files that are missing, no images, truncated or
 * too large, what a `get` or a step throws, samples that hang (with `timeoutMs`) or that workers die of, and what would
 * not fit a batch: fields, kinds, types, shapes and values other than the schema says, which is stated or that of the
 * first good sample. It costs about an epoch; nothing is put together, so sizes of pictures may differ.
 *
 * @throws OptionError (the promise rejects) for an option that is not what it has to be, and for columns and iterables;
 * the signal's reason where it is aborted; what is no sample's fault, such as an error of a step that serves many.
 *
 * @example
 * const { bad, reasons } = await lint(imageFolder("photos/train"));
 * for (const { stage, reason, samples, first } of reasons) console.log(stage, reason, samples, first);
 */
export async function lint<One extends object>(dataset: Dataset<One>, options: LintOptions = {}): Promise<LintReport> {
  checkSamples("lint", dataset, {
    columns: "a table has no samples that could fail one by one",
    iterable: 'an iterable is looked at while it is used, with onError: "skip" and loader.report()',
  });
  const { progress, listed } = parseOptions("lint", schema, options);
  const { progress: _progress, listed: _listed, ...loading } = options;
  const reasons = new ReasonCounts();
  const samples: LintedSample[] = [];
  let bad = 0;
  const heard = ({ action: _action, epoch: _epoch, batch: _batch, ...sample }: BadSample) => {
    bad++;
    reasons.add(sample);
    if (samples.length < listed) samples.push(sample);
  };
  const skipping = { batchSize, seed: 0, onError: "skip", maxErrorRate: 1, [inspection]: { heard } } as const;
  await using loader = new DataLoader<One, Step | undefined>(dataset, { ...loading, ...skipping });
  const copies = options.transform === undefined ? 1 : compilePolicy(options.transform).copies;
  const total = dataset.length * copies;
  const tried = () => loader.state().errors?.seen ?? 0;
  const extra = () => ({ bad, details: [`${bad.toLocaleString("en-US")} bad`] });
  const work = { task: "lint", unit: "samples", total };
  const task = progress === undefined ? undefined : new LongTask<LintProgress>(work, progress, extra);
  let found: LoaderSchema = [];
  try {
    for await (const batch of loader) {
      found = batch.schema;
      const done = tried();
      if (done < total) task?.update(done, [done]);
    }
    // A batch of which nothing is left does not come, and it may be the last.
    task?.update(total, [total]);
  } finally {
    task?.end();
  }
  return { tried: total, bad, reasons: reasons.list, samples, beyond: bad - samples.length, schema: found };
}

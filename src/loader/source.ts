import { type ColumnBatch, OptionError, type Sample, type Seed } from "@millrace/core";
import { columnBatchBytes, sampleBytes } from "@millrace/core/engine";
import { Met, type MetPartners } from "../datasets/met.ts";
import type { Reference } from "../order/reference.ts";
import type { RowNumbers } from "../order/row-numbers.ts";
import type { SampleError } from "../worker/errors.ts";
import type { PlannedSample } from "../worker/pipeline.ts";
import { busyPlace, type StageTimes, waitedPlace } from "../worker/stages.ts";
import { plainCopy } from "./plain-copy.ts";

/** The samples of a batch, ready to be planned. */
export interface SourcedBatch {
  readonly references: readonly Reference[];
  /** The references with their samples, or the references themselves where workers read. */
  readonly samples: readonly PlannedSample[];
  /**
   * Bad samples that were met while this thread read, where it goes on in spite of them. Rows that are skipped are not
   * among the references; of rows that were replaced the references are the substitutes.
   */
  readonly faults?: readonly SourcedFault[];
}

/** A bad sample of a row. */
export interface SourcedFault {
  readonly row: number;
  readonly error: SampleError;
}

/** The rows of a batch of columns, ready to be planned. */
export interface SourcedColumns {
  readonly rows: RowNumbers;
  /** What was read of them; absent where workers read. */
  readonly columns?: ColumnBatch;
}

/** The samples or columns of an epoch, a batch at a time. */
export interface SampleSource<Sourced = SourcedBatch | SourcedColumns> {
  /** The next batch; undefined after the last, and after `end`. */
  next(): Promise<Sourced | undefined>;
  /** Stops reading: a `next` that waits resolves at once, whatever the dataset does. */
  end(): Promise<void>;
}

/** Counts the bytes of what is being read, or was read and waits for its batch. */
export interface ReadCredits {
  /** Whether so many bytes more may be read ahead. */
  mayRead(bytes: number): boolean;
  /** So many more are being read or wait, or fewer where the number is below 0. */
  reading(bytes: number): void;
}

/** How a source reads on the main thread. */
export interface ReadHereOptions {
  readonly epoch: number;
  readonly seed: Seed;
  readonly firstBatch: number;
  /** Batches behind it that are not read. */
  readonly leftOut: ReadonlySet<number>;
  /** Whether what is read is handed to other threads. */
  readonly crossesThreads: boolean;
  /** Samples, or batches of columns, that may be waited for at the same time. */
  readonly places: number;
  readonly credits: ReadCredits;
  /** How long it takes. */
  readonly times: StageTimes;
}

/** The place in `StageTimes` of reading that answers at once, on the main thread: workers wait for it. */
export function readHerePlace(crossesThreads: boolean): number {
  return crossesThreads ? waitedPlace.read : busyPlace.read;
}

/** Bytes of a plan's samples or columns while it runs: here, and again in the worker that they are posted to. */
export function carriedBytes(sourced: SourcedBatch | SourcedColumns, crosses: boolean): number {
  let bytes = 0;
  if ("rows" in sourced) bytes = sourced.columns === undefined ? 0 : columnBatchBytes(sourced.columns);
  else for (const { sample } of sourced.samples) if (sample !== undefined) bytes += sampleBytes(sample);
  return crosses ? 2 * bytes : bytes;
}

/** A reference with the sample that was read for it, and those of whom it meets. @throws OptionError as `carried`. */
export function plannedWith(reference: Reference, read: unknown, crossesThreads: boolean): PlannedSample {
  const { partners: _, ...own } = reference;
  if (!(read instanceof Met)) return { ...own, sample: carried(read, reference.index, crossesThreads) };
  const partners = plannedPartners(read.partners, crossesThreads);
  return { ...own, sample: carried(read.sample, reference.index, crossesThreads), partners };
}

function plannedPartners(met: MetPartners, crossesThreads: boolean): NonNullable<PlannedSample["partners"]> {
  return Object.fromEntries(
    Object.entries(met).map(([path, partners]) => [
      path,
      partners.map(({ reference, sample, partners: theirs }) => {
        const { partners: _, ...own } = reference;
        const planned = { ...own, sample: carried(sample, reference.index, crossesThreads) };
        return Object.keys(theirs).length === 0
          ? planned
          : { ...planned, partners: plannedPartners(theirs, crossesThreads) };
      }),
    ]),
  );
}

/** A sample as a plan carries it. @throws OptionError for what is none, and for what cannot cross. */
export function carried(sample: unknown, index: number, crossesThreads: boolean): Sample {
  if (typeof sample !== "object" || sample === null || Array.isArray(sample)) {
    throw new OptionError(
      `a dataset must give samples, objects of named fields such as { image: imageFile(path), label: classLabel(3) }; sample ${index} is ${sample === null ? "null" : Array.isArray(sample) ? "an array" : typeof sample}`,
    );
  }
  if (Object.hasOwn(sample, "__proto__")) {
    throw new OptionError(`a field cannot be called "__proto__", as one of sample ${index} is; name it otherwise`);
  }
  return (crossesThreads ? plainCopy(sample) : sample) as Sample;
}

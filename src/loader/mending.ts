import { messageOf } from "@millrace/core/engine";
import { type BatchRows, rowsOfSamples } from "../batch/rows.ts";
import type { Reference } from "../order/reference.ts";
import { inRowOf, mostSubstitutes, type Substitutes } from "../order/substitutes.ts";
import { GivenUpError } from "../worker/deaths.ts";
import { isSampleError, SampleError } from "../worker/errors.ts";
import type { Delivery, Executor } from "../worker/executor.ts";
import { unpackError } from "../worker/pack-error.ts";
import type { Plan, PlannedSample } from "../worker/pipeline.ts";
import { SlabChannel } from "../worker/slab-channel.ts";
import { unlessAborted } from "../worker/unless-aborted.ts";
import { type BadSample, described } from "./bad-samples.ts";
import type { SourcedBatch, SourcedFault } from "./source.ts";

export interface MendingOptions {
  readonly onError: "skip" | "replace";
  readonly epoch: number;
  /** What takes the place of bad samples, where they are replaced. */
  readonly substitutes: Substitutes | undefined;
  /** Reads a substitute, where this thread reads the dataset. */
  readonly read: ((reference: Reference, signal: AbortSignal) => Promise<PlannedSample>) | undefined;
}

/** What became of a batch with bad samples. */
export interface Mended {
  /** The rows that are there. */
  readonly rows: BatchRows;
  /** How many samples were tried for it. */
  readonly tried: number;
  readonly bad: readonly BadSample[];
}

/** The bad samples of each row: of the row itself first, then of its substitutes. */
type FaultsByRow = Map<number, SampleError[]>;

/**
 * Has the plans of an epoch carried out in spite of bad samples.
 *
 * To skip costs nothing: the worker that meets a bad sample makes the batch of the others. To replace it, the worker must
 * have the substitute; only the order knows which that is. From the first bad sample on plans carry the first substitute
 * of every row where workers read, a reference more for each, so that a batch with a bad sample is made in one go: with 1
 * sample in 100 bad, every other batch of 64 has one, and to make all of those twice would cost half as much again. A
 * plan that has more bad samples than it knows substitutes for is given out once more, with all of them; and so is one
 * whose samples this thread reads, since to read two for each row would cost more. The batch is the same either way.
 */
export class Mending {
  readonly #options: MendingOptions;
  readonly #ended = new AbortController();
  /** Whether there was a bad sample: plans carry substitutes from then on. */
  #armed = false;

  constructor(options: MendingOptions) {
    this.#options = options;
  }

  /** Nobody waits for the epoch any more. */
  end(): void {
    this.#ended.abort();
  }

  /** The samples of a batch as its plan is to carry them. */
  planned({ samples }: SourcedBatch, batch: number): readonly PlannedSample[] {
    const { substitutes, read } = this.#options;
    if (!this.#armed || substitutes === undefined || read !== undefined) return samples;
    return samples.map((sample, row) => {
      const substitute = substitutes.at(batch, row, 1, sample);
      return substitute === undefined ? sample : { ...sample, substitutes: [substitute] };
    });
  }

  /**
   * Has a plan carried out, again where bad samples are to be replaced. Undefined when it was cancelled.
   *
   * @throws Error where no substitute of a bad sample can be had.
   */
  async carryOut(
    executor: Executor,
    plan: Plan,
    channel: SlabChannel,
    { references, faults: met = [] }: SourcedBatch,
  ): Promise<Delivery | undefined> {
    const faults: FaultsByRow = new Map();
    for (const { row, error } of met) add(faults, row, error);
    const deadly: SourcedFault[] = [];
    let current = plan;
    let given = channel;
    for (;;) {
      const placed = new Map([...faults].map(([row, { length }]) => [row, length]));
      const delivery = await run(executor, current, given);
      if (delivery === undefined) return undefined;
      const found = "row" in delivery ? [delivery] : (delivery.notice.faults ?? []).map(unpacked);
      if (found.length === 0 && faults.size === 0 && deadly.length === 0 && met.length === 0)
        return delivery as Delivery;
      if (this.#options.onError === "skip") {
        deadly.push(...found);
        if (!("row" in delivery)) return this.#skipped(delivery, references, met, deadly, plan);
        current = { ...plan, without: deadly.map(({ row }) => row) };
        given = new SlabChannel();
        continue;
      }
      for (const { row, error } of found) add(faults, row, error);
      this.#armed = true;
      if (!("row" in delivery)) {
        if (delivery.notice.unmade !== true) return this.#replaced(delivery, references, faults, plan);
        delivery.drop();
      }
      const samples = [...current.samples];
      for (const [row, tried] of [...faults].toSorted(([one], [other]) => one - other)) {
        if (tried.length === placed.get(row)) continue;
        const sample = await this.#substitute(plan, row, tried);
        if (sample === undefined) return undefined;
        samples[row] = sample;
      }
      current = { ...plan, samples };
      given = new SlabChannel();
    }
  }

  /** The next substitute for a row of which these were bad; undefined when nobody waits for it any more. */
  async #substitute({ batch, samples }: Plan, row: number, tried: SampleError[]): Promise<PlannedSample | undefined> {
    const { substitutes, read } = this.#options;
    const { signal } = this.#ended;
    const own = { index: (tried[0] as SampleError).index, copy: (samples[row] as PlannedSample).copy };
    for (;;) {
      const [next, ...others] = following(substitutes, batch, row, tried.length - 1, own);
      if (next === undefined) throw noSubstitute(batch, tried);
      if (read === undefined) return { ...next, substitutes: others };
      try {
        return await unlessAborted(read(next, signal), signal);
      } catch (error) {
        if (!isSampleError(error)) throw error;
        tried.push(error);
      }
    }
  }

  #skipped(
    delivery: Delivery,
    references: readonly Reference[],
    met: readonly SourcedFault[],
    found: readonly SourcedFault[],
    { batch, epoch }: Plan,
  ): Delivery {
    const all = [...met, ...found];
    if (all.length === 0) return delivery;
    const missing = new Set(found.map(({ row }) => row));
    const rows = rowsOfSamples(references.filter((_, row) => !missing.has(row)));
    const bad = all.map(({ error }): BadSample => ({ epoch, batch, ...described(error), action: "skip" }));
    return { ...delivery, mended: { rows, tried: references.length + met.length, bad } };
  }

  #replaced(
    delivery: Delivery,
    references: readonly Reference[],
    faults: FaultsByRow,
    { batch, epoch, samples }: Plan,
  ): Delivery {
    const { substitutes } = this.#options;
    const rows = [...references];
    const bad: BadSample[] = [];
    for (const [row, tried] of [...faults].toSorted(([one], [other]) => one - other)) {
      const own = { index: (tried[0] as SampleError).index, copy: (samples[row] as PlannedSample).copy };
      const taken = following(substitutes, batch, row, 0, own);
      for (const [i, error] of tried.entries()) {
        const { index: substitute } = taken[i] as Reference;
        bad.push({ epoch, batch, ...described(error), action: "replace", substitute });
      }
      rows[row] = inRowOf(rows[row] as Reference, taken[tried.length - 1] as Reference);
    }
    return { ...delivery, mended: { rows: rowsOfSamples(rows), tried: rows.length + bad.length, bad } };
  }
}

/** The substitutes for a row behind the first so many. */
function following(
  substitutes: Substitutes | undefined,
  batch: number,
  row: number,
  used: number,
  own: Pick<Reference, "index" | "copy">,
): readonly Reference[] {
  const found: Reference[] = [];
  for (let attempt = used + 1; attempt <= mostSubstitutes; attempt++) {
    const substitute = substitutes?.at(batch, row, attempt, own);
    if (substitute !== undefined) found.push(substitute);
  }
  return found;
}

/** A row for which there is no good sample. @param tried the row's own first. */
export function noSubstitute(batch: number, tried: readonly SampleError[]): Error {
  const [own, ...others] = tried as [SampleError, ...SampleError[]];
  const cause = tried.at(-1) as SampleError;
  const instead =
    others.length === 0
      ? "there is no other sample in the dataset to take its place"
      : `so are the ${others.length} that were tried in its place (samples ${others.map(({ index }) => index).join(", ")})`;
  return new Error(
    `sample ${own.index} of batch ${batch} of epoch ${own.epoch} is bad, and ${instead}: ${cause.message}`,
    {
      cause,
    },
  );
}

/** Has a plan carried out. Where workers died of one of its samples as often as they may, that is what comes. */
async function run(executor: Executor, plan: Plan, channel: SlabChannel): Promise<Delivery | SourcedFault | undefined> {
  try {
    return await executor.run(plan, channel);
  } catch (error) {
    const fault = deadlySample(error, plan);
    if (fault === undefined) throw error;
    return fault;
  }
}

/** The sample that workers died of, where that is known. */
export function deadlySample(
  error: unknown,
  { samples, epoch }: Pick<Plan, "samples" | "epoch">,
): SourcedFault | undefined {
  if (!(error instanceof GivenUpError) || error.last === undefined) return undefined;
  const { last, deaths, cause } = error;
  const { index, dataset, row } = samples[last.row] as PlannedSample;
  const times = deaths === 1 ? "once" : `${deaths} times`;
  const reason = new Error(`workers died of it ${times}: ${messageOf(cause)}`, { cause: error });
  const where = { index, dataset, row, epoch, path: undefined, worker: 0, stage: last.stage };
  return { row: last.row, error: new SampleError(where, reason) };
}

function unpacked({ row, error }: { row: number; error: Parameters<typeof unpackError>[0] }): SourcedFault {
  return { row, error: unpackError(error) as SampleError };
}

function add(faults: FaultsByRow, row: number, error: SampleError): void {
  const own = faults.get(row);
  if (own === undefined) faults.set(row, [error]);
  else own.push(error);
}

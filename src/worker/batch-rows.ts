import type { Sample } from "@millrace/core";
import { Gathering, type Serve, sampleBytes } from "@millrace/core/engine";
import { BatchReading, isPromise } from "../datasets/batch-reading.ts";
import { Met } from "../datasets/met.ts";
import { type BatchBuilder, StackError } from "./batch-builder.ts";
import { defaultRetries } from "./deaths.ts";
import { isSampleError, type SampleError } from "./errors.ts";
import { isCancelled } from "./is-cancelled.ts";
import { makeSample } from "./make-sample.ts";
import { patiently } from "./patience.ts";
import { permission } from "./permission.ts";
import type { Plan, PlannedSample } from "./pipeline.ts";
import type { Pipeline } from "./restore.ts";
import { RowFaults } from "./row-faults.ts";
import { sampleError } from "./sample-error.ts";
import { begins, came, ends, type Seen, waits } from "./signs.ts";
import { busyPlace, waitedPlace } from "./stages.ts";
import { thread } from "./thread.ts";

/** Stands for a sample that cannot be had. */
const bad = Symbol("bad");

/** Whether a sample is bad by itself; that two do not stack depends on who comes first. */
function isFaultOfSample(error: unknown): error is SampleError {
  return isSampleError(error) && !(error.cause instanceof StackError);
}

/**
 * The rows of a batch on their way from the dataset into the batch. A row holds a place for reading only until it was
 * read, and a place for making only while it is made: what waits for something else (for its batch's turn, for a place
 * of the other kind) holds none, so nothing can wait in a circle.
 */
export class BatchRows {
  readonly #pipeline: Pipeline;
  readonly #plan: Plan;
  readonly #builder: () => BatchBuilder;
  readonly #permitted: Promise<void> | undefined;
  /** Where it says what it does; undefined where nobody looks. */
  readonly #signs: Int32Array | undefined;
  /** Whether no row begins before the last one is done. Where they wait for one another that cannot be. */
  readonly #oneByOne: boolean;
  /** Where its samples are made. */
  readonly #places = thread.making;
  /** Where the samples wait for one another; undefined where no step of the policy serves many. */
  readonly #gathering: Gathering | undefined;
  /** The first thing that went wrong, and ends the batch. */
  #failure: { readonly error: unknown } | undefined;
  /** What went wrong with samples where the batch goes on in spite of it. */
  #faults: RowFaults | undefined;
  /** Rows that hold a place for reading. */
  #reading = 0;
  /** Rows that are made just now. They write into the batch, so it cannot be left before they are done. */
  #making = 0;
  /** Rows that were begun and not finished at once. */
  #pending = 0;
  #awaitedBytes: number | undefined;
  #signal: AbortSignal | undefined;
  #settle: (() => void) | undefined;
  /** When the epoch ends, what is being read is abandoned: its places go to the next, whether the dataset answers or not. */
  readonly #abandon = () => {
    while (this.#reading > 0) this.#leaveReading();
    this.#gathering?.dissolve(new Error("nobody waits for this batch any more"));
    this.#changed();
  };

  /** @param builder the batch that they are put into; asked for when the first of them is made. */
  constructor(pipeline: Pipeline, plan: Plan, builder: () => BatchBuilder, seen?: Seen) {
    this.#signs = seen?.signs;
    this.#pipeline = pipeline;
    this.#plan = plan;
    this.#builder = builder;
    this.#permitted = permission(plan);
    this.#oneByOne = seen?.alone === true && pipeline.policy?.gathers !== true;
    this.#gathering =
      pipeline.policy?.gathers === true
        ? new Gathering(plan.samples.length, (serve) => this.#timedServing(serve))
        : undefined;
  }

  /** Where samples had to be waited for while they were read: the bytes of the largest. */
  get awaitedBytes(): number | undefined {
    return this.#awaitedBytes;
  }

  /** The bad samples, where the batch goes on in spite of them. */
  get faults(): RowFaults | undefined {
    return this.#faults;
  }

  get #over(): boolean {
    return this.#failure !== undefined || isCancelled(this.#plan);
  }

  /**
   * Begins the rows in their order, up to the first that fails the batch. Those that wait for nothing are made on return.
   *
   * @returns whether some are still on their way.
   */
  async begin(): Promise<boolean> {
    const { samples } = this.#plan;
    const { reading, times } = this.#pipeline;
    const together = this.#oneByOne ? undefined : this.#readingOf(samples);
    for (let row = 0; row < samples.length; row++) {
      if (this.#oneByOne) await this.#idle();
      if (this.#leavesOut(row)) continue;
      const entering = reading.enter();
      if (entering !== undefined) await entering;
      if (this.#over) {
        reading.leave();
        break;
      }
      const weight = times.reading.weightOf(row);
      const asked = weight === 0 ? 0 : performance.now();
      const sample =
        together === undefined
          ? this.#take(this.#readingOf([samples[row] as PlannedSample]), 0, row)
          : this.#take(together, row, row);
      const answered = weight === 0 ? 0 : performance.now();
      if (weight > 0) times.add(busyPlace.read, weight * (answered - asked));
      if (isPromise(sample)) {
        void this.#readLater(row, sample, weight, answered);
        continue;
      }
      if (weight > 0) times.reading.took(answered - asked);
      reading.leave();
      if (this.#over) break;
      if (sample === bad) continue;
      if (this.#permitted !== undefined) {
        void this.#makeLater(row, sample);
        continue;
      }
      const place = this.#places.enter();
      if (place !== undefined) await place;
      if (this.#over) {
        this.#places.leave();
        break;
      }
      const going = this.#make(row, sample);
      if (going !== undefined) void this.#follow(going);
    }
    return this.#pending > 0;
  }

  /** Whether a row is known to be bad, and its batch goes on without it. */
  #leavesOut(row: number): boolean {
    if (this.#plan.without?.includes(row) !== true) return false;
    this.#known.leaveOut(row);
    this.#gathering?.left();
    return true;
  }

  async #idle(): Promise<void> {
    if (!this.#busy()) return;
    await new Promise<void>((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Resolves when no row is on its way any more, or when nobody waits for them. */
  async end(): Promise<void> {
    await this.#idle();
    // What is still read of a batch that failed keeps its places until the epoch ends, and that is soon.
    if (this.#reading === 0) this.#signal?.removeEventListener("abort", this.#abandon);
  }

  /** @throws what went wrong first. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Where all is lost, rows that are still being read are not waited for; those being made write into the batch. */
  #busy(): boolean {
    return this.#making > 0 || (this.#pending > 0 && !this.#over);
  }

  #changed(): void {
    if (!this.#busy()) this.#settle?.();
  }

  #readingOf(samples: readonly PlannedSample[]): BatchReading {
    const { datasets, signals, spec } = this.#pipeline;
    const context = () => ({ epoch: this.#plan.epoch, seed: spec.seed, signal: signals.of(this.#plan) });
    return new BatchReading(datasets, samples, context, (reference) => (reference as PlannedSample).sample);
  }

  /** What the row is: that of the plan, or a substitute. */
  #planned(row: number): PlannedSample {
    return this.#faults?.at(row) ?? (this.#plan.samples[row] as PlannedSample);
  }

  /** @param place of the row in what is read. @returns `bad` where it cannot be had, and that is taken care of. */
  #take(read: BatchReading, place: number, row: number): unknown {
    const { sample, partners } = this.#planned(row);
    if (sample !== undefined && partners === undefined) return sample;
    begins(this.#signs, row, "read");
    try {
      return read.takeMet(place);
    } catch (cause) {
      this.#unread(row, cause);
      return bad;
    } finally {
      ends(this.#signs);
    }
  }

  /** Takes a row up once more: for its substitute, or for its sample by itself. It never rejects. */
  async #again(row: number): Promise<void> {
    this.#pending++;
    const { reading } = this.#pipeline;
    await reading.enter();
    const sample = this.#over ? bad : this.#take(this.#readingOf([this.#planned(row)]), 0, row);
    // One that is asked for again is not timed: there are few.
    if (isPromise(sample)) await this.#readLater(row, sample, 0, 0);
    else {
      reading.leave();
      if (sample !== bad) await this.#makeLater(row, sample);
    }
    this.#pending--;
    this.#changed();
  }

  /** Waits for a sample that is being read. */
  async #readLater(row: number, promise: Promise<unknown>, weight: number, asked: number): Promise<void> {
    this.#pending++;
    this.#reading++;
    this.#listen();
    try {
      const sample = await this.#inTime(row, promise);
      if (weight > 0) this.#timeWait(weight, performance.now() - asked);
      this.#awaitedBytes = Math.max(
        this.#awaitedBytes ?? 0,
        sampleBytes((sample instanceof Met ? sample.sample : sample) as Sample),
      );
      this.#leaveReading();
      await this.#makeLater(row, sample);
    } catch (cause) {
      this.#leaveReading();
      this.#unread(row, cause);
    } finally {
      this.#pending--;
      this.#changed();
    }
  }

  /** The sample that is promised, or that comes when it is asked for again. */
  #inTime(row: number, promise: Promise<unknown>): Promise<unknown> {
    const { signals, spec } = this.#pipeline;
    const { timeoutMs, maxRetries = defaultRetries } = spec;
    if (timeoutMs === undefined) return promise;
    const ask = () => {
      const reading = this.#readingOf([this.#planned(row)]);
      // The signs of a batch that is lost may be another's by now.
      if (this.#over) return reading.takeMet(0);
      begins(this.#signs, row, "read");
      try {
        return reading.takeMet(0);
      } finally {
        ends(this.#signs);
      }
    };
    return this.#signed(patiently(promise, ask, { timeoutMs, maxRetries }, signals.of(this.#plan)));
  }

  /** What goes on after an `await` of the dataset's runs unseen, and may never end. That it is waited for is to be seen. */
  async #signed(answer: Promise<unknown>): Promise<unknown> {
    waits(this.#signs);
    try {
      return await answer;
    } finally {
      if (!this.#over) came(this.#signs);
    }
  }

  /** Makes a sample that was read, when it is its batch's turn and there is a place. It never rejects. */
  async #makeLater(row: number, sample: unknown): Promise<void> {
    this.#pending++;
    await this.#permitted;
    if (!this.#over) {
      const place = this.#places.enter();
      if (place !== undefined) await place;
      if (this.#over) this.#places.leave();
      else await this.#make(row, sample);
    }
    this.#pending--;
    this.#changed();
  }

  async #follow(going: Promise<void>): Promise<void> {
    this.#pending++;
    await going;
    this.#pending--;
    this.#changed();
  }

  /** Makes a sample at a place that was entered, and leaves the place. What goes wrong is kept. */
  #make(row: number, sample: unknown): Promise<void> | undefined {
    let going: Promise<void> | undefined;
    begins(this.#signs, row, "transform");
    try {
      going = makeSample(
        this.#pipeline,
        this.#plan,
        row,
        this.#planned(row),
        sample,
        this.#builder(),
        this.#serve(row),
      );
    } catch (error) {
      ends(this.#signs);
      this.#places.leave();
      this.#fail(row, error);
      return undefined;
    }
    if (going === undefined) {
      ends(this.#signs);
      this.#places.leave();
      this.#gathering?.left();
      return undefined;
    }
    this.#making++;
    const done = () => {
      ends(this.#signs);
      this.#making--;
      this.#places.leave();
    };
    return going.then(
      () => {
        done();
        this.#gathering?.left();
      },
      (error: unknown) => {
        done();
        this.#fail(row, error);
      },
    );
  }

  /**
   * How a sample waits at a step that serves all of the batch at once. Meanwhile it leaves its place to others: it could
   * be them that it waits for.
   */
  #serve(row: number): Serve | undefined {
    const gathering = this.#gathering;
    if (gathering === undefined) return undefined;
    return {
      join: async (node, item) => {
        this.#listen();
        ends(this.#signs);
        this.#places.leave();
        try {
          return await gathering.join(node, row, item);
        } catch (error) {
          // A step of all samples is no sample's to answer for.
          if (this.#goesOn)
            this.#fail(row, sampleError(this.#plan, this.#planned(row), undefined, error, "transform"), true);
          throw error;
        } finally {
          await this.#places.enter();
          begins(this.#signs, row, "transform");
        }
      },
      expect: (more) => gathering.expect(more),
    };
  }

  #timeWait(weight: number, milliseconds: number): void {
    const { times } = this.#pipeline;
    times.reading.took(milliseconds);
    times.add(waitedPlace.read, weight * milliseconds);
  }

  /** A step that serves all of the batch, which is the transform's time. */
  async #timedServing<Answers>(serve: () => Promise<Answers>): Promise<Answers> {
    const { times } = this.#pipeline;
    const begin = performance.now();
    const serving = serve();
    const asked = performance.now();
    times.add(busyPlace.transform, asked - begin);
    const answers = await serving;
    times.add(waitedPlace.transform, performance.now() - asked);
    return answers;
  }

  /** A row could not be read. Beside others, who all may fail with one, it is asked for once more by itself. */
  #unread(row: number, cause: unknown): void {
    const planned = this.#planned(row);
    const dataset = this.#pipeline.datasets[planned.dataset];
    const together = dataset?.read !== undefined || dataset?.getMany !== undefined;
    if (together && this.#goesOn && this.#plan.samples.length > 1 && !this.#over && this.#known.alone(row)) {
      void this.#again(row);
      return;
    }
    this.#fail(row, sampleError(this.#plan, planned, undefined, cause, "read"));
  }

  /** Whether the batch goes on in spite of a bad sample. */
  get #goesOn(): boolean {
    const { onError = "throw" } = this.#pipeline.spec;
    return onError !== "throw";
  }

  get #known(): RowFaults {
    this.#faults ??= new RowFaults(this.#plan.samples, this.#pipeline.spec.onError);
    return this.#faults;
  }

  /** @param whole whether it fails the batch, whatever is to become of bad samples. */
  #fail(row: number, error: unknown, whole = false): void {
    if (!whole && this.#goesOn && isFaultOfSample(error)) {
      if (!this.#over && this.#known.add(row, error)) void this.#again(row);
      // Nobody has to wait for it any more.
      else this.#gathering?.left();
    } else {
      this.#failure ??= { error };
      this.#gathering?.dissolve(error);
    }
    this.#changed();
  }

  #leaveReading(): void {
    if (this.#reading === 0) return;
    this.#reading--;
    this.#pipeline.reading.leave();
  }

  #listen(): void {
    if (this.#signal !== undefined) return;
    this.#signal = this.#pipeline.signals.of(this.#plan);
    this.#signal.addEventListener("abort", this.#abandon);
  }
}

import type { Sample } from "@millrace/core";
import { Gathering, type Serve, sampleBytes } from "@millrace/core/engine";
import { BatchReading, isPromise } from "../datasets/batch-reading.ts";
import { Met } from "../datasets/met.ts";
import type { BatchBuilder } from "./batch-builder.ts";
import { isCancelled } from "./is-cancelled.ts";
import { makeSample } from "./make-sample.ts";
import { permission } from "./permission.ts";
import type { Plan, PlannedSample } from "./pipeline.ts";
import type { Pipeline } from "./restore.ts";
import { sampleError } from "./sample-error.ts";
import { busyPlace, waitedPlace } from "./stages.ts";
import { thread } from "./thread.ts";

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
  /** Where its samples are made. */
  readonly #places = thread.making;
  /** Where the samples wait for one another; undefined where no step of the policy serves many. */
  readonly #gathering: Gathering | undefined;
  /** The first thing that went wrong. */
  #failure: { readonly error: unknown } | undefined;
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
  constructor(pipeline: Pipeline, plan: Plan, builder: () => BatchBuilder) {
    this.#pipeline = pipeline;
    this.#plan = plan;
    this.#builder = builder;
    this.#permitted = permission(plan);
    this.#gathering =
      pipeline.policy?.gathers === true
        ? new Gathering(plan.samples.length, (serve) => this.#timedServing(serve))
        : undefined;
  }

  /** Where samples had to be waited for while they were read: the bytes of the largest. */
  get awaitedBytes(): number | undefined {
    return this.#awaitedBytes;
  }

  get #over(): boolean {
    return this.#failure !== undefined || isCancelled(this.#plan);
  }

  /**
   * Begins the rows in their order, up to the first that fails. Those that wait for nothing are made on return.
   *
   * @returns whether some are still on their way.
   */
  async begin(): Promise<boolean> {
    const { samples } = this.#plan;
    const { datasets, reading, signals, spec, times } = this.#pipeline;
    const context = () => ({ epoch: this.#plan.epoch, seed: spec.seed, signal: signals.of(this.#plan) });
    const read = new BatchReading(datasets, samples, context, (reference) => (reference as PlannedSample).sample);
    for (let row = 0; row < samples.length; row++) {
      const entering = reading.enter();
      if (entering !== undefined) await entering;
      if (this.#over) {
        reading.leave();
        break;
      }
      const weight = times.reading.weightOf(row);
      const asked = weight === 0 ? 0 : performance.now();
      const sample = this.#take(read, row);
      const answered = weight === 0 ? 0 : performance.now();
      if (weight > 0) times.add(busyPlace.read, weight * (answered - asked));
      if (isPromise(sample)) {
        void this.#readLater(row, sample, weight, answered);
        continue;
      }
      if (weight > 0) times.reading.took(answered - asked);
      reading.leave();
      if (this.#over) break;
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

  /** Resolves when no row is on its way any more, or when nobody waits for them. */
  async end(): Promise<void> {
    if (this.#busy()) {
      await new Promise<void>((resolve) => {
        this.#settle = resolve;
      });
    }
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

  #take(read: BatchReading, row: number): unknown {
    const { sample, partners } = this.#plan.samples[row] as PlannedSample;
    if (sample !== undefined && partners === undefined) return sample;
    try {
      return read.takeMet(row);
    } catch (cause) {
      this.#fail(sampleError(this.#plan, this.#plan.samples[row] as PlannedSample, undefined, cause));
      return undefined;
    }
  }

  /** Waits for a sample that is being read. */
  async #readLater(row: number, promise: Promise<unknown>, weight: number, asked: number): Promise<void> {
    this.#pending++;
    this.#reading++;
    this.#listen();
    try {
      const sample = await promise;
      if (weight > 0) this.#timeWait(weight, performance.now() - asked);
      this.#awaitedBytes = Math.max(
        this.#awaitedBytes ?? 0,
        sampleBytes((sample instanceof Met ? sample.sample : sample) as Sample),
      );
      this.#leaveReading();
      await this.#makeLater(row, sample);
    } catch (cause) {
      this.#leaveReading();
      this.#fail(sampleError(this.#plan, this.#plan.samples[row] as PlannedSample, undefined, cause));
    } finally {
      this.#pending--;
      this.#changed();
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
    try {
      going = makeSample(this.#pipeline, this.#plan, row, sample, this.#builder(), this.#serve(row));
    } catch (error) {
      this.#fail(error);
    }
    if (going === undefined) {
      this.#places.leave();
      this.#gathering?.left();
      return undefined;
    }
    this.#making++;
    const done = () => {
      this.#making--;
      this.#places.leave();
      this.#gathering?.left();
    };
    return going.then(done, (error: unknown) => {
      done();
      this.#fail(error);
    });
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
        this.#places.leave();
        try {
          return await gathering.join(node, row, item);
        } finally {
          await this.#places.enter();
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

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#gathering?.dissolve(error);
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

import { OptionError, show } from "@millrace/core";
import { heed, isPromise } from "../batch-reading.ts";
import { type ShardedDataset, type ShardSamples, shardName } from "../sharded.ts";
import { ShardError } from "./shard-error.ts";
import { keptCursor, marked, type ShardMark, type ShardPlace } from "./shard-place.ts";

/** A sample of a shard. */
export interface ShardSample {
  readonly value: unknown;
  /** The last cursor behind it or behind one that came before. */
  readonly mark: ShardMark | undefined;
}

/** Which shard is read, and from where on. */
export interface ShardStart {
  readonly shard: number;
  readonly epoch: number;
  readonly from: ShardPlace;
  /** The most characters of a cursor. */
  readonly mostCursor: number;
}

type Answer = IteratorResult<unknown>;

/** Goes through one shard on the thread that it is on: opened where it goes on, with what came before left out. */
export class ShardIteration {
  /** Whether its samples have to be waited for. */
  readonly waits: boolean;
  readonly #samples: ShardSamples;
  readonly #iterator: Iterator<unknown> | AsyncIterator<unknown>;
  readonly #start: ShardStart;
  readonly #name: number | string;
  /** Samples from the shard's beginning up to where the iterator stands. */
  #count: number;
  #mark: ShardMark | undefined;
  #pending = false;
  #ended = false;

  /** @throws ShardError where it cannot be opened. */
  constructor(dataset: ShardedDataset, start: ShardStart) {
    const { shard, epoch, from } = start;
    this.#start = start;
    this.#name = shardName(dataset, shard);
    this.#mark = from.mark;
    this.#count = from.mark?.before ?? 0;
    try {
      this.#samples = opened(dataset, this.#name, start);
      this.waits = Symbol.asyncIterator in this.#samples;
      this.#iterator =
        Symbol.asyncIterator in this.#samples
          ? this.#samples[Symbol.asyncIterator]()
          : this.#samples[Symbol.iterator]();
    } catch (cause) {
      throw new ShardError({ shard: this.#name, samples: undefined, epoch }, cause);
    }
  }

  /** The next sample; undefined after the last. To be asked again when it has answered. @throws ShardError */
  next(): ShardSample | undefined | Promise<ShardSample | undefined> {
    for (;;) {
      if (this.#ended) return undefined;
      let answer: Answer | Promise<Answer>;
      try {
        answer = this.#iterator.next();
      } catch (cause) {
        throw this.#failed(cause);
      }
      if (isPromise(answer)) return this.#answered(answer as Promise<Answer>);
      const taken = this.#take(answer as Answer);
      if (taken !== "left out") return taken;
    }
  }

  async #answered(answer: Promise<Answer>): Promise<ShardSample | undefined> {
    this.#pending = true;
    let taken: ShardSample | undefined | "left out";
    try {
      taken = this.#take(await answer);
    } catch (cause) {
      throw cause instanceof ShardError ? cause : this.#failed(cause);
    } finally {
      this.#pending = false;
    }
    return taken === "left out" ? this.next() : taken;
  }

  #take(answer: Answer): ShardSample | undefined | "left out" {
    if (answer.done === true) {
      this.#ended = true;
      return undefined;
    }
    this.#count++;
    if (this.#count % marked === 0) this.#look();
    return this.#count > this.#start.from.given ? { value: answer.value, mark: this.#mark } : "left out";
  }

  /** Asks for the cursor behind the last sample. */
  #look(): void {
    if (this.#samples.cursor === undefined) return;
    try {
      const kept = keptCursor(this.#samples.cursor(), this.#start.mostCursor);
      if (kept !== undefined) this.#mark = { before: this.#count, ...kept };
    } catch (cause) {
      throw this.#failed(cause);
    }
  }

  #failed(cause: unknown): ShardError {
    this.#ended = true;
    return new ShardError({ shard: this.#name, samples: this.#count, epoch: this.#start.epoch }, cause);
  }

  /** Ends it. @throws what the iterable threw. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    const returning = this.#iterator.return?.();
    // A generator that does not answer would not return either; what it throws then is nobody's any more.
    if (this.#pending && isPromise(returning)) heed(returning);
    else await returning;
  }
}

function opened(dataset: ShardedDataset, name: number | string, { epoch, from }: ShardStart): ShardSamples {
  const samples: unknown = dataset.open(name, from.mark?.cursor, { epoch });
  if (typeof samples === "object" && samples !== null) {
    if (Symbol.asyncIterator in samples || Symbol.iterator in samples) return samples as ShardSamples;
    if (isPromise(samples)) {
      heed(samples);
      throw new OptionError(
        "open() must return an iterable, got a promise; an async generator may wait before its first sample",
      );
    }
  }
  throw new OptionError(`open() must return an iterable, got ${show(samples)}`);
}

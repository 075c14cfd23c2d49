import { MessageChannel, type MessagePort } from "node:worker_threads";
import { sampleBytes } from "@millrace/core/engine";
import { ShardError } from "../../datasets/shards/shard-error.ts";
import type { ShardSample, ShardStart } from "../../datasets/shards/shard-iteration.ts";
import type { ShardMark } from "../../datasets/shards/shard-place.ts";
import type { Executor } from "../../worker/executor.ts";
import { settledWithinGrace } from "../../worker/grace.ts";
import { unpackError } from "../../worker/pack-error.ts";
import type { PipelineHandle } from "../../worker/pipeline.ts";
import type { ShardChunk, ShardEnded, ShardRequest } from "../../worker/shard-task.ts";
import { type StageTimes, waitedPlace } from "../../worker/stages.ts";
import { LooseReference } from "../lost.ts";
import type { ReadCredits } from "../source.ts";
import type { ShardReader } from "./local-shard.ts";

/** A value that cannot cross threads, where a sample was to be. */
export class UnfitValue {
  readonly error: Error;

  constructor(error: Error) {
    this.error = error;
  }
}

/** How shards are read in workers. */
export interface RemoteReading {
  readonly executor: () => Executor;
  readonly pipeline: PipelineHandle;
  /** Counts what is read ahead. */
  readonly credits: ReadCredits;
  /** How often a shard is opened again whose thread died before it gave a sample. */
  readonly maxRetries: number;
  /** How long is waited for them. */
  readonly times: StageTimes;
  /** What the dataset calls a shard, for errors. */
  readonly nameOf: (shard: number) => number | string;
}

/** Samples that a thread may read ahead. */
const mostAhead = 32;

interface Waiting {
  readonly sample: ShardSample;
  readonly bytes: number;
}

/**
 * Reads a shard in a worker, ahead of who takes its samples. Where its thread dies, or is replaced, another goes on from
 * the last sample that came.
 */
export class RemoteShard implements ShardReader {
  readonly #start: ShardStart;
  readonly #reading: RemoteReading;
  /** A port leads here, and a port is never collected while it is open: a loader that was let go would be kept. */
  readonly #own = new LooseReference<RemoteShard>(this);
  readonly #waiting: Waiting[] = [];
  #port: MessagePort | undefined;
  /** The thread that reads it; 0 before it says so. */
  #thread = 0;
  #isClosed = false;
  /** Samples that were asked for and have not come. */
  #asked = 0;
  /** Samples that came, from the shard's beginning, and the last cursor. */
  #count: number;
  #mark: ShardMark | undefined;
  /** Bytes of the largest sample so far. */
  #largest = 0;
  #deaths = 0;
  #over: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;
  #hasEnded: ((ended: ShardEnded | undefined) => void) | undefined;

  constructor(start: ShardStart, reading: RemoteReading) {
    this.#start = start;
    this.#reading = reading;
    this.#count = start.from.given;
    this.#mark = start.from.mark;
    this.#open();
  }

  next(): ShardSample | undefined | Promise<ShardSample | undefined> {
    const head = this.#waiting.shift();
    if (head !== undefined) {
      this.#reading.credits.reading(-head.bytes);
      this.#ask();
      return head.sample;
    }
    if (this.#over === undefined) return this.#arrival();
    if ("error" in this.#over) return Promise.reject(this.#over.error);
    return undefined;
  }

  async #arrival(): Promise<ShardSample | undefined> {
    this.#ask();
    // Or a process that has nothing else to do would end.
    this.#port?.ref();
    const changed = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    const asked = performance.now();
    await this.#own.keptFor(changed);
    this.#reading.times.add(waitedPlace.read, performance.now() - asked);
    this.#port?.unref();
    return this.next();
  }

  #open(): void {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#thread = 0;
    this.#isClosed = false;
    this.#asked = 0;
    const own = this.#own;
    const tell = (what: (shard: RemoteShard) => void) => {
      const shard = own.get();
      if (shard !== undefined) what(shard);
    };
    port1.on("message", (message: ShardChunk | ShardEnded) => tell((shard) => shard.#heard(message, port1)));
    port1.once("close", () => tell((shard) => shard.#closed(port1)));
    port1.unref();
    const { executor, pipeline } = this.#reading;
    const start = { ...this.#start, from: { given: this.#count, mark: this.#mark } };
    this.#ask();
    if (this.#wake !== undefined) port1.ref();
    executor()
      .readShard({ pipeline, start, port: port2 })
      .then(
        (thread) => tell((shard) => shard.#opened(thread, port1)),
        (error: unknown) => tell((shard) => shard.#failed(error, port1)),
      );
  }

  #opened(thread: number, port: MessagePort): void {
    if (port !== this.#port) return;
    this.#thread = thread;
    if (this.#isClosed) this.#closed(port);
  }

  /** Lets the thread read further ahead, as memory allows. */
  #ask(): void {
    if (this.#over !== undefined) return;
    const ahead = this.#waiting.length + this.#asked;
    const more = this.#count === this.#start.from.given ? 1 - ahead : mostAhead - ahead;
    // Half of it at a time: each request is a message.
    const isWorthIt = more > 0 && (ahead === 0 || more >= mostAhead / 2);
    const wanted = !isWorthIt ? 0 : this.#reading.credits.mayRead(more * this.#largest) ? more : ahead === 0 ? 1 : 0;
    if (wanted === 0) return;
    this.#asked += wanted;
    this.#port?.postMessage({ more: wanted } satisfies ShardRequest);
  }

  #heard(message: ShardChunk | ShardEnded, port: MessagePort): void {
    if (port !== this.#port) return;
    if ("ended" in message) {
      this.#hasEnded?.(message);
      return;
    }
    if (this.#hasEnded !== undefined) return;
    const { values, unfit = [], mark, done, error } = message;
    const errors = new Map(unfit);
    for (const [place, read] of values.entries()) {
      const wrong = errors.get(place);
      const value = wrong === undefined ? read : new UnfitValue(unpackError(wrong));
      const bytes = typeof read === "object" && read !== null ? sampleBytes(read as Record<string, unknown>) : 0;
      if (place === values.length - 1) this.#mark = mark;
      this.#largest = Math.max(this.#largest, bytes);
      this.#reading.credits.reading(bytes);
      this.#waiting.push({ sample: { value, mark: this.#mark }, bytes });
    }
    this.#count += values.length;
    this.#asked -= values.length;
    if (values.length > 0) this.#deaths = 0;
    if (error !== undefined) this.#over = { error: unpackError(error) };
    else if (done === true) this.#over = {};
    this.#ask();
    this.#wakeUp();
  }

  #failed(error: unknown, port: MessagePort): void {
    if (port !== this.#port || this.#hasEnded !== undefined) return;
    if (error instanceof ShardError) {
      this.#over = { error };
      this.#wakeUp();
      return;
    }
    this.#died(error);
  }

  #closed(port: MessagePort): void {
    if (port !== this.#port) return;
    this.#isClosed = true;
    this.#hasEnded?.(undefined);
    // What was sent before the end has come by now. Whether it was opened at all is told by itself.
    if (this.#over === undefined && this.#thread > 0) this.#died(new Error("its worker died"));
  }

  /** Its thread is gone: another goes on. */
  #died(cause: unknown): void {
    this.#port?.close();
    const { nameOf, maxRetries } = this.#reading;
    if (this.#hasEnded !== undefined) return;
    if (++this.#deaths <= maxRetries) {
      this.#open();
      return;
    }
    const { shard, epoch } = this.#start;
    const samples = this.#count;
    this.#over = { error: new ShardError({ shard: nameOf(shard), samples, epoch }, cause) };
    this.#wakeUp();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  async end(): Promise<void> {
    if (this.#hasEnded !== undefined) return;
    for (const { bytes } of this.#waiting.splice(0)) this.#reading.credits.reading(-bytes);
    const isOver = this.#over !== undefined;
    this.#over = {};
    let answer: ShardEnded | undefined;
    const ended = new Promise<void>((resolve) => {
      this.#hasEnded = (given) => {
        answer = given;
        resolve();
      };
    });
    this.#wakeUp();
    if (!isOver) {
      this.#port?.ref();
      this.#port?.postMessage({ end: true } satisfies ShardRequest);
      const inTime = await this.#own.keptFor(settledWithinGrace(ended));
      if (!inTime && this.#thread > 0) this.#reading.executor().abandon(this.#thread);
    }
    this.#port?.close();
    if (answer?.error !== undefined) throw unpackError(answer.error);
  }
}

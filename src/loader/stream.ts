import { setImmediate as nextTurn } from "node:timers/promises";
import { Batch } from "../batch/batch.ts";
import type { Reference } from "../order/reference.ts";
import type { Delivery, Executor } from "../worker/executor.ts";
import type { PipelineHandle, PlannedSample } from "../worker/pipeline.ts";
import { SlabChannel } from "../worker/slab-channel.ts";
import type { SlabStore } from "../worker/slabs.ts";
import type { Expectation } from "./bytes.ts";
import type { Credits } from "./credits.ts";
import type { SampleSource, SourcedBatch } from "./source.ts";

/** What a stream works with. */
export interface StreamParts {
  readonly executor: Executor;
  readonly source: SampleSource;
  readonly pipeline: PipelineHandle;
  readonly credits: Credits;
  readonly slabs: SlabStore;
  readonly epoch: number;
  /** The number of the first batch; above 0 after a resume. */
  readonly firstBatch: number;
  /** Samples that a worker may read at the same time. */
  readonly reads: number;
  /** Foretells the bytes of a batch from the first samples, and throws where two do not fit. */
  readonly foretell: (samples: readonly PlannedSample[]) => Promise<Expectation | undefined>;
}

interface Handed {
  readonly batch: Batch;
  readonly milliseconds: number;
}

type Outcome = { readonly delivery: Delivery } | { readonly error: unknown };

/**
 * The batches of one epoch, in order: plans go out as far as credit reaches, results wait until it is their turn.
 * An error comes at its batch's turn, so the batches before it are not lost.
 */
export class EpochStream {
  readonly #parts: StreamParts;
  /** One flag for all plans of the epoch, seen by the workers. */
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4));
  readonly #outcomes = new Map<number, Outcome>();
  readonly #references = new Map<number, readonly Reference[]>();
  /** Up to which batch workers may make samples, in shared memory. */
  readonly #allowed = new Int32Array(new SharedArrayBuffer(4));
  /** Plans that were given out for their samples to be read, and whose batches may not be made yet. */
  readonly #readAhead = new Map<number, { readonly rows: number; readonly channel: SlabChannel }>();
  /** Bytes of the largest sample that workers had to wait for; undefined: they had to wait for none. */
  #awaitedBytes: number | undefined;
  readonly #running = new Set<Promise<void>>();
  #issued: number;
  /** The number of the first batch that may not be made yet. */
  #permitted: number;
  #handed: number;
  #exhausted = false;
  #planning: Promise<void> | undefined;
  #planningError: { readonly error: unknown } | undefined;
  #inUse = 0;
  /** Released, and still on this thread's heap. */
  readonly #released: { readonly rows: number; readonly slabs: readonly ArrayBuffer[] }[] = [];
  #wake: (() => void) | undefined;
  #ended: { readonly reason: unknown } | undefined;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#issued = parts.firstBatch;
    this.#permitted = parts.firstBatch;
    this.#handed = parts.firstBatch;
  }

  /** The next batch, or undefined after the last. */
  async next(): Promise<Handed | undefined> {
    for (;;) {
      if (this.#ended !== undefined) throw this.#ended.reason;
      const outcome = this.#outcomes.get(this.#handed);
      if (outcome !== undefined) {
        this.#outcomes.delete(this.#handed);
        return this.#handOver(outcome);
      }
      if (!this.#parts.credits.hasRoom(this.#parts.slabs.bytes)) this.#leave();
      this.#plan();
      if (this.#planning === undefined && this.#handed === this.#permitted) {
        if (this.#handed === this.#issued) {
          if (this.#planningError !== undefined) throw this.#planningError.error;
          if (this.#exhausted) return undefined;
        }
        this.#leave();
        if (this.#parts.credits.making === 0) this.#makeRoom();
        // Plans of a loop that was left hold the credit, and they end without a word to this one.
        else await nextTurn();
        continue;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #handOver(outcome: Outcome): Handed {
    const { credits, epoch } = this.#parts;
    const number = this.#handed++;
    const references = this.#references.get(number) ?? [];
    this.#references.delete(number);
    if ("error" in outcome) throw outcome.error;
    const { notice, take } = outcome.delivery;
    const columns = take();
    this.#leave();
    credits.handedOut();
    this.#inUse = bytesOf(notice.slabs);
    this.#plan();
    const recycle = (released: ArrayBuffer[]) => {
      this.#released.push({ rows: references.length, slabs: released });
      if (this.#ended !== undefined) this.#leave();
    };
    return { batch: new Batch(columns, { epoch, number, references, recycle }), milliseconds: notice.milliseconds };
  }

  /**
   * The batch that was handed out leaves the count, and released slabs leave the heap. Where there is room, that is when
   * the next batch has been taken: a heap that gives up 38 MB and gains them again takes it for growth, and collects.
   */
  #leave(): void {
    this.#parts.credits.left(this.#inUse);
    this.#inUse = 0;
    for (const { rows, slabs } of this.#released.splice(0)) this.#parts.slabs.put(rows, slabs);
  }

  /** With nothing in flight there must be room for one more: recycled memory of another size may be in its way. */
  #makeRoom(): void {
    const { credits, slabs } = this.#parts;
    if (credits.available(0)) return;
    slabs.clear();
    if (!credits.available(0)) credits.expect({ batch: credits.batchBytes ?? 0, working: 0 });
  }

  /** Gives out plans as far as credit reaches, and further ones for their samples to be read. */
  #plan(): void {
    if (this.#ended !== undefined) return;
    this.#permit();
    if (this.#planning !== undefined || this.#exhausted) return;
    if (this.#planningError !== undefined || !this.#mayIssue()) return;
    this.#planning = this.#planOn()
      .catch((error: unknown) => {
        this.#planningError = { error };
      })
      .finally(() => {
        this.#planning = undefined;
        this.#wakeUp();
      });
  }

  async #planOn(): Promise<void> {
    const { source, credits, foretell } = this.#parts;
    while (this.#ended === undefined && this.#mayIssue()) {
      const sourced = await source.next();
      if (this.#ended !== undefined) return;
      if (sourced === undefined) {
        this.#exhausted = true;
        return;
      }
      if (credits.batchBytes === undefined && this.#issued === this.#parts.firstBatch) {
        const expectation = await foretell(sourced.samples);
        if (this.#ended !== undefined) return;
        if (expectation !== undefined) credits.expect(expectation);
      }
      this.#issue(sourced);
    }
  }

  #mayIssue(): boolean {
    return this.#permitted === this.#issued ? this.#mayMake() || this.#mayReadAhead() : this.#mayReadAhead();
  }

  #mayMake(): boolean {
    const { credits, executor, slabs } = this.#parts;
    return credits.making < executor.depth && credits.available(slabs.bytes);
  }

  /** Reads run ahead of what may be made where they have to be waited for, as far as there are places for them. */
  #mayReadAhead(): boolean {
    if (this.#awaitedBytes === undefined) return false;
    const { credits, executor, reads } = this.#parts;
    let samples = 0;
    for (const { rows } of this.#readAhead.values()) samples += rows;
    return samples < reads * executor.workers && credits.bytes + samples * this.#awaitedBytes < credits.limit;
  }

  /** Lets workers make what they read ahead, as far as credit reaches. */
  #permit(): void {
    const { credits, slabs } = this.#parts;
    const before = this.#permitted;
    while (this.#permitted < this.#issued) {
      const plan = this.#readAhead.get(this.#permitted);
      if (plan !== undefined) {
        if (!this.#mayMake()) break;
        this.#readAhead.delete(this.#permitted);
        // First, or its recycled slabs would count twice.
        slabs.lend(plan.rows, plan.channel);
        credits.take();
      }
      this.#permitted++;
    }
    if (this.#permitted > before) this.#allow(this.#permitted);
  }

  #allow(batches: number): void {
    Atomics.store(this.#allowed, 0, batches);
    Atomics.notify(this.#allowed, 0);
  }

  #issue({ references, samples }: SourcedBatch): void {
    const { executor, credits, slabs, pipeline, epoch } = this.#parts;
    const batch = this.#issued++;
    this.#references.set(batch, references);
    let channel: SlabChannel;
    if (this.#permitted === batch && this.#mayMake()) {
      // First, or its recycled slabs would count twice.
      channel = slabs.take(samples.length);
      credits.take();
      this.#permitted++;
      Atomics.store(this.#allowed, 0, this.#permitted);
    } else {
      channel = new SlabChannel();
      this.#readAhead.set(batch, { rows: samples.length, channel });
    }
    const plan = { pipeline, epoch, batch, samples, cancelled: this.#cancelled, allowed: this.#allowed };
    const run = executor
      .run(plan, channel)
      .then(
        (delivery) => this.#arrived(batch, delivery),
        (error: unknown) => {
          if (!this.#readAhead.delete(batch)) credits.failed();
          this.#outcomes.set(batch, { error });
        },
      )
      .finally(() => {
        this.#running.delete(run);
        this.#plan();
        this.#wakeUp();
      });
    this.#running.add(run);
  }

  #arrived(batch: number, delivery: Delivery | undefined): void {
    const { credits } = this.#parts;
    if (delivery === undefined || this.#ended !== undefined) {
      if (!this.#readAhead.delete(batch)) credits.failed();
      delivery?.drop();
      return;
    }
    const { slabs, worker, workingBytes, awaitedBytes } = delivery.notice;
    if (awaitedBytes !== undefined) this.#awaitedBytes = Math.max(this.#awaitedBytes ?? 0, awaitedBytes);
    this.#outcomes.set(batch, { delivery });
    try {
      credits.made(bytesOf(slabs), worker, workingBytes);
    } catch (error) {
      delivery.drop();
      this.#outcomes.set(batch, { error });
    }
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /**
   * Ends the epoch before its end: plans are cancelled, results dropped, a `next` that waits rejects with the reason.
   * Resolves when no worker holds a plan of it any more.
   */
  async end(reason: unknown): Promise<void> {
    if (this.#ended === undefined) {
      this.#ended = { reason };
      Atomics.store(this.#cancelled, 0, 1);
      Atomics.notify(this.#cancelled, 0);
      this.#allow(2 ** 31 - 1);
      this.#leave();
      for (const outcome of this.#outcomes.values()) {
        if (!("delivery" in outcome)) continue;
        this.#parts.credits.left(bytesOf(outcome.delivery.notice.slabs));
        this.#parts.credits.handedOut();
        outcome.delivery.drop();
      }
      this.#outcomes.clear();
      this.#wakeUp();
    }
    // Together: the planning may wait for a sample that never comes, and the source lets go of it.
    await Promise.all([this.#parts.source.end(), this.#planning]);
    await Promise.all(this.#running);
  }
}

function bytesOf(slabs: readonly number[]): number {
  return slabs.reduce((sum, bytes) => sum + bytes, 0);
}

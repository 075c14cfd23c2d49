import { setImmediate as nextTurn } from "node:timers/promises";
import { Batch } from "../batch/batch.ts";
import type { BatchNotice, Delivery } from "../worker/executor.ts";
import { withinGrace } from "../worker/grace.ts";
import { isSmall } from "../worker/slab-channel.ts";
import { lostStream } from "./cancelling.ts";
import { nextNumber } from "./delivered.ts";
import { InUse } from "./in-use.ts";
import { released, releaseWhenLost } from "./lost.ts";
import { type Outcome, Outcomes } from "./outcomes.ts";
import { Planner } from "./planner.ts";
import type { StreamParts } from "./stream-parts.ts";
import { warnOfCleanUp } from "./warnings.ts";

/** A batch for the loop, and what is known of it. */
export interface Handed {
  readonly batch: Batch;
  readonly notice: BatchNotice;
  /** How many batches waited when it was asked for. */
  readonly ready: number;
  /** Batches before it, since the last one, of which nothing was left. */
  readonly passed: readonly number[];
}

/**
 * The batches of one epoch: plans go out as far as credit reaches, results wait until it is their turn, or until they are
 * asked for where they need not come in order. An error comes at its batch's turn, so the batches before it are not lost.
 */
export class EpochStream {
  readonly #parts: StreamParts;
  readonly #outcomes = new Outcomes();
  readonly #planner: Planner;
  readonly #inUse: InUse;
  /** In order: the number of the batch whose turn it is. */
  #handed: number;
  /** Batches of which nothing was left, since the last one was handed over. */
  #passed: number[] = [];
  #ended: { readonly reason: unknown } | undefined;
  #ending: Promise<void> | undefined;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#handed = parts.firstBatch;
    this.#inUse = new InUse(parts.credits, parts.slabs);
    this.#planner = new Planner(parts, this.#outcomes);
    releaseWhenLost(this, lostStream(this.#outcomes, this.#planner.cancelled, this.#planner.allowed));
  }

  /** The next batch, or undefined after the last. */
  async next(): Promise<Handed | undefined> {
    const ready = this.#outcomes.size;
    this.#planner.catchUp();
    for (;;) {
      if (this.#ended !== undefined) throw this.#ended.reason;
      const next = this.#takeNext();
      if (next !== undefined) {
        const handed = this.#handOver(next, ready);
        if (handed !== undefined) return handed;
        continue;
      }
      if (!this.#parts.credits.hasRoom(this.#parts.slabs.bytes)) this.#inUse.leave();
      this.#planner.plan();
      if (this.#planner.isIdle) {
        if (!this.#planner.hasBatches && this.#planner.isOver()) return undefined;
        this.#inUse.leave();
        if (this.#parts.credits.making === 0) this.#inUse.makeRoom();
        // Plans of a loop that was left hold the credit, and they end without a word to this one.
        else await nextTurn();
        continue;
      }
      await this.#planner.changed();
    }
  }

  /** Begins before the first batch is asked for. Resolves when it waits; what went wrong is told to whoever asks. */
  async begin(): Promise<void> {
    while (this.#ended === undefined && !this.#isReady) {
      this.#planner.plan();
      if (this.#planner.planning === undefined && !this.#planner.hasBatches) return;
      await this.#planner.changed();
    }
  }

  get #isReady(): boolean {
    return this.#parts.ordered ? this.#outcomes.has(this.#handed) : this.#outcomes.size > 0;
  }

  #takeNext(): readonly [number, Outcome] | undefined {
    if (!this.#parts.ordered) return this.#outcomes.takeFirst();
    const outcome = this.#outcomes.take(this.#handed);
    return outcome === undefined ? undefined : [this.#handed, outcome];
  }

  /** Undefined for a batch of which nothing is left: the stream goes on with the next. */
  #handOver([number, outcome]: readonly [number, Outcome], ready: number): Handed | undefined {
    const { epoch, faults, leftOut } = this.#parts;
    this.#handed = nextNumber(number + 1, leftOut);
    const planned = this.#planner.leave(number);
    if ("error" in outcome) throw outcome.error;
    const { notice, mended, take } = outcome.delivery;
    const rows = mended?.rows ?? planned;
    try {
      faults?.take(mended?.tried ?? rows.length, mended?.bad ?? []);
    } catch (error) {
      this.#drop(outcome.delivery);
      throw error;
    }
    if (rows.length === 0) {
      this.#drop(outcome.delivery);
      this.#passed.push(number);
      this.#planner.plan();
      return undefined;
    }
    const columns = take();
    this.#inUse.handedOut(notice.bytes);
    this.#planner.planSoon();
    const recycle = (slabs: ArrayBuffer[]) => {
      this.#inUse.release(rows.length, isSmall(notice.bytes) ? [] : slabs);
      if (this.#ended !== undefined) this.#inUse.leave();
    };
    const origin = { epoch, number, rows, recycle, schema: this.#planner.schemas?.batches ?? [] };
    const passed = this.#passed;
    if (passed.length > 0) this.#passed = [];
    return { batch: new Batch(columns, origin), notice, ready, passed };
  }

  /** Gives up a batch that waited. */
  #drop({ notice, drop }: Delivery): void {
    drop();
    this.#parts.credits.left(notice.bytes);
    this.#parts.credits.handedOut();
  }

  /**
   * Ends the epoch before its end: plans are cancelled, results dropped, a `next` that waits rejects with the reason.
   * Resolves when nothing of it is on its way any more; what does not stop within the grace period is abandoned.
   *
   * @throws what the dataset threw when it was told to end; every caller gets it.
   */
  end(reason: unknown): Promise<void> {
    this.#ending ??= this.#end(reason);
    return this.#ending;
  }

  async #end(reason: unknown): Promise<void> {
    this.#ended = { reason };
    this.#planner.end();
    this.#parts.mending?.end();
    this.#inUse.leave();
    for (const { notice } of this.#outcomes.drop()) {
      this.#parts.credits.left(notice.bytes);
      this.#parts.credits.handedOut();
    }
    released(this);
    this.#planner.wakeUp();
    const reading = this.#endReading();
    // It may fail while the workers are waited for.
    reading.catch(() => {});
    await this.#parts.executor.giveUp(this.#planner.cancelled);
    await this.#planner.settled();
    await reading;
  }

  async #endReading(): Promise<void> {
    // Together: the planning may wait for a sample that never comes, and the source lets go of it at once.
    // A look at the first sample has read nothing of this epoch's, and may serve the next: it is not waited for.
    const planning = this.#planner.schemas === undefined ? undefined : this.#planner.planning;
    await Promise.all([withinGrace(this.#parts.source.end(), warnOfCleanUp), planning]);
  }
}

import { setImmediate as nextTurn } from "node:timers/promises";
import { Batch } from "../batch/batch.ts";
import { type BatchRows, ColumnRows, rowsOfSamples } from "../batch/rows.ts";
import type { BatchNotice, Delivery, Executor } from "../worker/executor.ts";
import { withinGrace } from "../worker/grace.ts";
import type { PipelineHandle, Plan } from "../worker/pipeline.ts";
import { packSchema } from "../worker/schema-handle.ts";
import { isSmall, SlabChannel } from "../worker/slab-channel.ts";
import type { SlabStore } from "../worker/slabs.ts";
import { tellWarnings } from "../worker/warnings.ts";
import { cancel, lostStream } from "./cancelling.ts";
import type { Credits } from "./credits.ts";
import { mostAhead, nextNumber } from "./delivered.ts";
import type { FaultLedger } from "./fault-ledger.ts";
import { InUse } from "./in-use.ts";
import type { StreamSchemas } from "./look.ts";
import { LooseReference, released, releaseWhenLost } from "./lost.ts";
import type { Mending } from "./mending.ts";
import { type Outcome, Outcomes } from "./outcomes.ts";
import { ReadAhead } from "./read-ahead.ts";
import { carriedBytes, type SampleSource, type SourcedBatch, type SourcedColumns } from "./source.ts";
import { warnOfCleanUp } from "./warnings.ts";
import type { WorkerBound } from "./worker-bound.ts";

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
  /** Batches behind it that were delivered before a resume. */
  readonly leftOut: ReadonlySet<number>;
  /** Whether batches come in their order, or as soon as they are there. */
  readonly ordered: boolean;
  /** Told once, when all plans of the epoch were given out and may be made. */
  readonly planned: () => void;
  readonly batchSize: number;
  /** Samples that a worker may read at the same time. */
  readonly reads: number;
  /** Has workers replaced that grew too large. */
  readonly bound: WorkerBound;
  /** What the first sample says of all batches; asked for before the first plan. */
  readonly schemas: () => Promise<StreamSchemas>;
  /** How it goes on in spite of bad samples, and who counts them; absent where it does not. */
  readonly mending?: Mending | undefined;
  readonly faults?: FaultLedger | undefined;
}

/** A plan that was given out, and what counts for it until it is answered. */
interface Issued {
  readonly batch: number;
  readonly carried: number;
  readonly reading: number;
}

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
  /** What the workers see of the epoch: whether it was cancelled, and up to which batch they may make. One memory, since each costs a plan. */
  readonly #shared = new SharedArrayBuffer(8);
  readonly #cancelled = new Int32Array(this.#shared, 0, 1);
  readonly #outcomes = new Outcomes();
  readonly #rows = new Map<number, BatchRows>();
  readonly #readAhead: ReadAhead;
  readonly #running = new Map<number, Promise<void>>();
  /** Plans on their way lead here: one that waits until it may be made would keep a stream that was let go. */
  readonly #own = new LooseReference<EpochStream>(this);
  /** The number of the next plan. */
  #issued: number;
  /** The number of the first batch that may not be made yet. */
  #permitted: number;
  /** In order: the number of the batch whose turn it is. */
  #handed: number;
  /** Batches that may be made and were not handed over. */
  #coming = 0;
  /** Batches of which nothing was left, since the last one was handed over. */
  #passed: number[] = [];
  /** Whether a batch was handed over and nothing was planned since. */
  #isPlanDue = false;
  #allPlanned = false;
  #exhausted = false;
  #planning: Promise<void> | undefined;
  #schemas: StreamSchemas | undefined;
  #planningError: { readonly error: unknown } | undefined;
  readonly #inUse: InUse;
  /** Resolves when something has changed; made when somebody waits for it. */
  #change: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #ended: { readonly reason: unknown } | undefined;
  #ending: Promise<void> | undefined;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#issued = parts.firstBatch;
    this.#permitted = parts.firstBatch;
    this.#handed = parts.firstBatch;
    this.#inUse = new InUse(parts.credits, parts.slabs);
    const allowed = new Int32Array(this.#shared, 4, 1);
    this.#readAhead = new ReadAhead(parts.credits, parts.reads * parts.executor.workers, allowed, parts.firstBatch);
    releaseWhenLost(this, lostStream(this.#outcomes, this.#cancelled, this.#readAhead.allowed));
  }

  /** The next batch, or undefined after the last. */
  async next(): Promise<Handed | undefined> {
    const ready = this.#outcomes.size;
    this.#planDue();
    for (;;) {
      if (this.#ended !== undefined) throw this.#ended.reason;
      const next = this.#takeNext();
      if (next !== undefined) {
        const handed = this.#handOver(next, ready);
        if (handed !== undefined) return handed;
        continue;
      }
      if (!this.#parts.credits.hasRoom(this.#parts.slabs.bytes)) this.#inUse.leave();
      this.#plan();
      if (this.#planning === undefined && this.#coming === 0) {
        if (this.#rows.size === 0) {
          if (this.#planningError !== undefined) throw this.#planningError.error;
          if (this.#exhausted) return undefined;
        }
        this.#inUse.leave();
        if (this.#parts.credits.making === 0) this.#inUse.makeRoom();
        // Plans of a loop that was left hold the credit, and they end without a word to this one.
        else await nextTurn();
        continue;
      }
      await this.#changed();
    }
  }

  /** Begins before the first batch is asked for. Resolves when it waits; what went wrong is told to whoever asks. */
  async begin(): Promise<void> {
    while (this.#ended === undefined && !this.#isReady) {
      this.#plan();
      if (this.#planning === undefined && this.#rows.size === 0) return;
      await this.#changed();
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
    if (number < this.#permitted) this.#coming--;
    const planned = this.#rows.get(number) as BatchRows;
    this.#rows.delete(number);
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
      this.#plan();
      return undefined;
    }
    const columns = take();
    this.#inUse.handedOut(notice.bytes);
    this.#planSoon();
    const recycle = (slabs: ArrayBuffer[]) => {
      this.#inUse.release(rows.length, this.#small ? [] : slabs);
      if (this.#ended !== undefined) this.#inUse.leave();
    };
    const origin = { epoch, number, rows, recycle, schema: this.#schemas?.batches ?? [] };
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

  /** Gives out plans when the batch at hand is with the trainer: it would wait for them otherwise. */
  #planSoon(): void {
    if (this.#isPlanDue) return;
    this.#isPlanDue = true;
    setImmediate(() => this.#planDue());
  }

  /** Where a step blocks the event loop, it is the next call that finds a plan due. */
  #planDue(): void {
    if (!this.#isPlanDue) return;
    this.#isPlanDue = false;
    this.#plan();
  }

  /** Gives out plans as far as credit reaches, and further ones for their samples to be read. */
  #plan(): void {
    if (this.#ended !== undefined) return;
    this.#permit();
    if (this.#exhausted) this.#noticePlanned();
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

  #noticePlanned(): void {
    if (this.#allPlanned || this.#permitted < this.#issued) return;
    this.#allPlanned = true;
    this.#parts.planned();
  }

  async #planOn(): Promise<void> {
    const { source, credits, schemas } = this.#parts;
    if (this.#schemas === undefined) {
      this.#schemas = await schemas();
      if (this.#ended !== undefined) return;
      if (credits.batchBytes === undefined) credits.expect(this.#schemas.expectation);
    }
    while (this.#ended === undefined && this.#mayIssue()) {
      const sourced = await source.next();
      if (this.#ended !== undefined) return;
      if (sourced === undefined) {
        this.#exhausted = true;
        this.#noticePlanned();
        return;
      }
      this.#issue(sourced);
    }
  }

  #mayIssue(): boolean {
    if (!this.#parts.ordered && this.#issued >= this.#lowest + mostAhead) return false;
    if (this.#permitted === this.#issued && this.#mayMake()) return true;
    return this.#readAhead.mayAdd(this.#parts.batchSize);
  }

  /** The first batch that was not handed over. */
  get #lowest(): number {
    const [first = this.#issued] = this.#rows.keys();
    return first;
  }

  /** Whether its batches, as far as is known, are better copied than handed over in slabs. */
  get #small(): boolean {
    const { batchBytes } = this.#parts.credits;
    return batchBytes !== undefined && isSmall(batchBytes);
  }

  #mayMake(): boolean {
    const { credits, executor, slabs } = this.#parts;
    return credits.making < executor.depth && credits.available(slabs.bytes);
  }

  /** Lets workers make what they read ahead, as far as credit reaches. */
  #permit(): void {
    const { credits, slabs } = this.#parts;
    const before = this.#permitted;
    while (this.#permitted < this.#issued) {
      if (this.#readAhead.has(this.#permitted) && !this.#mayMake()) break;
      const plan = this.#readAhead.take(this.#permitted);
      if (plan !== undefined) {
        // First, or its recycled slabs would count twice.
        slabs.lend(plan.rows, plan.channel);
        credits.take();
      }
      if (this.#rows.has(this.#permitted)) this.#coming++;
      this.#permitted++;
    }
    if (this.#permitted > before) this.#readAhead.allow(this.#permitted);
  }

  #issue(sourced: SourcedBatch | SourcedColumns): void {
    const { executor, credits, slabs, pipeline, epoch } = this.#parts;
    const batch = this.#issued;
    const isNext = this.#permitted === batch;
    this.#issued = nextNumber(batch + 1, this.#parts.leftOut);
    const rows = "rows" in sourced ? new ColumnRows(sourced.rows) : rowsOfSamples(sourced.references);
    this.#rows.set(batch, rows);
    let channel: SlabChannel;
    if (isNext && this.#mayMake()) {
      // First, or its recycled slabs would count twice.
      channel = this.#small ? new SlabChannel("in the answer") : slabs.take(rows.length);
      credits.take();
      this.#permitted = this.#issued;
      this.#coming++;
      this.#readAhead.allow(this.#permitted);
    } else {
      channel = new SlabChannel(this.#small ? "in the answer" : []);
      this.#readAhead.add(batch, { rows: rows.length, places: "rows" in sourced ? 1 : rows.length, channel });
    }
    const carried = carriedBytes(sourced, executor.workers > 0);
    credits.carried(carried);
    // What is posted is counted already.
    const reading = carried > 0 ? 0 : this.#readAhead.bytesOf(rows.length);
    credits.reading(reading);
    const schema = packSchema((this.#schemas as StreamSchemas).samples);
    const { allowed } = this.#readAhead;
    const common = { pipeline, epoch, batch, schema, cancelled: this.#cancelled, allowed };
    const answer = this.#give(common, sourced, channel);
    this.#running.set(batch, EpochStream.#follow(answer, this.#own, { batch, carried, reading }));
  }

  #give(
    common: Omit<Plan, "samples">,
    sourced: SourcedBatch | SourcedColumns,
    channel: SlabChannel,
  ): Promise<Delivery | undefined> {
    const { executor, mending } = this.#parts;
    if ("rows" in sourced) return executor.run({ ...common, ...sourced }, channel);
    if (mending === undefined) return executor.run({ ...common, samples: sourced.samples }, channel);
    const samples = mending.planned(sourced, common.batch);
    return mending.carryOut(executor, { ...common, samples }, channel, sourced);
  }

  /** Hands the answer to a plan over to its stream, if there still is one. Static, so that nothing here leads to it. */
  static #follow(
    answer: Promise<Delivery | undefined>,
    own: LooseReference<EpochStream>,
    issued: Issued,
  ): Promise<void> {
    return answer.then(
      (delivery) => {
        const stream = own.get();
        if (stream === undefined) delivery?.drop();
        else stream.#answered(issued, () => stream.#arrived(issued.batch, delivery));
      },
      (error: unknown) => {
        const stream = own.get();
        if (stream !== undefined) stream.#answered(issued, () => stream.#failed(issued.batch, error));
      },
    );
  }

  #answered({ batch, carried, reading }: Issued, settle: () => void): void {
    const { credits } = this.#parts;
    settle();
    credits.uncarried(carried);
    credits.reading(-reading);
    this.#running.delete(batch);
    this.#plan();
    this.#wakeUp();
  }

  #failed(batch: number, error: unknown): void {
    if (this.#readAhead.take(batch) === undefined) this.#parts.credits.failed();
    this.#outcomes.set(batch, { error });
  }

  #arrived(batch: number, delivery: Delivery | undefined): void {
    const { credits } = this.#parts;
    tellWarnings(delivery?.notice.warnings);
    if (delivery === undefined || this.#ended !== undefined) {
      if (this.#readAhead.take(batch) === undefined) credits.failed();
      delivery?.drop();
      return;
    }
    const { bytes, worker, workingBytes, awaitedBytes } = delivery.notice;
    this.#parts.bound.made(delivery.notice, this.#parts.executor);
    if (awaitedBytes !== undefined) this.#readAhead.awaited(awaitedBytes);
    this.#outcomes.set(batch, { delivery });
    try {
      credits.made(bytes, worker, workingBytes);
    } catch (error) {
      delivery.drop();
      credits.left(bytes);
      credits.handedOut();
      this.#outcomes.set(batch, { error });
    }
  }

  #changed(): Promise<void> {
    this.#change ??= new Promise((resolve) => {
      this.#wake = resolve;
    });
    return this.#own.keptFor(this.#change);
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
    this.#change = undefined;
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
    cancel(this.#cancelled, this.#readAhead.allowed);
    this.#parts.mending?.end();
    this.#inUse.leave();
    for (const { notice } of this.#outcomes.drop()) {
      this.#parts.credits.left(notice.bytes);
      this.#parts.credits.handedOut();
    }
    released(this);
    this.#wakeUp();
    const reading = this.#endReading();
    // It may fail while the workers are waited for.
    reading.catch(() => {});
    await this.#parts.executor.giveUp(this.#cancelled);
    await Promise.all(this.#running.values());
    await reading;
  }

  async #endReading(): Promise<void> {
    // Together: the planning may wait for a sample that never comes, and the source lets go of it at once.
    // A look at the first sample has read nothing of this epoch's, and may serve the next: it is not waited for.
    const planning = this.#schemas === undefined ? undefined : this.#planning;
    await Promise.all([withinGrace(this.#parts.source.end(), warnOfCleanUp), planning]);
  }
}

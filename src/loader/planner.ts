import { type BatchRows, ColumnRows, rowsOfSamples } from "../batch/rows.ts";
import type { Delivery } from "../worker/executor.ts";
import type { Plan } from "../worker/pipeline.ts";
import { packSchema } from "../worker/schema-handle.ts";
import { isSmall, SlabChannel } from "../worker/slab-channel.ts";
import { tellWarnings } from "../worker/warnings.ts";
import { cancel } from "./cancelling.ts";
import { mostAhead, nextNumber } from "./delivered.ts";
import type { StreamSchemas } from "./look.ts";
import { LooseReference } from "./lost.ts";
import type { Outcomes } from "./outcomes.ts";
import { ReadAhead } from "./read-ahead.ts";
import { carriedBytes, type SourcedBatch, type SourcedColumns } from "./source.ts";
import type { StreamParts } from "./stream-parts.ts";

/** A plan that was given out, and what counts for it until it is answered. */
interface Issued {
  readonly batch: number;
  readonly carried: number;
  readonly reading: number;
}

/** Gives out the plans of an epoch, as far as credit reaches, and hears what becomes of them. */
export class Planner {
  readonly #parts: StreamParts;
  /** Where what was made waits. */
  readonly #outcomes: Outcomes;
  /** What the workers see of the epoch. One memory, since each costs a plan. */
  readonly #shared = new SharedArrayBuffer(8);
  /** Whether it was cancelled. */
  readonly cancelled = new Int32Array(this.#shared, 0, 1);
  readonly #rows = new Map<number, BatchRows>();
  readonly #readAhead: ReadAhead;
  readonly #running = new Map<number, Promise<void>>();
  /** Plans on their way lead here: one that waits until it may be made would keep a stream that was let go. */
  readonly #own = new LooseReference<Planner>(this);
  /** The number of the next plan. */
  #issued: number;
  /** The number of the first batch that may not be made yet. */
  #permitted: number;
  /** Batches that may be made and were not handed over. */
  #coming = 0;
  /** Whether a batch was handed over and nothing was planned since. */
  #isDue = false;
  #allPlanned = false;
  #isExhausted = false;
  #planning: Promise<void> | undefined;
  #schemas: StreamSchemas | undefined;
  #error: { readonly error: unknown } | undefined;
  /** Resolves when something has changed; made when somebody waits for it. */
  #change: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #hasEnded = false;

  constructor(parts: StreamParts, outcomes: Outcomes) {
    this.#parts = parts;
    this.#outcomes = outcomes;
    this.#issued = parts.firstBatch;
    this.#permitted = parts.firstBatch;
    const allowed = new Int32Array(this.#shared, 4, 1);
    this.#readAhead = new ReadAhead(parts.credits, parts.reads * parts.executor.workers, allowed, parts.firstBatch);
  }

  /** Up to which batch workers may make what they read. */
  get allowed(): Int32Array {
    return this.#readAhead.allowed;
  }

  /** What the first sample says of all batches; undefined before it is known. */
  get schemas(): StreamSchemas | undefined {
    return this.#schemas;
  }

  /** The planning that is going on. */
  get planning(): Promise<void> | undefined {
    return this.#planning;
  }

  /** Whether no batch is in the making or ready, and none is being planned. */
  get isIdle(): boolean {
    return this.#planning === undefined && this.#coming === 0;
  }

  /** Whether batches were planned that were not handed over. */
  get hasBatches(): boolean {
    return this.#rows.size > 0;
  }

  /** Whether there is nothing more to plan. @throws what went wrong in planning. */
  isOver(): boolean {
    if (this.#error !== undefined) throw this.#error.error;
    return this.#isExhausted;
  }

  /** A batch leaves. @returns its rows, as they were planned. */
  leave(batch: number): BatchRows {
    if (batch < this.#permitted) this.#coming--;
    const rows = this.#rows.get(batch) as BatchRows;
    this.#rows.delete(batch);
    return rows;
  }

  /** Gives out plans when the batch at hand is with the trainer: it would wait for them otherwise. */
  planSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => this.catchUp());
  }

  /** Where a step blocks the event loop, it is the next call that finds a plan due. */
  catchUp(): void {
    if (!this.#isDue) return;
    this.#isDue = false;
    this.plan();
  }

  /** Gives out plans as far as credit reaches, and further ones for their samples to be read. */
  plan(): void {
    if (this.#hasEnded) return;
    this.#permit();
    if (this.#isExhausted) this.#noticePlanned();
    if (this.#planning !== undefined || this.#isExhausted) return;
    if (this.#error !== undefined || !this.#mayIssue()) return;
    this.#planning = this.#planOn()
      .catch((error: unknown) => {
        this.#error = { error };
      })
      .finally(() => {
        this.#planning = undefined;
        this.wakeUp();
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
      if (this.#hasEnded) return;
      if (credits.batchBytes === undefined) credits.expect(this.#schemas.expectation);
    }
    while (!this.#hasEnded && this.#mayIssue()) {
      const sourced = await source.next();
      if (this.#hasEnded) return;
      if (sourced === undefined) {
        this.#isExhausted = true;
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
    const common = { pipeline, epoch, batch, schema, cancelled: this.cancelled, allowed };
    const answer = this.#give(common, sourced, channel);
    this.#running.set(batch, Planner.#follow(answer, this.#own, { batch, carried, reading }));
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

  /** Hands the answer to a plan over to its planner, if there still is one. Static, so that nothing here leads to it. */
  static #follow(answer: Promise<Delivery | undefined>, own: LooseReference<Planner>, issued: Issued): Promise<void> {
    return answer.then(
      (delivery) => {
        const planner = own.get();
        if (planner === undefined) delivery?.drop();
        else planner.#answered(issued, () => planner.#arrived(issued.batch, delivery));
      },
      (error: unknown) => {
        const planner = own.get();
        if (planner !== undefined) planner.#answered(issued, () => planner.#failed(issued.batch, error));
      },
    );
  }

  #answered({ batch, carried, reading }: Issued, settle: () => void): void {
    const { credits } = this.#parts;
    settle();
    credits.uncarried(carried);
    credits.reading(-reading);
    this.#running.delete(batch);
    this.plan();
    this.wakeUp();
  }

  #failed(batch: number, error: unknown): void {
    if (this.#readAhead.take(batch) === undefined) this.#parts.credits.failed();
    this.#outcomes.set(batch, { error });
  }

  #arrived(batch: number, delivery: Delivery | undefined): void {
    const { credits } = this.#parts;
    tellWarnings(delivery?.notice.warnings);
    if (delivery === undefined || this.#hasEnded) {
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

  /** Resolves when something has changed: a plan was answered, or planning came to an end. */
  changed(): Promise<void> {
    this.#change ??= new Promise((resolve) => {
      this.#wake = resolve;
    });
    return this.#own.keptFor(this.#change);
  }

  wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
    this.#change = undefined;
  }

  /** Nobody waits for the epoch any more: what is on its way is cancelled. */
  end(): void {
    this.#hasEnded = true;
    cancel(this.cancelled, this.allowed);
  }

  /** Resolves when no plan is on its way any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#running.values());
  }
}

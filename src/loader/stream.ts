import { Batch } from "../batch/batch.ts";
import type { Delivery, Executor } from "../worker/executor.ts";
import { settledWithinGrace, withinGrace } from "../worker/grace.ts";
import type { PipelineSpec, PlannedSample } from "../worker/pipeline.ts";
import type { SlabStore } from "../worker/slabs.ts";
import type { Expectation } from "./bytes.ts";
import type { Credits } from "./credits.ts";
import { InUse } from "./in-use.ts";
import { released, releaseWhenLost } from "./lost.ts";
import { type Outcome, Outcomes } from "./outcomes.ts";
import type { SampleSource } from "./source.ts";
import { warnOfCleanUp } from "./warnings.ts";

/** What a stream works with. */
export interface StreamParts {
  readonly executor: Executor;
  readonly source: SampleSource;
  readonly pipeline: PipelineSpec;
  readonly credits: Credits;
  readonly slabs: SlabStore;
  readonly epoch: number;
  /** The number of the first batch; above 0 after a resume. */
  readonly firstBatch: number;
  /** Foretells the bytes of a batch from the first samples, and throws where two do not fit. */
  readonly foretell: (samples: readonly PlannedSample[]) => Promise<Expectation | undefined>;
}

interface Handed {
  readonly batch: Batch;
  readonly milliseconds: number;
}

/**
 * The batches of one epoch, in order: plans go out as far as credit reaches, results wait until it is their turn.
 * An error comes at its batch's turn, so the batches before it are not lost.
 */
export class EpochStream {
  readonly #parts: StreamParts;
  /** One flag for all plans of the epoch, seen by the workers. */
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4));
  readonly #outcomes = new Outcomes();
  readonly #indices = new Map<number, readonly number[]>();
  readonly #running = new Set<Promise<void>>();
  #issued: number;
  #handed: number;
  #exhausted = false;
  #planning: Promise<void> | undefined;
  #planningError: { readonly error: unknown } | undefined;
  readonly #inUse: InUse;
  #wake: (() => void) | undefined;
  #ended: { readonly reason: unknown } | undefined;
  #ending: Promise<void> | undefined;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#issued = parts.firstBatch;
    this.#handed = parts.firstBatch;
    this.#inUse = new InUse(parts.credits, parts.slabs);
    releaseWhenLost(this, this.#outcomes);
  }

  /** The number of the batch that comes next. */
  get position(): number {
    return this.#handed;
  }

  /** The next batch, or undefined after the last. */
  async next(): Promise<Handed | undefined> {
    for (;;) {
      if (this.#ended !== undefined) throw this.#ended.reason;
      const outcome = this.#outcomes.take(this.#handed);
      if (outcome !== undefined) return this.#handOver(outcome);
      if (!this.#parts.credits.hasRoom(this.#parts.slabs.bytes)) this.#inUse.leave();
      this.#plan();
      if (this.#planning === undefined && this.#handed === this.#issued) {
        if (this.#planningError !== undefined) throw this.#planningError.error;
        if (this.#exhausted) return undefined;
        this.#inUse.leave();
        if (this.#parts.credits.making === 0 && this.#outcomes.size === 0) this.#inUse.makeRoom();
        continue;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #handOver(outcome: Outcome): Handed {
    const { epoch } = this.#parts;
    const number = this.#handed++;
    const indices = this.#indices.get(number) ?? [];
    this.#indices.delete(number);
    if ("error" in outcome) throw outcome.error;
    const { notice, take } = outcome.delivery;
    const columns = take();
    this.#inUse.handedOut(bytesOf(notice.slabs));
    this.#plan();
    const recycle = (slabs: ArrayBuffer[]) => {
      this.#inUse.release(indices.length, slabs);
      if (this.#ended !== undefined) this.#inUse.leave();
    };
    return { batch: new Batch(columns, { epoch, number, indices, recycle }), milliseconds: notice.milliseconds };
  }

  /** Gives out plans as far as credit reaches. */
  #plan(): void {
    if (this.#planning !== undefined || this.#exhausted || this.#ended !== undefined) return;
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
      const samples = await source.next();
      if (this.#ended !== undefined) return;
      if (samples === undefined) {
        this.#exhausted = true;
        return;
      }
      if (credits.batchBytes === undefined && this.#issued === this.#parts.firstBatch) {
        const expectation = await foretell(samples);
        if (this.#ended !== undefined) return;
        if (expectation !== undefined) credits.expect(expectation);
      }
      this.#issue(samples);
    }
  }

  #mayIssue(): boolean {
    const { credits, executor, slabs } = this.#parts;
    return credits.making < executor.depth && credits.available(slabs.bytes);
  }

  #issue(samples: readonly PlannedSample[]): void {
    const { executor, credits, slabs, pipeline, epoch } = this.#parts;
    const batch = this.#issued++;
    this.#indices.set(
      batch,
      samples.map(({ index }) => index),
    );
    // First, or its recycled slabs would count twice.
    const channel = slabs.take(samples.length);
    credits.take();
    const run = executor
      .run({ pipeline, epoch, batch, samples, cancelled: this.#cancelled }, channel)
      .then(
        (delivery) => this.#arrived(batch, delivery),
        (error: unknown) => {
          credits.failed();
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
      credits.failed();
      delivery?.drop();
      return;
    }
    const { slabs, worker, workingBytes } = delivery.notice;
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
    Atomics.store(this.#cancelled, 0, 1);
    this.#inUse.leave();
    for (const { notice } of this.#outcomes.drop()) {
      this.#parts.credits.left(bytesOf(notice.slabs));
      this.#parts.credits.handedOut();
    }
    released(this);
    this.#wakeUp();
    const reading = this.#endReading();
    // It may fail while the workers are waited for.
    reading.catch(() => {});
    await this.#parts.executor.giveUp(this.#cancelled);
    await Promise.all(this.#running);
    await reading;
  }

  async #endReading(): Promise<void> {
    if (this.#planning !== undefined) await settledWithinGrace(this.#planning);
    await withinGrace(this.#parts.source.end(), warnOfCleanUp);
  }
}

function bytesOf(slabs: readonly number[]): number {
  return slabs.reduce((sum, bytes) => sum + bytes, 0);
}

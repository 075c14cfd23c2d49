import type { LoaderSchema } from "@millrace/core";
import { sampleBytes } from "@millrace/core/engine";
import { Batch } from "../batch/batch.ts";
import type { Delivery, Executor } from "../worker/executor.ts";
import type { PipelineSpec, PlannedSample } from "../worker/pipeline.ts";
import type { SlabStore } from "../worker/slabs.ts";
import type { Expectation } from "./bytes.ts";
import type { Credits } from "./credits.ts";
import type { SampleSource } from "./source.ts";

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
  /** What the first sample says of all batches; asked for before the first plan. */
  readonly schemas: () => Promise<StreamSchemas>;
}

/** What is known of batches before there is one. */
export interface StreamSchemas {
  /** The fields before the batch transform, and those after it. */
  readonly samples: LoaderSchema;
  readonly batches: LoaderSchema;
  readonly expectation: Expectation;
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
  readonly #indices = new Map<number, readonly number[]>();
  readonly #running = new Set<Promise<void>>();
  #issued: number;
  #handed: number;
  #exhausted = false;
  #planning: Promise<void> | undefined;
  #schemas: StreamSchemas | undefined;
  #planningError: { readonly error: unknown } | undefined;
  #inUse = 0;
  /** Released, and still on this thread's heap. */
  readonly #released: { readonly rows: number; readonly slabs: readonly ArrayBuffer[] }[] = [];
  #wake: (() => void) | undefined;
  #ended: { readonly reason: unknown } | undefined;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#issued = parts.firstBatch;
    this.#handed = parts.firstBatch;
  }

  /** The number of the batch that comes next. */
  get position(): number {
    return this.#handed;
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
      if (this.#planning === undefined && this.#handed === this.#issued) {
        if (this.#planningError !== undefined) throw this.#planningError.error;
        if (this.#exhausted) return undefined;
        this.#leave();
        if (this.#parts.credits.making === 0 && this.#outcomes.size === 0) this.#makeRoom();
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
    const indices = this.#indices.get(number) ?? [];
    this.#indices.delete(number);
    if ("error" in outcome) throw outcome.error;
    const { notice, take } = outcome.delivery;
    const columns = take();
    this.#leave();
    credits.handedOut();
    this.#inUse = notice.bytes;
    this.#plan();
    const recycle = (released: ArrayBuffer[]) => {
      this.#released.push({ rows: indices.length, slabs: released });
      if (this.#ended !== undefined) this.#leave();
    };
    const origin = { epoch, number, indices, recycle, schema: this.#schemas?.batches ?? [] };
    return { batch: new Batch(columns, origin), milliseconds: notice.milliseconds };
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
    const { source, credits, schemas } = this.#parts;
    if (this.#schemas === undefined) {
      this.#schemas = await schemas();
      if (this.#ended !== undefined) return;
      if (credits.batchBytes === undefined) credits.expect(this.#schemas.expectation);
    }
    while (this.#ended === undefined && this.#mayIssue()) {
      const samples = await source.next();
      if (this.#ended !== undefined) return;
      if (samples === undefined) {
        this.#exhausted = true;
        return;
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
    const carried = carriedBytes(samples, executor.workers > 0);
    credits.carried(carried);
    const schema = this.#schemas?.samples ?? [];
    const run = executor
      .run({ pipeline, epoch, batch, samples, schema, cancelled: this.#cancelled }, channel)
      .then(
        (delivery) => this.#arrived(batch, delivery),
        (error: unknown) => {
          credits.failed();
          this.#outcomes.set(batch, { error });
        },
      )
      .finally(() => {
        credits.uncarried(carried);
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
    const { bytes, worker, workingBytes } = delivery.notice;
    this.#outcomes.set(batch, { delivery });
    try {
      credits.made(bytes, worker, workingBytes);
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
      this.#leave();
      for (const outcome of this.#outcomes.values()) {
        if (!("delivery" in outcome)) continue;
        this.#parts.credits.left(outcome.delivery.notice.bytes);
        this.#parts.credits.handedOut();
        outcome.delivery.drop();
      }
      this.#outcomes.clear();
      this.#wakeUp();
    }
    // A look at the first sample that never ends has read nothing of this epoch's: there is nothing to wait for.
    if (this.#schemas !== undefined) await this.#planning;
    await this.#parts.source.end();
    await Promise.all(this.#running);
  }
}

/** Bytes of a plan's samples while it runs: here, and again in the worker that they are posted to. */
function carriedBytes(samples: readonly PlannedSample[], crosses: boolean): number {
  let bytes = 0;
  for (const { sample } of samples) if (sample !== undefined) bytes += sampleBytes(sample);
  return crosses ? 2 * bytes : bytes;
}

import type { LoaderSchema } from "@millrace/core";
import { type SchemaRequest, schemaOf } from "@millrace/core/engine";
import type { Executor } from "../worker/executor.ts";
import type { PipelineHandle } from "../worker/pipeline.ts";
import { packSchema } from "../worker/schema-handle.ts";
import type { StreamSchemas } from "./first-look.ts";
import type { SourcedColumns } from "./source.ts";

const noFields: LoaderSchema = [];

export interface ColumnLookParts {
  readonly pipeline: PipelineHandle;
  readonly request: SchemaRequest;
  readonly batchSize: number;
  readonly executor: () => Executor;
  /** The first row of the dataset, with its columns where this thread reads them. */
  readonly firstRow: () => Promise<SourcedColumns>;
}

/**
 * The look at a table's first row, from which follow the schema and the bytes of all batches. It is taken once, by
 * whoever asks first.
 */
export class ColumnLook {
  readonly #parts: ColumnLookParts;
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4));
  #taken: Promise<StreamSchemas> | undefined;

  constructor(parts: ColumnLookParts) {
    this.#parts = parts;
  }

  /** What the first row says of all; an attempt that failed is made again. */
  take(epoch: number): Promise<StreamSchemas> {
    this.#taken ??= this.#look(epoch).catch((error: unknown) => {
      this.#taken = undefined;
      throw error;
    });
    return this.#taken;
  }

  /** Gives up a look that is being taken. */
  async end(): Promise<void> {
    if (this.#taken === undefined) return;
    Atomics.store(this.#cancelled, 0, 1);
    await this.#parts.executor().giveUp(this.#cancelled);
  }

  async #look(epoch: number): Promise<StreamSchemas> {
    const { pipeline, request, batchSize, executor, firstRow } = this.#parts;
    const sourced = await firstRow();
    const described = await executor().describe({
      ...{ pipeline, epoch, look: request, batch: 0, schema: packSchema(noFields), cancelled: this.#cancelled },
      ...sourced,
    });
    if (described === undefined) throw new Error("this loader was closed");
    const { description, sampleBytes, waitingBytes } = described;
    const schema = schemaOf(description, request);
    const expectation = { batch: Math.ceil(batchSize * sampleBytes), working: batchSize * waitingBytes };
    return { samples: schema, batches: schema, expectation };
  }
}

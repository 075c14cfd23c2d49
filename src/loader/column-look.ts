import { type SchemaRequest, schemaOf } from "@millrace/core/engine";
import type { Executor } from "../worker/executor.ts";
import type { PipelineHandle } from "../worker/pipeline.ts";
import { Look, noSchema, type StreamSchemas } from "./look.ts";
import type { SourcedColumns } from "./source.ts";

export interface ColumnLookParts {
  readonly pipeline: PipelineHandle;
  readonly request: SchemaRequest;
  readonly batchSize: number;
  readonly executor: () => Executor;
  /** The first row of the dataset, with its columns where this thread reads them. */
  readonly firstRow: () => Promise<SourcedColumns>;
}

/** The look at a table's first row. */
export class ColumnLook extends Look {
  readonly #parts: ColumnLookParts;

  constructor(parts: ColumnLookParts) {
    super(parts.executor);
    this.#parts = parts;
  }

  protected async look(epoch: number): Promise<StreamSchemas> {
    const { pipeline, request, batchSize, executor, firstRow } = this.#parts;
    const sourced = await firstRow();
    const described = await executor().describe({
      ...{ pipeline, epoch, look: request, batch: 0, schema: noSchema, cancelled: this.cancelled },
      ...sourced,
    });
    if (described === undefined) throw new Error("this loader was closed");
    const { description, sampleBytes, waitingBytes } = described;
    const schema = schemaOf(description, request);
    const expectation = { batch: Math.ceil(batchSize * sampleBytes), working: batchSize * waitingBytes };
    return { samples: schema, batches: schema, expectation, found: true };
  }
}

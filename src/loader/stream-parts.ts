import type { Executor } from "../worker/executor.ts";
import type { PipelineHandle } from "../worker/pipeline.ts";
import type { SlabStore } from "../worker/slabs.ts";
import type { Credits } from "./credits.ts";
import type { FaultLedger } from "./fault-ledger.ts";
import type { StreamSchemas } from "./look.ts";
import type { Mending } from "./mending.ts";
import type { SampleSource } from "./source.ts";
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

import type { LoaderSchema, Seed } from "@millrace/core";
import type { ErrorCounts } from "./bad-samples.ts";
import type { FaultLedger } from "./fault-ledger.ts";
import { checkSchemaHash, schemaHash } from "./schema-hash.ts";
import type { LoaderState } from "./state.ts";
import type { StreamIdentity } from "./stream-identity.ts";

/** Where a loader stands: which epoch runs or comes next, what was delivered last, and of which schema. */
export class Progress {
  readonly #seed: Seed;
  #epoch: number;
  #firstBatch: number;
  /** The epoch of what was delivered last, and how many of its batches were. */
  #delivered: { readonly epoch: number; readonly batch: number };
  /** The digest of the schema, as soon as it is known; until then that of the state that was resumed. */
  #schema: string | undefined;
  /** What the stream depends on; digested when it is first asked for. */
  readonly #stream: () => StreamIdentity;
  readonly #faults: FaultLedger | undefined;
  /** What was counted of bad samples up to what was delivered last. */
  #errors: ErrorCounts | undefined;

  /**
   * @param resumed a state that was checked.
   * @param faults counts bad samples, where the loader goes on in spite of them.
   */
  constructor(seed: Seed, stream: () => StreamIdentity, resumed: LoaderState | undefined, faults?: FaultLedger) {
    const { epoch = 0, batch = 0, schema } = resumed ?? {};
    this.#faults = faults;
    this.#errors = faults?.counts;
    this.#seed = seed;
    this.#stream = stream;
    this.#epoch = epoch;
    this.#firstBatch = batch;
    this.#delivered = { epoch, batch };
    this.#schema = schema;
  }

  /** The epoch that runs, or comes next. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The batch with which that epoch begins; above 0 after a resume. */
  get firstBatch(): number {
    return this.#firstBatch;
  }

  /** A batch was delivered. */
  delivered(epoch: number, number: number): void {
    this.#delivered = { epoch, batch: number + 1 };
    this.#errors = this.#faults?.counts;
  }

  /** All batches of the epoch were delivered. */
  complete(): void {
    this.#delivered = { epoch: this.#epoch + 1, batch: 0 };
    this.#errors = this.#faults?.counts;
  }

  /** The loop over the epoch is over, whatever ended it; the next one begins the next epoch. */
  left(): void {
    this.#epoch++;
    this.#firstBatch = 0;
  }

  /** The schema is known. @throws OptionError where the state that was resumed is of another. */
  knows(schema: LoaderSchema): void {
    checkSchemaHash(this.#schema, schema);
    this.#schema ??= schemaHash(schema);
  }

  state(): LoaderState {
    const schema = this.#schema;
    const known = schema === undefined ? {} : { schema };
    const errors = this.#errors === undefined ? {} : { errors: this.#errors };
    return { version: 1, seed: this.#seed, ...this.#delivered, ...known, ...errors, stream: this.#stream() };
  }
}

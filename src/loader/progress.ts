import type { LoaderSchema, Seed } from "@millrace/core";
import type { WindowStart } from "../order/windowed-batches.ts";
import type { ErrorCounts } from "./bad-samples.ts";
import type { FaultLedger } from "./fault-ledger.ts";
import { checkSchemaHash, schemaHash } from "./schema-hash.ts";
import type { ShardsPlace } from "./shards/shards-place.ts";
import type { LoaderState } from "./state.ts";
import type { StreamIdentity } from "./stream-identity.ts";

export interface ProgressParts {
  readonly seed: Seed;
  readonly stream: () => StreamIdentity;
  /** A state that was checked. */
  readonly resumed: LoaderState | undefined;
  /** The window that a batch of the epoch that runs lies in. */
  readonly windowOf: (batch: number) => WindowStart | undefined;
  /** Where the shards of the epoch that runs stand at a batch. */
  readonly shardsOf: (batch: number) => ShardsPlace | undefined;
  /** Counts bad samples, where the loader goes on in spite of them. */
  readonly faults: FaultLedger | undefined;
}

/** Where a loader stands: which epoch runs or comes next, what was delivered last, and of which schema. */
export class Progress {
  readonly #seed: Seed;
  #epoch: number;
  #firstBatch: number;
  /** The epoch of what was delivered last, and how many of its batches were. */
  #delivered: Pick<LoaderState, "epoch" | "batch" | "window" | "shards">;
  /** The digest of the schema, as soon as it is known; until then that of the state that was resumed. */
  #schema: string | undefined;
  /** What the stream depends on; digested when it is first asked for. */
  readonly #stream: () => StreamIdentity;
  readonly #windowOf: (batch: number) => WindowStart | undefined;
  readonly #shardsOf: (batch: number) => ShardsPlace | undefined;
  #firstWindow: WindowStart | undefined;
  readonly #faults: FaultLedger | undefined;
  /** What was counted of bad samples up to what was delivered last. */
  #errors: ErrorCounts | undefined;

  constructor({ seed, stream, resumed, windowOf, shardsOf, faults }: ProgressParts) {
    const { epoch = 0, batch = 0, schema, window, shards } = resumed ?? {};
    this.#firstWindow = window;
    this.#windowOf = windowOf;
    this.#shardsOf = shardsOf;
    this.#faults = faults;
    this.#errors = faults?.counts;
    this.#seed = seed;
    this.#stream = stream;
    this.#epoch = epoch;
    this.#firstBatch = batch;
    this.#delivered = { epoch, batch, ...(window && { window }), ...(shards && { shards }) };
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

  /** Where counting begins for that batch. */
  get firstWindow(): WindowStart | undefined {
    return this.#firstWindow;
  }

  /** A batch was delivered. */
  delivered(epoch: number, number: number): void {
    const window = this.#windowOf(number);
    const shards = this.#shardsOf(number + 1);
    this.#delivered = { epoch, batch: number + 1, ...(window && { window }), ...(shards && { shards }) };
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
    this.#firstWindow = undefined;
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

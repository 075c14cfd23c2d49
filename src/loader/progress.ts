import type { LoaderSchema, Seed } from "@millrace/core";
import type { WindowStart } from "../order/windowed-batches.ts";
import type { ErrorCounts } from "./bad-samples.ts";
import { Delivered, nextNumber } from "./delivered.ts";
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
  /** The window that a batch of an epoch that was opened lies in. */
  readonly windowOf: (epoch: number, batch: number) => WindowStart | undefined;
  /** Where the shards of the epoch that runs stand at a batch. */
  readonly shardsOf: (batch: number) => ShardsPlace | undefined;
  /** Whether batches are delivered in their order. */
  readonly ordered: boolean;
  /** Counts bad samples, where the loader goes on in spite of them. */
  readonly faults: FaultLedger | undefined;
}

/** Where a loader stands: which epoch runs or comes next, what was delivered last, and of which schema. */
export class Progress {
  readonly #seed: Seed;
  #epoch: number;
  #firstBatch: number;
  /** The epoch of what was delivered last, and how many of its batches were. */
  #delivered: Pick<LoaderState, "epoch" | "batch" | "window" | "shards" | "delivered">;
  readonly #ordered: boolean;
  /** Which batches of the epoch that runs were delivered. */
  #batches: Delivered;
  /** The digest of the schema, as soon as it is known; until then that of the state that was resumed. */
  #schema: string | undefined;
  /** What the stream depends on; digested when it is first asked for. */
  readonly #stream: () => StreamIdentity;
  readonly #windowOf: (epoch: number, batch: number) => WindowStart | undefined;
  readonly #shardsOf: (batch: number) => ShardsPlace | undefined;
  /** Where the shards stand at the batch with which the epoch begins. */
  #firstShards: ShardsPlace | undefined;
  #firstWindow: WindowStart | undefined;
  readonly #faults: FaultLedger | undefined;
  /** What was counted of bad samples up to what was delivered last. */
  #errors: ErrorCounts | undefined;

  constructor({ seed, stream, resumed, windowOf, shardsOf, ordered, faults }: ProgressParts) {
    const { epoch = 0, batch = 0, schema, window, shards, delivered } = resumed ?? {};
    this.#firstWindow = window;
    this.#windowOf = windowOf;
    this.#shardsOf = shardsOf;
    this.#faults = faults;
    this.#errors = faults?.counts;
    this.#seed = seed;
    this.#stream = stream;
    this.#epoch = epoch;
    this.#firstBatch = batch;
    this.#ordered = ordered;
    this.#batches = new Delivered(batch, delivered);
    this.#firstShards = shards;
    this.#delivered = { epoch, ...this.#place(window, shards) };
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

  /** Batches behind the first that were delivered before a resume. */
  get leftOut(): ReadonlySet<number> {
    return new Set(this.#batches.ahead);
  }

  /** A batch was delivered. @param passed those before it of which nothing was left. */
  delivered(epoch: number, number: number, passed: readonly number[]): void {
    let window: WindowStart | undefined;
    if (this.#ordered) {
      this.#batches.reach(nextNumber(number + 1, this.#batches.ahead));
      window = this.#windowOf(epoch, number);
    } else {
      for (const one of passed) this.#batches.add(one);
      this.#batches.add(number);
      const { low } = this.#batches;
      window = this.#windowOf(epoch, low) ?? this.#windowOf(epoch, low - 1);
    }
    const { low } = this.#batches;
    const shards = low === this.#firstBatch ? this.#firstShards : this.#shardsOf(low);
    this.#delivered = { epoch, ...this.#place(window, shards) };
    this.#errors = this.#faults?.counts;
  }

  #place(
    window: WindowStart | undefined,
    shards: ShardsPlace | undefined,
  ): Pick<LoaderState, "batch" | "window" | "shards" | "delivered"> {
    const { low, text } = this.#batches;
    return {
      batch: low,
      ...(text === "" ? {} : { delivered: text }),
      ...(window === undefined ? {} : { window }),
      ...(shards === undefined ? {} : { shards }),
    };
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
    this.#batches = new Delivered(0);
    this.#firstShards = undefined;
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

import type { LoaderSchema, Seed } from "@millrace/core";
import type { WindowStart } from "../order/windowed-batches.ts";
import { checkSchemaHash, schemaHash } from "./schema-hash.ts";
import type { LoaderState } from "./state.ts";
import type { StreamIdentity } from "./stream-identity.ts";

/** Where a loader stands: which epoch runs or comes next, what was delivered last, and of which schema. */
export class Progress {
  readonly #seed: Seed;
  #epoch: number;
  #firstBatch: number;
  /** The epoch of what was delivered last, and how many of its batches were. */
  #delivered: Pick<LoaderState, "epoch" | "batch" | "window">;
  /** The digest of the schema, as soon as it is known; until then that of the state that was resumed. */
  #schema: string | undefined;
  /** What the stream depends on; digested when it is first asked for. */
  readonly #stream: () => StreamIdentity;
  readonly #windowOf: (batch: number) => WindowStart | undefined;
  #firstWindow: WindowStart | undefined;

  /**
   * @param resumed a state that was checked.
   * @param windowOf the window that a batch of the epoch that runs lies in.
   */
  constructor(
    seed: Seed,
    stream: () => StreamIdentity,
    resumed: LoaderState | undefined,
    windowOf: (batch: number) => WindowStart | undefined,
  ) {
    const { epoch = 0, batch = 0, schema, window } = resumed ?? {};
    this.#firstWindow = window;
    this.#windowOf = windowOf;
    this.#seed = seed;
    this.#stream = stream;
    this.#epoch = epoch;
    this.#firstBatch = batch;
    this.#delivered = { epoch, batch, ...(window === undefined ? {} : { window }) };
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
    this.#delivered = { epoch, batch: number + 1, ...(window === undefined ? {} : { window }) };
  }

  /** All batches of the epoch were delivered. */
  complete(): void {
    this.#delivered = { epoch: this.#epoch + 1, batch: 0 };
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
    return { version: 1, seed: this.#seed, ...this.#delivered, ...known, stream: this.#stream() };
  }
}

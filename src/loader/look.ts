import type { LoaderSchema } from "@millrace/core";
import type { Executor } from "../worker/executor.ts";
import { packSchema } from "../worker/schema-handle.ts";
import type { Expectation } from "./bytes.ts";

/** What is known of batches before there is one. */
export interface StreamSchemas {
  /** The fields before the batch transform, and those after it. */
  readonly samples: LoaderSchema;
  readonly batches: LoaderSchema;
  readonly expectation: Expectation;
  /** Whether there was a sample or row to be looked at. */
  readonly found: boolean;
}

/** What the plan of a look carries, which comes before there is a schema. */
export const noSchema = packSchema([]);

/** A look at what comes first, from which follow the schema and the bytes of all batches: taken once, by whoever asks first. */
export abstract class Look {
  /** Set when the look is given up; plans of it carry it. */
  protected readonly cancelled = new Int32Array(new SharedArrayBuffer(4));
  readonly #executor: () => Executor;
  #taken: Promise<StreamSchemas> | undefined;
  /** Answers in the place of a dataset that never does. */
  #giveUp: (reason: Error) => void = () => {};

  constructor(executor: () => Executor) {
    this.#executor = executor;
  }

  protected abstract look(epoch: number): Promise<StreamSchemas>;

  /** What the first of them says of all; an attempt that failed, or found nothing, is made again. */
  take(epoch: number): Promise<StreamSchemas> {
    this.#taken ??= this.#attempt(epoch);
    return this.#taken;
  }

  async #attempt(epoch: number): Promise<StreamSchemas> {
    let found = false;
    try {
      const schemas = await this.#untilEnd(this.look(epoch));
      found = schemas.found;
      return schemas;
    } finally {
      if (!found) this.#taken = undefined;
    }
  }

  #untilEnd(look: Promise<StreamSchemas>): Promise<StreamSchemas> {
    const ended = new Promise<never>((_, reject) => {
      this.#giveUp = reject;
    });
    return Promise.race([look, ended]);
  }

  /** Gives up a look that is being taken. */
  async end(): Promise<void> {
    if (this.#taken === undefined) return;
    Atomics.store(this.cancelled, 0, 1);
    this.#giveUp(new Error("this loader was closed"));
    await this.#executor().giveUp(this.cancelled);
  }
}

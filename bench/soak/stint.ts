import { setTimeout as wait } from "node:timers/promises";
import { type Batch, type LoaderState, mergeStates, type Random } from "millrace";
import type { AnyLoader, Configuration } from "./configuration.ts";
import { digestRows } from "./digest.ts";
import { type Disturbance, draw } from "./disturbances.ts";
import { struck } from "./strike.ts";
import type { Delivered } from "./tape.ts";

/** What a stint tells of, as it happens. */
export interface Listener {
  delivered(batch: Delivered): void;
  disturbed(kind: Disturbance): void;
  /** A sample that belongs to the bad ones of the data. */
  bad(index: number): void;
  retried(plans: number): void;
  unexpected(error: unknown): void;
  terminate(): void;
}

const left = new Error("an error in the body, of the soak");
const aborted = new Error("aborted by the soak");

/**
 * One life of a training: loaders are made from a state, one for each rank, and run in step until something ends them or
 * the epochs are over. Without a generator nothing goes wrong on the consumer's side.
 *
 * @returns the state to go on from, of all ranks together, by way of JSON.
 */
export async function stint(
  configuration: Configuration,
  {
    resume,
    epochs,
    random,
  }: { readonly resume?: LoaderState | undefined; readonly epochs: number; readonly random?: Random },
  listener: Listener,
): Promise<LoaderState> {
  const count = random === undefined ? 1 : (configuration.ranks[random.integer(configuration.ranks.length)] as number);
  const ending = new AbortController();
  const loaders = Array.from({ length: count }, (_, index) =>
    configuration.open({ shard: { index, count }, resume, signal: ending.signal }),
  );
  const run = new Run(loaders, ending, random, listener);
  try {
    while (run.goesOn && (loaders[0] as AnyLoader).epoch < epochs) await run.epoch();
  } catch (error) {
    if (!expected(error)) listener.unexpected(error);
  } finally {
    await Promise.all(loaders.map((loader) => loader.close().catch((error) => listener.unexpected(error))));
  }
  for (const loader of loaders) {
    listener.retried(loader.stats().retries);
    for (const { index } of loader.report().samples) listener.bad(index);
  }
  const states = loaders.map((loader) => JSON.parse(JSON.stringify(loader.state())) as LoaderState);
  return states.length === 1 ? (states[0] as LoaderState) : mergeStates(states);
}

/** An error that is the soak's own, or that of a loop whose loader was closed. */
function expected(error: unknown): boolean {
  const text = error instanceof Error ? error.message : String(error);
  return (
    error === left ||
    error === aborted ||
    /this loader was closed/.test(text) ||
    text.includes(struck) ||
    // The WebAssembly trap of `strike`.
    /\bunreachable$/.test(text)
  );
}

/** The loops of all ranks, in step. */
class Run {
  readonly #loaders: readonly AnyLoader[];
  readonly #ending: AbortController;
  readonly #random: Random | undefined;
  readonly #listener: Listener;
  goesOn = true;

  constructor(loaders: readonly AnyLoader[], ending: AbortController, random: Random | undefined, listener: Listener) {
    this.#loaders = loaders;
    this.#ending = ending;
    this.#random = random;
    this.#listener = listener;
  }

  async epoch(): Promise<void> {
    const iterators = this.#loaders.map((loader) => loader[Symbol.asyncIterator]());
    try {
      while (await this.#step(iterators));
    } finally {
      // What `for await` does where the body is left.
      await Promise.all(iterators.map((iterator) => iterator.return?.()));
    }
  }

  /** One batch of every rank. @returns whether the loop goes on. */
  async #step(iterators: readonly AsyncIterator<Batch>[], before?: () => void): Promise<boolean> {
    const asked = iterators.map((iterator) => iterator.next());
    before?.();
    const answers = await Promise.allSettled(asked);
    const failed = answers.find((answer) => answer.status === "rejected");
    // What only some ranks got comes again: the state is that of the rank that is behind.
    if (failed !== undefined) throw failed.reason;
    const batches = answers.flatMap((answer) =>
      answer.status === "fulfilled" && answer.value.done !== true ? [answer.value.value] : [],
    );
    if (batches.length === 0) return false;
    const [{ epoch, number }] = batches as [Batch];
    if (batches.length < iterators.length || batches.some((batch) => batch.number !== number)) {
      throw new Error(`ranks are out of step: ${batches.map((batch) => batch.number).join(", ")}`);
    }
    this.#listener.delivered({ epoch, number, digest: digestRows(batches) });
    if (before !== undefined) return false;
    const disturbance = this.#random === undefined ? undefined : draw(this.#random);
    if (disturbance !== "batch that is never released") for (const batch of batches) batch.release();
    if (disturbance === undefined) return true;
    this.#listener.disturbed(disturbance);
    return this.#disturb(disturbance, iterators);
  }

  async #disturb(kind: Disturbance, iterators: readonly AsyncIterator<Batch>[]): Promise<boolean> {
    const random = this.#random as Random;
    switch (kind) {
      case "slow consumer":
        await wait(1 + random.integer(20));
        return true;
      case "consumer that blocks the event loop": {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1 + random.integer(12));
        return true;
      }
      case "batch that is never released":
        return true;
      case "worker.terminate from outside":
        this.#listener.terminate();
        return true;
      case "break":
        this.goesOn = false;
        return false;
      case "error in the body":
        this.goesOn = false;
        throw left;
      case "close in mid-batch":
        this.goesOn = false;
        await Promise.all(this.#loaders.map((loader) => loader.close()));
        return false;
      case "close while a batch is waited for":
      case "abort while a batch is waited for": {
        this.goesOn = false;
        const end = () => {
          if (kind.startsWith("abort")) this.#ending.abort(aborted);
          else for (const loader of this.#loaders) loader.close().catch((error) => this.#listener.unexpected(error));
        };
        // At once, or a little later, when the batch may be on its way.
        const later = random.integer(4);
        const before = later === 0 ? end : () => void setTimeout(end, later);
        await this.#step(iterators, before);
        // What was waited for may have come before the end.
        end();
        return false;
      }
    }
  }
}

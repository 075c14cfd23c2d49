import { type Batch, DataLoader, type DataLoaderOptions, type LoaderState } from "millrace";
import type { PictureFile } from "./files.ts";
import type { Mines, Strike } from "./strike.ts";

/** A loader, whatever its types. */
export interface AnyLoader extends AsyncIterable<Batch>, AsyncDisposable {
  readonly epoch: number;
  state(): LoaderState;
  report(): { readonly samples: readonly { readonly index: number }[] };
  stats(): { readonly retries: number };
  close(): Promise<void>;
}

/** What a loader is opened with, each time anew. */
export interface Opening {
  readonly shard: { readonly index: number; readonly count: number };
  readonly resume: LoaderState | undefined;
  readonly signal: AbortSignal;
}

/** A way of training: what is read where, and what may go wrong there without a change in what is delivered. */
export interface Configuration {
  readonly name: string;
  open(opening: Opening): AnyLoader;
  /** Where faults lie: in what reads, and in the step; with the kinds that may lie there. */
  readonly fields: readonly { readonly mines: Mines; readonly strikes: readonly Strike[] }[];
  /** How many ranks share a batch, one of these at each resume. */
  readonly ranks: readonly number[];
  /** Which sample is bad in which way; those that the data bring along. */
  readonly files?: readonly PictureFile[];
}

/** What all loaders of a soak have in common. */
export interface Common {
  readonly workers: number;
  readonly seed: number;
}

/** What the workers import. */
export const workerSide = new URL("./worker-side.ts", import.meta.url);
export type WorkerSide = typeof import("./worker-side.ts");

/** A worker ends there and is replaced, and the stream stays as it is. */
export const healed: readonly Strike[] = ["process.exit", "heap out of memory", "endless loop"];

/** The loop ends with an error, and the sample can be had when it goes on: for what does not leave samples out. */
export const passing: readonly Strike[] = ["get throws", "get rejects late", "WASM trap"];

/**
 * Of a plan that is alone, eight threads may be ended from outside before it is given up. A sample takes a
 * millisecond, but a thread's first one loads decoders beside whatever else the machine does.
 */
export const patient = { shuffle: true, batchSize: 4, maxRetries: 8, timeoutMs: 1500 } as const;

/** The same, where there is no deadline: for columns and iterables. */
export const untimed = { shuffle: true, batchSize: 4, maxRetries: 8 } as const;

export function openLoader(dataset: unknown, options: DataLoaderOptions, opening: Opening): AnyLoader {
  const { shard, resume, signal } = opening;
  const ranks = shard.count === 1 ? {} : { shard };
  const all = { ...options, ...ranks, signal, ...(resume === undefined ? {} : { resume }) };
  return new DataLoader(dataset as never, all as never) as unknown as AnyLoader;
}

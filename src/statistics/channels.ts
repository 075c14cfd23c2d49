import { channel } from "node:diagnostics_channel";
import type { Handed } from "../loader/stream.ts";
import type { DataLoader } from "../loader.ts";

// biome-ignore lint/suspicious/noExplicitAny: whatever the loader is a loader of.
type AnyLoader = DataLoader<any, any, any, any, any>;

/** `millrace:batch`: a batch was handed out. */
export interface BatchMessage {
  readonly loader: AnyLoader;
  readonly epoch: number;
  /** The batch's number in its epoch, from 0. */
  readonly number: number;
  /** Samples in it. */
  readonly size: number;
  readonly bytes: number;
  /** Milliseconds that the loop waited for it. */
  readonly waited: number;
  /** Milliseconds from a worker's taking its plan up to the batch. */
  readonly making: number;
  /** The worker's thread number; 0 is the main thread. */
  readonly worker: number;
  /** How many batches waited already when it was asked for. */
  readonly ready: number;
}

/** `millrace:epoch`: a loop over an epoch begins, or is over. */
export interface EpochMessage {
  readonly loader: AnyLoader;
  readonly epoch: number;
  /** "complete" after the last batch, "left" after `break`, an error or `close`. */
  readonly event: "begin" | "complete" | "left";
}

/** `millrace:worker`: a worker died or was ended, and another takes its place. Loaders share workers. */
export interface WorkerMessage {
  /** The worker's thread number. */
  readonly worker: number;
  /** "died" by itself; "ended" because it would not give a cancelled batch up; "retired" because it passed `maxWorkerBytes`. */
  readonly event: "died" | "ended" | "retired";
}

/** `millrace:warning`: a warning was given; one that is silenced too. */
export interface WarningMessage {
  readonly code: string;
  readonly message: string;
}

/** The channels of `node:diagnostics_channel` on which Millrace tells what it does. Messages are made where somebody listens. */
export const channels = {
  batch: channel("millrace:batch"),
  epoch: channel("millrace:epoch"),
  worker: channel("millrace:worker"),
  warning: channel("millrace:warning"),
} as const;

/** What is told of a batch. */
export function batchMessage(loader: AnyLoader, { batch, notice, ready }: Handed, waited: number): BatchMessage {
  const { epoch, number, size } = batch;
  const { bytes, milliseconds, worker } = notice;
  return { loader, epoch, number, size, bytes, waited, making: milliseconds, worker, ready };
}

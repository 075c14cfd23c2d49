import type { Stage } from "./errors.ts";

/**
 * Words of shared memory that a plan has while a thread holds it, for the main thread to look at: reading them asks
 * nothing of the thread, which may be in the middle of a loop that never ends. All but the first are written only where
 * somebody watches.
 */
const words = 5;

/** The thread that began the plan; 0 where none has. */
const thread = 0;

/** How many samples are just being read or made, without those that are waited for to be read. */
const active = 1;

/** Grows whenever one of them begins or ends, or is waited for, or comes. */
const beats = 2;

/** Which row began last, from 1, twice; and 1 more where it was being made and not read. */
const last = 3;

/** How many samples are waited for to be read, each with a timer of the thread's. */
const awaited = 4;

/**
 * Signs that are used again and again: V8 answers an allocation of shared memory, however small, with a collection while
 * a batch of tens of megabytes lies young on the same heap.
 */
export class SignStore {
  readonly #free: Int32Array[] = [];

  /** Signs that say: not begun. */
  take(): Int32Array {
    return this.#free.pop() ?? new Int32Array(new SharedArrayBuffer(4 * words));
  }

  /** Only what no thread can write into any more: a plan that was answered, or whose thread is dead. */
  giveBack(signs: Int32Array): void {
    for (let word = 0; word < words; word++) Atomics.store(signs, word, 0);
    this.#free.push(signs);
  }
}

/** A thread begins the plan. */
export function sign(signs: Int32Array, id: number): void {
  Atomics.store(signs, thread, id);
}

/** The thread that began the plan; 0 where none has. */
export function threadOf(signs: Int32Array): number {
  return Atomics.load(signs, thread);
}

/** A sample begins to be read or made, or goes on after it waited for others. */
export function begins(signs: Int32Array | undefined, row: number, stage: "read" | "transform"): void {
  if (signs === undefined) return;
  Atomics.store(signs, last, 2 * (row + 1) + (stage === "transform" ? 1 : 0));
  Atomics.add(signs, active, 1);
  Atomics.add(signs, beats, 1);
}

/** It is there, failed, or waits for others. */
export function ends(signs: Int32Array | undefined): void {
  if (signs === undefined) return;
  Atomics.sub(signs, active, 1);
  Atomics.add(signs, beats, 1);
}

/** A promised sample is waited for, as long as it may take; `begins` was called for its row. */
export function waits(signs: Int32Array | undefined): void {
  if (signs === undefined) return;
  Atomics.add(signs, awaited, 1);
  Atomics.add(signs, beats, 1);
}

/** It came, failed, or is not waited for any longer. */
export function came(signs: Int32Array | undefined): void {
  if (signs === undefined) return;
  Atomics.sub(signs, awaited, 1);
  Atomics.add(signs, beats, 1);
}

/** Whether samples are waited for: then a thread whose event loop turns gives a beat before their time is up. */
export function isWaiting(signs: Int32Array): boolean {
  return Atomics.load(signs, awaited) > 0;
}

export function isActive(signs: Int32Array): boolean {
  return Atomics.load(signs, active) > 0;
}

export function beatsOf(signs: Int32Array): number {
  return Atomics.load(signs, beats);
}

/** How a plan is looked at. */
export interface Seen {
  readonly signs: Int32Array;
  /** Whether one sample is made after another. */
  readonly alone: boolean;
}

/** A row and what was done with it. */
export interface LastBegun {
  readonly row: number;
  readonly stage: Stage;
}

/** The row that began last, and what was done with it; undefined where none did. */
export function lastOf(signs: Int32Array): LastBegun | undefined {
  const word = Atomics.load(signs, last);
  return word === 0 ? undefined : { row: (word >> 1) - 1, stage: word & 1 ? "transform" : "read" };
}

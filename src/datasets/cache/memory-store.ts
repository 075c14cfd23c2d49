import type { Account } from "./account.ts";
import { entryBytes, entryUnit, isEntryOf, lengthOfEntry, readEntry, type StoredPicture, writeEntry } from "./entry.ts";
import type { Store } from "./store.ts";

/** The memory of a store, that all threads share. Plain data but for the shared memory. */
export interface StoreMemory {
  /** How far the arena is taken, in units; then one slot for each entry, of which the number is a power of two. */
  readonly table: Int32Array<SharedArrayBuffer>;
  /** The arena, in pieces of one size but for the last. */
  readonly segments: readonly SharedArrayBuffer[];
}

/** Bytes of a piece: no typed array of any Node version is too small for it. */
const segmentBytes = 2 ** 30;

/** The most that units of an entry can be counted to in 32 bits. */
export const mostMemoryBytes = 2 ** 31 * entryUnit - entryUnit;

/**
 * Memory for a store. The system gives it page by page, when it is first written.
 *
 * @param maxBytes of all of it.
 * @param samples that may come; a table of twice as many slots stays quick to search.
 * @returns undefined where the table alone takes all of it.
 */
export function storeMemory(maxBytes: number, samples: number): StoreMemory | undefined {
  // An entry has a head and a picture at least.
  const entries = Math.max(1, Math.min(samples, Math.floor(maxBytes / (3 * entryUnit))));
  const slots = 2 ** Math.ceil(Math.log2(2 * entries));
  const tableBytes = 4 * (1 + slots);
  const bytes = Math.floor((maxBytes - tableBytes) / entryUnit) * entryUnit;
  if (bytes < 3 * entryUnit) return undefined;
  const segments: SharedArrayBuffer[] = [];
  for (let at = 0; at < bytes; at += segmentBytes) {
    segments.push(new SharedArrayBuffer(Math.min(segmentBytes, bytes - at)));
  }
  return { table: new Int32Array(new SharedArrayBuffer(tableBytes)), segments };
}

/**
 * Entries in memory that all threads share: an arena that only grows, and a table of where they begin. A writer takes a
 * stretch of the arena, fills it, and then puts its place into a slot; so an entry is seen whole or not at all, and a
 * thread that dies on its way loses a stretch and holds up nobody. There is no lock.
 *
 * What came first stays. An epoch asks for every sample once: by the time that a sample is asked for again, a store that
 * makes room for the latest (or for the most used) has just thrown it out, and all the more surely the larger the data
 * set is; one that keeps what it has gives its whole share in every epoch.
 */
export class MemoryStore implements Store {
  readonly #table: Int32Array;
  readonly #segments: readonly Uint8Array[];
  readonly #units: number;
  readonly #account: Account;

  constructor({ table, segments }: StoreMemory, account: Account) {
    this.#table = table;
    this.#segments = segments.map((segment) => new Uint8Array(segment));
    this.#units = segments.reduce((sum, { byteLength }) => sum + byteLength, 0) / entryUnit;
    this.#account = account;
  }

  get hasRoom(): boolean {
    return !this.#account.isClosed;
  }

  get(key: Uint8Array): readonly StoredPicture[] | undefined {
    const unit = this.#find(key, (slot) => Atomics.load(this.#table, slot) - 1);
    return unit === undefined ? undefined : readEntry(this.#entryAt(unit), key, false);
  }

  put(key: Uint8Array, pictures: readonly StoredPicture[]): void {
    const bytes = entryBytes(pictures);
    if (bytes === undefined) return;
    const units = bytes / entryUnit;
    const start = this.#take(units);
    if (start === undefined) {
      this.#full();
      // One large picture that has no room is no reason to turn away smaller ones.
      if (16 * units <= this.#units) this.#account.close();
      return;
    }
    writeEntry(this.#bytesAt(start, bytes), key, pictures, false);
    let isOurs = false;
    const found = this.#find(key, (slot) => {
      const before = Atomics.compareExchange(this.#table, slot, 0, start + 1);
      isOurs = before === 0;
      return isOurs ? start : before - 1;
    });
    if (isOurs) this.#account.count("stored");
    else if (found === undefined) {
      this.#full();
      this.#account.close();
    }
  }

  #full(): void {
    this.#account.meet(
      "full",
      `its ${(this.#units * entryUnit).toLocaleString("en-US")} bytes of memory are full: what it holds stays, and all other samples are decoded in every epoch; raise maxBytes, or store them resized`,
    );
  }

  /** A stretch of the arena within one segment; undefined where there is none left. */
  #take(units: number): number | undefined {
    const segmentUnits = segmentBytes / entryUnit;
    if (units > segmentUnits) return undefined;
    for (;;) {
      const top = Atomics.load(this.#table, 0);
      const left = segmentUnits - (top % segmentUnits);
      const start = units <= left ? top : top + left;
      if (start + units > this.#units) return undefined;
      if (Atomics.compareExchange(this.#table, 0, top, start + units) === top) return start;
    }
  }

  /**
   * Goes from slot to slot, from the one that a key names, to its entry or to the first slot that is free.
   *
   * @param look gives the first unit of a slot's entry, below 0 for a slot that is free.
   * @returns the first unit of the key's entry.
   */
  #find(key: Uint8Array, look: (slot: number) => number): number | undefined {
    const slots = this.#table.length - 1;
    const first = new DataView(key.buffer, key.byteOffset, key.byteLength).getUint32(0, true);
    for (let i = 0; i < slots; i++) {
      const unit = look(1 + ((first + i) % slots));
      if (unit < 0) return undefined;
      if (isEntryOf(this.#bytesAt(unit, entryUnit), key)) return unit;
    }
    return undefined;
  }

  #entryAt(unit: number): Uint8Array {
    return this.#bytesAt(unit, lengthOfEntry(this.#bytesAt(unit, entryUnit)));
  }

  #bytesAt(unit: number, bytes: number): Uint8Array {
    const segmentUnits = segmentBytes / entryUnit;
    const start = (unit % segmentUnits) * entryUnit;
    return (this.#segments[Math.floor(unit / segmentUnits)] as Uint8Array).subarray(start, start + bytes);
  }
}

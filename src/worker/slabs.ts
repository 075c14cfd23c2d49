import type { Column } from "@millrace/core/engine";
import { SlabChannel } from "./slab-channel.ts";

/** The buffers of a batch that change threads: those of its tensors. What is small and ragged is copied. */
export function slabsOf(columns: Readonly<Record<string, Column>>): ArrayBuffer[] {
  const slabs = new Set<ArrayBuffer>();
  for (const column of Object.values(columns)) {
    if (!("dtype" in column)) continue;
    slabs.add(column.data.buffer);
    if (column.validity !== undefined) slabs.add(column.validity.buffer);
  }
  return [...slabs];
}

/** The slabs of one released batch, on their way to the next one of as many rows. */
interface Parcel {
  readonly rows: number;
  readonly channel: SlabChannel;
}

/** Released slabs, to be written again: a fresh slab costs the kernel a clearing of every page. */
export class SlabStore {
  readonly #parcels: Parcel[] = [];
  #mostBytes: number;
  #bytes = 0;

  /** @param mostBytes more than this is not kept. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Bytes kept now. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Keeps the slabs of a released batch; they are empty here from now on.
   *
   * Where there are enough already, those kept longest go: they may be of a size that is no longer wanted.
   */
  put(rows: number, slabs: readonly ArrayBuffer[]): void {
    const kept = slabs.filter(({ byteLength }) => byteLength > 0);
    const bytes = kept.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (bytes === 0 || bytes > this.#mostBytes) return;
    while (this.#bytes + bytes > this.#mostBytes) this.#remove(0).close();
    this.#parcels.push({ rows, channel: new SlabChannel(kept) });
    this.#bytes += bytes;
  }

  /** A channel for a batch of that many rows, with the slabs of an earlier one if there are any. */
  take(rows: number): SlabChannel {
    const position = this.#find(rows);
    return position < 0 ? new SlabChannel() : this.#remove(position);
  }

  /** Puts the slabs of an earlier batch, if there are any, into the channel of a plan that was given out before. */
  lend(rows: number, channel: SlabChannel): void {
    const position = this.#find(rows);
    if (position >= 0) channel.lend(this.#remove(position));
  }

  clear(): void {
    while (this.#parcels.length > 0) this.#remove(0).close();
  }

  /** From now on nothing is kept: a batch that is released after its loader was closed goes to the garbage collector. */
  close(): void {
    this.#mostBytes = 0;
    this.clear();
  }

  #find(rows: number): number {
    return this.#parcels.findLastIndex((parcel) => parcel.rows === rows);
  }

  #remove(position: number): SlabChannel {
    const [{ channel }] = this.#parcels.splice(position, 1) as [Parcel];
    this.#bytes -= channel.bytes;
    return channel;
  }
}

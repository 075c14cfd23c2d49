import { sortedByLength } from "./by-length.ts";
import type { NumberList } from "./row-numbers.ts";
import type { Cut } from "./windowed-batches.ts";

/**
 * Puts samples into bins by first-fit decreasing: from the longest to the shortest, each into the first bin that has room
 * (D. S. Johnson, "Near-optimal bin packing algorithms", 1973: at most 11/9 of the fewest bins there can be, and one).
 * Where next-fit, which takes them as they come and closes a bin when the next one does not fit, needs fewer, it is that.
 *
 * @param lengths of all samples, none above the capacity.
 * @param indices the samples at the positions of a window.
 * @returns the positions, bin after bin: those of a bin in their order, and bins in the order of their first positions.
 */
export function packed(lengths: ArrayLike<number>, indices: NumberList, capacity: number): Cut {
  const next = nextFit(lengths, indices, capacity);
  const first = firstFitDecreasing(lengths, indices, capacity);
  const { bins, count } = first.count <= next.count ? first : next;
  return binByBin(bins, count);
}

/** The bin of each position. */
interface Packing {
  readonly bins: Uint32Array;
  readonly count: number;
}

function nextFit(lengths: ArrayLike<number>, indices: NumberList, capacity: number): Packing {
  const bins = new Uint32Array(indices.length);
  let bin = 0;
  let sum = 0;
  for (let position = 0; position < bins.length; position++) {
    const length = lengths[indices[position] as number] as number;
    if (sum + length > capacity) {
      bin++;
      sum = 0;
    }
    sum += length;
    bins[position] = bin;
  }
  return { bins, count: bins.length === 0 ? 0 : bin + 1 };
}

function firstFitDecreasing(lengths: ArrayLike<number>, indices: NumberList, capacity: number): Packing {
  const bins = new Uint32Array(indices.length);
  const order = sortedByLength(lengths, indices);
  const rooms = new Rooms(indices.length, capacity);
  let count = 0;
  for (let at = order.length - 1; at >= 0; at--) {
    const position = order[at] as number;
    const bin = rooms.take(lengths[indices[position] as number] as number);
    bins[position] = bin;
    if (bin >= count) count = bin + 1;
  }
  return { bins, count };
}

/** What is left of each of many bins, as a tree of the most that is left in any of a stretch. */
class Rooms {
  readonly #leaves: number;
  /** From 1: the node of all bins; the children of node i are 2i and 2i + 1. Bins are the last ones. */
  readonly #most: Float64Array;

  constructor(bins: number, capacity: number) {
    let leaves = 1;
    while (leaves < bins) leaves *= 2;
    this.#leaves = leaves;
    this.#most = new Float64Array(2 * leaves).fill(capacity);
  }

  /** Takes room in the first bin that has so much. */
  take(length: number): number {
    const most = this.#most;
    let node = 1;
    while (node < this.#leaves) {
      node *= 2;
      if ((most[node] as number) < length) node++;
    }
    const bin = node - this.#leaves;
    most[node] = (most[node] as number) - length;
    for (node >>= 1; node >= 1; node >>= 1) {
      most[node] = Math.max(most[2 * node] as number, most[2 * node + 1] as number);
    }
    return bin;
  }
}

function binByBin(bins: Uint32Array, count: number): Cut {
  // Bins by their first positions.
  const numbers = new Int32Array(count).fill(-1);
  const sizes = new Uint32Array(count);
  let seen = 0;
  for (let position = 0; position < bins.length; position++) {
    const bin = bins[position] as number;
    if ((numbers[bin] as number) < 0) numbers[bin] = seen++;
    const number = numbers[bin] as number;
    sizes[number] = (sizes[number] as number) + 1;
  }
  const ends = new Uint32Array(count);
  const next = new Uint32Array(count);
  let end = 0;
  for (let number = 0; number < count; number++) {
    next[number] = end;
    end += sizes[number] as number;
    ends[number] = end;
  }
  const order = new Uint32Array(bins.length);
  for (let position = 0; position < bins.length; position++) {
    const number = numbers[bins[position] as number] as number;
    order[next[number] as number] = position;
    next[number] = (next[number] as number) + 1;
  }
  return { order, ends };
}

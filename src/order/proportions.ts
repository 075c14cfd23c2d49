/** Whose turn it is at a position, and how often it was before. */
export interface Turn {
  source: number;
  /** How many of the source's turns came before, from 0. */
  nth: number;
}

/**
 * Turns in given proportions, as evenly as can be: of any first n, each source has its share to within about one, and of
 * all exactly that where the shares are whole numbers. At random access: whose turn it is follows from the position.
 *
 * Two sources share n turns as floor(share · n + ½) and the rest, a sequence of Sturm. More of them are a tree of such
 * pairs, built as Huffman's, so that large shares stand near the root, where nothing adds up.
 */
export class Proportions {
  /** Of each node the two below it; a negative number is a source, −1 − its number. The root is the last. */
  readonly #smaller: Int32Array;
  readonly #larger: Int32Array;
  /** The share of the smaller one of the two, at most ½: so its count never jumps by two. */
  readonly #share: Float64Array;

  /** @param weights of the sources, above 0 but for some; at least one is. */
  constructor(weights: ArrayLike<number>) {
    const queue = new LightestFirst();
    for (let source = 0; source < weights.length; source++) {
      if ((weights[source] as number) > 0) queue.add({ weight: weights[source] as number, node: -1 - source });
    }
    const inner = Math.max(0, queue.size - 1);
    this.#smaller = new Int32Array(inner + 1);
    this.#larger = new Int32Array(inner + 1);
    this.#share = new Float64Array(inner + 1);
    for (let node = 0; node < inner; node++) {
      const smaller = queue.take();
      const larger = queue.take();
      const weight = smaller.weight + larger.weight;
      this.#smaller[node] = smaller.node;
      this.#larger[node] = larger.node;
      this.#share[node] = Math.min(0.5, smaller.weight / weight);
      queue.add({ weight, node });
    }
    // Above the root, for a single source to be found as all are.
    this.#larger[inner] = queue.take().node;
  }

  /** Whose turn a position is, from 0 on. @param turn is written to, for nothing to be allocated. */
  at(position: number, turn: Turn): void {
    let node = this.#larger[this.#larger.length - 1] as number;
    let nth = position;
    while (node >= 0) {
      const share = this.#share[node] as number;
      const before = Math.floor(share * nth + 0.5);
      if (Math.floor(share * (nth + 1) + 0.5) > before) {
        nth = before;
        node = this.#smaller[node] as number;
      } else {
        nth -= before;
        node = this.#larger[node] as number;
      }
    }
    turn.source = -1 - node;
    turn.nth = nth;
  }

  /** How many turns each source has before a position. @param counts one for each source; is written to. */
  countsBefore(position: number, counts: number[]): void {
    counts.fill(0);
    const visit = (node: number, nth: number): void => {
      if (node < 0) {
        counts[-1 - node] = nth;
        return;
      }
      const smaller = Math.floor((this.#share[node] as number) * nth + 0.5);
      visit(this.#smaller[node] as number, smaller);
      visit(this.#larger[node] as number, nth - smaller);
    };
    visit(this.#larger[this.#larger.length - 1] as number, position);
  }
}

interface Weighed {
  readonly weight: number;
  readonly node: number;
}

/** A binary heap; of equal weights the one that was made first comes first, for the tree to be the same everywhere. */
class LightestFirst {
  readonly #heap: (Weighed & { readonly made: number })[] = [];
  #made = 0;

  get size(): number {
    return this.#heap.length;
  }

  add(weighed: Weighed): void {
    const heap = this.#heap;
    const entry = { ...weighed, made: this.#made++ };
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#comesBefore(at, above)) break;
      this.#swap(at, above);
      at = above;
    }
  }

  take(): Weighed {
    const heap = this.#heap;
    const first = heap[0] as Weighed;
    const last = heap.pop() as Weighed & { readonly made: number };
    if (heap.length > 0) heap[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2]) {
        if (below < heap.length && this.#comesBefore(below, least)) least = below;
      }
      if (least === at) return first;
      this.#swap(at, least);
      at = least;
    }
  }

  #comesBefore(one: number, other: number): boolean {
    const a = this.#heap[one] as Weighed & { readonly made: number };
    const b = this.#heap[other] as Weighed & { readonly made: number };
    return a.weight === b.weight ? a.made < b.made : a.weight < b.weight;
  }

  #swap(one: number, other: number): void {
    const heap = this.#heap;
    [heap[one], heap[other]] = [heap[other] as never, heap[one] as never];
  }
}

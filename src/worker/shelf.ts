/** Bytes of the first chunk and the most of a later one, unless a single picture takes more. */
const leastChunk = 64 * 1024;
const mostChunk = 4 * 1024 * 1024;

/**
 * Memory of a thread where the finished pictures of a batch wait until all of them are there; only then the slab comes
 * that they are written to. A slab that lay on the heap all the while would make V8 collect: at every buffer that is
 * made beside it, and again because the heap seems to have grown by its size.
 *
 * It grows to the largest batch and stays.
 */
export class Shelf {
  readonly #chunks: ArrayBuffer[] = [];
  #chunk = 0;
  #used = 0;

  /** Bytes it takes, used or not. */
  get bytes(): number {
    return this.#chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Copies bytes onto it; they lie there until it is cleared. */
  put(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const place = this.take(bytes.length);
    place.set(bytes);
    return place;
  }

  /** Forgets everything that lies on it. */
  clear(): void {
    this.#chunk = 0;
    this.#used = 0;
  }

  /** Gives its memory up, and forgets what lies on it. */
  giveUp(): void {
    this.clear();
    this.#chunks.length = 0;
  }

  /** Room for so many bytes, with whatever lay there; see {@link put}. */
  take(length: number): Uint8Array<ArrayBuffer> {
    for (; this.#chunk < this.#chunks.length; this.#chunk++, this.#used = 0) {
      const chunk = this.#chunks[this.#chunk] as ArrayBuffer;
      if (this.#used + length > chunk.byteLength) continue;
      const place = new Uint8Array(chunk, this.#used, length);
      this.#used += length;
      return place;
    }
    // As much again as there is, so that many small pictures do not make many chunks.
    const chunk = new ArrayBuffer(Math.max(length, Math.min(mostChunk, Math.max(leastChunk, this.bytes))));
    this.#chunks.push(chunk);
    this.#used = length;
    return new Uint8Array(chunk, 0, length);
  }
}

import { type Arena, type JpegDecoder, JpegError } from "../src/index.ts";

/** An arena that fills the space around every allocation, and all the space it may not touch, with a known byte. */
export class GuardedArena implements Arena {
  readonly memory = new WebAssembly.Memory({ initial: 64 });
  readonly #canary = 0xa5;
  readonly #gap = 512;
  #top = 256 * 1024;

  constructor() {
    new Uint8Array(this.memory.buffer).fill(this.#canary);
  }

  allocate(bytes: number): number {
    const pointer = this.#top + this.#gap;
    this.#top = pointer + Math.ceil(bytes / 16) * 16 + this.#gap;
    if (this.#top > this.memory.buffer.byteLength) throw new RangeError("Out of guarded memory");
    this.#allocations.push([pointer, bytes]);
    return pointer;
  }

  readonly #allocations: [number, number][] = [];

  mark(): number {
    return this.#top;
  }

  /** Keeps what was allocated until {@link check}, so that its surroundings are compared. */
  release(): void {}

  /** Throws where a byte outside all allocations and outside the kernels' constants changed; then begins afresh. */
  check(constantsEnd: number): void {
    const view = new Uint8Array(this.memory.buffer);
    let from = constantsEnd;
    for (const [pointer, bytes] of this.#allocations) {
      this.#expect(view, from, pointer);
      view.fill(this.#canary, pointer, pointer + bytes);
      from = pointer + bytes;
    }
    this.#expect(view, from, Math.min(view.length, this.#top + 65536));
    this.#expect(view, 0, 65536);
    this.#allocations.length = 0;
    this.#top = 256 * 1024;
  }

  #expect(view: Uint8Array, from: number, to: number): void {
    for (let n = from; n < to; n++) {
      if (view[n] !== this.#canary) throw new Error(`Byte ${n} was written, outside every allocation`);
    }
  }
}

/** Decodes, leaving nothing allocated; an image or a JpegError is fine, anything else is thrown on. */
export function attempt(decoder: JpegDecoder, file: Uint8Array, options = {}): number {
  try {
    return decoder.decodeToBytes(file, options).warnings;
  } catch (error) {
    if (error instanceof JpegError) return -1;
    throw error;
  }
}

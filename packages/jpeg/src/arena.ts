/** Where the arena begins, in bytes: below lie the constants of the kernels. */
const arenaBase = 256 * 1024;

/** WebAssembly's page size in bytes. */
const pageBytes = 65536;

/** Kernels may read (never use) up to this many bytes past the end of what they were given. */
const slackBytes = 64;

/** A WebAssembly.Memory, by what is needed of it: declarations must not ask for the DOM's types. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/**
 * A stack of bytes in one WebAssembly memory, above its first 256 KiB. Anything of this shape will do, so that several
 * modules can share one memory and hand pixels on without copying.
 */
export interface Arena {
  readonly memory: WasmMemory;
  /**
   * Space for `bytes` bytes, aligned to 16, not cleared, with 64 readable bytes behind it. Returns its byte offset.
   * @throws RangeError when there is no more memory
   */
  allocate(bytes: number): number;
  /** The present height of the stack, for {@link Arena.release}. */
  mark(): number;
  /** Gives back everything that was allocated since the mark was taken. */
  release(mark: number): void;
}

/** The arena of a decoder that was given none. */
export class OwnArena implements Arena {
  readonly memory: WasmMemory = new WebAssembly.Memory({ initial: arenaBase / pageBytes + 16, maximum: 65536 });
  #top = arenaBase;

  allocate(bytes: number): number {
    const pointer = this.#top;
    const top = pointer + Math.ceil(bytes / 16) * 16;
    const missing = top + slackBytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
    this.#top = top;
    return pointer;
  }

  mark(): number {
    return this.#top;
  }

  release(mark: number): void {
    this.#top = mark;
  }
}

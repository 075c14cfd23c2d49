/**
 * The one WebAssembly memory that all kernel modules of a thread import, and the arena that hands out its space.
 *
 * Kernels never allocate. Each module keeps its constants in a range of its own below {@link arenaBase}
 * (`scripts/build-kernels.mjs` fixes the ranges); everything above belongs to the arena, a stack: take a mark, allocate,
 * work, release the mark. Pointers are byte offsets and stay valid when the memory grows; views do not, so make them
 * afresh after every allocation.
 */

/** Where the arena begins, in bytes: the constants of the kernel modules lie below. */
export const arenaBase = 256 * 1024;

/** WebAssembly's page size in bytes. */
const pageBytes = 65536;

/** Bytes of a memory when it is made. */
export const initialKernelBytes = arenaBase + 16 * pageBytes;

/** Kernels may read (never use) up to this many bytes past the end of what they were given. */
const slackBytes = 64;

/** A WebAssembly.Memory, by what is needed of it: declarations must not ask for the DOM's types. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** What a kernel module needs of a memory: anything of this shape will do. */
export interface Arena {
  readonly memory: WasmMemory;
  /** Space for `bytes` bytes, aligned to 16, not cleared, with readable slack behind it. Returns its byte offset. */
  allocate(bytes: number): number;
  /** The present height of the stack, for {@link Arena.release}. */
  mark(): number;
  /** Gives back everything that was allocated since the mark was taken. */
  release(mark: number): void;
}

/** A growing stack of bytes in one WebAssembly memory. */
export class KernelMemory implements Arena {
  readonly #maximumBytes: number;
  #memory: WasmMemory | undefined;
  #top = arenaBase;

  /** @param maximumBytes the memory never grows past this; the default and the most is 4 GiB. */
  constructor({ maximumBytes = 2 ** 32 }: { maximumBytes?: number } = {}) {
    this.#maximumBytes = maximumBytes;
  }

  /** Made when it is first asked for: samples without pixels never do. */
  get memory(): WasmMemory {
    this.#memory ??= new WebAssembly.Memory({
      initial: initialKernelBytes / pageBytes,
      maximum: Math.max(initialKernelBytes / pageBytes, Math.floor(this.#maximumBytes / pageBytes)),
    });
    return this.#memory;
  }

  /** Bytes that the memory takes now; none before its first use. It never shrinks. */
  get bytes(): number {
    return this.#memory?.buffer.byteLength ?? 0;
  }

  allocate(bytes: number): number {
    const pointer = this.#top;
    const top = pointer + Math.ceil(bytes / 16) * 16;
    const missing = top + slackBytes - this.memory.buffer.byteLength;
    if (missing > 0) this.#grow(missing, bytes);
    this.#top = top;
    return pointer;
  }

  #grow(missing: number, bytes: number): void {
    const needed = Math.ceil(missing / pageBytes);
    // A quarter more than asked for, so that a slow climb of sizes does not grow the memory for each sample.
    const generous = Math.max(needed, Math.ceil(this.memory.buffer.byteLength / 4 / pageBytes));
    for (const pages of [generous, needed]) {
      try {
        this.memory.grow(pages);
        return;
      } catch {
        // Not that much: try exactly what is needed, then say so.
      }
    }
    throw new RangeError(
      `Out of kernel memory: ${bytes} bytes were asked for while ${this.memory.buffer.byteLength} are in use and cannot grow`,
    );
  }

  mark(): number {
    return this.#top;
  }

  release(mark: number): void {
    this.#top = mark;
  }

  /** A view of bytes; valid until the next allocation. */
  bytesAt(pointer: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.memory.buffer, pointer, length);
  }

  /** A view of 32-bit floats; valid until the next allocation. */
  floatsAt(pointer: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer, pointer, length);
  }
}

let threadMemory: KernelMemory | undefined;

/** The memory of this thread, made on first use. */
export function kernelMemory(): KernelMemory {
  threadMemory ??= new KernelMemory();
  return threadMemory;
}

/**
 * The one WebAssembly memory that all kernel modules of a thread import, and the arena that hands out its space.
 *
 * Kernels never allocate. Each module keeps its constants in a range of its own below {@link arenaBase}
 * (`scripts/build-kernels.mjs` fixes the ranges); everything above belongs to the arena, a stack: take a mark, allocate,
 * work, release the mark. Pointers are byte offsets and stay valid when the memory grows; views do not, so make them
 * afresh after every allocation.
 */

import { KeptSpace } from "./kept-space.ts";

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

function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}

/** A growing stack of bytes in one WebAssembly memory, above what is to stay there. */
export class KernelMemory implements Arena {
  readonly #maximumBytes: number;
  #memory: WasmMemory | undefined;
  #top = arenaBase;
  /** What is kept below the arena, which begins where this ends. */
  readonly #kept = new KeptSpace(arenaBase);
  /** Blocks of what is kept that are gaps as soon as the arena is empty: what lies in them may be needed until then. */
  readonly #passing: number[] = [];

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
    const top = pointer + aligned(bytes);
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
    this.#top = Math.max(mark, this.#kept.end);
    if (this.#top === this.#kept.end) this.#freePassing();
  }

  /**
   * Space that stays when the arena is given back, until {@link free}. A gap is used again where one is large enough.
   *
   * @throws Error while the arena is in use, whose bottom would have to move.
   */
  keep(bytes: number): number {
    const size = aligned(bytes);
    this.#shrink();
    const gap = this.#kept.take(size);
    if (gap !== undefined) return gap;
    if (this.#top !== this.#kept.end) throw new Error("nothing can be kept while the arena is in use");
    this.allocate(size);
    return this.#kept.append(size);
  }

  /**
   * Keeps bytes of the arena. Returns where they lie then: in a gap that is large enough; else at the arena's bottom, to
   * which they are moved where nothing else in the arena is needed any more; else where they are.
   */
  keepFrom(pointer: number, bytes: number, alone: boolean): number {
    const size = aligned(bytes);
    const bottom = this.#kept.end;
    const target = this.#kept.take(size) ?? (alone ? bottom : pointer);
    if (target !== pointer) new Uint8Array(this.memory.buffer).copyWithin(target, pointer, pointer + bytes);
    if (target < bottom) return target;
    if (target > bottom) this.#passing.push(this.#kept.append(target - bottom));
    this.#kept.append(size);
    this.#top = Math.max(this.#top, this.#kept.end);
    return target;
  }

  /** Gives back what was kept. */
  free(pointer: number): void {
    this.#kept.free(pointer);
    this.#shrink();
  }

  /** Whether a pointer is that of something that is kept. */
  keeps(pointer: number): boolean {
    return pointer < this.#kept.end;
  }

  #freePassing(): void {
    for (let pointer = this.#passing.pop(); pointer !== undefined; pointer = this.#passing.pop()) {
      this.#kept.free(pointer);
    }
  }

  /** Lowers the bottom of an arena that is empty to what is still kept. */
  #shrink(): void {
    if (this.#top !== this.#kept.end) return;
    this.#kept.trim();
    this.#top = this.#kept.end;
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

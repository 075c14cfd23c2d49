interface Block {
  readonly pointer: number;
  readonly bytes: number;
  readonly used: boolean;
}

/**
 * A stretch of memory that is handed out in blocks: used ones and gaps, in the order of their addresses and without a byte
 * between. Neighbouring gaps become one, and a part of a gap may be taken, so that what is kept and given back in turns does
 * not need ever more.
 */
export class KeptSpace {
  readonly #blocks: Block[] = [];
  #end: number;

  /** @param start where the stretch begins, as a byte offset. */
  constructor(start: number) {
    this.#end = start;
  }

  /** Where it ends. */
  get end(): number {
    return this.#end;
  }

  /** The first gap that is large enough, or its lower part; undefined where there is none. */
  take(bytes: number): number | undefined {
    const at = this.#blocks.findIndex((block) => !block.used && block.bytes >= bytes);
    const gap = this.#blocks[at];
    if (gap === undefined) return undefined;
    const { pointer } = gap;
    const rest = { pointer: pointer + bytes, bytes: gap.bytes - bytes, used: false };
    this.#blocks.splice(at, 1, { pointer, bytes, used: true }, ...(rest.bytes > 0 ? [rest] : []));
    return pointer;
  }

  /** A block behind all others. */
  append(bytes: number): number {
    const pointer = this.#end;
    this.#blocks.push({ pointer, bytes, used: true });
    this.#end += bytes;
    return pointer;
  }

  /** Makes a block a gap; what is no block stays as it is. */
  free(pointer: number): void {
    // The newest lie last and mostly go first.
    const at = this.#blocks.findLastIndex((block) => block.used && block.pointer === pointer);
    if (at < 0) return;
    const first = this.#blocks[at - 1]?.used === false ? at - 1 : at;
    const last = this.#blocks[at + 1]?.used === false ? at + 1 : at;
    const joined = this.#blocks.slice(first, last + 1);
    const bytes = joined.reduce((sum, block) => sum + block.bytes, 0);
    this.#blocks.splice(first, joined.length, { pointer: (joined[0] as Block).pointer, bytes, used: false });
  }

  /** Ends it where the last used block ends. */
  trim(): void {
    const last = this.#blocks.at(-1);
    if (last === undefined || last.used) return;
    this.#blocks.pop();
    this.#end = last.pointer;
  }
}

import type { Arena } from "./arena.ts";
import { JpegError } from "./error.ts";
import { TableKind, tableBytes } from "./kernels/layout.ts";
import type { Kernels } from "./kernels/module.ts";
import { wordAt } from "./marker.ts";

/** Row-order index of each coefficient of a block in zigzag order (ITU T.81, figure 5). */
const rowOrder = Uint8Array.from(
  Array.from({ length: 64 }, (_, n) => ({ row: n >> 3, column: n & 7 }))
    .sort((a, b) => {
      const diagonal = a.row + a.column - b.row - b.column;
      return diagonal || ((a.row + a.column) % 2 ? a.row - b.row : b.row - a.row);
    })
    .map(({ row, column }) => 8 * row + column),
);

/** The quantisation and Huffman tables that a file has defined so far. */
export class Tables {
  readonly #kernels: Kernels;
  readonly #source: number;
  readonly #progressive: boolean;
  readonly #room: number;
  readonly #steps: (Uint16Array | undefined)[] = [];
  /** Where in the file each Huffman table is defined: 0–3 DC, 4–7 AC; and which of them is the one built. */
  readonly #defined: (number | undefined)[] = [];
  readonly #built: (number | undefined)[] = [];

  /** @param source where the file lies in the arena's memory */
  constructor(arena: Arena, kernels: Kernels, source: number, progressive: boolean) {
    this.#kernels = kernels;
    this.#source = source;
    this.#progressive = progressive;
    this.#room = arena.allocate(8 * tableBytes);
  }

  /** Reads a DQT segment (B.2.4.1). */
  readSteps(content: Uint8Array): void {
    let at = 0;
    while (at < content.length) {
      const wide = content[at]! >> 4;
      const number = content[at]! & 15;
      const bytes = wide ? 128 : 64;
      if (wide > 1 || number > 3 || at + 1 + bytes > content.length) {
        throw new JpegError("corrupt", "A quantisation table is broken");
      }
      const steps = new Uint16Array(64);
      for (let n = 0; n < 64; n++) {
        steps[rowOrder[n]!] = wide ? wordAt(content, at + 1 + 2 * n) : content[at + 1 + n]!;
      }
      this.#steps[number] = steps;
      at += 1 + bytes;
    }
  }

  /** Reads a DHT segment (B.2.4.2). Tables are built when a scan uses them. */
  readCodes(content: Uint8Array, offset: number): void {
    let at = 0;
    while (at < content.length) {
      const kind = content[at]! >> 4;
      const number = content[at]! & 15;
      let count = 0;
      for (let n = 1; n <= 16; n++) count += content[at + n] ?? 0;
      if (kind > 1 || number > 3 || count > 256 || at + 17 + count > content.length) {
        throw new JpegError("corrupt", "A Huffman table is broken");
      }
      this.#defined[4 * kind + number] = offset + at + 1;
      at += 17 + count;
    }
  }

  /** The quantisation steps, in row order. */
  steps(number: number): Uint16Array {
    const steps = this.#steps[number];
    if (!steps) throw new JpegError("corrupt", `Quantisation table ${number} is missing`);
    return steps;
  }

  /** A pointer to the decoding table. */
  dc(number: number): number {
    return this.#codes(number, TableKind.dc);
  }

  /** A pointer to the decoding table. */
  ac(number: number): number {
    return this.#codes(4 + number, this.#progressive ? TableKind.progressive : TableKind.ac);
  }

  #codes(slot: number, kind: number): number {
    const defined = this.#defined[slot];
    const name = `Huffman table ${slot < 4 ? "DC" : "AC"} ${slot & 3}`;
    if (defined === undefined) throw new JpegError("corrupt", `${name} is missing`);
    const table = this.#room + slot * tableBytes;
    if (this.#built[slot] !== defined) {
      // Both must hold: a table that failed is not taken for built.
      this.#built[slot] = undefined;
      if (this.#kernels.buildTable(this.#source + defined, table, kind) !== 0) {
        throw new JpegError("corrupt", `${name} is impossible`);
      }
      this.#built[slot] = defined;
    }
    return table;
  }
}

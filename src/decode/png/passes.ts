/** A part of a PNG's pixels that is stored as a picture of its own: every `stepX`-th column of every `stepY`-th row. */
export interface Pass {
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
  /** Pixels a row and rows of this pass. */
  readonly width: number;
  readonly height: number;
  /** Bytes of a row, without the filter's number before it. */
  readonly rowBytes: number;
}

const plain = [[0, 0, 1, 1]] as const;
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes of a PNG with one channel of `depth` bits: one, or seven of which small pictures leave some out. */
export function passesOf(width: number, height: number, depth: number, interlaced: boolean): Pass[] {
  return (interlaced ? adam7 : plain)
    .map(([x, y, stepX, stepY]) => {
      const columns = Math.ceil((width - x) / stepX);
      const rows = Math.ceil((height - y) / stepY);
      return { x, y, stepX, stepY, width: columns, height: rows, rowBytes: Math.ceil((columns * depth) / 8) };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Bytes of all rows, each with its filter's number. */
export function bytesOf(passes: readonly Pass[]): number {
  return passes.reduce((sum, pass) => sum + pass.height * (pass.rowBytes + 1), 0);
}

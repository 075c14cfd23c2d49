import type { Matrix } from "../engine/matrix.ts";

/** Four points, [x, y] each: where the upper left, upper right, lower right and lower left corner lie. */
export type Quad = readonly [Point, Point, Point, Point];
type Point = readonly [number, number];

/**
 * The matrix that takes four points to four others, by elimination with pivoting of the eight equations (as torchvision's
 * `_get_perspective_coeffs` poses them).
 *
 * @throws RangeError where three of the points lie on a line, so that there is no such matrix or it flattens the plane.
 */
export function quadMatrix(from: Quad, to: Quad): Matrix {
  const rows: number[][] = [];
  for (let i = 0; i < 4; i++) {
    const [x, y] = from[i] as Point;
    const [u, v] = to[i] as Point;
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  }
  for (let column = 0; column < 8; column++) {
    let pivot = column;
    for (let row = column + 1; row < 8; row++) {
      if (Math.abs(at(rows, row, column)) > Math.abs(at(rows, pivot, column))) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    const divisor = at(rows, column, column);
    if (!(Math.abs(divisor) > 1e-9)) throw new RangeError("three of the four points lie on a line");
    for (let row = 0; row < 8; row++) {
      if (row === column) continue;
      const share = at(rows, row, column) / divisor;
      for (let k = column; k < 9; k++) (rows[row] as number[])[k] = at(rows, row, k) - share * at(rows, column, k);
    }
  }
  const [a, b, c, d, e, f, g, h] = rows.map((row, i) => (row[8] as number) / (row[i] as number)) as number[];
  return [a, b, c, d, e, f, g, h, 1] as Matrix;
}

function at(rows: readonly number[][], row: number, column: number): number {
  return (rows[row] as number[])[column] as number;
}

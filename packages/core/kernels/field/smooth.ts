// Fields of positions that follow from a formula.

/** Rows and columns that each follow their own axis: `columns` and `rows` hold the source positions, f32. */
export function separableField(columns: usize, rows: usize, width: i32, height: i32, field: usize): void {
  const rowBytes = (<usize>width) << 2;
  for (let row = 0; row < height; row++) {
    const target = field + 2 * <usize>row * rowBytes;
    memory.copy(target, columns, rowBytes);
    const y = load<f32>(rows + ((<usize>row) << 2));
    for (let at: usize = 0; at < rowBytes; at += 4) store<f32>(target + rowBytes + at, y);
  }
}

/**
 * Positions moved along the ray from the middle, by 1 + first · r² + second · r⁴, where r is counted in units of
 * `unitX` pixels across and `unitY` down.
 */
export function radialField(
  width: i32,
  height: i32,
  first: f64,
  second: f64,
  unitX: f64,
  unitY: f64,
  field: usize,
): void {
  const rowBytes = (<usize>width) << 2;
  const middleX = f64x2.splat(<f64>width / 2);
  const middleY = <f64>height / 2;
  const one = f64x2.splat(1);
  const firsts = f64x2.splat(first);
  const seconds = f64x2.splat(second);
  for (let row = 0; row < height; row++) {
    const target = field + 2 * <usize>row * rowBytes;
    const y = <f64>row + 0.5 - middleY;
    const v = y / unitY;
    const squareY = f64x2.splat(v * v);
    let x = f64x2.sub(f64x2(0.5, 1.5), middleX);
    for (let column = 0; column < width; column += 2) {
      const u = f64x2.div(x, f64x2.splat(unitX));
      const square = f64x2.add(f64x2.mul(u, u), squareY);
      const factor = f64x2.add(one, f64x2.mul(square, f64x2.add(firsts, f64x2.mul(seconds, square))));
      const columns = f32x4.demote_f64x2_zero(f64x2.add(f64x2.mul(x, factor), middleX));
      const rows = f32x4.demote_f64x2_zero(f64x2.add(f64x2.mul(f64x2.splat(y), factor), f64x2.splat(middleY)));
      const at = target + ((<usize>column) << 2);
      if (column + 1 < width) {
        v128.store64_lane(at, columns, 0);
        v128.store64_lane(at + rowBytes, rows, 0);
      } else {
        v128.store32_lane(at, columns, 0);
        v128.store32_lane(at + rowBytes, rows, 0);
      }
      x = f64x2.add(x, f64x2.splat(2));
    }
  }
}

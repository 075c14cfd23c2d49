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
  const middleX = <f64>width / 2;
  const middleY = <f64>height / 2;
  for (let row = 0; row < height; row++) {
    const target = field + 2 * <usize>row * rowBytes;
    const y = <f64>row + 0.5 - middleY;
    const v = y / unitY;
    for (let column = 0; column < width; column++) {
      const x = <f64>column + 0.5 - middleX;
      const u = x / unitX;
      const square = u * u + v * v;
      const factor = 1 + square * (first + second * square);
      const at = target + ((<usize>column) << 2);
      store<f32>(at, <f32>(x * factor + middleX));
      store<f32>(at + rowBytes, <f32>(y * factor + middleY));
    }
  }
}

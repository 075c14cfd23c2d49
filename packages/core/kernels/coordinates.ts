// Where the pixels of one result row read the source. Coordinates are computed in f64 and rounded to 2^-20 of a pixel:
// rounding noise of the matrix then decides no tie, and fractions are exact in f32.

const steps: f64 = 1048576;

/** Coordinates are kept within ±this, which is outside of every image; so is what is not a number. */
const farAway: f64 = 536870912;

/** Distance of a coordinate from the centre of pixel 0, rounded to a step. */
function snap(coordinate: v128): v128 {
  const bounded = f64x2.pmax(f64x2.splat(-farAway), f64x2.pmin(f64x2.splat(farAway), coordinate));
  const rounded = f64x2.nearest(f64x2.mul(bounded, f64x2.splat(steps)));
  return f64x2.sub(f64x2.mul(rounded, f64x2.splat(1 / steps)), f64x2.splat(0.5));
}

/** 1.5 · 2^52: added to a number within ±2^51, it leaves the nearest integer, half to even, in the low 32 bits. */
const magic: f64 = 6755399441055744;

/** Stores whole parts (or the nearest whole, half to even) of two coordinates as i32 and fractions as f32. */
function storePair(integers: usize, fractions: usize, position: v128, nearest: bool): void {
  const whole = nearest ? position : f64x2.floor(position);
  const lanes = f64x2.add(whole, f64x2.splat(magic));
  const lows = i8x16.swizzle(lanes, i8x16(0, 1, 2, 3, 8, 9, 10, 11, -1, -1, -1, -1, -1, -1, -1, -1));
  v128.store64_lane(integers, lows, 0);
  if (nearest) return;
  v128.store64_lane(fractions, f32x4.demote_f64x2_zero(f64x2.sub(position, whole)), 0);
}

/** What says where the pixels of a result read the source. */
export const PROJECTIVE: i32 = 0;
export const AFFINE: i32 = 1;
export const FIELD: i32 = 2;

/**
 * For `width` result pixels of row `row`: i32 columns, i32 rows, f32 column and row fractions, four arrays of `capacity`
 * (even, at least `width`) elements one after another at `output`. Positions have pixel centres at whole numbers and a
 * half. `map` holds nine f64 of a matrix from result to source, row-major, of which the last row is 0 0 1 where `kind` is
 * AFFINE; or, where it is FIELD, for each result row `width` f32 of source columns and `width` of source rows.
 */
export function coordinates(
  map: usize,
  kind: i32,
  nearest: bool,
  row: i32,
  width: i32,
  capacity: i32,
  output: usize,
): void {
  if (kind == FIELD) fieldCoordinates(map, nearest, row, width, capacity, output);
  else matrixCoordinates(map, kind == AFFINE, nearest, row, width, capacity, output);
}

/** Those that a field holds; it may be read one pair past its end. */
function fieldCoordinates(field: usize, nearest: bool, row: i32, width: i32, capacity: i32, output: usize): void {
  const size = (<usize>capacity) << 2;
  const rowBytes = (<usize>width) << 2;
  const columns = field + <usize>row * 2 * rowBytes;
  for (let at: usize = 0; at < rowBytes; at += 8) {
    const sourceX = f64x2.promote_low_f32x4(v128.load64_zero(columns + at));
    const sourceY = f64x2.promote_low_f32x4(v128.load64_zero(columns + rowBytes + at));
    storePair(output + at, output + at + 2 * size, snap(sourceX), nearest);
    storePair(output + at + size, output + at + 3 * size, snap(sourceY), nearest);
  }
}

function matrixCoordinates(
  matrix: usize,
  affine: bool,
  nearest: bool,
  row: i32,
  width: i32,
  capacity: i32,
  output: usize,
): void {
  const y = f64x2.splat(<f64>row + 0.5);
  const xx = v128.load64_splat(matrix);
  const xy = v128.load64_splat(matrix, 24);
  const xw = v128.load64_splat(matrix, 48);
  const startX = f64x2.add(f64x2.mul(v128.load64_splat(matrix, 8), y), v128.load64_splat(matrix, 16));
  const startY = f64x2.add(f64x2.mul(v128.load64_splat(matrix, 32), y), v128.load64_splat(matrix, 40));
  const startW = f64x2.add(f64x2.mul(v128.load64_splat(matrix, 56), y), v128.load64_splat(matrix, 64));
  const size = (<usize>capacity) << 2;
  let x = f64x2(0.5, 1.5);
  for (let column = 0; column < width; column += 2) {
    let sourceX = f64x2.add(f64x2.mul(xx, x), startX);
    let sourceY = f64x2.add(f64x2.mul(xy, x), startY);
    if (!affine) {
      const depth = f64x2.add(f64x2.mul(xw, x), startW);
      sourceX = f64x2.div(sourceX, depth);
      sourceY = f64x2.div(sourceY, depth);
    }
    const at = output + ((<usize>column) << 2);
    storePair(at, at + 2 * size, snap(sourceX), nearest);
    storePair(at + size, at + 3 * size, snap(sourceY), nearest);
    x = f64x2.add(x, f64x2.splat(2));
  }
}

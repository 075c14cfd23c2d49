// Where the pixels of one result row read the source: numbers of 64 bits, of which the upper half is the whole part. They are
// rounded to 2^-20 of a pixel, so that rounding noise of the matrix decides no tie.

/** Positions are kept within ±this, which is outside of every image; so is what is not a number. */
const farAway: f64 = 536870912;

/** 1.5 · 2^52: added to a number within ±2^51, it leaves the nearest integer, half to even, in the low bits. */
const magic: f64 = 6755399441055744;

const pixel: f64 = 4294967296;
const half: i64 = 1 << 31;

/** Two coordinates as numbers of 64 bits, centres of pixels at whole numbers, rounded to 2^-20. */
function fixed(position: v128): v128 {
  const bounded = f64x2.pmax(f64x2.splat(-farAway), f64x2.pmin(f64x2.splat(farAway), position));
  const lanes = f64x2.add(f64x2.mul(bounded, f64x2.splat(1048576)), f64x2.splat(magic));
  const whole = i64x2.sub(lanes, f64x2.splat(magic));
  return i64x2.sub(i64x2.shl(whole, 12), i64x2.splat(half));
}

/** The nearest whole numbers, half to even, in the upper halves. */
function nearestWhole(position: v128): v128 {
  const up = i64x2.add(position, i64x2.splat(half));
  // What was half way has gone up to a whole number, which is to be even.
  const isHalf = i64x2.shl(i32x4.eq(up, i32x4.splat(0)), 32);
  return i32x4.sub(up, v128.and(v128.and(up, isHalf), i32x4.splat(1)));
}

/** The fraction of a position, in 2^-32, as f32: of the 24 bits that f32 holds, 20 are used. */
export function fractionOf(bits: u32): f32 {
  return <f32>(<i32>(bits >> 8)) * <f32>(1.0 / 16777216.0);
}

/** What says where the pixels of a result read the source. */
export const PROJECTIVE: i32 = 0;
export const AFFINE: i32 = 1;
export const FIELD: i32 = 2;

/**
 * For `width` result pixels of row `row`: columns and rows in the source, 16 bytes for each pixel at `output`, which takes one pixel more: the fraction of
 * the column in 2^-32, its whole part, the same of the row. With `toNearest` the whole parts are the nearest ones and
 * fractions say nothing. Positions have pixel centres at whole numbers and a half, columns and rows at whole numbers.
 *
 * `map` holds nine f64 of a matrix from result to source, row-major, of which the last row is 0 0 1 where `kind` is AFFINE;
 * or, where it is FIELD, for each result row `width` f32 of source columns and `width` of source rows.
 */
export function coordinates(map: usize, kind: i32, toNearest: bool, row: i32, width: i32, output: usize): void {
  if (kind == FIELD) fieldCoordinates(map, toNearest, row, width, output);
  else if (kind == PROJECTIVE || !affineCoordinates(map, toNearest, row, width, output)) {
    matrixCoordinates(map, toNearest, row, width, output);
  }
}

/** Stores the positions of two pixels, given their columns and their rows. */
function storeTwo(output: usize, columns: v128, rows: v128, toNearest: bool): void {
  let first = i64x2.shuffle(columns, rows, 0, 2);
  let second = i64x2.shuffle(columns, rows, 1, 3);
  if (toNearest) {
    first = nearestWhole(first);
    second = nearestWhole(second);
  }
  v128.store(output, first);
  v128.store(output, second, 16);
}

/** Those that a field holds; it may be read one pair past its end. */
function fieldCoordinates(field: usize, toNearest: bool, row: i32, width: i32, output: usize): void {
  const rowBytes = (<usize>width) << 2;
  const columns = field + <usize>row * 2 * rowBytes;
  for (let at: usize = 0; at < rowBytes; at += 8) {
    const x = fixed(f64x2.promote_low_f32x4(v128.load64_zero(columns + at)));
    const y = fixed(f64x2.promote_low_f32x4(v128.load64_zero(columns + rowBytes + at)));
    storeTwo(output + 4 * at, x, y, toNearest);
  }
}

/** Each position from the one before it. Returns false, and does nothing, where they leave the numbers that fit. */
function affineCoordinates(matrix: usize, toNearest: bool, row: i32, width: i32, output: usize): bool {
  const y = <f64>row + 0.5;
  const stepX = load<f64>(matrix);
  const stepY = load<f64>(matrix, 24);
  const startX = stepX * 0.5 + (load<f64>(matrix, 8) * y + load<f64>(matrix, 16)) - 0.5;
  const startY = stepY * 0.5 + (load<f64>(matrix, 32) * y + load<f64>(matrix, 40)) - 0.5;
  const reach = <f64>width;
  const most = max<f64>(abs<f64>(startX) + abs<f64>(stepX) * reach, abs<f64>(startY) + abs<f64>(stepY) * reach);
  if (!(most < farAway)) return false;
  // Half a step of 2^-20 rounds, once what lies below is cut off.
  const rounding = i64x2.splat(2048);
  const mask = i64x2.splat(-4096);
  const step = i64x2.replace_lane(i64x2.splat(<i64>nearest<f64>(stepX * pixel)), 1, <i64>nearest<f64>(stepY * pixel));
  let position = i64x2.replace_lane(
    i64x2.splat(<i64>nearest<f64>(startX * pixel)),
    1,
    <i64>nearest<f64>(startY * pixel),
  );
  position = i64x2.add(position, rounding);
  const end = output + ((<usize>width) << 4);
  if (toNearest && !i64x2.all_true(v128.andnot(step, mask))) {
    // Along one axis positions are whole steps of 2^-20 apart: they may lie half way between two pixels all along the row.
    for (; output < end; output += 16) {
      v128.store(output, nearestWhole(v128.and(position, mask)));
      position = i64x2.add(position, step);
    }
  } else if (toNearest) {
    position = i64x2.add(position, i64x2.splat(half));
    for (; output < end; output += 16) {
      v128.store(output, position);
      position = i64x2.add(position, step);
    }
  } else {
    for (; output < end; output += 16) {
      v128.store(output, v128.and(position, mask));
      position = i64x2.add(position, step);
    }
  }
  return true;
}

function matrixCoordinates(matrix: usize, toNearest: bool, row: i32, width: i32, output: usize): void {
  const y = <f64>row + 0.5;
  const acrossX = v128.load64_splat(matrix);
  const acrossY = v128.load64_splat(matrix, 24);
  const acrossDepth = v128.load64_splat(matrix, 48);
  const startX = f64x2.splat(load<f64>(matrix, 8) * y + load<f64>(matrix, 16));
  const startY = f64x2.splat(load<f64>(matrix, 32) * y + load<f64>(matrix, 40));
  const startDepth = f64x2.splat(load<f64>(matrix, 56) * y + load<f64>(matrix, 64));
  let x = f64x2(0.5, 1.5);
  for (let column = 0; column < width; column += 2) {
    const depth = f64x2.add(f64x2.mul(acrossDepth, x), startDepth);
    const columns = fixed(f64x2.div(f64x2.add(f64x2.mul(acrossX, x), startX), depth));
    const rows = fixed(f64x2.div(f64x2.add(f64x2.mul(acrossY, x), startY), depth));
    storeTwo(output, columns, rows, toNearest);
    x = f64x2.add(x, f64x2.splat(2));
    output += 32;
  }
}

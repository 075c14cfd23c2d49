// Doubles rows of chroma samples. The interpolation is libjpeg's triangle filter ("fancy upsampling"): each new sample is
// three quarters the nearer and one quarter the farther one, rounded up and down in turn. To the same bits.
//
// All read up to 8 samples beyond `length` and write up to 16 beyond the result: rows have that much room. The samples
// before the first and after the last must be there: their neighbours, or copies of them at the edge of the image.

// @ts-ignore: decorator
@inline
function eight(source: usize): v128 {
  return v128.load_ext<u8>(source);
}

// @ts-ignore: decorator
@inline
function triple(value: v128): v128 {
  return i16x8.add(value, i16x8.add(value, value));
}

/** Across. Writes 2 × `length` samples. */
export function doubleAcross(source: usize, target: usize, length: i32): void {
  for (const end = source + <usize>length; source < end; source += 8, target += 16) {
    const near = triple(eight(source));
    const left = i16x8.shr_u(i16x8.add(near, i16x8.add(eight(source - 1), i16x8.splat(1))), 2);
    const right = i16x8.shr_u(i16x8.add(near, i16x8.add(eight(source + 1), i16x8.splat(2))), 2);
    v128.store(target, v128.or(left, i16x8.shl(right, 8)));
  }
}

/** Down: the row between `near` and `far` that is closer to `near`. `rounding` is 1 in the upper row, 2 in the lower. */
export function blendRows(near: usize, far: usize, target: usize, length: i32, rounding: i32): void {
  const half = i16x8.splat(<i16>rounding);
  for (const end = near + <usize>length; near < end; near += 8, far += 8, target += 8) {
    const row = i16x8.shr_u(i16x8.add(i16x8.add(triple(eight(near)), eight(far)), half), 2);
    v128.store64_lane(target, i8x16.narrow_i16x8_u(row, row), 0);
  }
}

/** Both ways at once, rounded once. Writes 2 × `length` samples. */
export function doubleBoth(near: usize, far: usize, target: usize, length: i32): void {
  for (const end = near + <usize>length; near < end; near += 8, far += 8, target += 16) {
    const here = triple(i16x8.add(triple(eight(near)), eight(far)));
    const before = i16x8.add(triple(eight(near - 1)), eight(far - 1));
    const after = i16x8.add(triple(eight(near + 1)), eight(far + 1));
    const left = i16x8.shr_u(i16x8.add(here, i16x8.add(before, i16x8.splat(8))), 4);
    const right = i16x8.shr_u(i16x8.add(here, i16x8.add(after, i16x8.splat(7))), 4);
    v128.store(target, v128.or(left, i16x8.shl(right, 8)));
  }
}

/** Each sample twice. Writes 2 × `length` samples. */
export function repeatAcross(source: usize, target: usize, length: i32): void {
  for (const end = source + <usize>length; source < end; source += 8, target += 16) {
    const row = eight(source);
    v128.store(target, v128.or(row, i16x8.shl(row, 8)));
  }
}

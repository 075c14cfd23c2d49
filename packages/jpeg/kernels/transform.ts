// Turns a block of coefficients into samples, the cheapest way that gives the exact result.
import { transform2, transform4, fillReduced } from "./transform-reduced";
import { fill8, transform8, transform8of4 } from "./transform-8";

/** The last coefficient, in zigzag order, that lies within the first four rows and columns with all before it. */
const lastOfFour: i32 = 9;

/** @param last index of the last coefficient that may be other than zero */
export function transform(block: usize, steps: usize, last: i32, size: i32, target: usize, stride: usize): void {
  if (last == 0 || size == 1) {
    const mean = <i32>(<i16>(load<i16>(block) * load<i16>(steps)));
    if (size == 8) fill8(mean, target, stride);
    else fillReduced(mean, target, stride, size);
  } else if (size == 8) {
    if (last <= lastOfFour) transform8of4(block, steps, target, stride);
    else transform8(block, steps, target, stride);
  } else if (size == 4) transform4(block, steps, target, stride);
  else transform2(block, steps, target, stride);
}

/** A bound for the last coefficient of a block of which only the coefficients are known: 0, 9 or 63. */
export function lastCoefficient(block: usize): i32 {
  const beyond = v128.or(
    v128.or(v128.load(block, 64), v128.load(block, 80)),
    v128.or(v128.load(block, 96), v128.load(block, 112)),
  );
  const first = v128.load(block);
  const others = v128.or(v128.or(v128.load(block, 16), v128.load(block, 32)), v128.load(block, 48));
  const right = i64x2.extract_lane(v128.or(first, others), 1);
  if (v128.any_true(beyond) || right) return 63;
  if (v128.any_true(v128.or(others, i16x8.replace_lane(first, 0, 0)))) return lastOfFour;
  return 0;
}

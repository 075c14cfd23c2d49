import { storePart } from "../tail";
import { bytesOf, floats0, floats1, floats2, floats3 } from "./sixteen";

/** The sum with one more product, both rounded to f32. */
function plus(sum: v128, values: v128, weight: v128): v128 {
  return f32x4.add(sum, f32x4.mul(values, weight));
}

/**
 * Bytes of several pictures, weighted: Σ weight · value, summed in f32 in the order of the pictures and cut to whole
 * numbers. The pictures lie `stride` bytes apart from `sources` on; `weights` holds an f32 for each.
 */
export function mixtureBytes(
  sources: usize,
  stride: usize,
  pictures: i32,
  weights: usize,
  count: i32,
  output: usize,
): void {
  for (let done = 0; done < count; done += 16) {
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let at = sources + <usize>done;
    for (let picture = 0; picture < pictures; picture++) {
      const weight = v128.load32_splat(weights + ((<usize>picture) << 2));
      const bytes = v128.load(at);
      a = plus(a, floats0(bytes), weight);
      b = plus(b, floats1(bytes), weight);
      c = plus(c, floats2(bytes), weight);
      d = plus(d, floats3(bytes), weight);
      at += stride;
    }
    const mixed = bytesOf(a, b, c, d);
    if (count - done >= 16) v128.store(output + <usize>done, mixed);
    else storePart(output + <usize>done, mixed, <usize>(count - done));
  }
}

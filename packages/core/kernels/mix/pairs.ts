import { storePart } from "../tail";
import { bytesOf, floats0, floats1, floats2, floats3 } from "./sixteen";

/** Two products and their sum, each rounded to f32. */
function sum(first: v128, second: v128, share: v128, rest: v128): v128 {
  return f32x4.add(f32x4.mul(first, share), f32x4.mul(second, rest));
}

/** Bytes of two pictures as shares of both: first · share + second · rest in f32, rounded half to even. */
export function mixBytes(first: usize, second: usize, count: i32, share: f32, rest: f32, output: usize): void {
  const shares = f32x4.splat(share);
  const rests = f32x4.splat(rest);
  for (let done = 0; done < count; done += 16) {
    const a = v128.load(first + <usize>done);
    const b = v128.load(second + <usize>done);
    const bytes = bytesOf(
      f32x4.nearest(sum(floats0(a), floats0(b), shares, rests)),
      f32x4.nearest(sum(floats1(a), floats1(b), shares, rests)),
      f32x4.nearest(sum(floats2(a), floats2(b), shares, rests)),
      f32x4.nearest(sum(floats3(a), floats3(b), shares, rests)),
    );
    if (count - done >= 16) v128.store(output + <usize>done, bytes);
    else storePart(output + <usize>done, bytes, <usize>(count - done));
  }
}

/** The same of floats, not rounded to whole numbers. */
export function mixFloats(first: usize, second: usize, count: i32, share: f32, rest: f32, output: usize): void {
  const shares = f32x4.splat(share);
  const rests = f32x4.splat(rest);
  for (let done = 0; done < count; done += 4) {
    const at = (<usize>done) << 2;
    const mixed = sum(v128.load(first + at), v128.load(second + at), shares, rests);
    if (count - done >= 4) v128.store(output + at, mixed);
    else storePart(output + at, mixed, (<usize>(count - done)) << 2);
  }
}

/** first + share · (second − first), each step rounded to f32. */
function between(first: v128, second: v128, share: v128): v128 {
  return f32x4.add(first, f32x4.mul(share, f32x4.sub(second, first)));
}

/** Bytes on the way from one picture to another, cut to whole numbers, as Pillow's `Image.blend`. */
export function blendBytes(first: usize, second: usize, count: i32, share: f32, output: usize): void {
  const shares = f32x4.splat(share);
  for (let done = 0; done < count; done += 16) {
    const a = v128.load(first + <usize>done);
    const b = v128.load(second + <usize>done);
    const bytes = bytesOf(
      between(floats0(a), floats0(b), shares),
      between(floats1(a), floats1(b), shares),
      between(floats2(a), floats2(b), shares),
      between(floats3(a), floats3(b), shares),
    );
    if (count - done >= 16) v128.store(output + <usize>done, bytes);
    else storePart(output + <usize>done, bytes, <usize>(count - done));
  }
}

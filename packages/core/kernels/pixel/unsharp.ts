// What the unsharp mask needs beside a blur: differences, which of them are edges, and the sharpened picture.
import { alphaLanes, loadSixteen, storeSixteen } from "./elements";

const values: usize = memory.data(64, 16);

/** Bytes as floats from 0 to 1; writes whole sixteens. */
export function bytesToUnit(source: usize, count: i32, output: usize): void {
  for (let index: usize = 0; index < <usize>count; index += 16) {
    const target = output + (index << 2);
    loadSixteen(source + index, 0, target);
    for (let four: usize = 0; four < 64; four += 16) {
      v128.store(target + four, f32x4.mul(v128.load(target + four), f32x4.splat(1.0 / 255.0)));
    }
  }
}

/** 1 where an element differs from its blurred one by more than `threshold`, else 0; both are floats. */
export function edges(picture: usize, blurred: usize, count: i32, threshold: f32, output: usize): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) {
    const way = f32x4.abs(f32x4.sub(v128.load(picture + at), v128.load(blurred + at)));
    v128.store(output + at, v128.and(f32x4.gt(way, f32x4.splat(threshold)), f32x4.splat(1)));
  }
}

/** The picture with `share` of its difference from the blurred one added, as far as `mask` says, as bytes. Alpha stays. */
export function sharpenBy(
  picture: usize,
  blurred: usize,
  mask: usize,
  count: i32,
  channels: i32,
  share: f32,
  output: usize,
): void {
  const alpha = alphaLanes(channels);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let index = 0; index < count; index += 16) {
    const start = (<usize>index) << 2;
    for (let four: usize = 0; four < 64; four += 16) {
      const at = start + four;
      const value = v128.load(picture + at);
      const moved = f32x4.add(value, f32x4.mul(f32x4.sub(value, v128.load(blurred + at)), f32x4.splat(share)));
      const sharp = f32x4.pmax(zero, f32x4.pmin(one, moved));
      const soft = v128.load(mask + at);
      const mixed = f32x4.add(f32x4.mul(soft, sharp), f32x4.mul(f32x4.sub(one, soft), value));
      const level = f32x4.nearest(f32x4.mul(v128.bitselect(value, mixed, alpha), f32x4.splat(255)));
      v128.store(values + four, level);
    }
    storeSixteen(values, output + <usize>index, 0, count - index);
  }
}

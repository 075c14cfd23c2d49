import type { KernelMemory } from "../memory.ts";
import { allocateRaster, type Raster, requireBytes } from "../raster.ts";
import { type Border, borders } from "./blur-floats.ts";
import { pixelKernels } from "./module.ts";

/** Weights of a surrounding, row by row; its sides are odd, and its middle is the pixel itself. */
export interface Surrounding {
  readonly width: number;
  readonly height: number;
  readonly weights: ArrayLike<number>;
}

export interface Convolution {
  readonly keepAlpha: boolean;
  readonly cut?: boolean;
  readonly border?: Border;
}

/** Taps that may be summed before they are weighed: so many levels of a byte fit into 16 bits with a sign. */
const mostOfOneWeight = 128;

/**
 * Weighted sums over a surrounding of each 8-bit pixel; beyond the edges the image is mirrored without them, unless said
 * otherwise (OpenCV's filter2D). Rounded to the nearest level, in whole numbers, with weights as fine as 16 bits allow: a
 * level beside is possible where the sum is within some hundredths of the middle. With `cut` in f32, and cut to whole levels.
 * With `keepAlpha` the last of 2 or 4 channels stays. Returns a new raster.
 */
export function convolve(
  memory: KernelMemory,
  source: Raster,
  surrounding: Surrounding,
  { keepAlpha, cut = false, border = "mirror" }: Convolution,
): Raster {
  requireBytes(source, "A convolution");
  const { pointer, width, height, channels } = source;
  const [left, top] = [surrounding.width >> 1, surrounding.height >> 1];
  const output = allocateRaster(memory, source);
  const mark = memory.mark();
  const stride = (width + 2 * left) * channels;
  const padded = memory.allocate(stride * (height + 2 * top) + 64);
  const groups = groupTaps(surrounding, stride, channels);
  const { convolve: rounded, convolveCut } = pixelKernels(memory);
  const code = borders[border];
  if (cut) {
    const taps = writeGroups(memory, groups);
    const { length } = groups;
    convolveCut(pointer, width, height, channels, taps, length, left, top, code, keepAlpha, padded, output.pointer);
  } else {
    const { taps, pairs, bits } = writePairs(memory, groups);
    rounded(pointer, width, height, channels, taps, pairs, bits, left, top, code, keepAlpha, padded, output.pointer);
  }
  memory.release(mark);
  return output;
}

interface Group {
  readonly weight: number;
  readonly offsets: readonly number[];
}

/** The taps that count, those of one weight together; their offsets in bytes from the middle. */
function groupTaps({ width, height, weights }: Surrounding, stride: number, channels: number): readonly Group[] {
  const open = new Map<number, { readonly weight: number; readonly offsets: number[] }>();
  const groups: Group[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const weight = Math.fround(weights[row * width + column] as number);
      if (weight === 0) continue;
      let group = open.get(weight);
      if (group === undefined || group.offsets.length === mostOfOneWeight) {
        group = { weight, offsets: [] };
        open.set(weight, group);
        groups.push(group);
      }
      group.offsets.push((row - (height >> 1)) * stride + (column - (width >> 1)) * channels);
    }
  }
  return groups;
}

/** For each group the number of taps, the weight as f32, the taps. */
function writeGroups(memory: KernelMemory, groups: readonly Group[]): number {
  const words = groups.reduce((sum, { offsets }) => sum + 2 + offsets.length, 0);
  const taps = memory.allocate(words * 4);
  const view = new DataView(memory.memory.buffer, taps, words * 4);
  let at = 0;
  for (const { weight, offsets } of groups) {
    view.setInt32(at, offsets.length, true);
    view.setFloat32(at + 4, weight, true);
    at += 8;
    for (const offset of offsets) {
      view.setInt32(at, offset, true);
      at += 4;
    }
  }
  return taps;
}

const nothing: Group = { weight: 0, offsets: [] };

/** For each two groups the numbers of taps, both weights in parts of 2^bits, and the taps. */
function writePairs(
  memory: KernelMemory,
  groups: readonly Group[],
): { readonly taps: number; readonly pairs: number; readonly bits: number } {
  const pairs = Math.ceil(groups.length / 2);
  const bits = weightBits(groups);
  const words = groups.reduce((sum, { offsets }) => sum + offsets.length, 3 * pairs);
  const taps = memory.allocate(words * 4);
  const view = new DataView(memory.memory.buffer, taps, words * 4);
  let at = 0;
  // What is lost in rounding a weight is made up for by the next.
  let carried = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const two = [groups[2 * pair] ?? nothing, groups[2 * pair + 1] ?? nothing] as const;
    for (const [index, { weight, offsets }] of two.entries()) {
      const exact = weight * 2 ** bits + (offsets.length === 0 ? 0 : carried / offsets.length);
      const whole = Math.min(32767, Math.max(-32768, Math.round(exact)));
      carried = (exact - whole) * offsets.length;
      view.setInt32(at + 4 * index, offsets.length, true);
      view.setInt16(at + 8 + 2 * index, whole, true);
    }
    at += 12;
    for (const { offsets } of two) {
      for (const offset of offsets) {
        view.setInt32(at, offset, true);
        at += 4;
      }
    }
  }
  return { taps, pairs, bits };
}

/** As many, one at least, as leave each weight within 16 bits and the sum of all of them, 255 times, within 31. */
function weightBits(groups: readonly Group[]): number {
  let [most, sum] = [0, 0];
  for (const { weight, offsets } of groups) {
    most = Math.max(most, Math.abs(weight));
    sum += Math.abs(weight) * offsets.length;
  }
  let bits = 1;
  while (bits < 24 && most * 2 ** (bits + 1) < 32767 && sum * 255 * 2 ** (bits + 1) < 2 ** 30) bits++;
  return bits;
}

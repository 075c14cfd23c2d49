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

/** Taps that may be summed before they are weighed: 256 levels of a byte fit into 16 bits. */
const mostOfOneWeight = 256;

/**
 * Weighted sums over a surrounding of each 8-bit pixel, in f32, rounded half to even or cut to whole levels; beyond the edges
 * the image is mirrored without them, unless said otherwise (OpenCV's filter2D). With `keepAlpha` the last of 2 or 4
 * channels stays. Returns a new raster.
 */
export function convolve(
  memory: KernelMemory,
  source: Raster,
  surrounding: Surrounding,
  { keepAlpha, cut = false, border = "mirror" }: Convolution,
): Raster {
  requireBytes(source, "A convolution");
  const { width, height, channels } = source;
  const [left, top] = [surrounding.width >> 1, surrounding.height >> 1];
  const output = allocateRaster(memory, source);
  const mark = memory.mark();
  const stride = (width + 2 * left) * channels;
  const padded = memory.allocate(stride * (height + 2 * top) + 64);
  const groups = groupTaps(surrounding, stride, channels);
  const words = groups.reduce((sum, { offsets }) => sum + 2 + offsets.length, 0);
  const taps = memory.allocate(words * 4);
  const view = new DataView(memory.memory.buffer, taps, words * 4);
  let at = 0;
  for (const { weight, offsets } of groups) {
    view.setInt32(at, offsets.length, true);
    view.setFloat32(at + 4, weight, true);
    for (const [index, offset] of offsets.entries()) view.setInt32(at + 8 + 4 * index, offset, true);
    at += 8 + 4 * offsets.length;
  }
  pixelKernels(memory).convolve(
    source.pointer,
    width,
    height,
    channels,
    taps,
    groups.length,
    left,
    top,
    borders[border],
    cut,
    keepAlpha,
    padded,
    output.pointer,
  );
  memory.release(mark);
  return output;
}

interface Group {
  readonly weight: number;
  readonly offsets: number[];
}

/** The taps that count, those of one weight together; their offsets in bytes from the middle. */
function groupTaps({ width, height, weights }: Surrounding, stride: number, channels: number): readonly Group[] {
  const open = new Map<number, Group>();
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

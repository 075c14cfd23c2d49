import { type Border, borderCodes } from "./border.ts";
import { writeFloats, writePixel } from "./fill.ts";
import type { KernelMemory } from "./memory.ts";
import { kernels } from "./module.ts";
import { allocateRaster, elementCodes, isNarrow, pixelBytes, type Raster } from "./raster.ts";
import { type Region, requireInside } from "./reindex.ts";
import { wideKernels } from "./wide.ts";

/** Interpolation between pixels where a picture is warped. */
export type WarpFilter = "nearest" | "bilinear" | "bicubic";

const filterCodes = { nearest: 0, bilinear: 1, bicubic: 2 } as const;

/** What is common to all warps. */
export interface WarpOptions {
  /** Size of the result. */
  readonly width: number;
  readonly height: number;
  readonly filter: WarpFilter;
  /** What stands beyond the edges of the source. Default "constant": `fill`. */
  readonly border?: Border;
  /** A value for each channel, in the range of the element type. */
  readonly fill: readonly number[];
}

export interface Warp extends WarpOptions {
  /**
   * Row-major 3×3 matrix from output coordinates to those of the source, in pixels with centres at whole numbers and a
   * half: the source's top left corner is (0, 0), its bottom right corner (width, height).
   */
  readonly inverse: readonly number[];
  /** Only these source pixels exist: the bytes are those of warping this part of the source, cropped first. */
  readonly clip?: Region | undefined;
}

/** The numbers that kernels know the sources of coordinates by. */
const projective = 0;
const affine = 1;
const field = 2;

/**
 * Resamples along a matrix, without antialiasing. Semantics of torchvision v2's rotate, affine and perspective on uint8
 * tensors with a fill: `grid_sample` with zeros outside, blended with the fill by a mask that is sampled alike, rounded
 * half to even. Bicubic is OpenCV's (slope −0.75), where a fill counts as pixels of its value. Takes any element type;
 * sums are of f32, but for bytes of up to four channels, which are weighed across in parts of 2^14. Throws RangeError for a
 * matrix that is not 3×3 or not finite, a fill that does not fit the channels and a clip that leaves the source.
 */
export function warp(memory: KernelMemory, source: Raster, options: Warp): Raster {
  const { inverse, clip } = options;
  if (inverse.length !== 9 || !inverse.every(Number.isFinite)) {
    throw new RangeError(`A warp takes a matrix of 9 finite numbers, not [${inverse.join(", ")}]`);
  }
  const region = clip ?? { x: 0, y: 0, width: source.width, height: source.height };
  requireInside(region, source);
  const { numbers, isAffine } = relativeTo(region, inverse);
  return run(memory, source, options, region, () => {
    const matrix = memory.allocate(72);
    new Float64Array(memory.memory.buffer, matrix, 9).set(numbers);
    return { map: matrix, kind: isAffine ? affine : projective };
  });
}

/**
 * Resamples along a field of positions: for each row of the result the source columns of its pixels, then their source
 * rows, as f32 in the coordinates of {@link Warp.inverse}.
 *
 * @param write puts the field on the arena and returns where; it is called above the result.
 */
export function remap(
  memory: KernelMemory,
  source: Raster,
  options: WarpOptions,
  write: (memory: KernelMemory) => number,
): Raster {
  const region = { x: 0, y: 0, width: source.width, height: source.height };
  return run(memory, source, options, region, () => ({ map: write(memory), kind: field }));
}

function run(
  memory: KernelMemory,
  source: Raster,
  { width, height, filter, border = "constant", fill }: WarpOptions,
  region: Region,
  writeMap: () => { readonly map: number; readonly kind: number },
): Raster {
  const output = allocateRaster(memory, { ...source, width, height });
  const mark = memory.mark();
  const { map, kind } = writeMap();
  const fillPointer = (filter === "nearest" ? writePixel : writeFloats)(memory, source, fill);
  const scratch = memory.allocate((width + 1) * 16);
  const bytes = pixelBytes(source);
  const stride = source.width * bytes;
  const start = source.pointer + region.y * stride + region.x * bytes;
  const code = borderCodes[border];
  const { channels } = source;
  if (filter === "nearest" || isNarrow(source)) {
    const { warpNearest, warpBilinear, warpBicubic } = kernels(memory);
    const kernel = { nearest: warpNearest, bilinear: warpBilinear, bicubic: warpBicubic }[filter];
    const { width: columns, height: rows } = region;
    const step = filter === "nearest" ? bytes : channels;
    kernel(start, columns, rows, stride, step, map, kind, width, height, code, fillPointer, scratch, output.pointer);
  } else {
    wideKernels(memory).warpWide(
      start,
      region.width,
      region.height,
      stride,
      channels,
      elementCodes[source.type],
      filterCodes[filter],
      map,
      kind,
      width,
      height,
      code,
      fillPointer,
      scratch,
      output.pointer,
    );
  }
  memory.release(mark);
  return output;
}

/** The matrix to coordinates within a region, scaled to end in 1 where it is affine. */
function relativeTo({ x, y }: Region, inverse: readonly number[]): { numbers: Float64Array; isAffine: boolean } {
  const [g, h, i] = inverse.slice(6) as [number, number, number];
  const isAffine = g === 0 && h === 0 && i !== 0;
  const scale = isAffine ? i : 1;
  const whole = Float64Array.from(inverse, (value) => value / scale);
  const numbers = whole.map((value, index) => value - (index < 3 ? x : index < 6 ? y : 0) * whole[6 + (index % 3)]!);
  return { numbers, isAffine };
}

import type { KernelMemory } from "./memory.ts";
import { kernels } from "./module.ts";
import { allocateRaster, pixelBytes, type Raster, requireBytes } from "./raster.ts";
import { type Region, requireInside } from "./reindex.ts";

export interface Warp {
  /**
   * Row-major 3×3 matrix from output coordinates to those of the source, in pixels with centres at whole numbers and a
   * half: the source's top left corner is (0, 0), its bottom right corner (width, height).
   */
  readonly inverse: readonly number[];
  /** Size of the result. */
  readonly width: number;
  readonly height: number;
  readonly filter: "nearest" | "bilinear";
  /** What lies outside: a value for each channel, 0 to 255 (65535 for uint16). */
  readonly fill: readonly number[];
  /** Only these source pixels exist: the bytes are those of warping this part of the source, cropped first. */
  readonly clip?: Region | undefined;
}

/**
 * Resamples along a matrix, without antialiasing. Semantics of torchvision v2's rotate, affine and perspective on uint8
 * tensors with a fill: `grid_sample` with zeros outside, blended with the fill by a mask that is sampled alike, rounded
 * half to even. Bilinear takes uint8, nearest uint8 and uint16. Throws RangeError for a matrix that is not 3×3 or not
 * finite, a fill that does not fit the channels and a clip that leaves the source.
 */
export function warp(memory: KernelMemory, source: Raster, options: Warp): Raster {
  const { inverse, width, height, filter, fill, clip } = options;
  if (filter === "bilinear") requireBytes(source, "A bilinear warp");
  else if (source.type === "float32") throw new TypeError("A warp takes uint8 or uint16 pixels, not float32");
  if (inverse.length !== 9 || !inverse.every(Number.isFinite)) {
    throw new RangeError(`A warp takes a matrix of 9 finite numbers, not [${inverse.join(", ")}]`);
  }
  if (fill.length !== source.channels) {
    throw new RangeError(`fill has ${fill.length} numbers for ${source.channels} channels`);
  }
  const region = clip ?? { x: 0, y: 0, width: source.width, height: source.height };
  requireInside(region, source);
  const output = allocateRaster(memory, { ...source, width, height });
  const mark = memory.mark();
  const matrix = memory.allocate(72);
  const { numbers, affine } = relativeTo(region, inverse);
  new Float64Array(memory.memory.buffer, matrix, 9).set(numbers);
  const fillPointer = writeFill(memory, source, fill, filter);
  const scratch = memory.allocate((width + 1) * 16);
  const bytes = pixelBytes(source);
  const stride = source.width * bytes;
  const start = source.pointer + region.y * stride + region.x * bytes;
  const common = [
    start,
    region.width,
    region.height,
    stride,
    bytes,
    matrix,
    Number(affine),
    width,
    height,
    fillPointer,
  ] as const;
  if (filter === "nearest") kernels(memory).warpNearest(...common, scratch, output.pointer);
  else kernels(memory).warpBilinear(...common, 1, scratch, output.pointer);
  memory.release(mark);
  return output;
}

/** The matrix to coordinates within a region, scaled to end in 1 where it is affine. */
function relativeTo({ x, y }: Region, inverse: readonly number[]): { numbers: Float64Array; affine: boolean } {
  const [a, b, c, d, e, f, g, h, i] = inverse as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const affine = g === 0 && h === 0 && i !== 0;
  const scale = affine ? i : 1;
  const whole = Float64Array.of(a, b, c, d, e, f, g, h, i).map((value) => value / scale);
  const numbers = whole.map((value, index) => value - (index < 3 ? x : index < 6 ? y : 0) * whole[6 + (index % 3)]!);
  return { numbers, affine };
}

/** One pixel of the fill: elements for nearest, f32 otherwise. */
function writeFill(memory: KernelMemory, { type }: Raster, fill: readonly number[], filter: Warp["filter"]): number {
  const pointer = memory.allocate(16);
  const { buffer } = memory.memory;
  const view =
    filter === "bilinear"
      ? new Float32Array(buffer, pointer, 4)
      : type === "uint16"
        ? new Uint16Array(buffer, pointer, 4)
        : new Uint8ClampedArray(buffer, pointer, 4);
  const most = type === "uint16" ? 65535 : 255;
  view.set(fill.map((value) => Math.min(most, Math.max(0, value))));
  return pointer;
}

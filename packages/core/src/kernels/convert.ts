import type { KernelMemory } from "./memory.ts";
import { type Kernels, kernels } from "./module.ts";
import { type ElementType, elementBytes, type Raster, rasterBytes } from "./raster.ts";

/** What to make of a raster. */
export interface Conversion {
  /** Element type of the result: `float32`, or that of the source. */
  readonly type: ElementType;
  /** `NHWC`: channels interleaved as in the source; `NCHW`: one plane after another. */
  readonly layout: "NHWC" | "NCHW";
  /** Factor for each channel, for float results; 1 if left out. */
  readonly scale?: readonly number[];
  /** Added to each channel after scaling, for float results; 0 if left out. */
  readonly bias?: readonly number[];
}

/**
 * Writes the elements of a raster in another type or layout: for floats y = x · scale + bias with scale, bias, product
 * and sum rounded to f32. Writes at `pointer` (any alignment) or into new space on the arena, and returns where.
 * Throws a TypeError for a conversion there is none for, a RangeError for factors that do not fit the channels.
 */
export function convert(memory: KernelMemory, source: Raster, conversion: Conversion, pointer?: number): number {
  const { type, layout, scale, bias } = conversion;
  const { width, height, channels } = source;
  const pixels = width * height;
  if (type !== "float32" && type !== source.type) {
    throw new TypeError(`No conversion from ${source.type} to ${type}: to float32 or the same type only`);
  }
  if (type !== "float32" && (scale || bias)) throw new TypeError(`scale and bias need a float32 result, not ${type}`);
  const target = pointer ?? memory.allocate(pixels * channels * elementBytes[type]);
  const planar = layout === "NCHW" && channels > 1;
  if (type !== "float32") {
    const module = kernels(memory);
    if (!planar) module.copyRows(source.pointer, 0, rasterBytes(source), 1, target);
    else (type === "uint8" ? module.bytesToPlanes : module.shortsToPlanes)(source.pointer, pixels, channels, target);
    return target;
  }
  const mark = memory.mark();
  const factors = memory.allocate(24 * 4);
  memory.floatsAt(factors, 12).set(twelve("scale", scale, channels, 1));
  memory.floatsAt(factors + 48, 12).set(twelve("bias", bias, channels, 0));
  const module: Kernels = kernels(memory);
  if (planar) {
    const kernel = {
      uint8: "bytesToFloatPlanes",
      uint16: "shortsToFloatPlanes",
      float32: "floatsToFloatPlanes",
    } as const;
    module[kernel[source.type]](source.pointer, pixels, channels, factors, target);
  } else {
    const kernel = { uint8: "bytesToFloats", uint16: "shortsToFloats", float32: "floatsToFloats" } as const;
    module[kernel[source.type]](source.pointer, pixels * channels, factors, target);
  }
  memory.release(mark);
  return target;
}

/** The factors of the channels, repeated to the twelve that kernels take. */
function twelve(name: string, values: readonly number[] | undefined, channels: number, otherwise: number): number[] {
  if (values && values.length !== channels) {
    throw new RangeError(`${name} has ${values.length} numbers for ${channels} channels`);
  }
  return Array.from({ length: 12 }, (_, index) => values?.[index % channels] ?? otherwise);
}

import type { KernelMemory } from "./memory.ts";
import { type Kernels, kernels } from "./module.ts";
import { type ElementType, elementBytes, elementCodes, type Raster } from "./raster.ts";

/** What to make of a raster. */
export interface Conversion {
  /** Element type of the result: `float32` or `float16`, or that of the source. */
  readonly type: ElementType | "float16";
  /** `NHWC`: channels interleaved as in the source; `NCHW`: one plane after another. */
  readonly layout: "NHWC" | "NCHW";
  /** Factor for each channel, for float results; 1 if left out. */
  readonly scale?: readonly number[];
  /** Added to each channel after scaling, for float results; nothing if left out. */
  readonly bias?: readonly number[];
}

/** Reads the elements at `source` and writes them at `target`, both in kernel memory, with any alignment. */
export type PreparedConversion = (source: number, target: number) => void;

/**
 * Makes ready to write rasters of one size in another type or layout: for floats y = x · scale + bias with scale, bias,
 * product and sum rounded to f32, and for halves once more, to the nearest, ties to even. What is returned allocates nothing. Its factors lie on the arena: it may be used until
 * the caller gives them back. Throws a TypeError for a conversion there is none for, a RangeError for factors that do
 * not fit the channels.
 */
export function prepareConversion(
  memory: KernelMemory,
  { width, height, channels, type: from }: Omit<Raster, "pointer">,
  { type, layout, scale, bias }: Conversion,
): PreparedConversion {
  const pixels = width * height;
  const floats = type === "float32" || type === "float16";
  if (!floats && type !== from) {
    throw new TypeError(`No conversion from ${from} to ${type}: to floats or the same type only`);
  }
  if (!floats && (scale || bias)) throw new TypeError(`scale and bias need a result of floats, not ${type}`);
  const planar = layout === "NCHW" && channels > 1;
  const module: Kernels = kernels(memory);
  if (!floats) {
    const bytes = pixels * channels * elementBytes[from];
    if (!planar) return (source, target) => module.copyRows(source, 0, bytes, 1, target, 0);
    const planes = from === "uint8" ? module.bytesToPlanes : module.shortsToPlanes;
    return (source, target) => planes(source, pixels, channels, target);
  }
  if (channels > 4 || (from === "uint16" && type === "float16")) {
    return prepareMany(memory, { pixels, channels, from, planar, halves: type === "float16" }, { scale, bias });
  }
  const factors = memory.allocate(24 * 4);
  memory.floatsAt(factors, 12).set(spread("scale", scale, channels, 12, 1));
  // The zero that changes nothing, the negative one: −0 + 0 is 0.
  memory.floatsAt(factors + 48, 12).set(spread("bias", bias, channels, 12, -0));
  if (type === "float16") {
    const isBytes = from === "uint8";
    if (!planar) {
      const halves = isBytes ? module.bytesToHalves : module.floatsToHalves;
      return (source, target) => halves(source, pixels * channels, factors, target);
    }
    const planes = isBytes ? module.bytesToHalfPlanes : module.floatsToHalfPlanes;
    return (source, target) => planes(source, pixels, channels, factors, target);
  }
  if (planar) {
    const planes = {
      uint8: module.bytesToFloatPlanes,
      uint16: module.shortsToFloatPlanes,
      float32: module.floatsToFloatPlanes,
    }[from];
    return (source, target) => planes(source, pixels, channels, factors, target);
  }
  const toFloats = { uint8: module.bytesToFloats, uint16: module.shortsToFloats, float32: module.floatsToFloats }[from];
  return (source, target) => toFloats(source, pixels * channels, factors, target);
}

interface ManyChannels {
  readonly pixels: number;
  readonly channels: number;
  readonly from: ElementType;
  readonly planar: boolean;
  readonly halves: boolean;
}

/** The conversion of pixels of any number of channels; halves are rounded from floats that lie on the arena. */
function prepareMany(
  memory: KernelMemory,
  { pixels, channels, from, planar, halves }: ManyChannels,
  { scale, bias }: { readonly [Name in "scale" | "bias"]: readonly number[] | undefined },
): PreparedConversion {
  const { manyToFloats, roundToHalves } = kernels(memory);
  const scales = memory.allocate(channels * 4);
  const biases = memory.allocate(channels * 4);
  memory.floatsAt(scales, channels).set(spread("scale", scale, channels, channels, 1));
  memory.floatsAt(biases, channels).set(spread("bias", bias, channels, channels, -0));
  const element = elementCodes[from];
  if (!halves) {
    return (source, target) => manyToFloats(source, element, pixels, channels, scales, biases, Number(planar), target);
  }
  const floats = memory.allocate(pixels * channels * 4);
  return (source, target) => {
    manyToFloats(source, element, pixels, channels, scales, biases, Number(planar), floats);
    roundToHalves(floats, pixels * channels, target);
  };
}

/** Converts one raster, as {@link prepareConversion}. Writes at `pointer` or into new space on the arena, and returns where. */
export function convert(memory: KernelMemory, source: Raster, conversion: Conversion, pointer?: number): number {
  const { width, height, channels } = source;
  const target = pointer ?? memory.allocate(width * height * channels * bytesOf(conversion.type));
  const mark = memory.mark();
  prepareConversion(memory, source, conversion)(source.pointer, target);
  memory.release(mark);
  return target;
}

function bytesOf(type: Conversion["type"]): number {
  return type === "float16" ? 2 : elementBytes[type];
}

/** The factors of the channels, repeated to as many as kernels take. */
function spread(
  name: string,
  values: readonly number[] | undefined,
  channels: number,
  length: number,
  otherwise: number,
): number[] {
  if (values && values.length !== channels) {
    throw new RangeError(`${name} has ${values.length} numbers for ${channels} channels`);
  }
  return Array.from({ length }, (_, index) => values?.[index % channels] ?? otherwise);
}

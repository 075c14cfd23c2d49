import type { Clip, MaskClip, MaskPixels, PixelData, Pixels } from "../../fields/index.ts";
import { KeptPixels } from "../../kept-pixels.ts";
import { convert } from "../../kernels/convert.ts";
import type { KernelMemory } from "../../kernels/memory.ts";
import { copyRaster, type Raster, rasterBytes } from "../../kernels/raster.ts";
import { kindNamed } from "../../kinds/index.ts";
import type { FinishedImage, FinishedPicture } from "../../walk/pixel-engine.ts";

/**
 * Pixels as values outside of kernel memory.
 *
 * @param into memory to write into, of the type and the length that come out; of a clip all frames in a row.
 * @throws RangeError or TypeError where it is not.
 */
export function copyOut(
  memory: KernelMemory,
  picture: FinishedPicture,
  into?: PixelData,
): Pixels | MaskPixels | Clip | MaskClip {
  if (!("frames" in picture)) return copyImage(memory, picture, into);
  const { kind, frames } = picture;
  if (into === undefined) return { kind, frames: frames.map((frame) => copyImage(memory, frame)) } as Clip | MaskClip;
  const length = into.length / frames.length;
  const part = (frame: number) => into.subarray(frame * length, (frame + 1) * length);
  if (!Number.isInteger(length)) {
    throw new RangeError(
      `into: there is room for ${into.length} values, which ${frames.length} frames cannot share evenly`,
    );
  }
  return { kind, frames: frames.map((frame, i) => copyImage(memory, frame, part(i))) } as Clip | MaskClip;
}

function copyImage(memory: KernelMemory, image: FinishedImage, into?: PixelData): Pixels | MaskPixels {
  const raster = finalRaster(memory, image);
  const { width, height, channels } = raster;
  const data = into === undefined ? valuesOf(memory, raster).slice() : written(memory, raster, into);
  if (kindNamed(image.kind).picture?.annotates === true) {
    return { kind: "mask", width, height, data: data as MaskPixels["data"] };
  }
  return { kind: "image", width, height, channels, data };
}

/**
 * Pixels that stay in kernel memory, below the arena.
 *
 * @param alone nothing else in the arena is needed any more.
 */
export function keepOut(memory: KernelMemory, picture: FinishedPicture, alone: boolean): KeptPixels | Clip {
  if (!("frames" in picture)) return keepImage(memory, picture, alone);
  return { kind: "clip", frames: picture.frames.map((frame) => keepImage(memory, frame, false)) };
}

function keepImage(memory: KernelMemory, image: FinishedImage, alone: boolean): KeptPixels {
  const raster = finalRaster(memory, image);
  const own = memory.keeps(raster.pointer) ? copyRaster(memory, raster) : raster;
  return new KeptPixels(memory, memory.keepFrom(own.pointer, rasterBytes(own), alone), own);
}

/** With the last conversion done. */
function finalRaster(memory: KernelMemory, { raster, conversion }: FinishedImage): Raster {
  if (conversion === undefined) return raster;
  const [scale, bias] = [[...conversion.scale], [...conversion.bias]];
  const pointer = convert(memory, raster, { type: "float32", layout: "NHWC", scale, bias });
  return { ...raster, pointer, type: "float32" };
}

/** A view of a raster's values. */
function valuesOf(memory: KernelMemory, { pointer, width, height, channels, type }: Raster): PixelData {
  const { buffer } = memory.memory;
  const count = width * height * channels;
  if (type === "uint8") return new Uint8Array(buffer, pointer, count);
  return type === "uint16" ? new Uint16Array(buffer, pointer, count) : new Float32Array(buffer, pointer, count);
}

function written(memory: KernelMemory, raster: Raster, into: PixelData): PixelData {
  const values = valuesOf(memory, raster);
  if (into.constructor !== values.constructor) {
    throw new TypeError(`into: a ${values.constructor.name} comes out, and a ${into.constructor.name} was given`);
  }
  if (into.length !== values.length) {
    const { width, height, channels } = raster;
    throw new RangeError(
      `into: ${width} × ${height} × ${channels} are ${values.length} values, and there is room for ${into.length}`,
    );
  }
  into.set(values);
  return into;
}

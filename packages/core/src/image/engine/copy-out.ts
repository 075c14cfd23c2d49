import type { MaskPixels, PixelData, Pixels } from "../../fields/index.ts";
import { convert } from "../../kernels/convert.ts";
import type { KernelMemory } from "../../kernels/memory.ts";
import type { Raster } from "../../kernels/raster.ts";
import { kindNamed } from "../../kinds/index.ts";
import type { FinishedImage } from "../../walk/pixel-engine.ts";

/** Pixels as values outside of kernel memory. */
export function copyOut(memory: KernelMemory, { kind, raster, conversion }: FinishedImage): Pixels | MaskPixels {
  const { width, height, channels } = raster;
  if (kindNamed(kind).picture?.annotates === true) {
    return { kind: "mask", width, height, data: copied(memory, raster) as MaskPixels["data"] };
  }
  if (conversion === undefined) return { kind: "image", width, height, channels, data: copied(memory, raster) };
  const [scale, bias] = [[...conversion.scale], [...conversion.bias]];
  const pointer = convert(memory, raster, { type: "float32", layout: "NHWC", scale, bias });
  return { kind: "image", width, height, channels, data: copied(memory, { ...raster, pointer, type: "float32" }) };
}

/** The values of a raster in memory of their own. */
function copied(memory: KernelMemory, { pointer, width, height, channels, type }: Raster): PixelData {
  const { buffer } = memory.memory;
  const count = width * height * channels;
  if (type === "uint8") return new Uint8Array(buffer, pointer, count).slice();
  return type === "uint16"
    ? new Uint16Array(buffer, pointer, count).slice()
    : new Float32Array(buffer, pointer, count).slice();
}

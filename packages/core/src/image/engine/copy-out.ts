import type { MaskPixels, Pixels } from "../../fields/index.ts";
import { convert } from "../../kernels/convert.ts";
import type { KernelMemory } from "../../kernels/memory.ts";
import { kindNamed } from "../../kinds/index.ts";
import type { FinishedImage } from "../../walk/pixel-engine.ts";

/** Pixels as values outside of kernel memory. */
export function copyOut(memory: KernelMemory, { kind, raster, conversion }: FinishedImage): Pixels | MaskPixels {
  const { width, height, channels } = raster;
  const count = width * height * channels;
  if (kindNamed(kind).picture?.annotates === true) {
    const data =
      raster.type === "uint16"
        ? new Uint16Array(memory.memory.buffer, raster.pointer, count).slice()
        : memory.bytesAt(raster.pointer, count).slice();
    return { kind: "mask", width, height, data };
  }
  let { pointer, type } = raster;
  if (conversion !== undefined) {
    const scale = [...conversion.scale];
    pointer = convert(memory, raster, { type: "float32", layout: "NHWC", scale, bias: [...conversion.bias] });
    type = "float32";
  }
  const data = type === "float32" ? memory.floatsAt(pointer, count).slice() : memory.bytesAt(pointer, count).slice();
  return { kind: "image", width, height, channels, data };
}

import { convert } from "../kernels/convert.ts";
import type { KernelMemory } from "../kernels/memory.ts";
import type { Tensor } from "../tensor.ts";
import type { FinishedImage } from "./finish.ts";

/**
 * Writes finished pixels into a batch's slab: the last kernel puts the final layout and type into a staging area, then
 * one copy takes it out of kernel memory.
 *
 * @param offset where the sample begins in `target`, in values.
 */
export function writePixels(
  memory: KernelMemory,
  { kind, raster, conversion }: FinishedImage,
  layout: "NHWC" | "NCHW",
  target: Tensor["data"],
  offset: number,
): void {
  const count = raster.width * raster.height * raster.channels;
  let { pointer } = raster;
  const planar = layout === "NCHW" && kind === "image" && raster.channels > 1;
  const mark = memory.mark();
  if (conversion !== undefined) {
    const { scale, bias } = conversion;
    pointer = convert(memory, raster, { type: "float32", layout, scale: [...scale], bias: [...bias] });
  } else if (planar) {
    if (raster.type === "uint16") throw new TypeError("images of 16 bits cannot be written");
    pointer = convert(memory, raster, { type: raster.type, layout });
  }
  const { buffer } = memory.memory;
  if (target instanceof Float32Array) target.set(new Float32Array(buffer, pointer, count), offset);
  else if (target instanceof Uint16Array) target.set(new Uint16Array(buffer, pointer, count), offset);
  else target.set(new Uint8Array(buffer, pointer, count), offset);
  memory.release(mark);
}

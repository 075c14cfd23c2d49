import type { KernelMemory } from "../../kernels/memory.ts";
import { rasterBytes } from "../../kernels/raster.ts";
import type { FinishedImage } from "../../walk/pixel-engine.ts";

/**
 * Moves what came of a frame to where its making began, and gives back the rest of the arena. A clip then needs room for its
 * finished frames and for the making of one, however many frames there are.
 *
 * @param mark the arena's height before the frame was loaded.
 * @param images what came of it: one picture, or one for each view.
 */
export function settle(memory: KernelMemory, mark: number, images: readonly FinishedImage[]): readonly FinishedImage[] {
  // The lower ones first: what is moved comes to lie where it began, or below, and over nothing that has still to be moved.
  const byPlace = images
    .map((image, i) => ({ image, i }))
    .sort((a, b) => a.image.raster.pointer - b.image.raster.pointer);
  const settled: FinishedImage[] = [];
  memory.release(mark);
  for (const { image, i } of byPlace) {
    const { raster } = image;
    // What is kept below the arena stays there.
    const pointer = memory.keeps(raster.pointer) ? raster.pointer : moved(memory, raster.pointer, rasterBytes(raster));
    settled[i] = { ...image, raster: { ...raster, pointer } };
  }
  return settled;
}

function moved(memory: KernelMemory, from: number, bytes: number): number {
  const target = memory.allocate(bytes);
  if (target !== from) new Uint8Array(memory.memory.buffer).copyWithin(target, from, from + bytes);
  return target;
}

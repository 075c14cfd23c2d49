import type { KernelMemory } from "../memory.ts";
import { allocateRaster, type Raster, rasterBytes } from "../raster.ts";
import { mixKernels } from "./module.ts";

/** Makes a picture of another one, of the same shape, in place or anew. */
export type Change = (picture: Raster) => Raster;

/**
 * A weighted sum of a picture as it is and as several changes make it, bytes cut to whole numbers: Σ weight · value in f32,
 * in their order, as torchvision sums. The picture stays; every change gets a copy of it.
 *
 * @param weights one for the picture as it is, then one for each change.
 */
export function mixture(
  memory: KernelMemory,
  source: Raster,
  changes: readonly Change[],
  weights: readonly number[],
): Raster {
  const output = allocateRaster(memory, source);
  const mark = memory.mark();
  const bytes = rasterBytes(source);
  const stride = Math.ceil(bytes / 16) * 16;
  const pictures = memory.allocate(stride * weights.length);
  const factors = memory.allocate(weights.length * 4);
  memory.floatsAt(factors, weights.length).set(weights);
  copy(memory, source.pointer, pictures, bytes);
  for (const [number, change] of changes.entries()) {
    const own = { ...source, pointer: pictures + (number + 1) * stride };
    copy(memory, source.pointer, own.pointer, bytes);
    const inner = memory.mark();
    const changed = change(own);
    if (changed.pointer !== own.pointer) copy(memory, changed.pointer, own.pointer, bytes);
    memory.release(inner);
  }
  mixKernels(memory).mixtureBytes(pictures, stride, weights.length, factors, bytes, output.pointer);
  memory.release(mark);
  return output;
}

/** A picture on its way to another one, which stays: first + share · (second − first), cut to whole numbers, into the first. */
export function blendInto(memory: KernelMemory, first: Raster, second: Raster, share: number): void {
  mixKernels(memory).blendBytes(first.pointer, second.pointer, rasterBytes(first), share, first.pointer);
}

function copy({ memory }: KernelMemory, from: number, to: number, bytes: number): void {
  new Uint8Array(memory.buffer).copyWithin(to, from, from + bytes);
}

/**
 * A picture on its way to what each of several changes makes of it, one after the other: the first share towards the first,
 * the second from there towards the second. Every change gets a copy of the picture as it was.
 */
export function blends(
  memory: KernelMemory,
  source: Raster,
  changes: readonly Change[],
  shares: readonly number[],
): Raster {
  const output = allocateRaster(memory, source);
  const bytes = rasterBytes(source);
  copy(memory, source.pointer, output.pointer, bytes);
  for (const [number, change] of changes.entries()) {
    const mark = memory.mark();
    const own = allocateRaster(memory, source);
    copy(memory, source.pointer, own.pointer, bytes);
    blendInto(memory, output, change(own), shares[number] as number);
    memory.release(mark);
  }
  return output;
}

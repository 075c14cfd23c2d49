import { deepEqual } from "node:assert/strict";
import fc from "fast-check";
import { allocateRaster, type ElementType, pixelBytes, type Raster, rasterBytes } from "../src/kernels/index.ts";
import { KernelMemory } from "../src/kernels/memory.ts";

/** Bytes of a fixed value on both sides of everything that a function may write. */
const fenceBytes = 64;
const fenceValue = 0xa5;

/** A memory for one test. */
export function testMemory(): KernelMemory {
  return new KernelMemory({ maximumBytes: 64 * 2 ** 20 });
}

/** An image in ordinary memory. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/** Puts a picture on the arena. */
export function upload(memory: KernelMemory, { width, height, channels, data }: Picture): Raster {
  const raster = allocateRaster(memory, { width, height, channels, type: "uint8" });
  memory.bytesAt(raster.pointer, data.length).set(data);
  return raster;
}

/** Puts bytes of any element type on the arena. */
export function uploadAs(memory: KernelMemory, picture: Omit<Picture, "data">, type: ElementType, data: Uint8Array) {
  const raster = allocateRaster(memory, { ...picture, type });
  memory.bytesAt(raster.pointer, data.length).set(data);
  return raster;
}

/** The bytes of a raster, copied. */
export function download(memory: KernelMemory, raster: Raster): Uint8Array {
  return memory.bytesAt(raster.pointer, rasterBytes(raster)).slice();
}

/** The picture that a raster holds, copied. */
export function pictureOf(memory: KernelMemory, raster: Raster): Picture {
  const { width, height, channels } = raster;
  return { width, height, channels, data: download(memory, raster) };
}

/**
 * Runs an operation on a picture in a fresh memory, and checks that it left the source alone, wrote nothing before or
 * behind its result and kept nothing but the result on the arena.
 */
export function fenced(picture: Picture, operation: (memory: KernelMemory, source: Raster) => Raster): Picture {
  const memory = testMemory();
  memory.bytesAt(memory.allocate(fenceBytes), fenceBytes).fill(fenceValue);
  const source = upload(memory, picture);
  memory.bytesAt(memory.allocate(fenceBytes), fenceBytes).fill(fenceValue);
  const start = memory.mark();
  // A first run learns how long the result is; what lies behind it is fenced for a second one.
  const { pointer, ...shape } = operation(memory, source);
  const end = pointer + Math.ceil(rasterBytes({ ...shape }) / 16) * 16;
  deepEqual(memory.mark(), end, "only the result stays on the arena");
  const first = download(memory, { pointer, ...shape });
  memory.release(start);
  const used = memory.bytes - start;
  memory.bytesAt(start, used).fill(fenceValue);
  const result = operation(memory, source);
  const bytes = rasterBytes(result);
  const second = download(memory, result);
  deepEqual(second, first, "the same twice");
  deepEqual(download(memory, source), picture.data, "the source is unchanged");
  for (const fence of [source.pointer - fenceBytes, start - fenceBytes]) {
    deepEqual(
      new Set(memory.bytesAt(fence, fenceBytes)),
      new Set([fenceValue]),
      "nothing before the result is written",
    );
  }
  const padding = memory.bytesAt(result.pointer + bytes, end - result.pointer - bytes);
  if (padding.length > 0) deepEqual(new Set(padding), new Set([fenceValue]), "nothing behind the result is written");
  return pictureOf(memory, result);
}

/** Pictures of 1 to `largest` pixels a side, noise or constant. */
export function pictures(largest = 24, channels: readonly number[] = [1, 2, 3, 4]): fc.Arbitrary<Picture> {
  return fc
    .record({
      width: fc.integer({ min: 1, max: largest }),
      height: fc.integer({ min: 1, max: largest }),
      channels: fc.constantFrom(...channels),
      seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    })
    .map(({ seed, ...shape }) => ({ ...shape, data: noise(shape.width * shape.height * shape.channels, seed) }));
}

/** Bytes of a fixed sequence. */
export function noise(length: number, seed: number): Uint8Array {
  let state = seed | 1;
  return Uint8Array.from({ length }, () => {
    state = Math.imul(state, 1664525) + 1013904223;
    return state >>> 24;
  });
}

/** A picture of one color. */
export function constant(width: number, height: number, color: readonly number[]): Picture {
  const channels = color.length;
  const data = Uint8Array.from({ length: width * height * channels }, (_, index) => color[index % channels]!);
  return { width, height, channels, data };
}

/** The channels of a pixel. */
export function pixelAt({ width, channels, data }: Picture, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels)];
}

export { pixelBytes };

import { deepEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { adjustSharpness } from "../src/kernels/sharpness.ts";
import { fenced, noise, type Picture, pictures, testMemory, upload, uploadAs } from "./kernels-support.ts";

/** The definition: one value after another, in f64 where f32 with a fused multiply-add is exact, rounded to f32 once. */
function reference({ width, height, channels, data }: Picture, factor: number): Uint8Array {
  const share = Math.fround(1 - factor);
  return data.map((value, at) => {
    const channel = at % channels;
    const x = Math.floor(at / channels) % width;
    const y = Math.floor(at / channels / width);
    const isAlpha = channels % 2 === 0 && channel === channels - 1;
    if (isAlpha || x === 0 || y === 0 || x === width - 1 || y === height - 1) return value;
    let sum = 4 * value;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) sum += data[at + (dy * width + dx) * channels]!;
    }
    const mean = Math.round(sum / 13);
    return Math.trunc(Math.min(255, Math.max(0, Math.fround(value + (mean - value) * share))));
  });
}

test("it is its definition, for 1 to 4 channels; edges and alpha stay", () => {
  const factor = fc.oneof(
    fc.constantFrom(0, 0.5, 1, 2, 1e6),
    fc.double({ min: 0, max: 4, noNaN: true }),
    // Steps of a hundredth: products that lie at whole numbers, where f32 decides.
    fc.integer({ min: 0, max: 300 }).map((hundredths) => hundredths / 100),
  );
  fc.assert(
    fc.property(pictures(40), factor, (picture, strength) => {
      const got = fenced(picture, (memory, source) => adjustSharpness(memory, source, strength));
      deepEqual(got.data, reference(picture, strength));
    }),
    { numRuns: 300 },
  );
});

test("for every sum of surroundings the mean is rounded right", () => {
  // Eight neighbours of one level and a middle of another: sums of 0 to 3315.
  const memory = testMemory();
  for (let middle = 0; middle < 256; middle += 5) {
    for (let around = 0; around < 256; around++) {
      const data = new Uint8Array(9).fill(around);
      data[4] = middle;
      const raster = upload(memory, { width: 3, height: 3, channels: 1, data });
      const result = adjustSharpness(memory, raster, 0);
      deepEqual(memory.bytesAt(result.pointer, 9)[4], Math.round((8 * around + 5 * middle) / 13));
      memory.release(raster.pointer);
    }
  }
});

test("factors below 0 and other types are refused", () => {
  const memory = testMemory();
  const raster = upload(memory, { width: 3, height: 3, channels: 1, data: noise(9, 1) });
  throws(() => adjustSharpness(memory, raster, -0.1), /sharpness factor lies between 0 and infinity, not -0.1/);
  throws(() => adjustSharpness(memory, raster, Number.NaN), RangeError);
  const floats = uploadAs(memory, { width: 1, height: 1, channels: 1 }, "float32", new Uint8Array(4));
  throws(() => adjustSharpness(memory, floats, 1), /takes uint8 pixels, not float32/);
});

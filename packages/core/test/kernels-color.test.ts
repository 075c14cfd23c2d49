import { deepEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Curve } from "../src/kernels/color-operation.ts";
import { applyColorProgram, type ColorOperation } from "../src/kernels/index.ts";
import { jagged } from "./helpers/curves.ts";
import { constant, type Picture, pictureOf, pictures, testMemory, upload } from "./kernels-support.ts";

const factor = fc.oneof(fc.constantFrom(0, 0.5, 1, 1.5, 2), fc.double({ min: 0, max: 3, noNaN: true }));

const shift = fc.double({ min: -90, max: 90, noNaN: true });

function operations(channels: number): fc.Arbitrary<ColorOperation> {
  const colors = channels === 2 || channels === 4 ? channels - 1 : channels;
  return fc.oneof<fc.Arbitrary<ColorOperation>[]>(
    fc.record({ operation: fc.constantFrom("brightness" as const, "contrast" as const), factor }),
    fc.record({ operation: fc.constantFrom("autocontrast" as const, "equalize" as const) }),
    fc.record({
      operation: fc.constant("linear" as const),
      factor: fc.double({ min: -1, max: 2, noNaN: true }),
      share: fc.double({ min: -1, max: 1, noNaN: true }),
      of: fc.constantFrom("most" as const, "mean" as const),
      safe: fc.boolean(),
    }),
    fc.nat().map((seed) => ({ operation: "curve", curve: jagged(seed) })),
    fc.nat().map((seed) => ({ operation: "curve", curve: jagged(seed), perChannel: true })),
    fc
      .shuffledSubarray(
        Array.from({ length: colors }, (_, at) => at),
        { minLength: colors },
      )
      .map((order) => ({ operation: "permutation", order })),
    fc.record({ operation: fc.constant("saturation" as const), factor }),
    fc.record({ operation: fc.constant("hue" as const), factor: fc.double({ min: -0.5, max: 0.5, noNaN: true }) }),
    fc.record({ operation: fc.constant("hsv" as const), hue: shift, saturation: shift, value: shift }),
    fc.record({
      operation: fc.constant("matrix" as const),
      weights: fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 9, maxLength: 9 }),
    }),
  );
}

const programs = (channels: readonly number[]) =>
  pictures(48, channels).chain((picture) =>
    fc.record({
      picture: fc.constant(picture),
      program: fc.array(operations(picture.channels), { minLength: 1, maxLength: 6 }),
    }),
  );

/** What a program makes of a picture, after a check that it writes nothing else and keeps nothing on the arena. */
function apply(picture: Picture, program: readonly ColorOperation[]): Picture {
  const memory = testMemory();
  const before = memory.allocate(64);
  const raster = upload(memory, picture);
  const end = memory.mark();
  memory.bytesAt(before, 64).fill(0xa5);
  const bytes = picture.data.length;
  memory.bytesAt(raster.pointer + bytes, end - raster.pointer - bytes).fill(0xa5);
  applyColorProgram(memory, raster, program);
  deepEqual(memory.mark(), end);
  const around = [
    ...memory.bytesAt(before, 64),
    ...memory.bytesAt(raster.pointer + bytes, end - raster.pointer - bytes),
  ];
  deepEqual(new Set(around), new Set([0xa5]));
  return pictureOf(memory, raster);
}

test("a program has the bytes of its operations one after another", () => {
  fc.assert(
    fc.property(programs([1, 2, 3, 4]), ({ picture, program }) => {
      const separate = program.reduce((image, operation) => apply(image, [operation]), picture);
      deepEqual(apply(picture, program).data, separate.data);
    }),
    { numRuns: 300 },
  );
});

test("alpha stays, and color with it is as without", () => {
  fc.assert(
    fc.property(programs([4]), ({ picture, program }) => {
      const result = apply(picture, program).data;
      const isColor = (_: number, index: number) => index % 4 < 3;
      const opaque = { ...picture, channels: 3, data: picture.data.filter(isColor) };
      deepEqual(result.filter(isColor), apply(opaque, program).data);
      const isAlpha = (_: number, index: number) => index % 4 === 3;
      deepEqual(result.filter(isAlpha), picture.data.filter(isAlpha));
    }),
  );
});

test("neutral factors change nothing", () => {
  const program: ColorOperation[] = [
    { operation: "saturation", factor: 1 },
    { operation: "brightness", factor: 1 },
    { operation: "contrast", factor: 1 },
    { operation: "hue", factor: 0 },
    { operation: "curve", curve: (value) => value },
    { operation: "linear", factor: 1, share: 0, of: "mean", safe: false },
    { operation: "hsv", hue: 0, saturation: 0, value: 0 },
    { operation: "matrix", weights: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  ];
  fc.assert(
    fc.property(pictures(40, [1, 2]), (picture) => {
      deepEqual(apply(picture, program).data, picture.data);
    }),
  );
  fc.assert(
    fc.property(pictures(40, [3, 4]), (picture) => {
      deepEqual(
        apply(
          picture,
          program.filter(({ operation }) => operation !== "hue" && operation !== "hsv"),
        ).data,
        picture.data,
      );
    }),
  );
});

test("gray images: contrast turns about their own mean, saturation and hue do nothing", () => {
  const picture: Picture = { width: 2, height: 2, channels: 1, data: Uint8Array.of(10, 20, 30, 41) };
  deepEqual([...apply(picture, [{ operation: "contrast", factor: 0 }]).data], [25, 25, 25, 25]);
  const neither: ColorOperation[] = [
    { operation: "saturation", factor: 0 },
    { operation: "hue", factor: 0.3 },
  ];
  deepEqual(apply(picture, neither).data, picture.data);
});

test("hue turns red to green and green to blue, and leaves gray alone", () => {
  const third: ColorOperation[] = [{ operation: "hue", factor: 1 / 3 }];
  deepEqual([...apply(constant(1, 1, [255, 0, 0]), third).data], [0, 255, 0]);
  deepEqual([...apply(constant(1, 1, [0, 200, 0]), third).data], [0, 0, 200]);
  deepEqual([...apply(constant(1, 1, [77, 77, 77]), third).data], [77, 77, 77]);
});

test("autocontrast and equalize look at each channel alone, never at alpha", () => {
  const levels = Array.from({ length: 1024 }, (_, at) => [100 + (at % 3), 7, 50 + 2 * (at % 2), at % 256]).flat();
  const picture: Picture = { width: 32, height: 32, channels: 4, data: Uint8Array.from(levels) };
  // In f32, 2 / (2 · (1 / 255)) lies a hair below 255, and is cut: torchvision's brightest is 254 here.
  const stretched = apply(picture, [{ operation: "autocontrast" }]).data;
  deepEqual([...stretched.subarray(0, 12)], [0, 7, 0, 0, 127, 7, 254, 1, 254, 7, 0, 2]);
  // 342, 341 and 341 pixels: a step is (1024 − 341) / 255 cut to 2, so 342 + 1 darker pixels are 171 steps of it.
  const spread = apply(picture, [{ operation: "equalize" }]).data;
  deepEqual([...spread.subarray(0, 12)], [0, 7, 0, 0, 171, 7, 255, 1, 255, 7, 0, 2]);
});

test("autocontrast leaves a channel of one level, equalize one of fewer than 255 darker pixels", () => {
  const flat = constant(20, 20, [9, 9, 200]);
  deepEqual(apply(flat, [{ operation: "autocontrast" }]).data, flat.data);
  for (const [darker, changes] of [
    [254, false],
    [255, true],
  ] as const) {
    const data = Uint8Array.from({ length: 300 }, (_, at) => (at < darker ? 10 : 20));
    const picture: Picture = { width: 30, height: 10, channels: 1, data };
    deepEqual(apply(picture, [{ operation: "equalize" }]).data[299] === 255, changes);
  }
});

test("a table for each channel is applied to its channel", () => {
  const curve: Curve = (value, _most, channel) => value ^ [0, 255, 15][channel]!;
  const table: ColorOperation[] = [{ operation: "curve", curve, perChannel: true }];
  deepEqual([...apply(constant(1, 1, [1, 2, 3]), table).data], [1, 253, 12]);
  deepEqual([...apply(constant(1, 1, [1, 2, 3, 9]), table).data], [1, 253, 12, 9]);
});

test("numbers out of range, other types and numbers of channels are refused", () => {
  const memory = testMemory();
  const raster = upload(memory, constant(2, 2, [1, 2, 3]));
  const ask = (operation: ColorOperation) => applyColorProgram(memory, raster, [operation]);
  throws(
    () => ask({ operation: "brightness", factor: -0.1 }),
    /brightness factor lies between 0 and infinity, not -0.1/,
  );
  throws(() => ask({ operation: "contrast", factor: Number.NaN }), RangeError);
  throws(() => ask({ operation: "hue", factor: 0.6 }), /between -0.5 and 0.5, not 0.6/);
  throws(() => ask({ operation: "permutation", order: [0, 2] }), /permutation of 3 channels .* not \[0, 2\]/);
  throws(() => ask({ operation: "permutation", order: [0, 2, 2] }), RangeError);
  throws(() => ask({ operation: "matrix", weights: [1] }), /9 numbers between -32 and 32, not \[1\]/);
  throws(() => applyColorProgram(memory, { ...raster, type: "float32" }, []), TypeError);
  for (const operation of ["saturation", "hue"] as const) {
    const one: ColorOperation = { operation, factor: 0 };
    throws(() => applyColorProgram(memory, { ...raster, type: "uint16" }, [one]), /takes uint8, not uint16/);
    throws(() => applyColorProgram(memory, { ...raster, channels: 5 }, [one]), /takes 1 to 4 channels, not 5/);
  }
});

test("saturation 0 is PyTorch's gray, in f32 with fused multiply-adds, for each of the 16,777,216 colors", () => {
  const memory = testMemory();
  const colors = Uint8Array.from(
    { length: 65536 * 3 },
    (_, index) => [0, (index / 768) | 0, (index / 3) & 255][index % 3]!,
  );
  const raster = upload(memory, { width: 256, height: 256, channels: 3, data: colors });
  const [red, green, blue] = [Math.fround(0.2989), Math.fround(0.587), Math.fround(0.114)];
  for (let level = 0; level < 256; level++) {
    const pixels = memory.bytesAt(raster.pointer, colors.length);
    pixels.set(colors);
    for (let at = 0; at < pixels.length; at += 3) pixels[at] = level;
    applyColorProgram(memory, raster, [{ operation: "saturation", factor: 0 }]);
    let wrong = 0;
    for (let at = 0; at < pixels.length; at += 3) {
      // Products of f32 are exact in f64, and the sum is rounded once.
      const first = Math.fround(colors[at + 1]! * green + Math.fround(level * red));
      const gray = Math.floor(Math.fround(colors[at + 2]! * blue + first));
      if (pixels[at] !== gray || pixels[at + 1] !== gray || pixels[at + 2] !== gray) wrong++;
    }
    deepEqual(wrong, 0, `red ${level}`);
  }
});

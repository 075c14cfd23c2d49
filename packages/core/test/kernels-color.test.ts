import { deepEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { applyColorProgram, type ColorOperation } from "../src/kernels/index.ts";
import { constant, noise, type Picture, pictureOf, pictures, testMemory, upload } from "./kernels-support.ts";

const factor = fc.oneof(fc.constantFrom(0, 0.5, 1, 1.5, 2), fc.double({ min: 0, max: 3, noNaN: true }));

function operations(channels: number): fc.Arbitrary<ColorOperation> {
  return fc.oneof(
    fc.record({
      operation: fc.constantFrom("brightness" as const, "contrast" as const, "saturation" as const),
      factor,
    }),
    fc.record({ operation: fc.constant("hue" as const), factor: fc.double({ min: -0.5, max: 0.5, noNaN: true }) }),
    fc.record({ operation: fc.constantFrom("autocontrast" as const, "equalize" as const) }),
    fc.record({
      operation: fc.constant("lookup" as const),
      table: fc.tuple(fc.boolean(), fc.nat()).map(([each, seed]) => noise(each ? 256 * channels : 256, seed)),
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
  const withoutTables = programs([4]).map(({ picture, program }) => ({
    picture,
    program: program.filter(({ operation }) => operation !== "lookup"),
  }));
  fc.assert(
    fc.property(withoutTables, ({ picture, program }) => {
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
    { operation: "lookup", table: Uint8Array.from({ length: 256 }, (_, level) => level) },
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
          program.filter(({ operation }) => operation !== "hue"),
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
  const table = Uint8Array.from({ length: 768 }, (_, index) => (index & 255) ^ [0, 255, 15][index >> 8]!);
  deepEqual([...apply(constant(1, 1, [1, 2, 3]), [{ operation: "lookup", table }]).data], [1, 253, 12]);
});

test("factors out of range, tables of a wrong length and other types are refused", () => {
  const memory = testMemory();
  const raster = upload(memory, constant(2, 2, [1, 2, 3]));
  const ask = (operation: ColorOperation) => applyColorProgram(memory, raster, [operation]);
  throws(
    () => ask({ operation: "brightness", factor: -0.1 }),
    /brightness factor lies between 0 and infinity, not -0.1/,
  );
  throws(() => ask({ operation: "contrast", factor: Number.NaN }), RangeError);
  throws(() => ask({ operation: "hue", factor: 0.6 }), /between -0.5 and 0.5, not 0.6/);
  throws(() => ask({ operation: "lookup", table: new Uint8Array(512) }), /256 or 768 bytes, not 512/);
  throws(() => applyColorProgram(memory, { ...raster, type: "uint16" }, []), TypeError);
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

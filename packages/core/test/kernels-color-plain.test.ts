import { deepEqual, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ColorOperation } from "../src/kernels/color-operation.ts";
import { applyColorProgram, type Raster } from "../src/kernels/index.ts";
import { jagged } from "./helpers/curves.ts";
import { type PlainPicture, plainColor } from "./helpers/plain-color.ts";
import { noise, testMemory } from "./kernels-support.ts";

const fence = 64;

/** The picture after a program of the kernels, between fences that nothing may write to. */
function run(picture: PlainPicture, program: readonly ColorOperation[]): number[] {
  const { width, height, channels, most, data } = picture;
  const memory = testMemory();
  const isShort = most === 65535;
  const bytes = data.length * (isShort ? 2 : 1);
  const before = memory.allocate(fence);
  const pointer = memory.allocate(bytes);
  const end = memory.mark();
  memory.bytesAt(before, fence).fill(0xa5);
  memory.bytesAt(pointer, end - pointer).fill(0xa5);
  const values = isShort
    ? new Uint16Array(memory.memory.buffer, pointer, data.length)
    : memory.bytesAt(pointer, data.length);
  values.set(data);
  const raster: Raster = { pointer, width, height, channels, type: isShort ? "uint16" : "uint8" };
  applyColorProgram(memory, raster, program);
  deepEqual(memory.mark(), end, "nothing stays on the arena");
  const around = [...memory.bytesAt(before, fence), ...memory.bytesAt(pointer + bytes, end - pointer - bytes)];
  deepEqual(new Set(around), new Set([0xa5]), "nothing beside the pixels is written");
  return [
    ...(isShort ? new Uint16Array(memory.memory.buffer, pointer, data.length) : memory.bytesAt(pointer, data.length)),
  ];
}

const share = fc.double({ min: -1, max: 1, noNaN: true });
const factor = fc.oneof(fc.constantFrom(0, 0.5, 1, 2), fc.double({ min: 0, max: 3, noNaN: true }));

/** What every picture takes. */
const tables = (colors: number): fc.Arbitrary<ColorOperation> =>
  fc.oneof(
    fc.record({ operation: fc.constantFrom("brightness" as const, "contrast" as const), factor }),
    fc.record({ operation: fc.constantFrom("autocontrast" as const, "equalize" as const) }),
    fc.record({
      operation: fc.constant("linear" as const),
      factor: fc.double({ min: -1, max: 2, noNaN: true }),
      share,
      of: fc.constantFrom("most" as const, "mean" as const),
      safe: fc.boolean(),
    }),
    fc
      .tuple(fc.nat(), fc.boolean())
      .map(([seed, perChannel]) => ({ operation: "curve" as const, curve: jagged(seed), perChannel })),
    fc
      .shuffledSubarray(
        Array.from({ length: colors }, (_, at) => at),
        { minLength: colors },
      )
      .map((order) => ({ operation: "permutation" as const, order })),
  );

const shift = fc.double({ min: -200, max: 200, noNaN: true });

/** What mixes three colors. */
const mixing: fc.Arbitrary<ColorOperation> = fc.oneof(
  fc.record({ operation: fc.constant("saturation" as const), factor }),
  fc.record({ operation: fc.constant("hsv" as const), hue: shift, saturation: shift, value: shift }),
  fc.record({
    operation: fc.constant("matrix" as const),
    weights: fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 9, maxLength: 9 }),
  }),
);

/** Pictures of so many channels, noise of all levels or of few, with programs that they take. */
function cases(most: 255 | 65535, channels: readonly number[], longest: number) {
  const size = fc.integer({ min: 1, max: 21 });
  return fc
    .record({ width: size, height: size, channels: fc.constantFrom(...channels), seed: fc.nat() })
    .chain((shape) => {
      const { seed, ...sizes } = shape;
      const count = sizes.width * sizes.height * sizes.channels;
      const upper = noise(count, seed);
      const lower = noise(count, seed + 1);
      const data = Array.from(upper, (byte, at) => {
        const level = most === 255 ? byte : byte * 256 + lower[at]!;
        return seed % 2 === 0 ? level : (level >> 3) + (most >> 2);
      });
      const colors = sizes.channels === 2 || sizes.channels === 4 ? sizes.channels - 1 : sizes.channels;
      const takesMixing = most === 255 && sizes.channels <= 4;
      const operation = takesMixing ? fc.oneof(tables(colors), mixing) : tables(colors);
      return fc.record({
        picture: fc.constant<PlainPicture>({ ...sizes, most, data }),
        program: fc.array(operation, { minLength: 1, maxLength: longest }),
      });
    });
}

for (const [title, most, channels, runs] of [
  ["bytes of 1 to 4 channels", 255, [1, 2, 3, 4], 300],
  ["bytes of bands", 255, [5, 7], 100],
  ["16 bits", 65535, [1, 2, 3, 4, 6], 40],
] as const) {
  test(`${title}: a program has the values of its operations one after another, each by itself`, () => {
    fc.assert(
      fc.property(cases(most, channels, most === 255 ? 6 : 3), ({ picture, program }) => {
        const expected = program.reduce(plainColor, picture);
        deepEqual(run(picture, program), expected.data);
      }),
      { numRuns: runs, seed: 7 },
    );
  });
}

test("HSV of each of 110,592 colors, turned, is OpenCV's way there and the rounded way back", () => {
  const levels = Array.from({ length: 48 }, (_, at) => Math.min(255, Math.round(at * 5.43)));
  const data = levels.flatMap((red) => levels.flatMap((green) => levels.flatMap((blue) => [red, green, blue])));
  const picture: PlainPicture = { width: 2304, height: 48, channels: 3, most: 255, data };
  for (const shifts of [
    { hue: 0, saturation: 1, value: 0 },
    { hue: 37.5, saturation: -60, value: 12 },
  ]) {
    const operation: ColorOperation = { operation: "hsv", ...shifts };
    const [found, expected] = [run(picture, [operation]), plainColor(picture, operation).data];
    ok(
      found.every((value, at) => value === expected[at]),
      JSON.stringify(shifts),
    );
  }
});

test("16 bits hold more than 8: a contrast halved and doubled again is off by two levels of 65,535 at most", () => {
  const data = Array.from({ length: 4096 }, (_, at) => 20000 + at * 3);
  const picture: PlainPicture = { width: 64, height: 64, channels: 1, most: 65535, data };
  const there = run(picture, [
    { operation: "contrast", factor: 0.5 },
    { operation: "contrast", factor: 2 },
  ]);
  ok(there.every((value, at) => Math.abs(value - data[at]!) <= 2));
});

test("equalized 16 bits spread evenly even where there are fewer pixels than levels", () => {
  const data = Array.from({ length: 101 }, (_, at) => 500 + at * at);
  const spread = run({ width: 101, height: 1, channels: 1, most: 65535, data }, [{ operation: "equalize" }]);
  deepEqual(
    spread,
    data.map((_, at) => Math.floor((at * 65535) / 100 + 0.5)),
  );
});

test("what mixes three colors is refused on bands and on 16 bits", () => {
  const bands: PlainPicture = { width: 1, height: 1, channels: 5, most: 255, data: [1, 2, 3, 4, 5] };
  const deep: PlainPicture = { width: 1, height: 1, channels: 3, most: 65535, data: [1, 2, 3] };
  const hsv: ColorOperation = { operation: "hsv", hue: 1, saturation: 0, value: 0 };
  throws(() => run(bands, [hsv]), /hsv takes 1 to 4 channels, not 5/);
  throws(
    () => run(deep, [{ operation: "matrix", weights: [1, 0, 0, 0, 1, 0, 0, 0, 1] }]),
    /matrix takes uint8, not uint16/,
  );
});

import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { shapeOf } from "../src/kernels/color/table-shape.ts";
import { applyColorProgram, type ColorOperation } from "../src/kernels/color.ts";
import { allocateRaster, type Raster } from "../src/kernels/index.ts";
import { brightnessTable, contrastTable } from "../src/kernels/lookup-table.ts";
import { download, noise, testMemory, upload } from "./kernels-support.ts";

const tableOf = (level: (x: number) => number) => Uint8Array.from({ length: 256 }, (_, x) => level(x));

/** What a rule makes of a level. */
function followed(table: Uint8Array): Uint8Array | undefined {
  const rule = shapeOf(table);
  if (rule === undefined) return undefined;
  return tableOf((x) => {
    if (rule.shape === "bits") return x >= rule.threshold ? 255 - (x & rule.mask) : x & rule.mask;
    return Math.min(255, Math.max(0, (x * rule.factor + rule.added) >> 18));
  });
}

describe("rules of tables", () => {
  test("are found for what operations are made of", () => {
    const shapes: readonly [Uint8Array, "bits" | "line"][] = [
      [tableOf((x) => x), "bits"],
      [tableOf((x) => 255 - x), "bits"],
      [tableOf((x) => x & 0xf0), "bits"],
      [tableOf((x) => (x >= 77 ? 255 - x : x)), "bits"],
      [brightnessTable(1.2, 255) as Uint8Array, "line"],
      [brightnessTable(0.35, 255) as Uint8Array, "line"],
      [contrastTable(1.7, 101.3, 255) as Uint8Array, "line"],
      [contrastTable(0.4, 12.5, 255) as Uint8Array, "line"],
    ];
    for (const [table, shape] of shapes) {
      equal(shapeOf(table)?.shape, shape);
      deepEqual(followed(table), table);
    }
  });

  test("hold for every entry, of whatever table they are found", () => {
    let found = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 50_000, max: 4_000_000 }).map((value) => value / 1_000_000),
        fc.integer({ min: 0, max: 255_000 }).map((value) => value / 1000),
        fc.boolean(),
        (factor, mean, isContrast) => {
          const table = (isContrast ? contrastTable(factor, mean, 255) : brightnessTable(factor, 255)) as Uint8Array;
          const same = followed(table);
          if (same === undefined) return;
          found++;
          deepEqual(same, table);
        },
      ),
      { numRuns: 400, seed: 7 },
    );
    ok(found === 400, `${found} of 400`);
  });

  test("are not seen where there are none", () => {
    equal(shapeOf(tableOf((x) => Math.sqrt(x * 255))), undefined);
    equal(shapeOf(tableOf((x) => (x === 100 ? 3 : x))), undefined);
    equal(shapeOf(tableOf((x) => (x * 7) & 255)), undefined);
  });
});

describe("what follows a rule has the bytes of its table", () => {
  const curves: readonly [string, ColorOperation][] = [
    ["brightness", { operation: "brightness", factor: 1.37 }],
    ["less of it", { operation: "brightness", factor: 0.2 }],
    ["contrast", { operation: "contrast", factor: 1.6 }],
    ["autocontrast", { operation: "autocontrast" }],
    ["invert", { operation: "curve", curve: (x, most) => most - x }],
    ["posterize", { operation: "curve", curve: (x) => x & 0xe0 }],
    ["solarize", { operation: "curve", curve: (x, most) => (x > 90 ? most - x : x) }],
    ["gamma", { operation: "curve", curve: (x) => Math.sqrt(x * 255) }],
  ];
  for (const [name, operation] of curves) {
    test(`${name}, in place and elsewhere, of any length`, () => {
      // Small pictures go through the table, large ones by the rule.
      const [width, height] = [211, 173];
      const data = noise(width * height * 3, 5).map((value) => 20 + (value >> 1));
      const memory = testMemory();
      const source = upload(memory, { width, height, channels: 3, data });
      const target = allocateRaster(memory, source);
      const fence = memory.allocate(16);
      memory.bytesAt(fence, 16).fill(0xa5);
      applyColorProgram(memory, source, [operation], target);
      deepEqual(download(memory, source), data, "the source stays");
      deepEqual(new Set(memory.bytesAt(fence, 16)), new Set([0xa5]));
      applyColorProgram(memory, source, [operation]);
      const whole = download(memory, source);
      deepEqual(download(memory, target), whole);
      // What a level becomes, seen where it stands alone: a picture of all levels, with the statistics of the large one.
      const table = new Map<number, number>();
      for (let i = 0; i < data.length; i++) {
        const before = table.get((i % 3) * 256 + data[i]!);
        if (before === undefined) table.set((i % 3) * 256 + data[i]!, whole[i]!);
        else equal(whole[i], before);
      }
      if (operation.operation === "curve") {
        for (const [key, value] of table) equal(value, Math.trunc(operation.curve(key & 255, 255, 0)));
      }
    });
  }

  test("brightness by any factor, at every level", () => {
    const [width, height] = [256, 128];
    for (let i = 1; i <= 60; i++) {
      const factor = i * 0.0531;
      const memory = testMemory();
      const data = Uint8Array.from({ length: width * height }, (_, at) => at & 255);
      const source = upload(memory, { width, height, channels: 1, data });
      applyColorProgram(memory, source, [{ operation: "brightness", factor }]);
      const table = brightnessTable(factor, 255);
      deepEqual(download(memory, source).subarray(0, 256), Uint8Array.from(table), `${factor}`);
    }
  });

  test("what is not one table is written elsewhere too", () => {
    const [width, height] = [64, 33];
    const data = noise(width * height * 3, 6);
    const memory = testMemory();
    const operations: readonly ColorOperation[] = [
      { operation: "saturation", factor: 1.4 },
      { operation: "contrast", factor: 0.7 },
      { operation: "hue", factor: 0.2 },
    ];
    const source = upload(memory, { width, height, channels: 3, data });
    const target = allocateRaster(memory, source);
    applyColorProgram(memory, source, operations, target);
    deepEqual(download(memory, source), data);
    applyColorProgram(memory, source, operations);
    deepEqual(download(memory, target), download(memory, source));
  });
});

describe("three channels, for which there are kernels of their own, have the bytes that they have beside alpha", () => {
  const curves: readonly [string, readonly ColorOperation[]][] = [
    ["one table without a rule", [{ operation: "curve", curve: (x) => Math.sqrt(x * 255) }]],
    [
      "tables for each channel",
      [{ operation: "curve", curve: (x, _most, c) => (x * x * (c + 1)) >> 8, perChannel: true }],
    ],
    [
      "lines for each channel",
      [{ operation: "curve", curve: (x, _most, c) => x * (0.5 + c / 3) + 9, perChannel: true }],
    ],
    [
      "a channel that is one level",
      [{ operation: "curve", curve: (x, _most, c) => (c === 1 ? 77 : x), perChannel: true }],
    ],
    ["autocontrast", [{ operation: "autocontrast" }]],
    ["contrast", [{ operation: "contrast", factor: 0.6 }]],
    ["grey", [{ operation: "saturation", factor: 0 }]],
    [
      "lines between other steps",
      [
        { operation: "saturation", factor: 1.3 },
        { operation: "brightness", factor: 0.8 },
        { operation: "hue", factor: -0.1 },
        { operation: "curve", curve: (x, most) => most - x },
      ],
    ],
  ];
  for (const [name, operations] of curves) {
    test(name, () => {
      // More than any of them asks for, and neither whole sixteens nor whole fours.
      const [width, height] = [263, 181];
      const count = width * height;
      const colors = noise(count * 3, 8).map((value, i) => 11 + (i % 3) * 7 + (value * 3) / 5);
      const withAlpha = new Uint8Array(count * 4);
      for (let i = 0; i < count; i++) withAlpha.set(colors.subarray(3 * i, 3 * i + 3), 4 * i);
      const memory = testMemory();
      const three = upload(memory, { width, height, channels: 3, data: colors });
      const four = upload(memory, { width, height, channels: 4, data: withAlpha });
      const target = allocateRaster(memory, three);
      applyColorProgram(memory, three, operations, target);
      applyColorProgram(memory, four, operations);
      deepEqual(
        download(memory, target),
        download(memory, four).filter((_, i) => i % 4 !== 3),
      );
    });
  }

  test("rules between other steps: all at once has the bytes of one step after the other", () => {
    const operations: readonly ColorOperation[] = [
      { operation: "hue", factor: 0.2 },
      { operation: "curve", curve: (x, most) => (x >= 90 ? most - x : x) },
      { operation: "saturation", factor: 0.7 },
      { operation: "brightness", factor: 1.3 },
      { operation: "hue", factor: -0.1 },
    ];
    const [width, height] = [157, 91];
    const data = noise(width * height * 3, 12);
    const memory = testMemory();
    const [fused, apart] = [1, 2].map(() => upload(memory, { width, height, channels: 3, data })) as [Raster, Raster];
    applyColorProgram(memory, fused, operations);
    for (const operation of operations) applyColorProgram(memory, apart, [operation]);
    deepEqual(download(memory, fused), download(memory, apart));
  });

  test("the three colors whose gray f32 puts below a whole number, wherever they stand", () => {
    const colors = [
      [250, 9, 228, 105],
      [250, 13, 146, 98],
      [250, 47, 199, 124],
      // A neighbour of each, which is not.
      [250, 10, 228, 106],
      [250, 13, 145, 98],
      [251, 47, 199, 125],
    ] as const;
    for (let count = 1; count <= 37; count++) {
      const data = new Uint8Array(count * 3);
      const want = new Uint8Array(count * 3);
      for (let i = 0; i < count; i++) {
        const [red, green, blue, gray] = colors[(i * 5 + count) % 6]!;
        data.set([red, green, blue], 3 * i);
        want.fill(gray, 3 * i, 3 * i + 3);
      }
      const memory = testMemory();
      const source = upload(memory, { width: count, height: 1, channels: 3, data });
      const target = allocateRaster(memory, source);
      applyColorProgram(memory, source, [{ operation: "saturation", factor: 0 }], target);
      deepEqual(download(memory, target), want);
      // Contrast 0 leaves the mean gray, cut.
      applyColorProgram(memory, source, [{ operation: "contrast", factor: 0 }]);
      const sum = want.reduce((all, value) => all + value, 0) / 3;
      equal(download(memory, source)[0], Math.trunc(Math.fround(sum / count)));
    }
  });

  test("outermost levels are found wherever they stand", () => {
    const count = 53;
    for (let at = 0; at < count * 3; at++) {
      const data = new Uint8Array(count * 3).fill(100);
      data[at] = at % 2 === 0 ? 50 : 150;
      const memory = testMemory();
      const source = upload(memory, { width: count, height: 1, channels: 3, data });
      applyColorProgram(memory, source, [{ operation: "autocontrast" }]);
      const want = new Uint8Array(count * 3).fill(100);
      // The channel has two levels, which become the ends of the range; the upper one as f32 has it, cut.
      const most = Math.trunc(Math.fround(50 / Math.fround(50 * Math.fround(1 / 255))));
      for (let i = at % 3; i < count * 3; i += 3) want[i] = at % 2 === 0 ? most : 0;
      want[at] = at % 2 === 0 ? 0 : most;
      deepEqual(download(memory, source), want, `${at}`);
    }
  });
});

import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { shapeOf } from "../src/kernels/color/table-shape.ts";
import { applyColorProgram, type ColorOperation } from "../src/kernels/color.ts";
import { allocateRaster } from "../src/kernels/index.ts";
import { brightnessTable, contrastTable } from "../src/kernels/lookup-table.ts";
import { download, noise, testMemory, upload } from "./kernels-support.ts";

const tableOf = (level: (x: number) => number) => Uint8Array.from({ length: 256 }, (_, x) => level(x));

/** What a rule makes of a level. */
function followed(table: Uint8Array): Uint8Array | undefined {
  const rule = shapeOf(table);
  if (rule === undefined) return undefined;
  return tableOf((x) => {
    if (rule.shape === "bits") return x >= rule.threshold ? 255 - (x & rule.mask) : x & rule.mask;
    return Math.min(255, Math.max(0, (x * rule.factor + rule.added) >> rule.shift));
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
    ok(found > 250, `${found} of 400`);
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

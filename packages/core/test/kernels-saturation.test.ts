import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { saturationLine } from "../src/kernels/color/saturation-line.ts";
import { applyColorProgram } from "../src/kernels/index.ts";
import { plainColor } from "./helpers/plain-color.ts";
import { download, noise, testMemory, upload } from "./kernels-support.ts";

/** What the reference computes in f32: the product with the factor is rounded, then the sum. */
function blended(level: number, gray: number, factor: number): number {
  const product = Math.fround(level * Math.fround(factor));
  return Math.trunc(Math.min(255, Math.max(0, Math.fround(product + gray * Math.fround(1 - factor)))));
}

/** A level by the rule. */
function ruled(level: number, gray: number, rule: NonNullable<ReturnType<typeof saturationLine>>): number {
  const isLowered = level === gray && ((rule.lowered?.[level >> 3] ?? 0) >> (level & 7)) & 1;
  const value = gray + (((level - gray) * rule.factor + rule.added) >> 18) - Number(isLowered);
  return Math.min(255, Math.max(0, value));
}

/** Factors of all sorts: few bits, two decimals, and such as are drawn. */
const factors = [
  ...[0.0625, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.9375, 2, 2.5, 3.5],
  ...[0.1, 0.3, 0.8, 1.1, 1.3, 1.4, 1.7, 1.9],
  ...Array.from({ length: 40 }, (_, at) => ((at + 1) * 0.6180339887) % 2),
];

test("where saturation is a line, it is that for every level with every gray", () => {
  let lines = 0;
  let withLowered = 0;
  for (const factor of factors) {
    const rule = saturationLine(factor);
    if (rule === undefined) continue;
    lines++;
    if (rule.lowered !== undefined) withLowered++;
    for (let level = 0; level < 256; level++) {
      for (let gray = 0; gray < 256; gray++) {
        const expected = blended(level, gray, factor);
        if (ruled(level, gray, rule) !== expected) equal(ruled(level, gray, rule), expected, `${factor}`);
      }
    }
  }
  ok(lines > 50 && lines < factors.length, `${lines} of ${factors.length}`);
  ok(withLowered > 10 && withLowered < lines, `${withLowered} of ${lines}`);
});

test("the kernel has the bytes of a plain loop, of colors of every sort", () => {
  const [width, height] = [131, 97];
  const data = noise(width * height * 3, 5);
  // A third is grey, a third nearly so: levels that are their own gray.
  for (let at = 0; at < data.length; at += 3) {
    if (at % 9 === 0) continue;
    data[at + 1] = data[at] as number;
    data[at + 2] = (data[at] as number) ^ (at % 9 === 3 ? 0 : at & 3);
  }
  for (const channels of [3, 4]) {
    const pixels = Uint8Array.from({ length: width * height * channels }, (_, at) =>
      at % channels === 3 ? at & 255 : (data[3 * Math.floor(at / channels) + (at % channels)] as number),
    );
    for (const factor of factors.filter((_, at) => at % 4 === 1)) {
      const memory = testMemory();
      const picture = { width, height, channels, data: pixels };
      const raster = upload(memory, picture);
      applyColorProgram(memory, raster, [{ operation: "saturation", factor }]);
      const plain = plainColor({ ...picture, most: 255, data: [...pixels] }, { operation: "saturation", factor });
      deepEqual(download(memory, raster), Uint8Array.from(plain.data), `${factor}, ${channels} channels`);
    }
  }
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { augment, type Pixels, pixels } from "@millrace/core";
import {
  emboss,
  randomBoxBlur,
  randomDefocus,
  randomMotionBlur,
  ringingOvershoot,
  sharpen,
  unsharpMask,
} from "@millrace/core/image";
import fc from "fast-check";
import { boxBlur, medianBlur } from "../src/kernels/pixel/blur.ts";
import { convolve } from "../src/kernels/pixel/convolve.ts";
import { disk } from "../src/kernels/pixel/surroundings.ts";
import { unsharpMask as unsharp } from "../src/kernels/pixel/unsharp.ts";
import { centralZoom, zoomBlur } from "../src/kernels/pixel/zoom.ts";
import { drawMany } from "./helpers/draws.ts";
import { noise } from "./helpers/samples.ts";
import { chiSquaredDeviation, kolmogorovSmirnov } from "./helpers/statistics.ts";
import { fenced, type Picture, pictures } from "./kernels-support.ts";

/** The position that stands at one beyond an edge, where the image is mirrored without it or its edge is repeated. */
function inside(position: number, length: number, mirrored: boolean): number {
  if (!mirrored || length === 1) return Math.min(length - 1, Math.max(0, position));
  const period = 2 * length - 2;
  const at = ((position % period) + period) % period;
  return at < length ? at : period - at;
}

/** All levels of a channel around a pixel. */
function around({ width, height, channels, data }: Picture, at: number, reach: number, mirrored: boolean): number[] {
  const channel = at % channels;
  const pixel = Math.floor(at / channels);
  const [x, y] = [pixel % width, Math.floor(pixel / width)];
  const levels: number[] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const from = inside(y + dy, height, mirrored) * width + inside(x + dx, width, mirrored);
      levels.push(data[from * channels + channel] as number);
    }
  }
  return levels;
}

describe("kernels, on any picture, write their result and nothing else", () => {
  test("means", () => {
    fc.assert(
      fc.property(pictures(12), fc.constantFrom(1, 3, 5, 9, 25), (picture, size) => {
        const { data } = fenced(picture, (memory, source) => boxBlur(memory, source, size));
        const expected = picture.data.map((_, at) => {
          const levels = around(picture, at, size >> 1, true);
          return Math.round(levels.reduce((sum, level) => sum + level, 0) / levels.length);
        });
        assert.deepEqual(data, expected);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  test("medians", () => {
    fc.assert(
      fc.property(pictures(12), fc.constantFrom(3, 5, 7, 15), (picture, size) => {
        const { data } = fenced(picture, (memory, source) => medianBlur(memory, source, size));
        const expected = picture.data.map((_, at) => {
          const levels = around(picture, at, size >> 1, false).sort((a, b) => a - b);
          return levels[levels.length >> 1] as number;
        });
        assert.deepEqual(data, expected);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  test("weighted sums, among them of more than 256 taps of one weight", () => {
    fc.assert(
      fc.property(pictures(14), fc.constantFrom(3, 5, 19), (drawn, size) => {
        // Bright, so that sums of many are large.
        const picture = { ...drawn, data: drawn.data.map((level) => 220 + (level % 36)) };
        const weights = Array.from({ length: size * size }, (_, at) => (at % 7 === 0 ? 0.25 : 1) / (size * size));
        const { data } = fenced(picture, (memory, source) =>
          convolve(memory, source, { width: size, height: size, weights }, { keepAlpha: false }),
        );
        picture.data.forEach((_, at) => {
          const sum = around(picture, at, size >> 1, true).reduce((all, level, i) => all + level * weights[i]!, 0);
          assert.ok(Math.abs((data[at] as number) - sum) <= 0.501, `${data[at]}, not ${sum}`);
        });
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  test("disks, zooms and unsharp masks", () => {
    fc.assert(
      fc.property(pictures(14), (picture) => {
        fenced(picture, (memory, source) => convolve(memory, source, disk(9, 0.4), { keepAlpha: false }));
        fenced(picture, (memory, source) =>
          zoomBlur(memory, source, { factors: [1, 1.3, 2], axis: centralZoom, cut: false }),
        );
        fenced(picture, (memory, source) => unsharp(memory, source, { size: 5, sigma: 1, alpha: 0.5, threshold: 4 }));
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});

test("what sharpens leaves alpha, and the colors beside it as without it", async () => {
  for (const step of [sharpen(0.7), emboss(0.6), ringingOvershoot(7), unsharpMask(5, { threshold: 1 })]) {
    const image = noise(25, 19, 4);
    const { sample } = await augment({ image }, step, { seed: 1 });
    const got = (sample.image as Pixels).data;
    const isAlpha = (_: number, at: number) => at % 4 === 3;
    assert.deepEqual(got.filter(isAlpha), image.data.filter(isAlpha), step.name);
    const isColor = (_: number, at: number) => at % 4 !== 3;
    const alone = pixels(image.data.filter(isColor) as Uint8Array<ArrayBuffer>, 25, 19, 3);
    const { sample: plain } = await augment({ image: alone }, step, { seed: 1 });
    assert.deepEqual(got.filter(isColor), (plain.image as Pixels).data, step.name);
  }
});

describe("draws", () => {
  test("sizes are odd, both ends included, evenly", () => {
    type Draw = { kernelSize: number } | null;
    const drawn = drawMany<Draw>(randomBoxBlur({ kernelSize: [3, 9], p: 0.5 }), 4000).filter((one) => one !== null);
    assert.ok(Math.abs(drawn.length / 4000 - 0.5) < 0.032);
    const counts = [3, 5, 7, 9].map((size) => drawn.filter((one) => one.kernelSize === size).length);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      drawn.length,
    );
    assert.ok(chiSquaredDeviation(counts) < 4);
  });

  test("radii are whole, both ends included", () => {
    type Draw = { radius: number; aliasBlur: number } | null;
    const drawn = drawMany<Draw>(randomDefocus({ radius: [3, 6], p: 1 }), 2000).map((one) => one as NonNullable<Draw>);
    assert.ok(chiSquaredDeviation([3, 4, 5, 6].map((r) => drawn.filter(({ radius }) => radius === r).length)) < 4);
    assert.ok(
      kolmogorovSmirnov(
        drawn.map(({ aliasBlur }) => aliasBlur),
        (x) => (x - 0.1) / 0.4,
      ) < 1.95,
    );
  });

  test("lines have even angles, directions and shifts; shifts can be left out and move no other draw", () => {
    type Draw = { size: number; angle: number; direction: number; shift: [number, number] };
    const drawn = drawMany<Draw>(randomMotionBlur({ p: 1 }), 2000);
    assert.ok(
      kolmogorovSmirnov(
        drawn.map(({ angle }) => angle),
        (x) => x / 360,
      ) < 1.95,
    );
    assert.ok(
      kolmogorovSmirnov(
        drawn.map(({ direction }) => direction),
        (x) => (x + 1) / 2,
      ) < 1.95,
    );
    assert.ok(
      kolmogorovSmirnov(
        drawn.flatMap(({ shift }) => shift),
        (x) => (x + 1) / 2,
      ) < 1.95,
    );
    const still = drawMany<Draw>(randomMotionBlur({ p: 1, allowShifted: false }), 50);
    assert.deepEqual(
      still,
      drawn.slice(0, 50).map((one) => ({ ...one, shift: [0, 0] })),
    );
  });
});

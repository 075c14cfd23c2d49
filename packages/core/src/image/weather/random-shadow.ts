import { z } from "zod";
import { shadows } from "../../kernels/pixel/weather.ts";
import type { Random } from "../../random/random.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, drawWhole, rangeOf, towards } from "../ranges.ts";
import { type Region, region } from "./region.ts";

const count = z.number().int().min(1).max(20);
const depth = z.number().min(0).max(1);

/**
 * Throws shadows of random polygons with soft edges (Albumentations' RandomShadow), with probability `p` (default 0.5):
 * their number is drawn from `numShadowsLimit` (1 to 20, default [1, 2]), each has `shadowDimension` corners (3 to 20,
 * default 5) at even places within `shadowRoi` ([left, top, right, bottom] in shares of the sides, default [0, 0.5, 1, 1]),
 * joined in a ring, and takes `shadowIntensityRange` of the light (0 to 1, default [0.3, 0.5]). Takes bytes of 1 to 4
 * channels; alpha stays. Draws a list of `{ corners, intensity }`, corners in shares of the sides, or null.
 */
export const randomShadow = defineImageTransform({
  name: "randomShadow",
  summary: "Throws shadows of random shapes.",
  options: z.strictObject({
    shadowRoi: region([0, 0.5, 1, 1]),
    numShadowsLimit: rangeOf(count).default([1, 2]).describe("a whole number between 1 and 20, or [least, most]"),
    shadowDimension: z.number().int().min(3).max(20).default(5).describe("a whole number between 3 and 20"),
    shadowIntensityRange: rangeOf(depth).default([0.3, 0.5]).describe("a number between 0 and 1, or [least, most]"),
    p: probability(0.5),
  }),
  changes: ["brightness"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({
    ...options,
    shadowIntensityRange: towards(0, options.shadowIntensityRange, intensity),
    p: options.p * intensity,
  }),
  kinds: ["image"],
  draw: (random, _outline, { shadowRoi, numShadowsLimit, shadowDimension, shadowIntensityRange, p }) => {
    if (!random.chance(p)) return null;
    return Array.from({ length: drawWhole(random, numShadowsLimit) }, () => ({
      corners: drawRing(random, shadowRoi, shadowDimension),
      intensity: drawFrom(random, shadowIntensityRange),
    }));
  },
  effect: (drawn) =>
    drawn === null
      ? undefined
      : {
          family: "pixel",
          accepts: { channels: [1, 2, 3, 4] },
          run: (memory, source) =>
            shadows(
              memory,
              source,
              drawn.map(({ corners, intensity }) => ({
                corners: corners.map(([x, y]) => [x * source.width, y * source.height] as const),
                intensity,
              })),
            ),
        },
});

/** Corners in the order in which they lie about their middle, so that no edges cross. */
function drawRing(random: Random, [left, top, right, bottom]: Region, count: number): [number, number][] {
  const corners = Array.from({ length: count }, (): [number, number] => [
    random.uniform(left, right),
    random.uniform(top, bottom),
  ]);
  const middle = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + (corner[axis] as number), 0) / count);
  const [x, y] = middle as [number, number];
  return corners.sort((one, other) => turnOf(one[0] - x, one[1] - y) - turnOf(other[0] - x, other[1] - y));
}

/** A number that grows with the direction, 0 to 4; angles themselves may differ in their last bits between engines. */
function turnOf(x: number, y: number): number {
  const length = Math.abs(x) + Math.abs(y);
  if (length === 0) return 0;
  const part = y / length;
  return x < 0 ? 2 - part : part < 0 ? 4 + part : part;
}

import { z } from "zod";
import { type Color, flare, type Light } from "../../kernels/pixel/weather.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawWhole, rangeOf } from "../ranges.ts";
import { region } from "./region.ts";

const count = z.number().int().min(0).max(40);
const level = z.number().min(0).max(255);

type Ghost = { readonly place: number; readonly radius: number; readonly color: Color };

/**
 * Lets the sun shine into the lens (Albumentations' RandomSunFlare, drawn as light that is laid over the picture), with
 * probability `p` (default 0.5): a glow at an even place within `flareRoi` ([left, top, right, bottom] in shares of the
 * sides, default [0, 0, 1, 0.5]), and `numFlareCirclesRange` (0 to 40, default [6, 10]) faint disks on the line from it
 * through the middle of the picture. `srcRadius` (above 0 to 1, default 0.12) is how far the glow reaches at half its
 * strength, in shares of the longer side, where Albumentations has pixels; `srcColor` its color (three levels, default
 * white). Takes bytes of 1 to 4 channels; alpha stays. Draws `{ x, y, ghosts }` in shares of the sides, or null. A lower
 * intensity makes it rarer.
 */
export const randomSunFlare = defineImageTransform({
  name: "randomSunFlare",
  summary: "Lets the sun shine into the lens.",
  options: z.strictObject({
    flareRoi: region([0, 0, 1, 0.5]),
    srcRadius: z.number().gt(0).max(1).default(0.12).describe("a number above 0 and at most 1"),
    srcColor: z
      .tuple([level, level, level])
      .default([255, 255, 255])
      .describe("[red, green, blue], each between 0 and 255"),
    numFlareCirclesRange: rangeOf(count).default([6, 10]).describe("a whole number between 0 and 40, or [least, most]"),
    p: probability(0.5),
  }),
  changes: ["brightness", "color", "detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { flareRoi: [left, top, right, bottom], numFlareCirclesRange, p }) => {
    if (!random.chance(p)) return null;
    const [x, y] = [random.uniform(left, right), random.uniform(top, bottom)];
    const ghosts = Array.from({ length: drawWhole(random, numFlareCirclesRange) }, (): Ghost => {
      const strength = random.uniform(0.04, 0.14);
      return {
        // 0 is the sun and 1 the middle of the picture.
        place: random.uniform(0.3, 2.2),
        radius: random.uniform(0.01, 0.07),
        color: [0, 1, 2].map(() => strength * random.uniform(0.5, 1)) as unknown as Color,
      };
    });
    return { x, y, ghosts };
  },
  effect: (drawn, { srcRadius, srcColor }) => {
    if (drawn === null) return undefined;
    const { x, y, ghosts } = drawn;
    const color = srcColor.map((part) => part / 255) as unknown as Color;
    return {
      family: "pixel",
      accepts: { channels: [1, 2, 3, 4] },
      run: (memory, source) => {
        const { width, height } = source;
        const side = Math.max(width, height);
        const sun = { x: x * width, y: y * height, radius: srcRadius * side, color, disk: false };
        const core = { ...sun, radius: sun.radius * 0.25 };
        const disks = ghosts.map(
          ({ place, radius, color }): Light => ({
            x: (x + (0.5 - x) * place) * width,
            y: (y + (0.5 - y) * place) * height,
            radius: radius * side,
            color,
            disk: true,
          }),
        );
        return flare(memory, source, [sun, core, ...disks]);
      },
    };
  },
});

import { z } from "zod";
import { erase, requireValues } from "../../kernels/erase.ts";
import { exp, log } from "../../kernels/math.ts";
import { type Canvas, canvasOf, fieldsOfKind, type Outline } from "../../outline.ts";
import type { Random } from "../../random/random.ts";
import { roundHalfEven } from "../../rounding.ts";
import { defineImageTransform } from "../define.ts";
import { occlude } from "../engine/occlusion.ts";
import { probability } from "../options.ts";
import { drawSeed } from "../seed.ts";

const share = z.number().min(0).max(1);
const aspect = z.number().gt(0);

/**
 * Erases a rectangle with probability `p` (Zhong et al., "Random Erasing Data Augmentation", 2017, as in torchvision): up
 * to ten tries with an area drawn evenly from `scale` (shares of the image) and an aspect drawn evenly in logarithm from
 * `ratio` (height / width), until it is smaller than the image in both; else the image stays. Draws
 * `{ x, y, width, height }` in pixels, with `seed` for noise, or null.
 *
 * `value` is a number for all channels, one for each (alpha counts as one), or `"random"`, and means what pixels mean
 * where it stands. Before `normalize` and `toFloat` they are whole: 0 to 255 on bytes; 0 is black, and `"random"` draws
 * each level evenly. Behind them they are floats: any number; 0 is the mean color behind
 * `normalize`, and `"random"` draws standard normal numbers, as torchvision does. (On bytes torchvision casts those, so
 * that nearly all become 0, 1 or 255.)
 *
 * Masks stay as they are, as in torchvision. Boxes and keypoints stay in their places: boxes lose as much of their
 * visibility as was erased of them, and are dropped below their `minVisibility`; points that were erased count as hidden.
 *
 * @throws RangeError when `value` does not fit an image's channels, or its type.
 */
export const randomErasing = defineImageTransform({
  name: "randomErasing",
  summary: "Erases a random rectangle with a probability.",
  options: z.strictObject({
    p: probability(0.5),
    scale: z
      .tuple([share, share])
      .refine(([low, high]) => low <= high)
      .default([0.02, 0.33])
      .describe("[least, most] share of the image's area, between 0 and 1, least first"),
    ratio: z
      .tuple([aspect, aspect])
      .refine(([low, high]) => low <= high)
      .default([0.3, 3.3])
      .describe("[least, most] height / width, above 0, least first"),
    value: z
      .union([z.number(), z.array(z.number()).min(1).max(4), z.literal("random")])
      .default(0)
      .describe('a number, one for each channel, or "random"'),
  }),
  changes: ["detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, outline, { p, scale, ratio, value }) => {
    if (value !== "random") requireFitting(outline, value);
    if (!random.chance(p)) return null;
    const rectangle = drawRectangle(random, canvasOf(outline), scale, ratio);
    if (rectangle === null || value !== "random") return rectangle;
    return { ...rectangle, seed: drawSeed(random) };
  },
  edit: (outline, drawn) => (drawn === null ? outline : occlude(outline, [drawn])),
  effect: (drawn, { value }) => {
    if (drawn === null) return undefined;
    const { seed, ...region } = drawn as ErasedRectangle;
    const filling = seed === undefined ? valuesOf(value as number | readonly number[]) : { seed };
    return {
      family: "pixel",
      accepts: { types: ["uint8", "uint16", "float32"] },
      run: (memory, source) => {
        erase(memory, source, { region, value: filling });
        return source;
      },
    };
  },
});

type Rectangle = { x: number; y: number; width: number; height: number };
type ErasedRectangle = Rectangle & { seed?: readonly [number, number] };

function valuesOf(value: number | readonly number[]): readonly number[] {
  return typeof value === "number" ? [value] : value;
}

function requireFitting(outline: Outline, value: number | readonly number[]): void {
  for (const [, field] of fieldsOfKind(outline, "image")) requireValues(valuesOf(value), field);
}

/** A rectangle that is smaller than the canvas in both directions and not empty, or null where none was found. */
function drawRectangle(
  random: Random,
  { width, height }: Canvas,
  scale: readonly [number, number],
  ratio: readonly [number, number],
): Rectangle | null {
  const logRatio = [log(ratio[0]), log(ratio[1])] as const;
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = width * height * random.uniform(...scale);
    const drawn = exp(random.uniform(...logRatio));
    const h = roundHalfEven(Math.sqrt(area * drawn));
    const w = roundHalfEven(Math.sqrt(area / drawn));
    if (h >= height || w >= width) continue;
    const y = random.integer(height - h + 1);
    const x = random.integer(width - w + 1);
    // A share near 0 can round to nothing, which erases nothing.
    return w === 0 || h === 0 ? null : { x, y, width: w, height: h };
  }
  return null;
}

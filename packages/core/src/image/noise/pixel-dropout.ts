import { z } from "zod";
import { fullLevel } from "../../kernels/pixel/elements.ts";
import { scatterValues } from "../../kernels/pixel/noise.ts";
import { fieldsOfKind } from "../../outline.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawSeed, type Seed } from "../seed.ts";
import { requireLevels, valueList } from "../values.ts";

/**
 * Replaces some pixels (Albumentations' PixelDropout), with probability `p` (default 0.5): each with the probability
 * `dropoutProb` (0 to 1, default 0.01), whole or, with `perChannel`, each color channel for itself. `dropValue` (default 0)
 * is a number for all channels or one each, alpha included, in the pixels' unit (0 to 255 on bytes), or `"random"`: one
 * color for the whole picture, drawn evenly. Takes all types and numbers of channels; alpha stays, and so do masks, boxes
 * and points. Draws `{ seed }`, with `color` (0 to 1) where that is random, or null.
 *
 * @throws RangeError when `dropValue` does not fit an image's channels or type.
 */
export const pixelDropout = defineImageTransform({
  name: "pixelDropout",
  summary: "Replaces some pixels.",
  options: z.strictObject({
    dropoutProb: z.number().min(0).max(1).default(0.01).describe("a number between 0 and 1"),
    perChannel: z.boolean().default(false).describe("true or false"),
    dropValue: z
      .union([valueList, z.literal("random")])
      .default(0)
      .describe('a number, one for each channel, or "random"'),
    p: probability(0.5),
  }),
  changes: ["texture", "detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({
    ...options,
    dropoutProb: options.dropoutProb * intensity,
    p: options.p * intensity,
  }),
  kinds: ["image"],
  draw: (random, outline, { p, dropValue }) => {
    const images = fieldsOfKind(outline, "image").map(([, field]) => field);
    if (dropValue !== "random") for (const image of images) requireLevels("dropValue", dropValue, image);
    if (!random.chance(p)) return null;
    const seed = drawSeed(random);
    if (dropValue !== "random") return { seed };
    const channels = Math.max(1, ...images.map((image) => image.channels));
    return { seed, color: Array.from({ length: channels }, () => random.next()) };
  },
  effect: (drawn, { dropoutProb, perChannel, dropValue }) => {
    if (drawn === null) return undefined;
    const { seed, color } = drawn as { seed: Seed; color?: readonly number[] };
    return {
      family: "pixel",
      accepts: { types: ["uint8", "uint16", "float32"] },
      run: (memory, source) => {
        const full = fullLevel[source.type];
        const levels = source.type === "float32" ? 1 : full + 1;
        const drawnValue = color?.map((share) => (source.type === "float32" ? share : Math.floor(share * levels)));
        const first = drawnValue ?? [dropValue as number | number[]].flat();
        return scatterValues(memory, source, { shares: [dropoutProb, 0], first, second: first, perChannel }, seed);
      },
    };
  },
});

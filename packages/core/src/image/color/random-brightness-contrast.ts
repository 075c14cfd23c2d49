import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { endsOf, limit, shrinkLimit } from "./limits.ts";

/**
 * Multiplies levels by a random factor and adds a random number to them, with probability `p` (default 0.5): one plus what
 * is drawn evenly from `contrastLimit`, and what is drawn evenly from `brightnessLimit` times the greatest level (or, with
 * `brightnessByMax: false`, the mean of all levels). Both limits default to 0.2, which is −0.2 to 0.2. Unlike
 * `colorJitter`'s contrast it turns about black. `ensureSafeRange` draws both back so that no level is cut. Alpha stays.
 * Semantics of Albumentations' RandomBrightnessContrast. Draws `{ factor, share }` or null.
 */
export const randomBrightnessContrast = defineImageTransform({
  name: "randomBrightnessContrast",
  summary: "Multiplies levels by a random factor and adds a random number, with a probability.",
  options: z.strictObject({
    p: probability(0.5),
    brightnessLimit: limit(-1, 1, [-0.2, 0.2]),
    contrastLimit: limit(-1, 10, [-0.2, 0.2]),
    brightnessByMax: z
      .boolean()
      .default(true)
      .describe("true: shares of the greatest level; false: of the mean of all levels"),
    ensureSafeRange: z.boolean().default(false).describe("true: cuts no level; false: cuts what leaves the range"),
  }),
  changes: ({ p }) => (p === 0 ? [] : ["brightness"]),
  evaluation: "nothing",
  intensity: (options, intensity) => ({
    ...options,
    brightnessLimit: shrinkLimit(options.brightnessLimit, intensity),
    contrastLimit: shrinkLimit(options.contrastLimit, intensity),
  }),
  kinds: ["image"],
  draw: (random, _outline, { p, brightnessLimit, contrastLimit }) => {
    if (!random.chance(p)) return null;
    const factor = 1 + random.uniform(...endsOf(contrastLimit));
    return { factor, share: random.uniform(...endsOf(brightnessLimit)) };
  },
  effect: (drawn, { brightnessByMax, ensureSafeRange }) => {
    if (drawn === null) return undefined;
    const of = brightnessByMax ? "most" : "mean";
    return { family: "color", operations: [{ operation: "linear", ...drawn, of, safe: ensureSafeRange }] };
  },
});

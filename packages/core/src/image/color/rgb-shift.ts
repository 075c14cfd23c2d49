import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { endsOf, limit, shrinkLimit } from "./limits.ts";
import { shifting } from "./shifts.ts";

const shift = limit(-255, 255, [-20, 20]);

/**
 * Adds random numbers of levels to red, green and blue with probability `p` (default 0.5): each evenly from its limit,
 * `rShiftLimit`, `gShiftLimit` and `bShiftLimit` (default [-20, 20]), in levels of a byte. Albumentations' RGBShift; limits
 * below 1 are not shares here. Alpha stays. Does what `shiftRgb` does. Draws `{ red, green, blue }` or null.
 *
 * @throws RangeError for images of other than 3 or 4 channels.
 */
export const rgbShift = defineImageTransform({
  name: "rgbShift",
  summary: "Adds random numbers to red, green and blue with a probability.",
  options: z.strictObject({ p: probability(0.5), rShiftLimit: shift, gShiftLimit: shift, bShiftLimit: shift }),
  changes: ({ p }) => (p === 0 ? [] : ["color", "brightness"]),
  evaluation: "nothing",
  intensity: ({ p, rShiftLimit, gShiftLimit, bShiftLimit }, intensity) => ({
    p,
    rShiftLimit: shrinkLimit(rShiftLimit, intensity),
    gShiftLimit: shrinkLimit(gShiftLimit, intensity),
    bShiftLimit: shrinkLimit(bShiftLimit, intensity),
  }),
  kinds: ["image"],
  draw: (random, _outline, { p, rShiftLimit, gShiftLimit, bShiftLimit }) => {
    if (!random.chance(p)) return null;
    const red = random.uniform(...endsOf(rShiftLimit));
    const green = random.uniform(...endsOf(gShiftLimit));
    return { red, green, blue: random.uniform(...endsOf(bShiftLimit)) };
  },
  effect: (drawn) => (drawn === null ? undefined : shifting(drawn)),
});

import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { towardsNoTurn } from "../ranges.ts";
import { shiftingHsv } from "./hsv-shift.ts";
import { endsOf, limit, shrinkLimit } from "./limits.ts";

/**
 * Adds random numbers to hue, saturation and value with probability `p` (default 0.5), as `shiftHsv`: each evenly from its
 * limit, `hueShiftLimit` (halves of degrees, default [-20, 20]), `satShiftLimit` (levels, default [-30, 30]) and
 * `valShiftLimit` (levels, default [-20, 20]). Albumentations' HueSaturationValue. Draws `{ hue, saturation, value }` or
 * null. A lower intensity brings the limits nearer to 0, of hues from whichever side of the circle is nearer.
 *
 * @throws RangeError for images of more than 4 channels.
 */
export const hueSaturationValue = defineImageTransform({
  name: "hueSaturationValue",
  summary: "Adds random numbers to hue, saturation and value with a probability.",
  options: z.strictObject({
    p: probability(0.5),
    hueShiftLimit: limit(-180, 180, [-20, 20]),
    satShiftLimit: limit(-255, 255, [-30, 30]),
    valShiftLimit: limit(-255, 255, [-20, 20]),
  }),
  changes: ({ p }) => (p === 0 ? [] : ["color", "brightness"]),
  evaluation: "nothing",
  intensity: ({ p, hueShiftLimit, satShiftLimit, valShiftLimit }, intensity) => ({
    p,
    // All hues are 180 halves of degrees.
    hueShiftLimit: towardsNoTurn(hueShiftLimit, 180, intensity),
    satShiftLimit: shrinkLimit(satShiftLimit, intensity),
    valShiftLimit: shrinkLimit(valShiftLimit, intensity),
  }),
  kinds: ["image"],
  draw: (random, _outline, { p, hueShiftLimit, satShiftLimit, valShiftLimit }) => {
    if (!random.chance(p)) return null;
    const hue = random.uniform(...endsOf(hueShiftLimit));
    const saturation = random.uniform(...endsOf(satShiftLimit));
    return { hue, saturation, value: random.uniform(...endsOf(valShiftLimit)) };
  },
  effect: (drawn) => (drawn === null ? undefined : shiftingHsv(drawn)),
});

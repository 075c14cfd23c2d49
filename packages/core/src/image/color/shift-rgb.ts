import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { shifting } from "./shifts.ts";

const shift = z.number().min(-255).max(255).default(0).describe("a number of levels between -255 and 255");

/**
 * Adds fixed numbers of levels to `red`, `green` and `blue` (−255 to 255, default 0), cut to whole ones and to the range.
 * On 16 bits a level of a byte is 257. Alpha stays. What Albumentations' RGBShift does once it has drawn.
 *
 * @throws RangeError for images of other than 3 or 4 channels.
 */
export const shiftRgb = defineImageTransform({
  name: "shiftRgb",
  summary: "Adds fixed numbers to red, green and blue.",
  options: z.strictObject({ red: shift, green: shift, blue: shift }),
  changes: ["color", "brightness"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => shifting(options),
});

import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { shiftingHsv } from "./hsv-shift.ts";

const level = z.number().min(-255).max(255).default(0);

/**
 * Adds fixed numbers to hue (−180 to 180, in halves of degrees, round the circle), saturation and value (−255 to 255, cut to
 * the range), each 0 by default, in OpenCV's HSV of bytes: hues are whole numbers from 0 to 179, so a color comes back only
 * near to what it was. What is grey stays grey; of images of 1 and 2 channels the value alone moves. Alpha stays.
 * Albumentations' `shift_hsv`, within one level: the way back is rounded, where OpenCV's vector code cuts.
 *
 * @throws RangeError for images of more than 4 channels.
 */
export const shiftHsv = defineImageTransform({
  name: "shiftHsv",
  summary: "Adds fixed numbers to hue, saturation and value.",
  options: z.strictObject({
    hue: z.number().min(-180).max(180).default(0).describe("halves of degrees between -180 and 180"),
    saturation: level.describe("a number of levels between -255 and 255"),
    value: level.describe("a number of levels between -255 and 255"),
  }),
  changes: ["color", "brightness"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => shiftingHsv(options),
});

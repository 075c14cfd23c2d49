import { drawWhole, rangeOf } from "../ranges.ts";
import { withDrawnOptions } from "../with-drawn-options.ts";
import { jpeg, quality } from "./jpeg.ts";

/**
 * Codes to JPEG and back, as `jpeg`, at a whole quality drawn evenly from `quality` (1 to 100; one number or
 * [least, most], default [30, 95], where torchvision's JPEG asks for one), with probability `p` (default 1, as
 * torchvision). Takes bytes of 1 to 4 channels; alpha stays. Draws `{ quality }`, or null. A lower intensity makes it rarer.
 */
export const randomJpeg = withDrawnOptions(jpeg, {
  name: "randomJpeg",
  summary: "Codes to JPEG at a random quality and back.",
  options: {
    quality: rangeOf(quality)
      .default([30, 95])
      .describe("a whole number between 1 (coarse) and 100 (fine), or [least, most]"),
  },
  positional: "quality",
  p: 1,
  draw: (random, { quality }) => ({ quality: drawWhole(random, quality) }),
});

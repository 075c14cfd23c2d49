import { z } from "zod";
import { jpeg as code } from "../../kernels/pixel/jpeg.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawWhole, rangeOf } from "../ranges.ts";
import { quality } from "./jpeg.ts";

/**
 * Codes to JPEG and back, as `jpeg`, at a whole quality drawn evenly from `quality` (1 to 100; one number or
 * [least, most], default [30, 95], where torchvision's JPEG asks for one), with probability `p` (default 1, as
 * torchvision). Takes bytes of 1 to 4 channels; alpha stays. Draws `{ quality }`, or null. A lower intensity makes it rarer.
 */
export const randomJpeg = defineImageTransform({
  name: "randomJpeg",
  summary: "Codes to JPEG at a random quality and back.",
  options: z.strictObject({
    quality: rangeOf(quality)
      .default([30, 95])
      .describe("a whole number between 1 (coarse) and 100 (fine), or [least, most]"),
    p: probability(1),
  }),
  positional: "quality",
  changes: ["detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { quality, p }) => (random.chance(p) ? { quality: drawWhole(random, quality) } : null),
  effect: (drawn) =>
    drawn === null
      ? undefined
      : {
          family: "pixel",
          accepts: { channels: [1, 2, 3, 4] },
          run: (memory, source) => code(memory, source, drawn.quality),
        },
});

import { z } from "zod";
import { jpeg as code } from "../../kernels/pixel/jpeg.ts";
import { defineImageTransform } from "../define.ts";

/** How fine the steps are that coefficients are rounded to. */
export const quality = z.number().int().min(1).max(100).describe("a whole number between 1 (coarse) and 100 (fine)");

/**
 * What coding to JPEG at a fixed `quality` (1 to 100) and decoding again makes of a picture: the bytes of libjpeg-turbo,
 * through Pillow, with chroma halved both ways. Takes bytes of 1 to 4 channels; alpha stays. Draws nothing.
 */
export const jpeg = defineImageTransform({
  name: "jpeg",
  summary: "Codes to JPEG at a fixed quality and back.",
  options: z.strictObject({ quality }),
  positional: "quality",
  changes: ["detail"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "pixel",
    accepts: { channels: [1, 2, 3, 4] },
    run: (memory, source) => code(memory, source, options.quality),
  }),
});

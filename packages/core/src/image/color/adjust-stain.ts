import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { staining, stainsOf, stainsOption } from "./stains.ts";

const factor = z.number().min(0).max(10);
const shift = z.number().min(-10).max(10);

/**
 * Changes by fixed numbers how much there is of the two stains of a histological picture, hematoxylin and eosin first and
 * second: the colors are taken apart into the concentrations of `stains` (Ruifrok and Johnston, 2001), each is multiplied by
 * its `scale` (0 to 10, default 1) and its `shift` (−10 to 10, default 0) is added. `stains` is a preset's name (default
 * `"standard"`) or the stains' densities for red, green and blue. What the two cannot make is lost: scale 1 is no identity.
 * Pixels whose luminosity is 0.85 or above are background, which keeps its concentrations unless `augmentBackground`. Alpha
 * stays. What Albumentations' HEStain does once it has drawn.
 *
 * @throws RangeError for images of other than 3 or 4 channels.
 */
export const adjustStain = defineImageTransform({
  name: "adjustStain",
  summary: "Changes how much there is of two stains by fixed numbers.",
  options: z.strictObject({
    stains: stainsOption,
    scale: z.tuple([factor, factor]).default([1, 1]).describe("[hematoxylin, eosin], factors between 0 and 10"),
    shift: z.tuple([shift, shift]).default([0, 0]).describe("[hematoxylin, eosin], densities between -10 and 10"),
    augmentBackground: z.boolean().default(false).describe("true: the background too; false: tissue alone"),
  }),
  changes: ["color", "brightness"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, { stains, ...options }) => staining({ ...options, stains: stainsOf(stains) }),
});

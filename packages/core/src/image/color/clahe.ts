import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { equalizingTiles, tileGridSize } from "./tiles.ts";

/**
 * Spreads the levels of each part of the picture by its own histogram, limited so that noise is not blown up
 * (contrast-limited adaptive histogram equalization; Zuiderveld, 1994). Of three colors the lightness of CIE L*a*b* is
 * spread, of grey the levels. `clipLimit`, from 1 (default 4), is how many times as often as on average a level may count;
 * `tileGridSize` (default [8, 8]) is the number of parts across and down. Alpha stays. Bytes of OpenCV's CLAHE and of
 * Albumentations'.
 *
 * @throws RangeError for images of more than 4 channels.
 */
export const clahe = defineImageTransform({
  name: "clahe",
  summary: "Spreads the levels of each part of the picture by its own histogram.",
  options: z.strictObject({
    clipLimit: z.number().min(1).max(1000).default(4).describe("a number between 1 and 1000"),
    tileGridSize,
  }),
  changes: ["brightness", "color"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => equalizingTiles(options),
});

import { z } from "zod";
import { canvasOf } from "../../outline.ts";
import { defineImageTransform } from "../define.ts";
import { occlude } from "../engine/occlusion.ts";
import { valueList } from "../values.ts";
import { covered, fillMask, type Hole, rectanglesOf, requireFill } from "./covering.ts";

const position = z.number().int();
const length = z.number().int().min(1);

/**
 * Covers rectangles, always (DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout",
 * 2017): `holes` are [x, y, width, height] in pixels, and what of them lies outside of the picture is left out. `fill`
 * (default 0) is a number for all channels or one each, in the unit that pixels have where it stands. Boxes lose as much of
 * their visibility as was covered of them; points that were covered count as hidden. Masks stay, or get the number
 * `fillMask` (0 to 65535, default none) in all holes. Takes all types and numbers of channels. Draws the holes as they are cut.
 *
 * @throws RangeError when `fill` does not fit an image's channels or type, or `fillMask` a mask's type.
 */
export const cutout = defineImageTransform({
  name: "cutout",
  summary: "Covers rectangles, always.",
  options: z.strictObject({
    holes: z
      .array(z.tuple([position, position, length, length]))
      .describe("a list of [x, y, width, height] in whole pixels"),
    fill: valueList.default(0).describe("a number, or one for each channel"),
    fillMask,
  }),
  changes: ["detail"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: (_random, outline, { holes, fill, fillMask: number }) => {
    requireFill(outline, fill, number);
    const { width, height } = canvasOf(outline);
    const cut = holes.map(([x, y, w, h]): Hole => {
      const [left, top] = [Math.max(0, x), Math.max(0, y)];
      return [left, top, Math.min(width, x + w) - left, Math.min(height, y + h) - top];
    });
    return { holes: cut.filter(([, , w, h]) => w > 0 && h > 0) };
  },
  edit: (outline, { holes }) => occlude(outline, rectanglesOf(holes)),
  effect: (drawn, { fill, fillMask: number }) => covered(drawn, fill, number),
});

import { z } from "zod";
import { erase as fill } from "../../kernels/erase.ts";
import { fieldsOfKind } from "../../outline.ts";
import { defineImageTransform } from "../define.ts";
import { occlude } from "../engine/occlusion.ts";
import { requireLevels, valueList } from "../values.ts";

const position = z.number().int().min(0).describe("a whole number of pixels from 0");
const length = z.number().int().min(1).describe("a whole number of pixels from 1");

/**
 * Erases one rectangle, always (torchvision's `erase`): `x` and `y` are its upper left corner, `width` and `height` its
 * size in pixels, `value` (default 0) a number for all channels or one each, in the unit that pixels have where it stands.
 * Boxes lose as much of their visibility as was erased of them; points that were erased count as hidden; masks stay. Takes
 * all types and numbers of channels. Draws nothing.
 *
 * @throws RangeError when the rectangle leaves a picture, or `value` does not fit its channels or type.
 */
export const erase = defineImageTransform({
  name: "erase",
  summary: "Erases one rectangle, always.",
  options: z.strictObject({
    x: position,
    y: position,
    width: length,
    height: length,
    value: valueList.default(0).describe("a number, or one for each channel"),
  }),
  changes: ["detail"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: (_random, outline, { value }) => {
    for (const [, field] of fieldsOfKind(outline, "image")) requireLevels("value", value, field);
    return null;
  },
  edit: (outline, _draw, { x, y, width, height }) => occlude(outline, [{ x, y, width, height }]),
  effect: (_draw, { value, ...region }) => ({
    family: "pixel",
    accepts: { types: ["uint8", "uint16", "float32"] },
    run: (memory, source) => {
      fill(memory, source, { region, value: typeof value === "number" ? [value] : value });
      return source;
    },
  }),
});

import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { border, fill, fillMask, fillValues } from "../options.ts";

const pixels = z.number().int().min(0);

/**
 * Adds pixels around the picture: `padding` on all sides, [left and right, top and bottom], or [left, top, right, bottom].
 * `border` says what is there: `fill`, the outermost pixels (`edge`), the picture mirrored without (`reflect`) or with
 * (`symmetric`) its outermost pixels repeated, or the picture again (`wrap`). Boxes and keypoints move along; what a border
 * repeats has none.
 */
export const pad = defineImageTransform({
  name: "pad",
  summary: "Adds pixels around the picture.",
  options: z.strictObject({
    padding: z
      .union([pixels, z.tuple([pixels, pixels]), z.tuple([pixels, pixels, pixels, pixels])])
      .describe("a whole number of pixels from 0, [left and right, top and bottom] or [left, top, right, bottom]"),
    border,
    fill,
    fillMask,
  }),
  positional: "padding",
  changes: ["position"],
  canvas: () => "varies",
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: (_draw, { padding, border: beyond, fill: values, fillMask: number }) => {
    const [left, top, right, bottom] = sidesOf(padding);
    return {
      family: "geometry",
      steps: ({ width, height }) => [
        {
          step: "pad",
          left,
          top,
          width: width + left + right,
          height: height + top + bottom,
          border: beyond,
          fill: fillValues(values),
          fillMask: number,
        },
      ],
    };
  },
});

/** Left, top, right and bottom of an option. */
export function sidesOf(
  padding: number | readonly [number, number] | readonly [number, number, number, number],
): readonly [number, number, number, number] {
  if (typeof padding === "number") return [padding, padding, padding, padding];
  return padding.length === 2 ? [padding[0], padding[1], padding[0], padding[1]] : padding;
}

import { z } from "zod";
import type { MaskPixels } from "../../fields/index.ts";
import { kindNamed } from "../../kinds/index.ts";
import { canvasOf } from "../../outline.ts";
import type { Random } from "../../random/random.ts";
import { defineImageTransform } from "../define.ts";
import { canvasOfSize, size } from "../options.ts";
import { centerCrop } from "./center-crop.ts";
import { cropStep } from "./steps.ts";

const classNumber = z.number().int().min(0).max(65535);

/**
 * Takes a rectangle of `size` around a pixel of a mask that is not 0, at a random place; a random rectangle where all are 0
 * (Albumentations' CropNonEmptyMaskIfExists). With `classes` it is aimed at those alone: one of them that the mask has is
 * chosen evenly, however rare it is, then one of its pixels, so that a class of few pixels is met as often as others.
 * Pixels with numbers of `ignoreValues` count as 0. Draws `{ x, y }` after the masks were decoded.
 *
 * @throws RangeError for a picture that is smaller than `size`.
 */
export const cropNonEmptyMaskIfExists = defineImageTransform({
  name: "cropNonEmptyMaskIfExists",
  summary: "Takes a rectangle in which the mask is not empty.",
  options: z.strictObject({
    size,
    ignoreValues: z.array(classNumber).default([]).describe("a list of class numbers between 0 and 65535"),
    classes: z.array(classNumber).min(1).optional().describe("a list of class numbers between 0 and 65535"),
  }),
  positional: "size",
  changes: ["position"],
  canvas: (options) => canvasOfSize(options.size),
  evaluation: (options) => centerCrop(options.size),
  intensity: "fixed",
  kinds: ["mask"],
  needs: ["mask"],
  draw: (random, outline, { size: wanted, ignoreValues, classes }, { values }) => {
    const canvas = canvasOf(outline);
    const { width, height } = canvasOfSize(wanted);
    if (width > canvas.width || height > canvas.height) {
      throw new RangeError(
        `a crop of ${width} × ${height} does not fit into ${canvas.width} × ${canvas.height}; lower size, or put padIfNeeded in front`,
      );
    }
    const masks = Object.values(values).filter(
      (value): value is MaskPixels => kindNamed(value.kind).picture?.annotates === true,
    );
    const found = drawPixel(random, masks, new Set(ignoreValues), classes);
    // Where in the rectangle the pixel comes to lie, as far as the picture reaches.
    const [across, down] = [random.integer(width), random.integer(height)];
    const [anyX, anyY] = [random.integer(canvas.width - width + 1), random.integer(canvas.height - height + 1)];
    if (found === undefined) return { x: anyX, y: anyY };
    const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
    return { x: within(found.x - across, canvas.width - width), y: within(found.y - down, canvas.height - height) };
  },
  effect: ({ x, y }, { size: wanted }) => {
    const { width, height } = canvasOfSize(wanted);
    return { family: "geometry", steps: () => [cropStep(x, y, width, height)] };
  },
});

/** One pixel of the masks, evenly among those that count; of classes one is chosen first. Undefined where there is none. */
function drawPixel(
  random: Random,
  masks: readonly MaskPixels[],
  ignored: ReadonlySet<number>,
  classes: readonly number[] | undefined,
): { readonly x: number; readonly y: number } | undefined {
  const [choice, place] = [random.next(), random.next()];
  const counts = new Map<number, number>();
  for (const { data } of masks) for (const value of data) counts.set(value, (counts.get(value) ?? 0) + 1);
  const asked = classes ?? [...counts.keys()].filter((value) => value !== 0);
  const present = asked.filter((value) => counts.has(value) && !ignored.has(value)).sort((a, b) => a - b);
  if (present.length === 0) return undefined;
  const wanted = new Set(classes === undefined ? present : [present[Math.floor(choice * present.length)] as number]);
  let total = 0;
  for (const value of wanted) total += counts.get(value) ?? 0;
  let left = Math.floor(place * total);
  for (const { data, width } of masks) {
    for (let i = 0; i < data.length; i++) {
      if (!wanted.has(data[i] as number)) continue;
      if (left === 0) return { x: i % width, y: Math.floor(i / width) };
      left--;
    }
  }
  return undefined;
}

import { z } from "zod";
import { canvasOf } from "../../outline.ts";
import { defineImageTransform } from "../define.ts";
import { fill, fillMask, fillValues, probability } from "../options.ts";

const factor = z.number().min(1);

/**
 * Puts the picture at a random place of a canvas that is larger by a factor drawn evenly from `sideRange`, with probability
 * `p`: the other half of SSD's training (torchvision's RandomZoomOut). Draws `{ left, top, width, height }` in pixels, or
 * null.
 */
export const randomZoomOut = defineImageTransform({
  name: "randomZoomOut",
  summary: "Puts the picture onto a larger canvas with a probability.",
  options: z.strictObject({
    sideRange: z
      .tuple([factor, factor])
      .refine(([low, high]) => low <= high)
      .default([1, 4])
      .describe("[least, most] factor of at least 1, least first"),
    p: probability(0.5),
    fill,
    fillMask,
  }),
  changes: ({ p }) => (p === 0 ? [] : ["scale", "position"]),
  canvas: () => "varies",
  evaluation: "nothing",
  intensity: (options, intensity) => {
    const nearer = (value: number) => 1 + (value - 1) * intensity;
    const sideRange: [number, number] = [nearer(options.sideRange[0]), nearer(options.sideRange[1])];
    return { ...options, sideRange };
  },
  kinds: ["image", "mask"],
  draw: (random, outline, { sideRange, p }) => {
    const canvas = canvasOf(outline);
    const apply = random.chance(p);
    const side = random.uniform(...sideRange);
    const [width, height] = [Math.floor(canvas.width * side), Math.floor(canvas.height * side)];
    const left = Math.floor((width - canvas.width) * random.next());
    const top = Math.floor((height - canvas.height) * random.next());
    return apply ? { left, top, width, height } : null;
  },
  effect: (drawn, { fill: values, fillMask: number }) =>
    drawn === null
      ? undefined
      : {
          family: "geometry",
          steps: () => [{ step: "pad", ...drawn, border: "constant", fill: fillValues(values), fillMask: number }],
        },
});

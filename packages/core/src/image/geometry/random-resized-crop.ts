import { z } from "zod";
import { compose } from "../../combine/compose.ts";
import { exp, log } from "../../kernels/math.ts";
import { type Canvas, canvasOf } from "../../outline.ts";
import type { Random } from "../../random/random.ts";
import { roundHalfEven } from "../../rounding.ts";
import { defineImageTransform } from "../define.ts";
import { canvasOfSize, heightAndWidth, interpolation, size } from "../options.ts";
import { centerCrop } from "./center-crop.ts";
import { resize } from "./resize.ts";
import { cropStep } from "./steps.ts";

const share = z.number().gt(0).max(1);
const aspect = z.number().gt(0);

/**
 * Crops a rectangle of random area and aspect, and resizes it: the crop of ImageNet training (Szegedy et al. 2014, as
 * in torchvision). Draws `{ x, y, width, height }` in pixels: up to ten tries with an area drawn evenly from `scale`
 * (shares of the image) and an aspect drawn evenly in logarithm from `ratio` (width / height); else the largest crop
 * in the middle that keeps within `ratio`.
 */
export const randomResizedCrop = defineImageTransform({
  name: "randomResizedCrop",
  summary: "Crops a random area and aspect, and resizes it.",
  options: z.strictObject({
    size,
    scale: z
      .tuple([share, share])
      .refine(([low, high]) => low <= high)
      .default([0.08, 1])
      .describe("[least, most] share of the image's area, above 0 and up to 1, least first"),
    ratio: z
      .tuple([aspect, aspect])
      .refine(([low, high]) => low <= high)
      .default([3 / 4, 4 / 3])
      .describe("[least, most] width / height, above 0, least first"),
    interpolation: interpolation("bilinear"),
    antialias: z.boolean().default(true).describe("true or false"),
  }),
  positional: "size",
  changes: ["scale", "position", "aspectRatio"],
  canvas: (options) => canvasOfSize(options.size),
  // The usual counterpart: the shorter edge to size · 256/224, then the middle.
  evaluation: ({ size: wanted, interpolation: filter, antialias }) => {
    const [height, width] = heightAndWidth(wanted);
    const enlarged = roundHalfEven((Math.max(height, width) * 256) / 224);
    return compose([resize(enlarged, { interpolation: filter, antialias }), centerCrop([height, width])]);
  },
  intensity: (options, intensity) => {
    const share = (value: number) => 1 - (1 - value) * intensity;
    const aspectRatio = (value: number) => exp(log(value) * intensity);
    const scale: [number, number] = [share(options.scale[0]), share(options.scale[1])];
    const ratio: [number, number] = [aspectRatio(options.ratio[0]), aspectRatio(options.ratio[1])];
    return { ...options, scale, ratio };
  },
  kinds: ["image", "mask"],
  draw: (random, outline, { scale, ratio }) => drawCrop(random, canvasOf(outline), scale, ratio),
  effect: ({ x, y, width, height }, options) => {
    const [newHeight, newWidth] = heightAndWidth(options.size);
    const { interpolation: filter, antialias } = options;
    return {
      family: "geometry",
      steps: () => [
        cropStep(x, y, width, height),
        { step: "resize", width: newWidth, height: newHeight, filter, antialias },
      ],
    };
  },
});

type Crop = { x: number; y: number; width: number; height: number };

function drawCrop(
  random: Random,
  { width, height }: Canvas,
  scale: readonly [number, number],
  ratio: readonly [number, number],
): Crop {
  const area = width * height;
  const logRatio = [log(ratio[0]), log(ratio[1])] as const;
  for (let attempt = 0; attempt < 10; attempt++) {
    const target = area * random.uniform(...scale);
    const drawn = exp(random.uniform(...logRatio));
    const w = roundHalfEven(Math.sqrt(target * drawn));
    const h = roundHalfEven(Math.sqrt(target / drawn));
    if (w > 0 && w <= width && h > 0 && h <= height) {
      const y = random.integer(height - h + 1);
      const x = random.integer(width - w + 1);
      return { x, y, width: w, height: h };
    }
  }
  const own = width / height;
  let w = width;
  let h = height;
  if (own < ratio[0]) h = Math.min(height, Math.max(1, roundHalfEven(width / ratio[0])));
  else if (own > ratio[1]) w = Math.min(width, Math.max(1, roundHalfEven(height * ratio[1])));
  return { x: Math.floor((width - w) / 2), y: Math.floor((height - h) / 2), width: w, height: h };
}

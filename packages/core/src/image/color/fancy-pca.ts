import { z } from "zod";
import { fancyPca as moveColors } from "../../kernels/color/fancy-pca.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { mostColors } from "./color-count.ts";

/**
 * Moves colors along the principal components that the picture's own colors have, with probability `p` (default 0.5), after
 * Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural networks", 2012: normal numbers
 * with the deviation `alpha` (0 to 10) say how far, one for each color channel. Semantics of Albumentations' FancyPCA: what
 * is added to a pixel is its deviation from the mean in channel k, along component k, times that component's variance, so
 * that the mean stays. The default of `alpha` is 2 here, a few levels; at Albumentations' 0.1 hardly a level of a photograph
 * moves. Works on 8 bits and any number of channels; alpha channels stay. Draws `{ alphas }` or null.
 */
export const fancyPca = defineImageTransform({
  name: "fancyPca",
  summary: "Moves colors along their principal components at random, with a probability.",
  options: z.strictObject({
    p: probability(0.5),
    alpha: z.number().min(0).max(10).default(2).describe("a standard deviation between 0 and 10"),
  }),
  changes: ({ p, alpha }) => (p === 0 || alpha === 0 ? [] : ["color", "brightness"]),
  evaluation: "nothing",
  intensity: ({ p, alpha }, intensity) => ({ p, alpha: alpha * intensity }),
  kinds: ["image"],
  draw: (random, outline, { p, alpha }) =>
    random.chance(p) ? { alphas: Array.from({ length: mostColors(outline) }, () => alpha * random.normal()) } : null,
  effect: (drawn) =>
    drawn === null
      ? undefined
      : {
          family: "pixel",
          run: (memory, source) => {
            moveColors(memory, source, drawn.alphas);
            return source;
          },
        },
});

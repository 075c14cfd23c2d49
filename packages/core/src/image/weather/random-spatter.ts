import { z } from "zod";
import { spatter } from "../../kernels/pixel/spatter.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawFrom, rangeOf, towards } from "../ranges.ts";
import { drawSeed } from "../seed.ts";

const share = z.number().min(0).max(1);
const sigma = z.number().min(0).max(30);
const level = z.number().min(0).max(255);

const shareText = "a number between 0 and 1, or [least, most]";

/** Pale turquoise and brown. */
const colors = { rain: [175, 238, 238], mud: [63, 42, 20] } as const;

/**
 * Spatters the lens with drops of rain or with mud (Albumentations' Spatter, after ImageNet-C), with probability `p` (default
 * 0.5). Normal noise of `mean` (default 0.65) and `std` (default 0.3) runs together to a liquid by a Gaussian of
 * `gaussSigma` pixels (0 to 30, default 2), and shows where it is above `cutoutThreshold` (default 0.68). `mode` is "rain"
 * (default), whose drops add their color to the picture, lit from the upper left, or "mud", which covers it with soft
 * spots. `intensity` (default 0.6) is how much they do so where they do it most; of rain nine tenths of it. All are one
 * number or [least, most], from 0 to 1 but for the Gaussian. `color` is three levels, by default [175, 238, 238] for rain
 * and [63, 42, 20] for mud: ImageNet-C's colors, whose red and blue Albumentations has exchanged.
 *
 * Of mud the same noise makes Albumentations' picture, but that nothing happens where the liquid is above the threshold
 * nowhere; there a tenth of the pixels gets mud. Drops are drawn otherwise, as large and about as bright. Takes bytes of 1
 * to 4 channels; gray takes the green level, alpha stays. Draws `{ mean, deviation, sigma, threshold, intensity, seed }`,
 * or null. A lower intensity makes it fainter and rarer.
 */
export const randomSpatter = defineImageTransform({
  name: "randomSpatter",
  summary: "Spatters the lens with drops of rain or with mud.",
  options: z.strictObject({
    mode: z.enum(["rain", "mud"]).default("rain").describe('"rain" or "mud"'),
    mean: rangeOf(share).default(0.65).describe(shareText),
    std: rangeOf(share).default(0.3).describe(shareText),
    gaussSigma: rangeOf(sigma).default(2).describe("a number of pixels between 0 and 30, or [least, most]"),
    cutoutThreshold: rangeOf(share).default(0.68).describe(shareText),
    intensity: rangeOf(share).default(0.6).describe(shareText),
    color: z.tuple([level, level, level]).optional().describe("[red, green, blue], each between 0 and 255"),
    p: probability(0.5),
  }),
  changes: ["brightness", "color", "detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({
    ...options,
    intensity: towards(0, options.intensity, intensity),
    p: options.p * intensity,
  }),
  kinds: ["image"],
  draw: (random, _outline, { mean, std, gaussSigma, cutoutThreshold, intensity, p }) =>
    random.chance(p)
      ? {
          mean: drawFrom(random, mean),
          deviation: drawFrom(random, std),
          sigma: drawFrom(random, gaussSigma),
          threshold: drawFrom(random, cutoutThreshold),
          intensity: drawFrom(random, intensity),
          seed: drawSeed(random),
        }
      : null,
  effect: (drawn, { mode, color = colors[mode] }) => {
    if (drawn === null) return undefined;
    const { seed, ...liquid } = drawn;
    return {
      family: "pixel",
      accepts: { channels: [1, 2, 3, 4] },
      run: (memory, source) => spatter(memory, source, { mode, color, ...liquid }, seed),
    };
  },
});

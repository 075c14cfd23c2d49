import { z } from "zod";
import type { Canvas } from "../../outline-types.ts";
import { defineImageTransform } from "../define.ts";
import { outside, samplingOf, smoothInterpolation } from "../options.ts";
import { elasticMap } from "./elastic-map.ts";
import { lastOf } from "./last-of.ts";

const strength = z.number().min(0);

/**
 * Bends the picture as if it were printed on rubber (Simard et al., "Best Practices for Convolutional Neural Networks",
 * 2003, with the noise of torchvision's ElasticTransform): each pixel is read from a place that smoothed noise displaces.
 * The noise is even from −1 to 1, smoothed by a Gaussian of `sigma` pixels, and displaces by alpha / 2 pixels times its
 * value; both options are one number, or [across, down]. Because smoothing evens noise out, the default (50, 5) displaces
 * by about 1.6 pixels (root mean square). Draws `{ seed }`, two 32-bit words.
 *
 * Masks, boxes and keypoints move along; where a strong displacement folds the picture, a point goes to one of the places
 * where it is to be seen.
 */
export const elasticTransform = defineImageTransform({
  name: "elasticTransform",
  summary: "Bends the picture by smoothed noise.",
  options: z.strictObject({
    alpha: z
      .union([strength, z.tuple([strength, strength])])
      .default(50)
      .describe("a number of at least 0, or [across, down]"),
    sigma: z
      .union([strength.max(1000), z.tuple([strength.max(1000), strength.max(1000)])])
      .default(5)
      .describe("a number of pixels between 0 and 1000, or [across, down]"),
    ...outside,
    interpolation: smoothInterpolation,
  }),
  positional: "alpha",
  changes: ({ alpha }) => (pair(alpha).every((value) => value === 0) ? [] : ["position", "aspectRatio"]),
  evaluation: "nothing",
  intensity: (options, intensity) => {
    const { alpha } = options;
    const scaled: number | [number, number] =
      typeof alpha === "number" ? alpha * intensity : [alpha[0] * intensity, alpha[1] * intensity];
    return { ...options, alpha: scaled };
  },
  kinds: ["image", "mask"],
  draw: (random) => ({ seed: [random.integer(2 ** 32), random.integer(2 ** 32)] as const }),
  effect: ({ seed }, { alpha, sigma, ...beyond }) => {
    const [across, down] = pair(alpha);
    if (across === 0 && down === 0) return undefined;
    const mapOf = lastOf(({ width, height }: Canvas) =>
      elasticMap({ width, height, amplitude: [across / 2, down / 2], sigma: pair(sigma), seed }),
    );
    return {
      family: "geometry",
      steps: (canvas) => {
        const { width, height } = canvas;
        return [{ step: "remap", width, height, ...samplingOf(beyond), source: mapOf(canvas) }];
      },
    };
  },
});

function pair(value: number | readonly [number, number]): readonly [number, number] {
  return typeof value === "number" ? [value, value] : value;
}

import { z } from "zod";
import { mixture } from "../../kernels/mix/mixture.ts";
import { canvasOf } from "../../outline.ts";
import { dirichlet } from "../../random/dirichlet.ts";
import { defineImageTransform } from "../define.ts";
import { outside, smoothInterpolation, strength } from "../options.ts";
import { augMixPartialSpace, augMixSpace } from "./aug-mix-space.ts";
import { drawOperation, requireBytes } from "./draw-operation.ts";
import { type DrawnOperation, operationEffects, operationOptions, policyCompat } from "./operations.ts";
import { runEffects } from "./run-effects.ts";

/** The magnitudes of a range, of which a severity allows the first ones. */
export const augMixBins = 10;

/** A chain of operations, and its weight in the mixture. */
type Chain = { readonly weight: number; readonly operations: readonly DrawnOperation[] };

/**
 * A mixture of the picture with what several chains of operations make of it (Hendrycks et al., "AugMix: A Simple Data
 * Processing Method to Improve Robustness and Uncertainty", 2019), with torchvision's space, ranges and sums. Draws
 * `{ original, chains: [{ weight, operations: [{ operation, magnitude }] }] }`; the weights, and that of the picture itself,
 * sum to 1.
 *
 * - `severity` (1 to 10, default 3): each operation takes one of so many magnitudes, the first ones of ten.
 * - `mixtureWidth` (from 1, default 3): how many chains there are.
 * - `chainDepth` (from 1): operations in each; left out, 1 to 3 are drawn for every chain.
 * - `alpha` (above 0, default 1): the shape of the distributions of the weights, Dirichlet(alpha, …).
 * - `allOps` (default true): brightness, color, contrast and sharpness too, which ImageNet-C tests with.
 * - `interpolation` (default "bilinear") and `fill` (0 to 255, default 0) are those of the warps.
 * - `strength` multiplies magnitudes, from 0 (nothing happens) to 1; lower intensities multiply it.
 *
 * `compat` (default "torchvision") says whose bytes color, contrast and autocontrast give: with "pillow" Pillow's, in which the
 * paper's own code computes; torchvision's AugMix makes tensors of PIL images first. Brightness, posterize, solarize and
 * equalize are the same in both; warps, sharpness and the sum stay torchvision's.
 *
 * It works on bytes: put it before `normalize` and `toFloat`. Masks, boxes and keypoints stay where they are: each chain
 * moves the picture elsewhere, and the picture itself shows through.
 */
export const augMix = defineImageTransform({
  name: "augMix",
  summary: "A mixture of the picture with what several chains of operations make of it.",
  options: z.strictObject({
    severity: z.number().int().min(1).max(augMixBins).default(3).describe("a whole number between 1 and 10"),
    mixtureWidth: z.number().int().min(1).max(100).default(3).describe("a whole number of chains between 1 and 100"),
    chainDepth: z
      .number()
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe("a whole number of operations between 1 and 100; by default 1 to 3 are drawn"),
    alpha: z.number().gt(0).default(1).describe("a number above 0"),
    allOps: z.boolean().default(true).describe("true or false"),
    ...outside,
    interpolation: smoothInterpolation,
    strength,
    compat: policyCompat,
  }),
  changes: ["rotation", "position", "aspectRatio", "color", "brightness", "detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, strength: options.strength * intensity }),
  kinds: ["image"],
  draw: (random, outline, { severity, mixtureWidth, chainDepth, alpha, allOps, strength: share }) => {
    requireBytes(outline, "augMix");
    const place = { bins: augMixBins, strength: share, canvas: canvasOf(outline) };
    const space = allOps ? augMixSpace : augMixPartialSpace;
    const [original, others] = dirichlet(random, alpha, 2) as [number, number];
    const chains = dirichlet(random, alpha, mixtureWidth).map((weight): Chain => {
      const depth = chainDepth ?? 1 + random.integer(3);
      const draw = () => drawOperation(random, space, { ...place, bin: random.integer(severity) });
      return { weight: weight * others, operations: Array.from({ length: depth }, draw) };
    });
    return { original, chains };
  },
  effect: ({ original, chains }, { strength: share, ...beyond }) => {
    // Even where nothing is done to any, a sum that is cut to whole numbers may fall below what it was.
    if (share === 0) return undefined;
    const options = operationOptions(beyond);
    const effects = chains.map(({ operations }) => operationEffects(operations, options));
    return {
      family: "pixel",
      run: (memory, source) =>
        mixture(
          memory,
          source,
          effects.map((chain) => (picture) => runEffects(memory, picture, chain, "augMix")),
          [original, ...chains.map(({ weight }) => weight)],
        ),
    };
  },
});

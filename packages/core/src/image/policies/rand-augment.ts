import { z } from "zod";
import { canvasOf } from "../../outline.ts";
import { defineImageTransform } from "../define.ts";
import { turnChanges } from "../geometry/turn-changes.ts";
import { outside, strength } from "../options.ts";
import { drawOperation, requireBytes } from "./draw-operation.ts";
import { operationEffects, operationOptions, policyCompat } from "./operations.ts";
import { randSpace } from "./rand-space.ts";

/**
 * `numOps` operations one after another, each drawn evenly and all at one magnitude (Cubuk et al., "RandAugment:
 * Practical automated data augmentation with a reduced search space", 2019), with torchvision's space and bytes: those of
 * `trivialAugmentWide` with shears of ±0–0.3, translations of ±0–45 % of the image, turns of ±0–30°, factors of 1 ± 0–0.9
 * and posterize from 8 to 4 bits. Draws a list of `{ operation, magnitude }`.
 *
 * `magnitude` is a position from 0 to `bins` − 1 in each range. `interpolation` and `fill` (0 to 255) are those of the
 * warps. `strength` multiplies magnitudes, from 0 (none does anything) to 1, and makes what has no magnitude as much
 * rarer. Lower intensities multiply it.
 *
 * torchvision's default `fill`, None, differs from 0 at the edges of bilinear warps alone.
 *
 * `compat` (default "torchvision") says whose bytes color, contrast and autocontrast give: with "pillow" those that
 * torchvision's RandAugment makes of PIL images. Brightness, posterize, solarize and equalize are the same in both;
 * warps and sharpness stay those of tensors.
 *
 * It works on bytes: put it before `normalize` and `toFloat`. Masks, boxes and keypoints move along, which torchvision's
 * refuses.
 */
export const randAugment = defineImageTransform({
  name: "randAugment",
  summary: "Several operations of fourteen at one magnitude.",
  options: z
    .strictObject({
      numOps: z.number().int().min(0).max(100).default(2).describe("a whole number between 0 and 100"),
      magnitude: z.number().int().min(0).max(999).default(9).describe("a whole number from 0, below bins"),
      bins: z.number().int().min(2).max(1000).default(31).describe("a whole number between 2 and 1000"),
      ...outside,
      strength,
      compat: policyCompat,
    })
    .refine(({ magnitude, bins }) => magnitude < bins, { path: ["magnitude"] }),
  // Turns reach 30°.
  changes: ({ strength: share }) => [
    ...turnChanges(-30 * share, 30 * share),
    ...(["position", "aspectRatio", "color", "brightness", "detail"] as const),
  ],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, strength: options.strength * intensity }),
  kinds: ["image", "mask"],
  draw: (random, outline, { numOps, magnitude, ...options }) => {
    requireBytes(outline, "randAugment");
    const place = { ...options, bin: magnitude, canvas: canvasOf(outline) };
    return Array.from({ length: numOps }, () => drawOperation(random, randSpace, place));
  },
  effect: (drawn, options) => operationEffects(drawn, operationOptions(options)),
});

import { z } from "zod";
import { canvasOf } from "../../outline.ts";
import { defineImageTransform } from "../define.ts";
import { turnChanges } from "../geometry/turn-changes.ts";
import { outside, strength } from "../options.ts";
import { drawOperation, requireBytes } from "./draw-operation.ts";
import { operationEffect, operationOptions, policyCompat } from "./operations.ts";
import { wideSpace } from "./wide-space.ts";

/**
 * One operation at one magnitude, both drawn evenly (Müller and Hutter, "TrivialAugment: Tuning-free Yet State-of-the-Art
 * Data Augmentation", 2021), with torchvision's space and bytes: identity, shears (slope ±0–0.99), translations (±0–32
 * pixels), turns (±0–135°), brightness, color, contrast and sharpness (factor 1 ± 0–0.99), posterize (8–2 bits), solarize
 * (from level 255–0), autocontrast, equalize. Draws `{ operation, magnitude }`.
 *
 * `bins` magnitudes lie evenly in each range. `interpolation` and `fill` (0 to 255) are those of the warps. `strength`
 * multiplies magnitudes, from 0 (none does anything) to 1: posterize and solarize come as much nearer to nothing, and
 * autocontrast and equalize, which have no magnitude, as much rarer. Lower intensities multiply it.
 *
 * torchvision's default `fill`, None, differs from 0 at the edges of bilinear warps alone.
 *
 * `compat` (default "torchvision") says whose bytes color, contrast and autocontrast give: with "pillow" those that
 * torchvision's TrivialAugmentWide makes of PIL images. Brightness, posterize, solarize and equalize are the same in both;
 * warps and sharpness stay those of tensors.
 *
 * It works on bytes: put it before `normalize` and `toFloat`. Masks, boxes and keypoints move along, which torchvision's
 * refuses.
 */
export const trivialAugmentWide = defineImageTransform({
  name: "trivialAugmentWide",
  summary: "One operation of fourteen at a random magnitude.",
  options: z.strictObject({
    bins: z.number().int().min(2).max(1000).default(31).describe("a whole number between 2 and 1000"),
    ...outside,
    strength,
    compat: policyCompat,
  }),
  // Turns reach 135°, where nobody can tell a half turn from a quarter turn.
  changes: ({ strength: share }) => [
    ...turnChanges(-136 * share, 136 * share),
    ...(["position", "aspectRatio", "color", "brightness", "detail"] as const),
  ],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, strength: options.strength * intensity }),
  kinds: ["image", "mask"],
  draw: (random, outline, options) => {
    requireBytes(outline, "trivialAugmentWide");
    const bin = random.integer(options.bins);
    return drawOperation(random, wideSpace, { ...options, bin, canvas: canvasOf(outline) });
  },
  effect: (drawn, options) => operationEffect(drawn, operationOptions(options)),
});

import { z } from "zod";
import { defineTransform } from "../../define.ts";
import type { Outline } from "../../outline.ts";
import type { Random } from "../../random/random.ts";
import { fill, fillValues, warpInterpolation } from "../options.ts";
import type { Choice } from "./magnitudes.ts";
import { type DrawnOperation, operationEffect } from "./operations.ts";
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
 * It works on bytes: put it before `normalize` and `toFloat`. Masks, boxes and keypoints move along, which torchvision's
 * refuses.
 */
export const trivialAugmentWide = defineTransform({
  name: "trivialAugmentWide",
  summary: "One operation of fourteen at a random magnitude.",
  options: z.strictObject({
    bins: z.number().int().min(2).max(1000).default(31).describe("a whole number between 2 and 1000"),
    interpolation: warpInterpolation,
    fill,
    strength: z.number().min(0).max(1).default(1).describe("a number between 0 and 1"),
  }),
  changes: ["rotation", "quarterTurn", "halfTurn", "position", "aspectRatio", "color", "brightness", "detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, strength: options.strength * intensity }),
  kinds: ["image", "mask"],
  draw: (random, outline, { bins, strength }) => {
    requireBytes(outline);
    return drawOperation(random, wideSpace, bins, strength);
  },
  effect: (drawn, { interpolation, fill: outside }) =>
    operationEffect(drawn, { interpolation, fill: fillValues(outside) }),
});

/** Every number is drawn whatever comes of it, so that `strength` and `bins` move no other draw. */
function drawOperation(random: Random, space: readonly Choice[], bins: number, strength: number): DrawnOperation {
  const { operation, magnitude, signed } = space[random.integer(space.length)] as Choice;
  const bin = random.integer(bins);
  const opposite = random.chance(0.5);
  const happens = random.chance(strength);
  if (magnitude === undefined) return { operation: happens ? operation : "identity", magnitude: null };
  const size = magnitude({ bin, bins }, strength);
  // Zero has no sign in JSON.
  return { operation, magnitude: signed && opposite && size !== 0 ? -size : size };
}

/** Half of the operations would take floats; that the others do not should not show by chance. */
function requireBytes(outline: Outline): void {
  for (const [name, field] of Object.entries(outline.fields)) {
    if (field.kind === "image" && field.type === "float32") {
      throw new TypeError(
        `it works on bytes, and the field "${name}" holds floats by now; put trivialAugmentWide before normalize and toFloat`,
      );
    }
  }
}

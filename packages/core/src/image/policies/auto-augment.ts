import { z } from "zod";
import { canvasOf } from "../../outline.ts";
import type { Random } from "../../random/random.ts";
import { defineImageTransform } from "../define.ts";
import { turnChanges } from "../geometry/turn-changes.ts";
import { outside, strength } from "../options.ts";
import { drawMagnitude, requireBytes } from "./draw-operation.ts";
import type { Choice, Place } from "./magnitudes.ts";
import {
  type DrawnOperation,
  type OperationName,
  operationEffects,
  operationOptions,
  policyCompat,
} from "./operations.ts";
import { autoSpace } from "./rand-space.ts";
import { type SubPolicy, subPolicies } from "./sub-policies.ts";

/** The magnitudes of a range that sub-policies name by number. */
export const autoBins = 10;

/**
 * One of 25 pairs of operations, drawn evenly, each of the two with its own probability and magnitude: what a search found
 * best for a data set (Cubuk et al., "AutoAugment: Learning Augmentation Strategies from Data", 2018), with torchvision's
 * pairs and bytes. Draws a list of those that happen, `{ operation, magnitude }`.
 *
 * `policy` says for which data it was found: `"imagenet"` (default), `"cifar10"` or `"svhn"`. `interpolation` (default
 * "nearest") and `fill` (0 to 255, default 0) are those of the warps. `strength` multiplies magnitudes, from 0 (none does
 * anything) to 1, and makes what has no magnitude as much rarer. Lower intensities multiply it.
 *
 * `compat` (default "torchvision") says whose bytes color, contrast and autocontrast give: with "pillow" those that
 * torchvision's AutoAugment makes of PIL images. Brightness, posterize, solarize, equalize and invert are the same in both;
 * warps and sharpness stay those of tensors.
 *
 * It works on bytes: put it before `normalize` and `toFloat`. Masks, boxes and keypoints move along, which torchvision's
 * refuses.
 */
export const autoAugment = defineImageTransform({
  name: "autoAugment",
  summary: "One of 25 pairs of operations that were found best for a data set.",
  options: z.strictObject({
    policy: z
      .enum(["imagenet", "cifar10", "svhn"])
      .default("imagenet")
      .describe('"imagenet", "cifar10" or "svhn": the data for which the pairs were found'),
    ...outside,
    strength,
    compat: policyCompat,
  }),
  // Turns reach 30°.
  changes: ({ strength: share }) => [
    ...turnChanges(-30 * share, 30 * share),
    ...(["position", "aspectRatio", "color", "brightness", "detail"] as const),
  ],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, strength: options.strength * intensity }),
  kinds: ["image", "mask"],
  draw: (random, outline, { policy, strength: share }) => {
    requireBytes(outline, "autoAugment");
    const pairs = subPolicies[policy];
    const [first, firstP, firstBin, second, secondP, secondBin] = pairs[random.integer(pairs.length)] as SubPolicy;
    const place = { bins: autoBins, strength: share, canvas: canvasOf(outline) };
    return [
      ...drawStep(random, first, firstP, { ...place, bin: firstBin ?? 0 }),
      ...drawStep(random, second, secondP, { ...place, bin: secondBin ?? 0 }),
    ];
  },
  effect: (drawn, options) => operationEffects(drawn, operationOptions(options)),
});

/** The operation of a step, or none. Every number is drawn whatever comes of it. */
function drawStep(random: Random, operation: OperationName, p: number, place: Place): readonly DrawnOperation[] {
  const happens = random.chance(p);
  const drawn = drawMagnitude(random, autoSpace.find((one) => one.operation === operation) as Choice, place);
  return happens ? [drawn] : [];
}

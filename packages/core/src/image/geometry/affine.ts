import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { center, outside, samplingOf, shearAngle } from "../options.ts";
import { affineSteps, isStill, slopesOf } from "./affinity.ts";
import { turnChanges } from "./turn-changes.ts";

/**
 * Turns, moves, scales and shears about `center` (default: the middle), all fixed; the canvas keeps its size. Unlike
 * `rotate` it turns clockwise, as torchvision's `affine` does. `translate` is [right, down] in pixels, `scale` a factor,
 * `shear` an angle in degrees along x, or [along x, along y], above −90 and below 90: positive angles move what lies lower
 * to the left, and what lies further right up. Masks, boxes and keypoints move along.
 */
export const affine = defineImageTransform({
  name: "affine",
  summary: "Turns, moves, scales and shears by fixed amounts; clockwise in degrees.",
  options: z.strictObject({
    degrees: z.number().default(0).describe("a finite number of degrees"),
    translate: z.tuple([z.number(), z.number()]).default([0, 0]).describe("[right, down] in pixels"),
    scale: z.number().gt(0).default(1).describe("a number above 0"),
    shear: z
      .union([shearAngle, z.tuple([shearAngle, shearAngle])])
      .default([0, 0])
      .describe("a number of degrees above -90 and below 90 along x, or [along x, along y]"),
    center,
    ...outside,
  }),
  changes: ({ degrees, translate, scale, shear }) => [
    ...turnChanges(degrees, degrees),
    ...(scale === 1 ? [] : (["scale"] as const)),
    ...(isStill(translate) ? [] : (["position"] as const)),
    ...(isStill(shear) ? [] : (["aspectRatio"] as const)),
  ],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: () => null,
  effect: (_draw, { degrees, translate, scale, shear, center: about, ...beyond }) => {
    const slopes = slopesOf(typeof shear === "number" ? [shear, 0] : shear);
    const affinity = { degrees, translate, scale, slopes, center: about };
    return { family: "geometry", steps: (canvas) => affineSteps(canvas, affinity, samplingOf(beyond)) };
  },
});

import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { bendingTones } from "./tone-curve.ts";

const height = z.number().min(0).max(1);

/**
 * Leads levels along a Bézier curve whose inner points have the heights `low` and `high`, 0 to 1: 1/3 and 2/3 change
 * nothing, lower `low` darkens shadows, higher `high` brightens lights. Alpha stays. Bytes of Albumentations'
 * `move_tone_curve`.
 */
export const moveToneCurve = defineImageTransform({
  name: "moveToneCurve",
  summary: "Leads levels along a fixed tone curve.",
  options: z.strictObject({
    low: height.describe("the height of the lower inner point, between 0 and 1"),
    high: height.describe("the height of the upper inner point, between 0 and 1"),
  }),
  changes: ["brightness"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, { low, high }) => ({ family: "color", operations: [bendingTones({ low: [low], high: [high] })] }),
});

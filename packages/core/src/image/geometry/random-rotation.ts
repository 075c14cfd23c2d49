import { z } from "zod";
import { defineImageTransform } from "../define.ts";
import { outside, samplingOf } from "../options.ts";
import { towardsNoTurn } from "../ranges.ts";
import { rotationSteps } from "./rotation.ts";
import { turnChanges } from "./turn-changes.ts";

/**
 * Turns by an angle drawn evenly from −degrees to degrees, or from [least, most]; counter-clockwise. Draws `{ degrees }`.
 * Turns of more than a few degrees can change a label: a 6 by 180° is a 9. A lower intensity brings the angles nearer to
 * no turn, from whichever side that is nearest.
 */
export const randomRotation = defineImageTransform({
  name: "randomRotation",
  summary: "Turns by a random angle.",
  options: z.strictObject({
    degrees: z
      .union([z.number().min(0), z.tuple([z.number(), z.number()]).refine(([low, high]) => low <= high)])
      .describe("a number of degrees from 0, or [least, most]"),
    expand: z.boolean().default(false).describe("true or false"),
    ...outside,
  }),
  positional: "degrees",
  changes: ({ degrees }) => (typeof degrees === "number" ? turnChanges(-degrees, degrees) : turnChanges(...degrees)),
  canvas: ({ expand }) => (expand ? "varies" : undefined),
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, degrees: towardsNoTurn(options.degrees, 360, intensity) }),
  kinds: ["image", "mask"],
  draw: (random, _outline, { degrees }) => {
    const [low, high] = typeof degrees === "number" ? [-degrees, degrees] : degrees;
    return { degrees: random.uniform(low, high) };
  },
  effect: ({ degrees }, { expand, ...beyond }) => ({
    family: "geometry",
    steps: (canvas) => rotationSteps(canvas, degrees, { expand, ...samplingOf(beyond) }),
  }),
});

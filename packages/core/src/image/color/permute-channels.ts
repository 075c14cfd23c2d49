import { z } from "zod";
import { defineImageTransform } from "../define.ts";

const orders = z
  .array(z.number().int().min(0))
  .min(3)
  .max(255)
  .refine((order) => order.length !== 4 && [...order].sort((a, b) => a - b).every((from, at) => from === at));

/**
 * Puts the color channels into another order: channel i becomes what channel `permutation[i]` was, so that [2, 1, 0]
 * exchanges red and blue. Three numbers for images of 3 channels, or 4, whose alpha stays; of 5 and more channels one for
 * each. As torchvision's `permute_channels`.
 *
 * @throws RangeError for an image of another number of channels.
 */
export const permuteChannels = defineImageTransform({
  name: "permuteChannels",
  summary: "Puts the color channels into another order.",
  options: z.strictObject({
    permutation: orders.describe("each number from 0 once, as many as there are color channels: 3, or 5 and more"),
  }),
  positional: "permutation",
  changes: ["color"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, { permutation }) => ({
    family: "color",
    operations: [{ operation: "permutation", order: permutation }],
    accepts: {
      types: ["uint8", "uint16"],
      channels: permutation.length === 3 ? [3, 4] : [permutation.length],
    },
  }),
});

import { z } from "zod";
import { defineBatchTransform } from "../../batch-transform.ts";
import { beta } from "../../random/beta.ts";
import { checkMixable, imageTensor } from "./images.ts";
import { softLabels, softSchema } from "./soft-labels.ts";

/**
 * Mixes each image with its left neighbour in the batch: λ · xᵢ + (1 − λ) · xᵢ₋₁, λ from Beta(alpha, alpha), one for
 * the batch, and the labels alike (Zhang et al. 2017, pairing as in torchvision). Labels become rows of class weights,
 * float32 [batch, classes], that sum to 1. Draws `{ lambda }`.
 *
 * Paths and other plain values stay. Fields that would have to be mixed and cannot be (masks, boxes, keypoints, texts,
 * plain numbers) are an error unless they are listed in `passThrough`.
 *
 * @throws OptionError for images that hold bytes (end the transform with `normalize` or `toFloat`), for a batch without
 * images, and for fields that would stay behind.
 */
export const mixUp = defineBatchTransform({
  domain: "image",
  name: "mixUp",
  summary: "Mixes pairs of images and their labels.",
  options: z.strictObject({
    alpha: z.number().gt(0).default(1).describe("a number above 0"),
    classes: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe("a whole number of classes from 1; by default that of the dataset"),
  }),
  changes: ["mixture"],
  evaluation: "nothing",
  // Beta(α, α) gathers at 0 and 1 as α falls: λ near an end mixes next to nothing.
  intensity: (options, intensity) => ({ ...options, alpha: Math.max(1e-3, options.alpha * intensity) }),
  labels: "soft",
  soften: (batch, options) => {
    const tensors = { ...batch.tensors };
    for (const field of batch.labels) tensors[field] = softLabels("mixUp", batch, field, options.classes);
    return tensors;
  },
  schema: (before, context, options) => softSchema("mixUp", before, options.classes ?? context.classes),
  draw: (random, _outline, { alpha }) => ({ lambda: beta(random, alpha, alpha) }),
  apply: (batch, { lambda }, options) => {
    checkMixable("mixUp", batch);
    const tensors = { ...batch.tensors };
    for (const field of batch.images) mixWithNeighbour(imageTensor("mixUp", batch, field).data, batch.size, lambda);
    for (const field of batch.labels) {
      const rows = softLabels("mixUp", batch, field, options.classes);
      mixWithNeighbour(rows.data, batch.size, lambda);
      tensors[field] = rows;
    }
    return tensors;
  },
});

/** In place: row i becomes λ · row i + (1 − λ) · row i − 1, and row 0 takes the last. */
function mixWithNeighbour(data: Float32Array, rows: number, lambda: number): void {
  const width = data.length / rows;
  const rest = 1 - lambda;
  // From the end, so that a row's left neighbour is still as it was; row 0 needs a copy of the last.
  const last = data.slice((rows - 1) * width);
  for (let i = data.length - 1; i >= width; i--) {
    data[i] = lambda * (data[i] as number) + rest * (data[i - width] as number);
  }
  for (let i = 0; i < width; i++) data[i] = lambda * (data[i] as number) + rest * (last[i] as number);
}

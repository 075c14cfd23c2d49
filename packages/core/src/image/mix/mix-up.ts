import { z } from "zod";
import { defineBatchTransform } from "../../batch-transform.ts";
import { applyMixes } from "./apply-mixes.ts";
import { type DrawnMixes, drawLambda, drawMixes } from "./draw-mixes.ts";
import { alpha, mixOptions } from "./modes.ts";
import { softened, softSchema } from "./soft-labels.ts";

/**
 * Mixes each image with another of the batch: λ · xᵢ + (1 − λ) · xⱼ, λ from Beta(alpha, alpha), and the labels alike
 * (Zhang et al., "mixup: Beyond Empirical Risk Minimization", 2017). Labels become rows of class weights, float32
 * [batch, classes], that sum to 1.
 *
 * - `alpha` (above 0, default 1): near 0, λ is near 0 or 1.
 * - `mode`: `"batch"` (default) has one λ and mixes each row with its left neighbour, as torchvision; `"elem"` has one for
 *   each row and mixes row i with row size − 1 − i, as timm; `"pair"` has one for each of these pairs. Of an odd number of
 *   rows the one in the middle then stays.
 * - `p` (0 to 1, default 1): how often a batch, row or pair is mixed at all; lower intensities multiply it.
 * - `labelSmoothing` (0 to 1, default 0): the share of a label that goes to all classes alike, before mixing and where
 *   nothing is mixed. Labels that are soft already are not smoothed again.
 *
 * Draws `{ lambda }`, or a list of them. Images are floats, mixed in f32, or bytes, which are rounded half to even, as timm
 * does. Paths and other plain values stay. Fields that would have to be mixed and cannot be (masks, boxes, keypoints,
 * texts, plain numbers) are an error unless they are listed in `passThrough`.
 *
 * @throws OptionError for images of other types, for a batch without images, and for fields that would stay behind.
 */
export const mixUp = defineBatchTransform({
  domain: "image",
  name: "mixUp",
  summary: "Mixes pairs of images and their labels.",
  options: z.strictObject({ alpha: alpha(1), ...mixOptions }),
  changes: ["mixture"],
  evaluation: "nothing",
  // Beta(α, α) would not do: it gathers at 0 as well as at 1, where each image is another one's.
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  labels: "soft",
  soften: (batch, options) => softened("mixUp", batch, options),
  schema: (before, context, options) => softSchema("mixUp", before, options.classes ?? context.classes),
  draw: (random, { size }, options): DrawnMixes =>
    drawMixes(options.mode, size, () => ({ lambda: drawLambda(random, options.alpha, options.p) })),
  apply: (batch, drawn, options) => applyMixes("mixUp", batch, drawn, { ...options, cuts: false }),
});

import { z } from "zod";
import { defineBatchTransform } from "../../batch-transform.ts";
import { applyMixes } from "./apply-mixes.ts";
import { type DrawnMixes, drawLambda, drawMixes, drawPlace } from "./draw-mixes.ts";
import { alpha, mixOptions } from "./modes.ts";
import { softened, softSchema } from "./soft-labels.ts";

/**
 * Replaces a rectangle of each image by the same of another of the batch, and mixes the labels by area (Yun et al.,
 * "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features", 2019). Its sides are √(1 − λ) of
 * the image's, λ from Beta(alpha, alpha), its middle is anywhere, and what would lie outside is cut off, as in torchvision.
 * Labels become rows of class weights, float32 [batch, classes], that sum to 1, by the share of pixels that really stayed.
 *
 * `alpha` (above 0, default 1), `mode`, `p` and `labelSmoothing` are those of `mixUp`. Draws `{ lambda, at: [x, y] }`, the
 * middle as shares of width and height, or a list of them.
 *
 * Pixels are only copied, so images may be of any type, and masks are cut along with them; all must have one size. Paths and
 * other plain values stay. Boxes, keypoints, texts and plain numbers are an error unless they are listed in `passThrough`.
 *
 * @throws OptionError for a batch without images, for pictures of two sizes, and for fields that would stay behind.
 */
export const cutMix = defineBatchTransform({
  domain: "image",
  name: "cutMix",
  summary: "Pastes a rectangle of another image into each, and mixes labels by area.",
  options: z.strictObject({ alpha: alpha(1), ...mixOptions }),
  changes: ["mixture"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  labels: "soft",
  soften: (batch, options) => softened("cutMix", batch, options),
  schema: (before, context, options) => softSchema("cutMix", before, options.classes ?? context.classes),
  draw: (random, { size }, options): DrawnMixes =>
    drawMixes(options.mode, size, () => ({
      lambda: drawLambda(random, options.alpha, options.p),
      at: drawPlace(random),
    })),
  apply: (batch, drawn, options) => applyMixes("cutMix", batch, drawn, { ...options, cuts: true }),
});

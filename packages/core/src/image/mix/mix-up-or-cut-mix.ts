import { z } from "zod";
import { defineBatchTransform } from "../../batch-transform.ts";
import { applyMixes } from "./apply-mixes.ts";
import { type DrawnMixes, drawLambda, drawMixes, drawPlace } from "./draw-mixes.ts";
import { alpha, mixOptions } from "./modes.ts";
import { softened, softSchema } from "./soft-labels.ts";

/**
 * Either `mixUp` or `cutMix`, drawn anew for each batch, row or pair, as timm's `Mixup` with both: what `oneOf` draws for
 * whole batches alone. `switchProb` (0 to 1, default 0.5) is the probability of the second.
 *
 * `mixUpAlpha` and `cutMixAlpha` (above 0) are the shapes of their Beta distributions: 0.8 and 1 by default, as timm's
 * recipes have them. `mode`, `p` and `labelSmoothing` are those of `mixUp`. Draws `{ lambda }` or `{ lambda, at: [x, y] }`,
 * or a list of them. Images and other fields are as for `mixUp`.
 */
export const mixUpOrCutMix = defineBatchTransform({
  domain: "image",
  name: "mixUpOrCutMix",
  summary: "Mixes pairs of images, or pastes a rectangle of one into the other.",
  options: z.strictObject({
    mixUpAlpha: alpha(0.8),
    cutMixAlpha: alpha(1),
    switchProb: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe("a number between 0 and 1: how often a rectangle is pasted instead"),
    ...mixOptions,
  }),
  changes: ["mixture"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  labels: "soft",
  soften: (batch, options) => softened("mixUpOrCutMix", batch, options),
  schema: (before, context, options) => softSchema("mixUpOrCutMix", before, options.classes ?? context.classes),
  draw: (random, { size }, { mode, p, switchProb, mixUpAlpha, cutMixAlpha }): DrawnMixes =>
    drawMixes(mode, size, () => {
      const cuts = random.chance(switchProb);
      const lambda = drawLambda(random, cuts ? cutMixAlpha : mixUpAlpha, p);
      const at = drawPlace(random);
      return cuts ? { lambda, at } : { lambda };
    }),
  apply: (batch, drawn, options) => applyMixes("mixUpOrCutMix", batch, drawn, { ...options, cuts: false }),
});

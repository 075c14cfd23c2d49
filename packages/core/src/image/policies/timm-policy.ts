import { z } from "zod";
import { blendInto, blends, type Change, mixture } from "../../kernels/mix/mixture.ts";
import { canvasOf } from "../../outline.ts";
import { defineImageTransform } from "../define.ts";
import type { ImageEffect } from "../effect.ts";
import { turnChanges } from "../geometry/turn-changes.ts";
import { fill, outside, strength } from "../options.ts";
import { requireBytes } from "./draw-operation.ts";
import { operationEffects, operationOptions, policyCompat } from "./operations.ts";
import { runEffects } from "./run-effects.ts";
import { drawTimm, type TimmDraw } from "./timm-draw.ts";
import { parseTimmPolicy } from "./timm-string.ts";
import { fullLevel } from "./timm-table.ts";

/**
 * A policy written as timm writes it (Wightman, `timm/data/auto_augment.py`), a name and parts with dashes between them:
 *
 * - `"rand-m9-n2-mstd0.5-inc1"`: RandAugment. `m` level (default 10), `n` operations (2), `p` how often each happens (0.5),
 *   `mstd` standard deviation of the level (0; above 100 it is even from 0 to `m`), `mmax` the highest level (10), `inc1`
 *   operations that grow stronger with their level, `tweights`, `t3a` or `t3aw` another set of operations.
 * - `"augmix-m3-w3"`: AugMix. `m` level (3), `w` chains (3), `d` operations in each (1 to 3, drawn), `a` the shape of the
 *   distributions of the weights (1), `b1` blends one chain after the other, `mstd` (even from 0 to `m`).
 * - `"original"`, `"originalr"`, `"v0"`, `"v0r"`, `"3a"`: AutoAugment's pairs, with `mstd` (0).
 *
 * Levels, ranges and choices are timm's, and so are the bytes of colors, which are Pillow's (`compat: "pillow"`, the default);
 * with "torchvision" those of color, contrast and autocontrast are what torchvision computes on tensors, within a level up to
 * the default highest level. Sharpness (within a level of Pillow's) and blurs are torchvision's either way. Each warp is
 * bilinear or bicubic, as often (`interpolation: "random"`, timm's default); bicubic has OpenCV's slope, -0.75, where Pillow
 * has -0.5, and half a pixel at the picture's edge is blended with `fill` where Pillow repeats the outermost pixels.
 *
 * Draws a list of `{ operation, magnitude, interpolation }`, as `randAugment`; of `augmix` `{ share, chains: [{ weight, operations }] }`.
 * `fill` (0 to 255) is what warps leave open: timm's 128 by default, for which its training puts the mean of the data.
 * `strength` multiplies magnitudes, from 0 (nothing happens) to 1, and makes what has no magnitude as much rarer; lower
 * intensities multiply it.
 *
 * It works on bytes: put it before `normalize` and `toFloat`. Masks, boxes and keypoints move along, but for `augmix`, where
 * they stay.
 *
 * @throws OptionError for a string that timm would not take, or of which it would ignore a part; it names that part.
 */
export const timmPolicy = defineImageTransform({
  name: "timmPolicy",
  summary: "An automatic policy written as timm writes it, such as rand-m9-n2-mstd0.5-inc1.",
  options: z.strictObject({
    policy: z
      .string()
      .superRefine((text, context) => {
        try {
          parseTimmPolicy(text);
        } catch (error) {
          context.addIssue({ code: "custom", message: (error as Error).message });
        }
      })
      .describe('a policy as timm writes it, such as "rand-m9-n2-mstd0.5-inc1", "augmix-m3-w3" or "original"'),
    ...outside,
    interpolation: z
      .enum(["random", "nearest", "bilinear", "bicubic"])
      .default("random")
      .describe('"random" (bilinear or bicubic for each warp), "nearest", "bilinear" or "bicubic"'),
    fill: fill
      .unwrap()
      .default(128)
      .describe(fill.description as string),
    strength,
    compat: policyCompat
      .unwrap()
      .default("pillow")
      .describe(policyCompat.description as string),
  }),
  positional: "policy",
  changes: ({ policy, strength: share }) => {
    const turn = (30 * share * parseTimmPolicy(policy).most) / fullLevel;
    return [...turnChanges(-turn, turn), ...(["position", "aspectRatio", "color", "brightness", "detail"] as const)];
  },
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, strength: options.strength * intensity }),
  kinds: ["image", "mask"],
  draw: (random, outline, { policy, interpolation, strength: share }): TimmDraw => {
    requireBytes(outline, "timmPolicy");
    const setting = { strength: share, canvas: canvasOf(outline), drawsFilter: interpolation === "random" };
    return drawTimm(random, parseTimmPolicy(policy), setting);
  },
  effect: (drawn, { policy, strength: share, ...beyond }) => {
    // What was drawn without a filter, by an older version or by hand, is read bilinearly.
    const interpolation = beyond.interpolation === "random" ? "bilinear" : beyond.interpolation;
    const options = operationOptions({ ...beyond, interpolation });
    if (!("chains" in drawn)) return operationEffects(drawn, options);
    if (share === 0) return undefined;
    const parsed = parseTimmPolicy(policy);
    const chains = drawn.chains.map(({ operations }) => operationEffects(operations, options));
    const weights = drawn.chains.map(({ weight }) => weight);
    const isBlended = parsed.kind === "augmix" && parsed.blended;
    return isBlended ? blendedChains(chains, weights, drawn.share) : summedChains(chains, weights, drawn.share);
  },
});

/** The sum of what chains make of a picture, and the way there from the picture by a share. */
function summedChains(chains: readonly Chain[], weights: readonly number[], share: number): ImageEffect {
  return {
    family: "pixel",
    run: (memory, source) => {
      const mark = memory.mark();
      blendInto(memory, source, mixture(memory, source, changesOf(chains, memory), [0, ...weights]), share);
      memory.release(mark);
      return source;
    },
  };
}

/** Blends the chains in one after the other, with shares that leave each its weight. */
function blendedChains(chains: readonly Chain[], weights: readonly number[], share: number): ImageEffect {
  let rest = 1;
  const shares = weights.toReversed().map((weight) => {
    const part = rest > 0 ? (weight * share) / rest : 0;
    rest *= 1 - part;
    return part;
  });
  return {
    family: "pixel",
    run: (memory, source) => blends(memory, source, changesOf(chains, memory), shares.toReversed()),
  };
}

type Chain = readonly ImageEffect[];

function changesOf(chains: readonly Chain[], memory: Parameters<typeof runEffects>[0]): readonly Change[] {
  return chains.map((chain) => (picture) => runEffects(memory, picture, chain, "timmPolicy"));
}

import { z } from "zod";
import { convolve } from "../../kernels/pixel/convolve.ts";
import { embossing } from "../../kernels/pixel/surroundings.ts";
import { defineImageTransform } from "../define.ts";

export const alpha = z.number().min(0).max(1);
export const strength = z.number().min(0);
/**
 * Lights edges from the upper left (Albumentations' Emboss): `alpha` (0 to 1) mixes the picture with its relief of
 * `strength` (at least 0, default 0.5). Rounded half to even, mirrored at the edges. Takes bytes of any number of channels;
 * alpha, the last of 2 or 4, stays. Draws nothing.
 */
export const emboss = defineImageTransform({
  name: "emboss",
  summary: "Lights edges from the upper left.",
  options: z.strictObject({
    alpha: alpha.describe("a number between 0 and 1"),
    strength: strength.default(0.5).describe("a number of at least 0"),
  }),
  positional: "alpha",
  changes: ["detail"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "pixel",
    readsOnly: true,
    run: (memory, source) => convolve(memory, source, embossing(options.alpha, options.strength), { keepAlpha: true }),
  }),
});

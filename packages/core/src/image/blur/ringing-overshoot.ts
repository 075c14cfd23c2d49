import { z } from "zod";
import { convolve } from "../../kernels/pixel/convolve.ts";
import { ringing } from "../../kernels/pixel/surroundings.ts";
import { defineImageTransform } from "../define.ts";
import { oddSize, oddSizeText } from "./sizes.ts";

export const cutoff = z.number().min(0.01).max(Math.PI);
/**
 * Lets edges ring, as a low pass with a sharp border does (Albumentations' RingingOvershoot): a circular sinc filter of
 * `kernelSize` (odd, 3 to 15 pixels) that passes frequencies up to `cutoff` (above 0, at most π, radians a pixel; default
 * π / 3). Rounded half to even, mirrored at the edges. Takes bytes of any number of channels; alpha, the last of 2 or 4,
 * stays. Draws nothing.
 */
export const ringingOvershoot = defineImageTransform({
  name: "ringingOvershoot",
  summary: "Lets edges ring, as a low pass with a sharp border does.",
  options: z.strictObject({
    kernelSize: oddSize(3, 15).describe(oddSizeText(3, 15)),
    cutoff: cutoff.default(Math.PI / 3).describe("a number above 0 and at most π"),
  }),
  positional: "kernelSize",
  changes: ["detail"],
  evaluation: "same",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  effect: (_draw, options) => ({
    family: "pixel",
    readsOnly: true,
    run: (memory, source) => convolve(memory, source, ringing(options.kernelSize, options.cutoff), { keepAlpha: true }),
  }),
});

import { z } from "zod";
import { gaussianBlur as blur } from "../../kernels/blur.ts";
import { defineImageTransform } from "../define.ts";

const odd = z
  .number()
  .int()
  .min(1)
  .refine((value) => value % 2 === 1);
const width = z.number().gt(0);

/**
 * Blurs with a Gaussian kernel of `kernelSize` pixels (odd; one number, or [width, height]) and a standard deviation
 * drawn evenly from `sigma` (default [0.1, 2] pixels; one number is always that). Draws `{ sigma }`.
 *
 * @throws RangeError for an image that is not larger than half of the kernel, whose edge cannot be mirrored.
 */
export const gaussianBlur = defineImageTransform({
  name: "gaussianBlur",
  summary: "Blurs with a Gaussian kernel of random width.",
  options: z.strictObject({
    kernelSize: z
      .union([odd, z.tuple([odd, odd])])
      .describe("an odd whole number of pixels from 1, or [width, height]"),
    sigma: z
      .union([width, z.tuple([width, width]).refine(([low, high]) => low <= high)])
      .default([0.1, 2])
      .describe("a number of pixels above 0, or [least, most]"),
  }),
  positional: "kernelSize",
  changes: ["detail"],
  evaluation: "nothing",
  // A sigma near 0 leaves the picture as it is; it must stay above 0.
  intensity: ({ kernelSize, sigma }, intensity) => {
    const shrink = (value: number) => Math.max(0.01, value * intensity);
    if (typeof sigma === "number") return { kernelSize, sigma: shrink(sigma) };
    const range: [number, number] = [shrink(sigma[0]), shrink(sigma[1])];
    return { kernelSize, sigma: range };
  },
  kinds: ["image"],
  draw: (random, _outline, { sigma }) => ({
    sigma: typeof sigma === "number" ? sigma : random.uniform(sigma[0], sigma[1]),
  }),
  effect: ({ sigma }, { kernelSize }) => {
    const [kernelWidth, kernelHeight] = typeof kernelSize === "number" ? [kernelSize, kernelSize] : kernelSize;
    return {
      family: "pixel",
      readsOnly: true,
      run: (memory, source) => blur(memory, source, { kernelWidth, kernelHeight, sigmaX: sigma, sigmaY: sigma }),
    };
  },
});

import { z } from "zod";
import { corruptions } from "../../kernels/pixel/corruption/index.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawSeed } from "../seed.ts";

type Name = keyof typeof corruptions;

const names = Object.keys(corruptions) as [Name, ...Name[]];

/**
 * One of ImageNet-C's corruptions (Hendrycks and Dietterich, "Benchmarking Neural Network Robustness to Common Corruptions
 * and Perturbations", 2019) at a `severity` from 1 to 5, with probability `p` (default 1): `name` is one of the fifteen
 * (gaussianNoise, shotNoise, impulseNoise, defocusBlur, glassBlur, motionBlur, zoomBlur, snow, frost, fog, brightness,
 * contrast, elasticTransform, pixelate, jpegCompression) or of the four that are kept for validation (speckleNoise,
 * gaussianBlur, spatter, saturate). Parameters are the published ones; levels are cut to whole ones, as there. Sizes are in
 * pixels and meant for pictures of about 224 × 224.
 *
 * `frost` and the water of `spatter` are drawn otherwise than there, where frost is a photograph; numbers are not to be
 * compared with published ones for those two. Takes bytes of 1 to 4 channels; alpha stays but for what moves pixels or
 * blurs. Masks, boxes and points stay, also for `elasticTransform`, whose ways are a few pixels. Draws
 * `{ seed, direction }`, or null. A lower intensity makes it rarer.
 */
export const corrupt = defineImageTransform({
  name: "corrupt",
  summary: "Corrupts as ImageNet-C does.",
  options: z.strictObject({
    name: z.enum(names).describe(names.map((name) => `"${name}"`).join(", ")),
    severity: z.number().int().min(1).max(5).default(1).describe("a whole number between 1 and 5"),
    p: probability(1),
  }),
  positional: "name",
  changes: ({ name }) => {
    if (name === "brightness" || name === "fog") return ["brightness", "detail"];
    if (name === "saturate") return ["color"];
    return name.endsWith("Noise") ? ["texture", "detail"] : ["detail"];
  },
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, _outline, { p }) => (random.chance(p) ? { seed: drawSeed(random), direction: random.next() } : null),
  effect: (drawn, { name, severity }) =>
    drawn === null
      ? undefined
      : {
          family: "pixel",
          accepts: { channels: [1, 2, 3, 4] },
          run: (memory, source) => corruptions[name](memory, source, severity, drawn),
        },
});

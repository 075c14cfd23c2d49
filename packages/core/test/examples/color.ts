import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of color transforms, several sets where they lead different ways. */
export const color = {
  adjustBrightness: [[1.4], [{ factor: 0.5 }]],
  adjustContrast: [[0.6], [{ factor: 1.8 }]],
  adjustHue: [[0.2], [{ factor: -0.5 }]],
  adjustSaturation: [[0], [{ factor: 1.5 }]],
  colorJitter: [[{ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }], [{ hue: [-0.3, 0.1] }]],
  normalize: [[{ mean: 0.5, std: 0.25 }]],
  posterize: [[3], [{ bits: 8 }]],
  randomEqualize: [[{ p: 0.6 }]],
  randomPosterize: [[2], [4, { p: 0.6 }]],
  randomSolarize: [[128], [0, { p: 0.6 }]],
  solarize: [[128], [{ threshold: 0 }]],
} satisfies ExamplesOf;

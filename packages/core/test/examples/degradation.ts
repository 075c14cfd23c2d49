import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of transforms that degrade, several sets where they lead different ways. */
export const degradation = {
  corrupt: [
    [{ name: "fog", severity: 3 }],
    [{ name: "glassBlur", severity: 2, p: 0.9 }],
    ["snow", { severity: 4 }],
    ["zoomBlur", { severity: 5 }],
  ],
  downscale: [[0.5], [{ scale: 0.3, down: "bilinear", up: "bicubic" }]],
  jpeg: [[40], [{ quality: 100 }]],
  randomDownscale: [[[0.2, 0.9], { p: 0.9, down: "bicubic", up: "bilinear" }]],
  randomJpeg: [[[5, 60], { p: 0.8 }]],
} satisfies ExamplesOf;

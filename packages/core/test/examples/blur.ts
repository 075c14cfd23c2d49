import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of blurs and sharpening, several sets where they lead different ways. */
export const blur = {
  boxBlur: [[5], [{ kernelSize: 31 }]],
  defocus: [[3], [{ radius: 9, aliasBlur: 0.6 }]],
  emboss: [[0.4], [{ alpha: 1, strength: 0 }]],
  medianBlur: [[3], [7]],
  motionBlur: [[5], [{ kernelSize: 15, angle: 30, direction: -0.5 }]],
  randomBoxBlur: [[{ kernelSize: [3, 9], p: 0.9 }]],
  randomDefocus: [[{ radius: [1, 4], p: 0.9 }]],
  randomEmboss: [[{ alpha: [0.1, 1], strength: [0, 1], p: 0.9 }]],
  randomMedianBlur: [[{ kernelSize: [3, 5], p: 0.9 }]],
  randomMotionBlur: [[{ kernelSize: [5, 21], allowShifted: false, p: 0.9 }]],
  randomRingingOvershoot: [[{ kernelSize: [3, 15], cutoff: [0.5, 3], p: 0.9 }]],
  randomSharpen: [[{ alpha: [0, 1], lightness: [0.2, 2], p: 0.9 }]],
  randomUnsharpMask: [[{ kernelSize: [3, 9], sigma: [0.5, 2], threshold: 0, p: 0.9 }]],
  randomZoomBlur: [[{ maxFactor: [1, 1.2], stepFactor: 0.05, p: 0.9 }]],
  ringingOvershoot: [[7], [{ kernelSize: 15, cutoff: 1.5 }]],
  sharpen: [[0.5], [{ alpha: 1, lightness: 0.3 }]],
  unsharpMask: [[5], [{ kernelSize: 3, sigma: 2, alpha: 1, threshold: 0 }]],
  zoomBlur: [[1.2], [{ maxFactor: 1.5, stepFactor: 0.1 }]],
} satisfies ExamplesOf;

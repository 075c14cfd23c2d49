import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of pixel transforms, several sets where they lead different ways. */
export const pixel = {
  adjustSharpness: [[1.7], [{ factor: 0 }]],
  erase: [[{ x: 3, y: 2, width: 9, height: 7, value: 5 }]],
  gaussianBlur: [[5], [[3, 7], { sigma: 1 }]],
  randomAdjustSharpness: [[2], [0.2, { p: 0.6 }]],
  randomErasing: [[{ p: 0.6, value: "random" }], [{ scale: [0.1, 0.2], ratio: [1, 2], value: 200 }]],
} satisfies ExamplesOf;

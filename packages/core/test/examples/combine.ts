import { colorJitter, gaussianBlur, gaussianNoise, invert, oneOf } from "@millrace/core/image";
import type { ExamplesOf } from "../helpers/example-types.ts";
import { threeSteps } from "../helpers/steps.ts";

/** Options for the contract tests of combinators, several sets where they lead different ways. */
export const combine = {
  compose: [[threeSteps()]],
  oneOf: [[threeSteps()], [threeSteps(), { weights: [1, 0, 2] }]],
  perFrame: [[[gaussianNoise(), colorJitter({ brightness: 0.4 })]], [[oneOf([invert(), gaussianBlur(3)])]]],
  randomApply: [[threeSteps()], [threeSteps(), { p: 0.9 }]],
  randomOrder: [[threeSteps()]],
  someOf: [[threeSteps()], [threeSteps(), { count: [1, 3] }]],
  views: [[threeSteps()], [[threeSteps()[1]]]],
} satisfies ExamplesOf;

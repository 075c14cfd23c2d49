import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of weather and light, several sets where they lead different ways. */
export const weather = {
  randomFog: [[{ fogCoefRange: 0.9, p: 0.9 }]],
  randomGravel: [[{ gravelRoi: [0, 0, 1, 1], numberOfPatches: 40, p: 0.9 }]],
  randomRain: [[{ rainType: "torrential", slantRange: 30, dropLength: 8, p: 0.9 }]],
  randomShadow: [[{ shadowRoi: [0, 0, 1, 1], numShadowsLimit: 4, shadowDimension: 3, p: 0.9 }]],
  randomSnow: [[{ snowPointRange: [0.3, 1], p: 0.9 }]],
  randomSpatter: [[{ gaussSigma: [1, 2], p: 0.9 }], [{ mode: "mud", intensity: [0.5, 1], color: [60, 50, 0], p: 0.9 }]],
  randomSunFlare: [[{ srcRadius: 0.3, srcColor: [255, 240, 200], numFlareCirclesRange: 0, p: 0.9 }]],
} satisfies ExamplesOf;

import { blur } from "./examples/blur.ts";
import { color } from "./examples/color.ts";
import { combine } from "./examples/combine.ts";
import { degradation } from "./examples/degradation.ts";
import { geometry } from "./examples/geometry.ts";
import { mix } from "./examples/mix.ts";
import { noise } from "./examples/noise.ts";
import { occlusion } from "./examples/occlusion.ts";
import { partners } from "./examples/partners.ts";
import { pixel } from "./examples/pixel.ts";
import { policies } from "./examples/policies.ts";
import { weather } from "./examples/weather.ts";
import type { AllExamples } from "./helpers/example-types.ts";

/**
 * Options and children for the contract tests, one list for each folder of transforms. A transform that can be called
 * without anything is tested so too, and needs no entry. All fit an image of 32 × 24.
 */
export const examples: AllExamples = {
  ...geometry,
  ...color,
  ...pixel,
  ...degradation,
  ...blur,
  ...noise,
  ...weather,
  ...occlusion,
  ...mix,
  ...partners,
  ...policies,
  ...combine,
};

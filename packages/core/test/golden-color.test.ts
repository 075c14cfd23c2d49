import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "./helpers/golden.ts";
import { type Bound, type TransformParameters, testGoldenTransforms } from "./helpers/golden-transforms.ts";

const exact: Bound = { worst: 0, share: 0 };

/** What may differ, by the name of a step. */
const bounds: Record<string, Bound> = {
  // Albumentations cuts 255 · share, torchvision and Millrace 255.999 · share.
  randomGamma: { worst: 1, share: 0.65 },
  // OpenCV's vector code cuts on the way back from HSV, Millrace rounds: half of two levels of three, where it has a fraction.
  shiftHsv: { worst: 1, share: 0.5 },
  hueSaturationValue: { worst: 1, share: 0.5 },
  // Albumentations computes logarithms in f32 and the rest in f64; halves of levels may fall to the other side.
  adjustStain: { worst: 1, share: 0.001 },
  stainJitter: { worst: 1, share: 0.001 },
  fancyPca: { worst: 1, share: 0.001 },
};

function allowed({ parameters: { steps } }: Case<TransformParameters>): Bound {
  return steps.map(({ name }) => bounds[name] ?? exact).reduce((a, b) => (a.worst > b.worst ? a : b));
}

const count = testGoldenTransforms("color", allowed);

test("the stored results are there", () => assert.ok(count > 150, `${count} cases`));

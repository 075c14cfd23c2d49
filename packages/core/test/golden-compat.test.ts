import { ok } from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "./helpers/golden.ts";
import { type Bound, type TransformParameters, testGoldenTransforms } from "./helpers/golden-transforms.ts";

/** OpenCV's vector code cuts on the way back from HSV, Millrace rounds. All else is to the byte. */
function allowed({ parameters: { steps } }: Case<TransformParameters>): Bound {
  const isNear = steps.some(({ name, options }) => name === "adjustHue" && options.compat === "opencv");
  return isNear ? { worst: 1, share: 0.5 } : { worst: 0, share: 0 };
}

const count = testGoldenTransforms("compat", allowed);

test("the stored results are there", () => ok(count > 130, `${count} cases`));

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "./helpers/golden.ts";
import { type Bound, type TransformParameters, testGoldenTransforms } from "./helpers/golden-transforms.ts";

const exact: Bound = { worst: 0, share: 0 };

/** What may differ, by the name of the transform: sums of floats, or weights in whole numbers. All others are exact. */
const bounds: Readonly<Record<string, Bound>> = {
  defocus: { worst: 1, share: 0.006 },
  emboss: { worst: 1, share: 0.003 },
  motionBlur: { worst: 1, share: 0.06 },
  ringingOvershoot: { worst: 1, share: 0.004 },
  sharpen: { worst: 1, share: 0.02 },
  unsharpMask: { worst: 1, share: 0.004 },
  zoomBlur: { worst: 1, share: 0.02 },
};

function allowed({ parameters: { steps } }: Case<TransformParameters>): Bound {
  return bounds[steps[0]?.name ?? ""] ?? exact;
}

const count = testGoldenTransforms("pixel", allowed);

test("the stored results are there", () => assert.ok(count > 100, `${count} cases`));

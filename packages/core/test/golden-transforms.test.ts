import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "./helpers/golden.ts";
import { type Bound, type TransformParameters, testGoldenTransforms } from "./helpers/golden-transforms.ts";

/** What may differ: bilinear warps only, whose coordinates PyTorch rounds to f32 where the kernel keeps twenty bits of fraction. */
function allowed({ parameters: { steps } }: Case<TransformParameters>): Bound {
  const isBlended = steps.some(({ options }) => options.interpolation === "bilinear");
  return isBlended ? { worst: 1, share: 0.0002 } : { worst: 0, share: 0 };
}

const count = testGoldenTransforms("torchvision", allowed);

test("the stored results are there", () => assert.ok(count > 120, `${count} cases`));

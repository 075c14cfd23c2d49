import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "./helpers/golden.ts";
import { type Bound, type TransformParameters, testGoldenTransforms } from "./helpers/golden-transforms.ts";

const exact: Bound = { worst: 0, share: 0 };

/** What may differ, by the name of the transform; all others are exact. */
const bounds: Readonly<Record<string, Bound>> = {};

function allowed({ parameters: { steps } }: Case<TransformParameters>): Bound {
  return bounds[steps[0]?.name ?? ""] ?? exact;
}

const count = testGoldenTransforms("pixel", allowed);

test("the stored results are there", () => assert.ok(count > 100, `${count} cases`));

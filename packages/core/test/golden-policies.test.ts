import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "@millrace/core";
import type { Case } from "./helpers/golden.ts";
import { type Bound, type TransformParameters, testGoldenTransforms } from "./helpers/golden-transforms.ts";

type Drawn = { readonly operation: string; readonly magnitude: number | null };

/**
 * Everything to the byte, but for warps by these amounts: they read rows of pixels right where two meet, and there
 * PyTorch's rounding of coordinates to f32 decides which of the two it is. Between pixels that rounding is one level.
 */
const onEdges = (draw: Json | undefined) =>
  Array.isArray(draw) &&
  (draw as Drawn[]).some(
    ({ operation, magnitude }) =>
      (operation === "rotate" && Math.abs(magnitude ?? 0) === 30) ||
      (operation.startsWith("shear") &&
        [1 / 15, 0.2].some((slope) => Math.abs(Math.abs(magnitude ?? 0) - slope) < 1e-6)),
  );

/**
 * Pillow cuts what it interpolates where torchvision rounds, and repeats the outermost pixels where the fill is blended in: one
 * level, but for a line of pixels around what a warp leaves.
 */
function ofTimm({ parameters, result: { width, height } }: Case<TransformParameters>, draw: readonly Drawn[]): Bound {
  const isWarped = draw.some(({ operation }) =>
    ["rotate", "shearX", "shearY", "translateX", "translateY"].includes(operation),
  );
  if (!isWarped) return exact;
  const isNearest = parameters.steps.some(({ options }) => options.interpolation === "nearest");
  return isNearest
    ? { worst: 255, share: 0.001 }
    : { worst: 255, share: 0.4, byMore: (width + height) / (width * height) };
}

const exact: Bound = { worst: 0, share: 0 };

function allowed(one: Case<TransformParameters>): Bound {
  const { steps, draw } = one.parameters;
  if (steps[0]?.name === "timmPolicy" && Array.isArray(draw)) return ofTimm(one, draw as Drawn[]);
  if (onEdges(draw)) return { worst: 255, share: 0.03 };
  const isBlended = steps.some(({ options }) => options.interpolation === "bilinear");
  return isBlended ? { worst: 1, share: 0.006 } : exact;
}

const count = testGoldenTransforms("policies", allowed);

test("the stored results are there", () => assert.ok(count > 60, `${count} cases`));

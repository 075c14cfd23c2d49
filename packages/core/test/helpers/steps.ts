import { adjustBrightness, gaussianBlur, randomHorizontalFlip, randomRotation } from "@millrace/core/image";

/** Three children for combinators: one that draws nothing, and two that draw. */
export function threeSteps() {
  return [adjustBrightness(0.8), randomHorizontalFlip(), gaussianBlur(3)] as const;
}

/** Two steps whose draws are easy to tell apart. */
export function drawingSteps() {
  return [randomHorizontalFlip(), randomRotation(30)] as const;
}

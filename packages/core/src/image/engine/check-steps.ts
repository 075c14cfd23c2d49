import { fullScale } from "../../kernels/raster.ts";
import type { Canvas, ImageOutline } from "../../outline-types.ts";
import type { GeometryStep } from "../effect.ts";
import { stepCanvas } from "./point-map.ts";

/**
 * Holds steps to the canvases that they come to: a rectangle beyond one would be read from memory that holds something
 * else, and a size that nobody asked for at the end would be made all the same.
 *
 * @throws RangeError for a rectangle that does not lie within its canvas, as draws of another image have it, and for a
 * size above the limit.
 */
export function checkSteps(steps: readonly GeometryStep[], start: Canvas, maxPixels: number): void {
  let canvas = start;
  for (const step of steps) {
    if (step.step === "index") checkRectangle(step, canvas);
    if (step.step === "pad") checkPlace(step);
    canvas = stepCanvas(step);
    const { width, height } = canvas;
    if (!(Number.isSafeInteger(width) && Number.isSafeInteger(height) && width > 0 && height > 0)) {
      throw new RangeError(
        `a picture of ${width} × ${height} pixels cannot be made; both must be whole numbers from 1`,
      );
    }
    if (width * height > maxPixels) {
      throw new RangeError(
        `the picture would have ${width} × ${height} pixels on its way, and maxPixels allows ${maxPixels}; lower the size, or raise maxPixels`,
      );
    }
  }
}

function checkRectangle({ x, y, width, height }: Extract<GeometryStep, { step: "index" }>, canvas: Canvas): void {
  const whole = [x, y, width, height].every(Number.isSafeInteger);
  if (
    whole &&
    x >= 0 &&
    y >= 0 &&
    width > 0 &&
    height > 0 &&
    x + width <= canvas.width &&
    y + height <= canvas.height
  ) {
    return;
  }
  throw new RangeError(
    `the rectangle from (${x}, ${y}) to (${x + width}, ${y + height}) does not lie within ${canvas.width} × ${canvas.height}; ` +
      "replay takes the draws of the same image, or of one of the same size",
  );
}

function checkPlace({ left, top }: Extract<GeometryStep, { step: "pad" }>): void {
  if (Number.isSafeInteger(left) && Number.isSafeInteger(top)) return;
  throw new RangeError(`a picture is put at whole pixels, not at (${left}, ${top})`);
}

/**
 * Holds the fills of steps to an image.
 *
 * @throws RangeError for a fill that has neither one value nor one for each channel, and for values that the element type
 * does not hold.
 */
export function checkFills(steps: readonly GeometryStep[], { channels, type }: ImageOutline): void {
  for (const step of steps) {
    if (!("fill" in step)) continue;
    const { fill } = step;
    if (fill.length !== 1 && fill.length !== channels) {
      throw new RangeError(
        `fill has ${fill.length} values, and the image has ${channels} channels; give one number or one for each channel`,
      );
    }
    const most = fullScale[type];
    const wrong = type === "float32" ? undefined : fill.find((value) => !(value >= 0 && value <= most));
    if (wrong !== undefined) {
      throw new RangeError(`fill lies between 0 and ${most} for an image of ${type}, and is ${wrong}`);
    }
  }
}

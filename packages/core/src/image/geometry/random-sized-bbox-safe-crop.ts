import { z } from "zod";
import { canvasOf, fieldsOfKind, type Outline } from "../../outline.ts";
import type { Canvas } from "../../outline-types.ts";
import type { Random } from "../../random/random.ts";
import { defineImageTransform } from "../define.ts";
import { cornersOf } from "../engine/boxes.ts";
import { canvasOfSize, interpolation, size } from "../options.ts";
import { resize } from "./resize.ts";
import { cropStep } from "./steps.ts";

/**
 * Crops a random rectangle that holds every box whole, and resizes it (Albumentations' RandomSizedBBoxSafeCrop): each side
 * of the rectangle lies evenly between the picture's and that of the smallest rectangle around all boxes. `erosionRate` is
 * the share of that rectangle's sides that may be cut off, half on either side: 0 keeps boxes whole. Without boxes a
 * rectangle with sides between 1 − `erosionRate` and 1 of the picture's, at least a tenth, is drawn. Draws
 * `{ x, y, width, height }`.
 */
export const randomSizedBBoxSafeCrop = defineImageTransform({
  name: "randomSizedBBoxSafeCrop",
  summary: "Crops a random rectangle that holds every box, and resizes it.",
  options: z.strictObject({
    size,
    erosionRate: z.number().min(0).max(1).default(0).describe("a number between 0 and 1"),
    interpolation: interpolation("bilinear"),
    antialias: z.boolean().default(true).describe("true or false"),
  }),
  positional: "size",
  changes: ["scale", "position", "aspectRatio"],
  canvas: (options) => canvasOfSize(options.size),
  evaluation: ({ size: wanted, interpolation: filter, antialias }) => {
    const { width, height } = canvasOfSize(wanted);
    return resize([height, width], { interpolation: filter, antialias });
  },
  intensity: "fixed",
  kinds: ["image", "mask"],
  draw: (random, outline, { erosionRate }) => {
    const canvas = canvasOf(outline);
    const around = hullOf(outline, canvas, erosionRate);
    return around === undefined ? drawAnywhere(random, canvas, erosionRate) : drawAround(random, canvas, around);
  },
  effect: ({ x, y, width, height }, { size: wanted, interpolation: filter, antialias }) => ({
    family: "geometry",
    steps: () => [cropStep(x, y, width, height), { step: "resize", ...canvasOfSize(wanted), filter, antialias }],
  }),
});

type Corners = readonly [number, number, number, number];

/** The smallest rectangle around all boxes, with what may be cut off taken away; undefined without boxes. */
function hullOf(outline: Outline, { width, height }: Canvas, erosionRate: number): Corners | undefined {
  const boxes = fieldsOfKind(outline, "boxes").flatMap(([, field]) => field.rows.map((_, i) => cornersOf(field, i)));
  if (boxes.length === 0) return undefined;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const [x0, y0, x1, y1] of boxes) {
    [left, top] = [Math.min(left, x0), Math.min(top, y0)];
    [right, bottom] = [Math.max(right, x1), Math.max(bottom, y1)];
  }
  const [across, down] = [((right - left) * erosionRate) / 2, ((bottom - top) * erosionRate) / 2];
  return [left + across, top + down, right - across, bottom - down];
}

function drawAround(random: Random, { width, height }: Canvas, [left, top, right, bottom]: Corners) {
  const x = Math.floor(left * random.next());
  const y = Math.floor(top * random.next());
  const x1 = Math.min(width, Math.max(x + 1, Math.ceil(right + (width - right) * random.next())));
  const y1 = Math.min(height, Math.max(y + 1, Math.ceil(bottom + (height - bottom) * random.next())));
  return { x, y, width: x1 - x, height: y1 - y };
}

/** The least share of a side that is kept where no box says how much. */
const leastShare = 0.1;

function drawAnywhere(random: Random, canvas: Canvas, erosionRate: number) {
  const share = () => random.uniform(Math.max(leastShare, 1 - erosionRate), 1);
  const width = Math.max(1, Math.floor(canvas.width * share()));
  const height = Math.max(1, Math.floor(canvas.height * share()));
  return { x: random.integer(canvas.width - width + 1), y: random.integer(canvas.height - height + 1), width, height };
}

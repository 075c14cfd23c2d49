import { z } from "zod";
import { canvasOf, fieldsOfKind, type Outline } from "../../outline.ts";
import type { Canvas } from "../../outline-types.ts";
import type { Rectangle } from "../../pixel-source.ts";
import type { Random } from "../../random/random.ts";
import { defineImageTransform } from "../define.ts";
import { cornersOf, keepBoxes } from "../engine/boxes.ts";
import { cropStep } from "./steps.ts";

const share = z.number().gt(0).max(1);
const aspect = z.number().gt(0);

/**
 * The crop of SSD's training (Liu et al., "SSD: Single Shot MultiBox Detector", 2016, as torchvision's RandomIoUCrop): an
 * overlap is chosen from `samplerOptions`; 1 or more keeps the picture. Otherwise rectangles are drawn, with sides between
 * `minScale` and `maxScale` of the picture's and an aspect between `minAspectRatio` and `maxAspectRatio`, until the middle
 * of a box lies in one and some such box overlaps it by at least that much (intersection over union); after `trials` of them
 * another overlap is chosen. Boxes whose middles lie outside are dropped, the others are cut. Draws
 * `{ x, y, width, height }`, or null where the picture stays, as it does without boxes.
 *
 * A lower intensity brings the sides nearer to the picture's.
 */
export const randomIoUCrop = defineImageTransform({
  name: "randomIoUCrop",
  summary: "Crops so that boxes stay, at a random overlap.",
  options: z.strictObject({
    minScale: share.default(0.3).describe("a share above 0, up to 1"),
    maxScale: share.default(1).describe("a share above 0, up to 1, not below minScale"),
    minAspectRatio: aspect.default(0.5).describe("width / height above 0"),
    maxAspectRatio: aspect.default(2).describe("width / height above 0"),
    samplerOptions: z
      .array(z.number().min(0))
      .min(1)
      .max(100)
      .default([0, 0.1, 0.3, 0.5, 0.7, 0.9, 1])
      .describe("a list of overlaps of at least 0; 1 and more keep the picture"),
    trials: z.number().int().min(1).max(10_000).default(40).describe("a whole number between 1 and 10000"),
  }),
  changes: ["scale", "position", "aspectRatio"],
  canvas: () => "varies",
  evaluation: "nothing",
  intensity: (options, intensity) => {
    const nearer = (value: number) => 1 - (1 - value) * intensity;
    return { ...options, minScale: nearer(options.minScale), maxScale: nearer(options.maxScale) };
  },
  kinds: ["image", "mask"],
  draw: (random, outline, options) => drawCrop(random, canvasOf(outline), boxesOf(outline), options),
  edit: (outline, drawn) => (drawn === null ? outline : keepBoxes(outline, (box) => holdsMiddle(drawn, box))),
  effect: (drawn) => {
    if (drawn === null) return undefined;
    const { x, y, width, height } = drawn;
    return { family: "geometry", steps: () => [cropStep(x, y, width, height)] };
  },
});

type Box = readonly [number, number, number, number];
type Crop = { x: number; y: number; width: number; height: number };

interface CropOptions {
  readonly minScale: number;
  readonly maxScale: number;
  readonly minAspectRatio: number;
  readonly maxAspectRatio: number;
  readonly samplerOptions: readonly number[];
  readonly trials: number;
}

/** How often another overlap is chosen before the picture stays: of boxes that nothing holds, none would ever do. */
const mostChoices = 50;

function drawCrop(random: Random, canvas: Canvas, boxes: readonly Box[], options: CropOptions): Crop | null {
  if (boxes.length === 0) return null;
  for (let choice = 0; choice < mostChoices; choice++) {
    const overlap = options.samplerOptions[random.integer(options.samplerOptions.length)] as number;
    if (overlap >= 1) return null;
    for (let trial = 0; trial < options.trials; trial++) {
      const crop = drawRectangle(random, canvas, options);
      if (crop === null) continue;
      const held = boxes.filter((box) => holdsMiddle(crop, box));
      if (held.some((box) => overlapOf(crop, box) >= overlap)) return crop;
    }
  }
  return null;
}

function drawRectangle(random: Random, canvas: Canvas, options: CropOptions): Crop | null {
  const { minScale, maxScale, minAspectRatio, maxAspectRatio } = options;
  const width = Math.floor(canvas.width * random.uniform(minScale, maxScale));
  const height = Math.floor(canvas.height * random.uniform(minScale, maxScale));
  const aspectRatio = width / height;
  if (width === 0 || height === 0 || !(aspectRatio >= minAspectRatio && aspectRatio <= maxAspectRatio)) return null;
  const x = Math.floor((canvas.width - width) * random.next());
  const y = Math.floor((canvas.height - height) * random.next());
  return { x, y, width, height };
}

function boxesOf(outline: Outline): readonly Box[] {
  return fieldsOfKind(outline, "boxes").flatMap(([, boxes]) => boxes.rows.map((_, i) => cornersOf(boxes, i)));
}

function holdsMiddle({ x, y, width, height }: Rectangle, [left, top, right, bottom]: Box): boolean {
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
  return middleX > x && middleX < x + width && middleY > y && middleY < y + height;
}

/** Intersection over union. */
function overlapOf({ x, y, width, height }: Rectangle, [left, top, right, bottom]: Box): number {
  const across = Math.min(right, x + width) - Math.max(left, x);
  const down = Math.min(bottom, y + height) - Math.max(top, y);
  const shared = Math.max(0, across) * Math.max(0, down);
  return shared / (width * height + (right - left) * (bottom - top) - shared);
}

import { z } from "zod";
import { gravel, type Stone } from "../../kernels/pixel/gravel.ts";
import { canvasOf } from "../../outline.ts";
import type { Random } from "../../random/random.ts";
import { defineImageTransform } from "../define.ts";
import { probability } from "../options.ts";
import { drawWhole } from "../ranges.ts";
import { region } from "./region.ts";

/**
 * Strews heaps of small stones (Albumentations' RandomGravel), with probability `p` (default 0.5): `numberOfPatches` (1 to
 * 1000, default 2) rectangles, a tenth to a fifth as wide and as high as `gravelRoi` ([left, top, right, bottom] in shares
 * of the sides, default [0.1, 0.4, 0.9, 0.9]) and somewhere in it, get a stone for every hundred of their pixels, at even
 * places; of a rest, one as often as it is a part of a hundred. Stones are squares of 2, 4 or 6 pixels; what lies under one
 * keeps its hue and saturation and gets a lightness that is even over 0 to 255. All else keeps its bytes, where
 * Albumentations rounds the whole picture to OpenCV's HLS and back, and strews no stone for a rest.
 *
 * Takes bytes of 1 to 4 channels; of gray the stone's lightness is the level, alpha stays. Draws a list of
 * `{ x, y, radius, lightness }` in pixels, or null. A lower intensity makes it rarer.
 */
export const randomGravel = defineImageTransform({
  name: "randomGravel",
  summary: "Strews heaps of small stones.",
  options: z.strictObject({
    gravelRoi: region([0.1, 0.4, 0.9, 0.9]),
    numberOfPatches: z.number().int().min(1).max(1000).default(2).describe("a whole number between 1 and 1000"),
    p: probability(0.5),
  }),
  changes: ["brightness", "texture", "detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, outline, { gravelRoi: [left, top, right, bottom], numberOfPatches, p }) => {
    if (!random.chance(p)) return null;
    const { width, height } = canvasOf(outline);
    const [across, down] = [span(left, right, width), span(top, bottom, height)];
    return Array.from({ length: numberOfPatches }, () => drawPatch(random, across, down)).flat();
  },
  effect: (drawn) =>
    drawn === null
      ? undefined
      : {
          family: "pixel",
          accepts: { channels: [1, 2, 3, 4] },
          run: (memory, source) => gravel(memory, source, drawn),
        },
});

/** Whole pixels from the first to the second. */
type Span = readonly [from: number, to: number];

function span(from: number, to: number, side: number): Span {
  return [Math.floor(from * side), Math.floor(to * side)];
}

/** A part of a span, a tenth to a fifth as long. */
function drawPart(random: Random, [from, to]: Span): Span {
  const length = drawWhole(random, [Math.floor((to - from) / 10), Math.floor((to - from) / 5)]);
  const start = drawWhole(random, [from, to - length]);
  return [start, start + length];
}

function drawPatch(random: Random, across: Span, down: Span): Stone[] {
  const [columns, rows] = [drawPart(random, across), drawPart(random, down)];
  const area = (columns[1] - columns[0]) * (rows[1] - rows[0]);
  return Array.from({ length: Math.floor(area / 100 + random.next()) }, () => ({
    x: drawWhole(random, columns),
    y: drawWhole(random, rows),
    radius: drawWhole(random, [1, 3]),
    lightness: drawWhole(random, [0, 255]),
  }));
}

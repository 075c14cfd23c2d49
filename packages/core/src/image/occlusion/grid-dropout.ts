import { z } from "zod";
import { type Canvas, canvasOf } from "../../outline.ts";
import type { Random } from "../../random/random.ts";
import { defineImageTransform } from "../define.ts";
import { occlude } from "../engine/occlusion.ts";
import { probability } from "../options.ts";
import { drawWhole } from "../ranges.ts";
import {
  type Covering,
  covered,
  drawCovering,
  fill,
  fillMask,
  type Hole,
  rectanglesOf,
  requireFill,
} from "./covering.ts";

const unit = z.number().int().min(2);
const number = z.number().int().min(1);
const offset = z.number().int().min(0);

/**
 * Covers a rectangle in each cell of a grid (Chen et al., "GridMask Data Augmentation", 2020; Albumentations' GridDropout),
 * with probability `p` (default 0.5). Cells are squares with a side drawn from `unitSizeRange` (whole pixels from 2), or as
 * many as `holesNumberXy` says across and down, or by default a tenth of each side; sizes that do not divide the picture
 * make some cells a pixel larger, which ones being drawn. Holes have `ratio` (above 0 to 1, default 0.5) of a cell's sides,
 * at least one pixel and at most one less than the cell. With `randomOffset` (default true) each lies at random within its
 * cell, else all are moved by `shiftXy` (whole pixels, default [0, 0]) from the upper left corners of theirs.
 *
 * `fill`, `fillMask` and what becomes of boxes, points and masks: as `coarseDropout`. Takes all types and numbers of
 * channels. Draws `{ holes }`, each as [x, y, width, height], with `seed` or `colors` for random fillings, or null.
 *
 * @throws RangeError when `fill` does not fit an image's channels or type, `fillMask` a mask's type, or cells are larger
 * than the picture.
 */
export const gridDropout = defineImageTransform({
  name: "gridDropout",
  summary: "Covers a rectangle in each cell of a grid.",
  options: z.strictObject({
    ratio: z.number().gt(0).max(1).default(0.5).describe("a number above 0 and at most 1"),
    randomOffset: z.boolean().default(true).describe("true or false"),
    unitSizeRange: z
      .tuple([unit, unit])
      .refine(([low, high]) => low <= high)
      .optional()
      .describe("[least, most] whole pixels from 2, least first"),
    holesNumberXy: z.tuple([number, number]).optional().describe("[across, down], whole numbers from 1"),
    shiftXy: z.tuple([offset, offset]).default([0, 0]).describe("[x, y] in whole pixels from 0"),
    fill,
    fillMask,
    p: probability(0.5),
  }),
  changes: ["detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image"],
  draw: (random, outline, options): Covering | null => {
    requireFill(outline, options.fill, options.fillMask);
    if (!random.chance(options.p)) return null;
    const canvas = canvasOf(outline);
    const [across, down] = cellsOf(random, canvas, options);
    const columns = drawCells(random, canvas.width, across);
    const rows = drawCells(random, canvas.height, down);
    const { ratio, randomOffset, shiftXy } = options;
    const place = (length: number, hole: number, shift: number) =>
      randomOffset ? random.integer(length - hole + 1) : shift;
    const holes = rows.flatMap(([top, cellHeight]) =>
      columns.map(([left, cellWidth]): Hole => {
        const [w, h] = [holeLength(cellWidth, ratio), holeLength(cellHeight, ratio)];
        const x = left + place(cellWidth, w, shiftXy[0]);
        const y = top + place(cellHeight, h, shiftXy[1]);
        return [Math.min(x, canvas.width - w), Math.min(y, canvas.height - h), w, h];
      }),
    );
    return drawCovering(random, outline, holes, options.fill);
  },
  edit: (outline, drawn) => (drawn === null ? outline : occlude(outline, rectanglesOf(drawn.holes))),
  effect: (drawn, { fill, fillMask: number }) => (drawn === null ? undefined : covered(drawn, fill, number)),
});

/** How many cells there are across and down. */
function cellsOf(
  random: Random,
  { width, height }: Canvas,
  {
    unitSizeRange,
    holesNumberXy,
  }: { unitSizeRange?: [number, number] | undefined; holesNumberXy?: [number, number] | undefined },
): readonly [number, number] {
  if (unitSizeRange !== undefined) {
    const [, most] = unitSizeRange;
    if (most > Math.min(width, height)) {
      throw new RangeError(
        `unitSizeRange allows cells of ${most} pixels, and the picture has ${width} × ${height}; cells must fit into it`,
      );
    }
    const side = drawWhole(random, unitSizeRange);
    return [Math.floor(width / side), Math.floor(height / side)];
  }
  if (holesNumberXy !== undefined) return [Math.min(width, holesNumberXy[0]), Math.min(height, holesNumberXy[1])];
  const tenth = (side: number) => Math.max(1, Math.floor(side / Math.max(2, Math.floor(side / 10))));
  return [tenth(width), tenth(height)];
}

/** Where cells begin and how long they are; those that are a pixel longer than others are drawn. */
function drawCells(random: Random, side: number, count: number): readonly (readonly [number, number])[] {
  const longer = side % count;
  const order = random.permutation(count);
  let start = 0;
  return order.map((position) => {
    const cell = [start, Math.floor(side / count) + (position < longer ? 1 : 0)] as const;
    start += cell[1];
    return cell;
  });
}

function holeLength(cell: number, ratio: number): number {
  return Math.min(cell - 1, Math.max(1, Math.trunc(cell * ratio)));
}

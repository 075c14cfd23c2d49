import { z } from "zod";
import type { MaskPixels, Pixels, Sample } from "../../fields/index.ts";
import { canvasOf, fieldsOfKind } from "../../outline.ts";
import type { Canvas, FieldOutline, Outline } from "../../outline-types.ts";
import { annotationFields } from "../../walk/finished-sample.ts";
import { defineImageTransform } from "../define.ts";
import { canvasOfSize, fillValues, probability, size } from "../options.ts";
import { requireBytes } from "../policies/draw-operation.ts";
import { layPictures } from "./compose-pictures.ts";
import { type Placement, placeBoxes, placeKeypoints } from "./place.ts";
import { fieldOfAll, requireNoClips } from "./same-fields.ts";

const share = z.number().min(0).max(1);
const byte = z.number().min(0).max(255);

/** Where the four pictures meet. */
type Meeting = { readonly x: number; readonly y: number };

/**
 * Four pictures as one, with probability `p` (Bochkovskiy et al., "YOLOv4", 2020): the sample's and those of three others,
 * each with a corner at a point where they meet, in its own scale, cut to its quarter. The sample's lies to the upper left,
 * its partners' to the upper right, lower left and lower right. Draws `{ x, y }`, the point in whole pixels, or null.
 *
 * - `size`: the size of the result, a number of pixels or [height, width]. The usual one is twice that of the pictures,
 *   with a random crop behind it.
 * - `centerRange` (default [0.25, 0.75]): where the point may lie, as shares of width and height.
 * - `fill` (0 to 255, default 114, YOLO's gray): what no picture covers; masks get 0.
 * - `p` (0 to 1, default 1): otherwise the picture stays as it is, in its own size; lower intensities multiply it.
 *
 * Masks, boxes and keypoints move with their pictures: boxes are cut to their quarter, and those of all four follow one
 * another, with what goes with them. Labels, texts and other values stay those of the sample.
 *
 * Whose box or point is whose a companion tells: a dataset that gives `with: { source: [index, …] }` finds the index of its
 * own sample at every row. Whose picture lies where the record of draws tells: `{ draw, partners }`, the partners with their
 * `index`, those of the upper right, lower left and lower right quarters in this order.
 *
 * It works on bytes: put it before `normalize` and `toFloat`. All samples need the same fields.
 */
export const mosaic = defineImageTransform({
  name: "mosaic",
  summary: "Four pictures as one, which meet at a random point.",
  options: z.strictObject({
    size,
    centerRange: z
      .tuple([share, share])
      .refine(([low, high]) => low <= high)
      .default([0.25, 0.75])
      .describe("[least, most] share of width and height, between 0 and 1, least first"),
    fill: z
      .union([byte, z.array(byte).min(1).max(4)])
      .default(114)
      .describe("a number between 0 and 255, or one for each channel"),
    p: probability(1),
  }),
  positional: "size",
  changes: ["mixture", "position"],
  canvas: (options) => (options.p === 1 ? canvasOfSize(options.size) : "varies"),
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["image", "mask"],
  partners: (random, count) => [random.integer(count), random.integer(count), random.integer(count)],
  draw: (random, outline, { size: given, centerRange: [least, most], p }): Meeting | null => {
    requireNoClips(outline);
    requireBytes(outline, "mosaic");
    const { width, height } = canvasOfSize(given);
    const happens = random.chance(p);
    const x = Math.round(random.uniform(least, most) * width);
    const y = Math.round(random.uniform(least, most) * height);
    return happens ? { x, y } : null;
  },
  outline: (outline, meeting, { size: given, fill: outside }, partners) => {
    if (meeting === null) return outline;
    const canvas = canvasOfSize(given);
    const placements = placementsOf(meeting, canvas, [outline, ...partners]);
    return { ...outline, fields: laid(outline, partners, placements, canvas, fillValues(outside)) };
  },
  apply: (sample, meeting, options, partners, { outline, declared, partners: outlines }) => {
    if (meeting === null) return sample;
    const canvas = canvasOfSize(options.size);
    const placements = placementsOf(meeting, canvas, [outline, ...outlines]);
    const result: Sample = { ...sample, ...annotationFields(declared) };
    const lay = (name: string, channels: number, data: Uint8Array | Uint16Array) => {
      const pictures = [sample, ...partners].map((one) => one[name] as Pixels | MaskPixels);
      layPictures(data, canvas, channels, pictures, placements);
      result[name] = { ...pictures[0], ...canvas, data };
    };
    for (const [name, { channels }] of fieldsOfKind(declared, "image")) {
      lay(name, channels, filled(canvas, channels, fillValues(options.fill)));
    }
    for (const [name, { type }] of fieldsOfKind(declared, "mask")) lay(name, 1, empty(canvas, type));
    return result;
  },
});

/** Each picture's corner at the point where all meet, and the quarter that it may cover. */
function placementsOf(
  { x, y }: Meeting,
  { width, height }: Canvas,
  outlines: readonly Outline[],
): readonly Placement[] {
  return outlines.map((outline, number) => {
    const own = canvasOf(outline);
    const [isRight, isLower] = [number % 2 === 1, number >= 2];
    const across = isRight ? { x, width: width - x } : { x: 0, width: x };
    const down = isLower ? { y, height: height - y } : { y: 0, height: y };
    return {
      x: isRight ? x : x - own.width,
      y: isLower ? y : y - own.height,
      window: { ...across, ...down },
    };
  });
}

/**
 * What becomes of the fields.
 *
 * @throws what does not fit: fields that a partner lacks, and a fill of another number of channels.
 */
function laid(
  outline: Outline,
  partners: readonly Outline[],
  placements: readonly Placement[],
  canvas: Canvas,
  fill: readonly number[],
): Record<string, FieldOutline> {
  const fields: Record<string, FieldOutline> = { ...outline.fields };
  for (const [name, field] of fieldsOfKind(outline, "image")) {
    if (fill.length !== 1 && fill.length !== field.channels) {
      throw new RangeError(
        `fill has ${fill.length} values, and the image has ${field.channels} channels; give one number or one for each channel`,
      );
    }
    fields[name] = { ...fieldOfAll(name, field, partners)[0], ...canvas };
  }
  for (const [name, field] of fieldsOfKind(outline, "mask")) {
    const isWide = fieldOfAll(name, field, partners).some(({ type }) => type === "uint16");
    fields[name] = { ...field, ...canvas, type: isWide ? "uint16" : "uint8" };
  }
  for (const [name, field] of fieldsOfKind(outline, "boxes")) {
    fields[name] = placeBoxes(name, fieldOfAll(name, field, partners), placements, canvas);
  }
  for (const [name, field] of fieldsOfKind(outline, "keypoints")) {
    fields[name] = placeKeypoints(name, fieldOfAll(name, field, partners), placements, canvas);
  }
  return fields;
}

function filled({ width, height }: Canvas, channels: number, fill: readonly number[]): Uint8Array {
  const data = new Uint8Array(width * height * channels);
  if (fill.length === 1) return data.fill(fill[0] as number);
  // The first row value by value, the others as copies of it.
  const row = width * channels;
  for (let i = 0; i < row; i++) data[i] = fill[i % channels] as number;
  for (let at = row; at < data.length; at += row) data.copyWithin(at, 0, row);
  return data;
}

function empty({ width, height }: Canvas, type: "uint8" | "uint16"): Uint8Array | Uint16Array {
  return type === "uint16" ? new Uint16Array(width * height) : new Uint8Array(width * height);
}

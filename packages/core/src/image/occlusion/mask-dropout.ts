import { z } from "zod";
import type { MaskPixels } from "../../fields/index.ts";
import { fillRuns, type Run } from "../../kernels/fill-runs.ts";
import type { KernelMemory } from "../../kernels/memory.ts";
import type { Raster } from "../../kernels/raster.ts";
import { kindNamed } from "../../kinds/index.ts";
import { defineImageTransform } from "../define.ts";
import { occlude } from "../engine/occlusion.ts";
import { fill, fillMask, fillValues, probability } from "../options.ts";
import { objectsOf } from "./objects.ts";

const count = z.number().int().min(1).max(1000);

/**
 * Takes whole objects away with probability `p` (default 0.5): of the sample's first mask, `maxObjects` of its objects, or a
 * number between [least, most], are overwritten in images with `fill` and in masks with `fillMask` (Albumentations'
 * MaskDropout). An object is what touches in one number other than 0, at corners too. Boxes lose the share of them that was
 * covered: give them a `minVisibility` and those of the objects go; points that were covered become hidden.
 *
 * Draws `{ runs }`, the rows of pixels that go as [row, from, to], or null, after the mask was decoded.
 */
export const maskDropout = defineImageTransform({
  name: "maskDropout",
  summary: "Takes whole objects of a mask away, with a probability.",
  options: z.strictObject({
    maxObjects: z
      .union([count, z.tuple([count, count]).refine(([low, high]) => low <= high)])
      .default(1)
      .describe("a whole number between 1 and 1000, or [least, most]"),
    fill,
    fillMask,
    p: probability(0.5),
  }),
  changes: ["detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, p: options.p * intensity }),
  kinds: ["mask"],
  needs: ["mask"],
  draw: (random, _outline, { maxObjects, p }, { values }) => {
    const apply = random.chance(p);
    const [least, most] = typeof maxObjects === "number" ? [maxObjects, maxObjects] : maxObjects;
    const wanted = least + random.integer(most - least + 1);
    const mask = Object.values(values).find((value) => kindNamed(value.kind).picture?.annotates === true);
    if (!apply || mask === undefined) return null;
    const objects = objectsOf(mask as MaskPixels);
    const chosen = random.permutation(objects.length).slice(0, wanted);
    const runs = chosen.flatMap((at) => objects[at] ?? []).map(({ row, from, to }) => [row, from, to] as const);
    return { runs };
  },
  edit: (outline, drawn) => {
    if (drawn === null) return outline;
    const holes = drawn.runs.map(([y, x, to]) => ({ x, y, width: to - x, height: 1 }));
    return occlude(outline, holes);
  },
  effect: (drawn, { fill: values, fillMask: number }) => {
    if (drawn === null || drawn.runs.length === 0) return undefined;
    const runs = drawn.runs.map(([row, from, to]): Run => ({ row, from, to }));
    const filling = (wanted: readonly number[]) => (memory: KernelMemory, source: Raster) => {
      const all = wanted.length === 1 ? new Array<number>(source.channels).fill(wanted[0] as number) : wanted;
      fillRuns(memory, source, runs, all);
      return source;
    };
    return {
      family: "pixel",
      accepts: { types: ["uint8", "uint16", "float32"] },
      run: filling(fillValues(values)),
      runMask: filling([number]),
    };
  },
});

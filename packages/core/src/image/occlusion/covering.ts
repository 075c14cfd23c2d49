import { z } from "zod";
import { erase } from "../../kernels/erase.ts";
import type { KernelMemory } from "../../kernels/memory.ts";
import { fullLevel } from "../../kernels/pixel/elements.ts";
import type { Raster } from "../../kernels/raster.ts";
import { fieldsOfKind, type Outline } from "../../outline.ts";
import type { Random } from "../../random/random.ts";
import type { ImageEffect } from "../effect.ts";
import { fillMask as numberBeyond } from "../options.ts";
import { drawSeed, type Seed } from "../seed.ts";
import { requireLevels, valueList } from "../values.ts";

/** What holes are filled with. */
export const fill = z
  .union([valueList, z.literal(["random", "randomUniform"])])
  .default(0)
  .describe('a number, one for each channel, "random" (noise) or "randomUniform" (a color for each hole)');

export type Fill = z.output<typeof fill>;

/** The number that masks get in the holes. */
export const fillMask = numberBeyond
  .unwrap()
  .optional()
  .describe("a class number between 0 and 65535; without one masks stay as they are");

/** A hole in pixels: `[x, y, width, height]`. */
export type Hole = readonly [x: number, y: number, width: number, height: number];

/** Holes, and what was drawn to fill them. */
export type Covering = {
  readonly holes: readonly Hole[];
  /** What noise follows from. */
  readonly seed?: Seed;
  /** A color for each hole, 0 to 1 for each channel. */
  readonly colors?: readonly (readonly number[])[];
};

/** Throws a RangeError for numbers that do not fit the images, or the masks. */
export function requireFill(outline: Outline, value: Fill, number?: number): void {
  if (number !== undefined) {
    for (const [, { type }] of fieldsOfKind(outline, "mask")) requireLevels("fillMask", number, { channels: 1, type });
  }
  if (typeof value === "string") return;
  for (const [, field] of fieldsOfKind(outline, "image")) requireLevels("fill", value, field);
}

/** Draws what holes need to be filled; numbers need nothing. Holes without an area are left out. */
export function drawCovering(random: Random, outline: Outline, drawn: readonly Hole[], value: Fill): Covering {
  const holes = drawn.filter(([, , width, height]) => width > 0 && height > 0);
  if (value === "random") return { holes, seed: drawSeed(random) };
  if (value !== "randomUniform") return { holes };
  const channels = Math.max(1, ...fieldsOfKind(outline, "image").map(([, field]) => field.channels));
  return { holes, colors: holes.map(() => Array.from({ length: channels }, () => random.next())) };
}

export function rectanglesOf(holes: readonly Hole[]) {
  return holes.map(([x, y, width, height]) => ({ x, y, width, height }));
}

/** Fills the holes of images, and with a number those of masks. */
export function covered({ holes, seed, colors }: Covering, value: Fill, number?: number): ImageEffect | undefined {
  if (holes.length === 0) return undefined;
  return {
    family: "pixel",
    accepts: { types: ["uint8", "uint16", "float32"] },
    run: (memory, source) => {
      for (const [index, region] of rectanglesOf(holes).entries()) {
        erase(memory, source, { region, value: fillingOf(source, index) });
      }
      return source;
    },
    ...(number === undefined ? {} : { runMask: (memory, source) => numbered(memory, source, holes, number) }),
  };

  function fillingOf(raster: Raster, index: number) {
    if (seed !== undefined) return { seed: [seed[0], (seed[1] + index) >>> 0] as const };
    const color = colors?.[index];
    if (color === undefined) return typeof value === "number" ? [value] : (value as readonly number[]);
    const levels = fullLevel[raster.type] + 1;
    return Array.from({ length: raster.channels }, (_, channel) => {
      const share = color[channel] ?? 0;
      return raster.type === "float32" ? share : Math.floor(share * levels);
    });
  }
}

function numbered(memory: KernelMemory, source: Raster, holes: readonly Hole[], number: number): Raster {
  for (const region of rectanglesOf(holes)) erase(memory, source, { region, value: [number] });
  return source;
}

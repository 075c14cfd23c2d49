import { z } from "zod";
import { type Stain, stain } from "../../kernels/color/stain.ts";
import type { ImageEffect } from "../effect.ts";

type Stains = Stain["stains"];

/**
 * Optical densities of hematoxylin and eosin for red, green and blue, as Albumentations has them: `ruifrok` and `macenko` by
 * those authors, the others typical or exaggerated.
 */
export const presets = {
  ruifrok: [
    [0.644211, 0.716556, 0.266844],
    [0.092789, 0.954111, 0.283111],
  ],
  macenko: [
    [0.5626, 0.7201, 0.4062],
    [0.2159, 0.8012, 0.5581],
  ],
  standard: [
    [0.65, 0.7, 0.29],
    [0.07, 0.99, 0.11],
  ],
  highContrast: [
    [0.55, 0.88, 0.11],
    [0.12, 0.86, 0.49],
  ],
  hHeavy: [
    [0.75, 0.61, 0.32],
    [0.04, 0.93, 0.36],
  ],
  eHeavy: [
    [0.6, 0.75, 0.28],
    [0.17, 0.95, 0.25],
  ],
  dark: [
    [0.78, 0.55, 0.28],
    [0.09, 0.97, 0.21],
  ],
  light: [
    [0.57, 0.71, 0.38],
    [0.15, 0.89, 0.42],
  ],
} as const satisfies Record<string, Stains>;

export type Preset = keyof typeof presets;

export const presetNames = Object.keys(presets) as readonly Preset[];

const preset = z.enum(presetNames as readonly [Preset, ...Preset[]]);
const density = z.number().min(0).max(10);
const stainDensities = z.tuple([density, density, density]);
const matrix = z
  .tuple([stainDensities, stainDensities])
  // Two stains of one color could not be told apart.
  .refine(([one, other]) => areaBetween(one, other) > 0.01);

const named = presetNames.map((name) => `"${name}"`).join(", ");

/** The stains of a slide. */
export const stainsOption = z
  .union([preset, matrix])
  .default("standard")
  .describe(`${named}, or two lists of three densities from 0 to 10 that differ`);

/** The same, or one of the presets at random. */
export const drawnStainsOption = z
  .union([z.literal("random"), preset, matrix])
  .default("random")
  .describe(`"random", ${named}, or two lists of three densities from 0 to 10 that differ`);

/** The square of the area between two vectors of length 1. */
function areaBetween(one: readonly number[], other: readonly number[]): number {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  const lengths = dot(one, one) * dot(other, other);
  return lengths === 0 ? 0 : 1 - dot(one, other) ** 2 / lengths;
}

/** Stains by name or as they are. */
export function stainsOf(given: Preset | Stains): Stains {
  return typeof given === "string" ? presets[given] : given;
}

/** Changes the concentrations of two stains. */
export function staining(options: Stain): ImageEffect {
  return {
    family: "pixel",
    accepts: { types: ["uint8"], channels: [3, 4] },
    run: (memory, source) => {
      stain(memory, source, options);
      return source;
    },
  };
}

import { z } from "zod";
import { clahe } from "../../kernels/color/clahe.ts";
import type { ImageEffect } from "../effect.ts";

const tiles = z.number().int().min(1).max(256);

/** How many parts a picture is cut into. */
export const tileGridSize = z
  .tuple([tiles, tiles])
  .default([8, 8])
  .describe("[across, down], whole numbers between 1 and 256");

/** Equalizes each tile, in place. */
export function equalizingTiles(options: {
  readonly clipLimit: number;
  readonly tileGridSize: readonly [number, number];
}): ImageEffect {
  return {
    family: "pixel",
    accepts: { types: ["uint8"], channels: [1, 2, 3, 4] },
    run: (memory, source) => {
      clahe(memory, source, { clipLimit: options.clipLimit, tiles: options.tileGridSize });
      return source;
    },
  };
}

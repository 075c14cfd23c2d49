import type { ImageEffect } from "../effect.ts";
import { inRange } from "./point-operations.ts";

/** What is added to red, green and blue, in levels of a byte, cut to whole levels. */
export interface ColorShift {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** Adds to three channels. */
export function shifting({ red, green, blue }: ColorShift): ImageEffect {
  const shifts = [red, green, blue] as const;
  return {
    family: "color",
    operations: [
      {
        operation: "curve",
        curve: (value, most, channel) => value + Math.trunc(inRange(shifts[channel as 0 | 1 | 2], most)),
        perChannel: true,
      },
    ],
    accepts: { types: ["uint8", "uint16"], channels: [3, 4] },
  };
}

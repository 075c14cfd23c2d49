import type { Curve } from "../../src/kernels/color-operation.ts";

/** A curve that looks random, another one for each channel. */
export function jagged(seed: number): Curve {
  return (value, most, channel) => (Math.imul(value + seed + 977 * channel, 0x9e3779b1) >>> 8) & most;
}

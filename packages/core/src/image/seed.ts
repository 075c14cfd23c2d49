import type { Random } from "../random/random.ts";

/** Two 32-bit words that the numbers of all pixels follow from. */
export type Seed = readonly [number, number];

export function drawSeed(random: Random): Seed {
  return [random.integer(2 ** 32), random.integer(2 ** 32)];
}

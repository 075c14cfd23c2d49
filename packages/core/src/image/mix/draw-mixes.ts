import { beta } from "../../random/beta.ts";
import type { Random } from "../../random/random.ts";
import { drawsOf, type MixMode } from "./modes.ts";

/** How two rows are mixed, as it is drawn. */
export type Mix = {
  /** The share of a row itself: 1 leaves it as it is. */
  readonly lambda: number;
  /**
   * Of what is cut: the middle of the rectangle that comes from the other row, as shares of width and height. Absent where
   * all pixels are mixed.
   */
  readonly at?: readonly [x: number, y: number];
};

/** One for the batch, or one for each row or pair. */
export type DrawnMixes = Mix | readonly Mix[];

/** Draws for a batch what its mode asks for. */
export function drawMixes(mode: MixMode, size: number, draw: () => Mix): DrawnMixes {
  if (mode === "batch") return draw();
  return Array.from({ length: drawsOf(mode, size) }, draw);
}

/** A share from Beta(alpha, alpha), or with probability 1 − `p` the one that mixes nothing. */
export function drawLambda(random: Random, alpha: number, p: number): number {
  const lambda = beta(random, alpha, alpha);
  return random.chance(p) ? lambda : 1;
}

/** A place anywhere. */
export function drawPlace(random: Random): readonly [number, number] {
  return [random.next(), random.next()];
}

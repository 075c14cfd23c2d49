import { exp, log } from "../kernels/math.ts";
import type { Random } from "./random.ts";

/** A number between 0 and 1 from Beta(a, b), as the share of two gamma numbers. */
export function beta(random: Random, a: number, b: number): number {
  const x = gamma(random, a);
  const y = gamma(random, b);
  // Both vanish only for tiny shapes, where the distribution sits on the two ends.
  return x + y > 0 ? x / (x + y) : random.chance(a / (a + b)) ? 1 : 0;
}

/** A number from Gamma(shape, 1): Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). */
export function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * exp(log(1 - random.next()) / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (log(1 - random.next()) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
  }
}

import { gamma } from "./beta.ts";
import type { Random } from "./random.ts";

/** `count` shares of a whole from the symmetric Dirichlet distribution, as shares of as many gamma numbers. */
export function dirichlet(random: Random, alpha: number, count: number): number[] {
  const sizes = Array.from({ length: count }, () => gamma(random, alpha));
  const sum = sizes.reduce((total, size) => total + size, 0);
  if (sum > 0) return sizes.map((size) => size / sum);
  // All vanish only for tiny shapes, where one has everything.
  const winner = random.integer(count);
  return sizes.map((_, at) => (at === winner ? 1 : 0));
}

import type { Sample } from "../fields/index.ts";
import type { Outline } from "../outline-types.ts";
import type { ReadableFields } from "../pixel-source.ts";
import { Random } from "../random/random.ts";
import type { Limits } from "../transform.ts";
import { begin } from "./begin.ts";
import type { DrawSource } from "./draw-source.ts";
import type { PolicyNode } from "./policy-tree.ts";
import { Walk } from "./walk.ts";

/** No random number is to be had here: every other draw is made of `next`. */
class NoRandom extends Random {
  override next(): number {
    throw new TypeError("this step draws random numbers, and it must do the same whenever it runs");
  }
}

const none = new NoRandom([0, 0, 0, 0]);

/** For steps that draw nothing; one that does throws. */
export const fixedDraws: DrawSource = { random: () => none };

/**
 * The outline of a sample behind steps that draw nothing and ask for nothing: what becomes of sizes, boxes and points,
 * without a pixel.
 *
 * @param readable what is known of its pictures; they are not opened.
 * @throws what the steps throw, and TypeError for a step that draws, or waits for anything.
 */
export function fixedOutline(
  sample: Readonly<Sample>,
  readable: ReadableFields,
  policy: PolicyNode,
  { passThrough, limits }: { readonly passThrough: ReadonlySet<string>; readonly limits: Limits },
): Outline {
  const begun = begin({ policy, reader: { read: () => readable }, passThrough }, sample, 0);
  if (begun instanceof Promise) throw new TypeError("a sample whose pictures are known begins at once");
  const walk = new Walk(policy, begun, { draws: fixedDraws, limits });
  const { at } = walk.advance();
  if (at !== "done") throw new TypeError(`a step that stands still (${at}) cannot run over outlines alone`);
  return walk.outline;
}

import { listFields, mostFrames, type Outline } from "../outline.ts";
import { hashText } from "../random/key.ts";
import type { Random } from "../random/random.ts";
import type { ChildRecord } from "./draw-record.ts";
import type { DrawSource } from "./draw-source.ts";
import type { PolicyNode } from "./policy-tree.ts";

/** The draws of one frame: every step draws from a stream of its own for each. A frame more leaves those of the others alone. */
export class FrameDraws implements DrawSource {
  readonly frame: number;
  readonly #draws: DrawSource;

  constructor(draws: DrawSource, frame: number) {
    this.#draws = draws;
    this.frame = frame;
  }

  get copy(): number {
    return this.#draws.copy ?? 0;
  }

  random({ path }: Pick<PolicyNode, "path">): Random {
    const own = `${path}/frames/${this.frame}`;
    return this.#draws.random({ path: own, pathHash: hashText(own) });
  }
}

/**
 * The steps of a `perFrame`, once for each frame of the sample's longest clip.
 *
 * @throws TypeError for a sample without clips, and for recorded draws of another number of frames.
 */
export function stepsOfFrames(
  { children }: PolicyNode,
  outline: Outline,
  replayed: readonly ChildRecord[] | undefined,
): readonly number[] {
  const frames = mostFrames(outline);
  if (frames === 0) {
    throw new TypeError(
      `perFrame needs a clip, and the sample has none. Its fields: ${listFields(outline) || "none"}; make one with clip([…])`,
    );
  }
  const chosen: number[] = [];
  for (let frame = 0; frame < frames; frame++) for (let step = 0; step < children.length; step++) chosen.push(step);
  if (replayed === undefined) return chosen;
  if (replayed.length === chosen.length && replayed.every(({ step }, i) => step === chosen[i])) return chosen;
  const found = replayed.length;
  throw new TypeError(
    `the draws do not fit the sample: perFrame has ${children.length} step${children.length === 1 ? "" : "s"} for each of ${frames} frames, ` +
      `and ${found} draws are recorded`,
  );
}

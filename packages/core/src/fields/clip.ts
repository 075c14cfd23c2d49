import { show } from "../check.ts";
import type { Image } from "./image.ts";
import type { Mask } from "./mask.ts";

/** Several pictures of one size in a row, such as the frames of a video. They move together. */
export interface Clip<Frame extends Image = Image> {
  readonly kind: "clip";
  readonly frames: readonly Frame[];
}

/** The masks of a clip, one for each of its frames. */
export interface MaskClip<Frame extends Mask = Mask> {
  readonly kind: "maskClip";
  readonly frames: readonly Frame[];
}

/**
 * A clip: its frames in order, as files, encoded pictures or pixels, all of one size, one type and one number of channels.
 * Every transform draws once for all of them, unless it stands in `perFrame`. Batches hold clips as
 * [batch, frames, height, width, channels]; all samples have as many frames.
 *
 * @param frames at least one; not copied.
 * @throws TypeError for what is no list of images, RangeError for an empty one and for pixels of two sizes.
 *
 * @example clip(paths.map((path) => imageFile(path)))
 */
export function clip<Frame extends Image>(frames: readonly Frame[]): Clip<Frame> {
  checkFrames("clip", "image", frames);
  return { kind: "clip", frames };
}

/**
 * The masks of a clip, one for each frame: files, encoded masks or values. One `mask` beside a clip lies on all of its
 * frames. Batches hold them as [batch, frames, height, width].
 *
 * @param frames at least one; not copied.
 * @throws TypeError for what is no list of masks, RangeError for an empty one and for values of two sizes.
 */
export function maskClip<Frame extends Mask>(frames: readonly Frame[]): MaskClip<Frame> {
  checkFrames("maskClip", "mask", frames);
  return { kind: "maskClip", frames };
}

/** What frames are made with. */
const made = {
  image: "an image: imageFile(…), encodedImage(…) or pixels(…)",
  mask: "a mask: maskFile(…), encodedMask(…) or mask(…)",
} as const;

/** Files are held to one size when they are read. */
function checkFrames(owner: string, wanted: "image" | "mask", frames: readonly (Image | Mask)[]): void {
  if (!Array.isArray(frames)) throw new TypeError(`${owner}: frames must be a list of ${wanted}s, got ${show(frames)}`);
  if (frames.length === 0) throw new RangeError(`${owner}: at least one frame is needed`);
  let first: { readonly width: number; readonly height: number; readonly at: number } | undefined;
  for (let at = 0; at < frames.length; at++) {
    const frame = frames[at] as Image | Mask;
    if (frame?.kind !== wanted) {
      throw new TypeError(`${owner}: frame ${at} must be ${made[wanted]}, got ${show(frame)}`);
    }
    if (!("data" in frame)) continue;
    const { width, height } = frame;
    first ??= { width, height, at };
    if (width === first.width && height === first.height) continue;
    throw new RangeError(
      `${owner}: frame ${first.at} is ${first.width} × ${first.height}, and frame ${at} is ${width} × ${height}; frames have one size`,
    );
  }
}

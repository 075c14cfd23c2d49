import { fieldsOfKind } from "../../outline.ts";
import type { Canvas, ImageOutline, MaskOutline, Outline } from "../../outline-types.ts";
import type { GeometryStep } from "../effect.ts";

type Named = readonly [name: string, mask: MaskOutline];

/** The masks that have the size of none of the sample's images; none where there is no image. */
export function masksApart(outline: Outline): readonly Named[] {
  const masks = fieldsOfKind(outline, "mask");
  if (masks.length === 0) return masks;
  const images = fieldsOfKind(outline, "image");
  if (images.length === 0) return [];
  return masks.filter(
    ([, mask]) => !images.some(([, image]) => image.width === mask.width && image.height === mask.height),
  );
}

/**
 * The masks of a clip are one for each of its frames.
 *
 * @throws RangeError for masks that are as many as the frames of no clip, where the sample has clips.
 */
export function checkFrames(outline: Outline): void {
  const clips = fieldsOfKind(outline, "image").filter(([, { frames }]) => frames !== undefined);
  if (clips.length === 0) return;
  for (const [name, { frames }] of fieldsOfKind(outline, "mask")) {
    if (frames === undefined || clips.some(([, clip]) => clip.frames === frames)) continue;
    throw new RangeError(
      `the masks "${name}" are ${frames}, and no clip of the sample has as many frames (${clips.map(([field, clip]) => `"${field}" has ${clip.frames}`).join(", ")}); ` +
        "give one mask for each frame, or list them in passThrough",
    );
  }
}

/**
 * A mask may be smaller or larger than its image, as those are that a network predicts at a quarter of the size, but not
 * of another shape: it would lie on no picture of the sample.
 *
 * @throws RangeError for a mask whose proportions are those of no image.
 */
export function checkMasks(outline: Outline): void {
  for (const [name, mask] of masksApart(outline)) {
    const images = fieldsOfKind(outline, "image");
    if (images.some(([, image]) => alike(image, mask))) continue;
    throw new RangeError(
      `the mask "${name}" is ${sizeOf(mask)}, and so shaped is no image of the sample (${images.map(([field, image]) => `"${field}" is ${sizeOf(image)}`).join(", ")}); ` +
        "mend the annotation, or list the mask in passThrough",
    );
  }
}

/**
 * @throws RangeError for steps that take a window of each picture by its own pixels: of pictures of two sizes they are
 * not the same place.
 */
export function checkWindow([name, mask]: Named, outline: Outline, steps: readonly GeometryStep[]): void {
  let canvas: Canvas = mask;
  for (const step of steps) {
    const takesAll = step.step !== "index" || (step.width === canvas.width && step.height === canvas.height);
    if (!takesAll) {
      const [image] = fieldsOfKind(outline, "image")[0] as readonly [string, ImageOutline];
      throw new RangeError(
        `it takes a window in pixels, and the mask "${name}" (${sizeOf(mask)}) has another size than the image "${image}"; resize both to one size first`,
      );
    }
    canvas = step;
  }
}

/** Whether one is the other at another scale, each side rounded to whole pixels. */
function alike(image: Canvas, mask: Canvas): boolean {
  return Math.abs(image.width * mask.height - image.height * mask.width) <= image.width + image.height;
}

function sizeOf({ width, height }: Canvas): string {
  return `${width} × ${height}`;
}

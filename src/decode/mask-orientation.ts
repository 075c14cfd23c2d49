import { DecodeError, type Source } from "./decode-error.ts";
import { type Orientation, type Size, turnedSize } from "./orientation.ts";

/** An image beside the mask: its stored size, and how it is turned on decoding. */
export interface Neighbour extends Size {
  readonly orientation: Orientation;
}

/**
 * How a mask is turned so that it lies on its image. Annotation tools draw either on the stored picture or on the
 * turned one, so the sizes decide: a mask as large as a stored image is turned with it; one as large as the turned image
 * only is taken as turned already. Where no image is turned, no mask is, and other sizes are left to later checks.
 *
 * An orientation in the mask's own file plays no part: tools copy it along without meaning it.
 *
 * @throws DecodeError if neither size fits, or images of the mask's size are turned in different ways.
 */
export function maskOrientation(source: Source, mask: Size, images: readonly Neighbour[]): Orientation {
  const turned = images.filter(({ orientation }) => orientation !== 1);
  if (turned.length === 0) return 1;
  const fitting = new Set(images.filter((image) => sameSize(mask, image)).map(({ orientation }) => orientation));
  if (fitting.size > 1) {
    throw new DecodeError(
      source,
      `images of the mask's size, ${show(mask)}, have different EXIF orientations (${[...fitting].join(", ")}), so it is ` +
        "not known which one the mask follows; decode them with exifOrientation: false, or store them turned",
    );
  }
  const [orientation] = fitting;
  if (orientation !== undefined) return orientation;
  if (turned.some((image) => sameSize(mask, turnedSize(image, image.orientation)))) return 1;
  const image = turned[0] as Neighbour;
  throw new DecodeError(
    source,
    `the mask is ${show(mask)}, but its image is ${show(image)} as stored and ` +
      `${show(turnedSize(image, image.orientation))} as its EXIF orientation ${image.orientation} shows it; ` +
      "a mask has one of these sizes",
  );
}

function sameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

function show({ width, height }: Size): string {
  return `${width} × ${height}`;
}

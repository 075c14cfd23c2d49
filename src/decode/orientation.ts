import type { Rectangle } from "@millrace/core";

/** EXIF's orientation: how the stored picture is turned for display. 1 is as stored. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Which stored pixel is shown at (x, y): the two are swapped first where `transpose` says so, and then each counts
 * from the far edge of the stored picture where its flip says so.
 */
interface Turn {
  readonly transpose: boolean;
  readonly flipX: boolean;
  readonly flipY: boolean;
}

const turns: Readonly<Record<Orientation, Turn>> = {
  1: { transpose: false, flipX: false, flipY: false },
  2: { transpose: false, flipX: true, flipY: false },
  3: { transpose: false, flipX: true, flipY: true },
  4: { transpose: false, flipX: false, flipY: true },
  5: { transpose: true, flipX: false, flipY: false },
  6: { transpose: true, flipX: false, flipY: true },
  7: { transpose: true, flipX: true, flipY: true },
  8: { transpose: true, flipX: true, flipY: false },
};

/** The orientation that a number from a file means; what EXIF does not define counts as 1. */
export function toOrientation(value: number | undefined): Orientation {
  return value !== undefined && Number.isInteger(value) && value >= 1 && value <= 8 ? (value as Orientation) : 1;
}

/** The size after turning. */
export function turnedSize({ width, height }: Size, orientation: Orientation): Size {
  return turns[orientation].transpose ? { width: height, height: width } : { width, height };
}

/** The stored rectangle that a rectangle of the turned picture shows. `stored` is the whole picture's stored size. */
export function storedRegion(turned: Rectangle, stored: Size, orientation: Orientation): Rectangle {
  const { transpose, flipX, flipY } = turns[orientation];
  const { x, y, width, height } = transpose ? transposed(turned) : turned;
  return {
    x: flipX ? stored.width - x - width : x,
    y: flipY ? stored.height - y - height : y,
    width,
    height,
  };
}

/** Where a stored rectangle comes to lie in the turned picture. */
export function turnedRegion(region: Rectangle, stored: Size, orientation: Orientation): Rectangle {
  const { transpose, flipX, flipY } = turns[orientation];
  const { x, y, width, height } = region;
  const flipped = {
    x: flipX ? stored.width - x - width : x,
    y: flipY ? stored.height - y - height : y,
    width,
    height,
  };
  return transpose ? transposed(flipped) : flipped;
}

function transposed({ x, y, width, height }: Rectangle): Rectangle {
  return { x: y, y: x, width: height, height: width };
}

/**
 * Turns a picture. Pixels lie row by row without padding.
 *
 * @param stored the picture as stored, of size `size`.
 * @param target as many bytes again; must not overlap `stored`.
 * @param pixelBytes bytes of one pixel, all channels together.
 */
export function turn(
  stored: Uint8Array,
  size: Size,
  pixelBytes: number,
  orientation: Orientation,
  target: Uint8Array,
): void {
  const { transpose, flipX, flipY } = turns[orientation];
  const { width, height } = turnedSize(size, orientation);
  const stepX = (flipX ? -1 : 1) * pixelBytes;
  const stepY = (flipY ? -1 : 1) * pixelBytes * size.width;
  const right = transpose ? stepY : stepX;
  const down = transpose ? stepX : stepY;
  let row = ((flipX ? size.width - 1 : 0) + (flipY ? (size.height - 1) * size.width : 0)) * pixelBytes;
  let to = 0;
  for (let y = 0; y < height; y++, row += down) {
    for (let x = 0, from = row; x < width; x++, from += right) {
      for (let byte = 0; byte < pixelBytes; byte++) target[to++] = stored[from + byte] as number;
    }
  }
}

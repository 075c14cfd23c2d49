import type { Rectangle } from "@millrace/core";

/** EXIF's orientation: how the stored picture is turned for display. 1 is as stored. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How the stored picture becomes the shown one: the axes are swapped, then the result is mirrored. */
export interface Turn {
  readonly transpose: boolean;
  readonly flipX: boolean;
  readonly flipY: boolean;
}

export const turns: Readonly<Record<Orientation, Turn>> = {
  1: { transpose: false, flipX: false, flipY: false },
  2: { transpose: false, flipX: true, flipY: false },
  3: { transpose: false, flipX: true, flipY: true },
  4: { transpose: false, flipX: false, flipY: true },
  5: { transpose: true, flipX: false, flipY: false },
  6: { transpose: true, flipX: true, flipY: false },
  7: { transpose: true, flipX: true, flipY: true },
  8: { transpose: true, flipX: false, flipY: true },
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
  const mirrored = mirror(turned, turnedSize(stored, orientation), turns[orientation]);
  return turns[orientation].transpose ? transpose(mirrored) : mirrored;
}

/** Where a stored rectangle comes to lie in the turned picture. */
export function turnedRegion(region: Rectangle, stored: Size, orientation: Orientation): Rectangle {
  const swapped = turns[orientation].transpose ? transpose(region) : region;
  return mirror(swapped, turnedSize(stored, orientation), turns[orientation]);
}

function transpose({ x, y, width, height }: Rectangle): Rectangle {
  return { x: y, y: x, width: height, height: width };
}

function mirror({ x, y, width, height }: Rectangle, whole: Size, { flipX, flipY }: Turn): Rectangle {
  return { x: flipX ? whole.width - x - width : x, y: flipY ? whole.height - y - height : y, width, height };
}

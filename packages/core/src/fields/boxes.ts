import { type Companions, checkCompanions } from "./annotations.ts";

/**
 * The four numbers of a box. `xyxy`, or `pascal_voc`: left, top, right, bottom in pixels. `coco`: left, top, width, height
 * in pixels. `cxcywh`: centre, width, height in pixels. `yolo`: the same as shares of the image's width and height;
 * `albumentations`: left, top, right, bottom as such shares. Pixel edges are at 0 … width: a box over a whole image of
 * 640 × 480 is [0, 0, 640, 480].
 */
export type AlignedFormat = "xyxy" | "pascal_voc" | "coco" | "cxcywh" | "yolo" | "albumentations";

/**
 * The numbers of a box that may be turned. `xyxyxyxy`: its upper left, upper right, lower right and lower left corner in
 * pixels, eight numbers. `cxcywhr`: centre, width and height in pixels, and degrees by which it is turned about its centre,
 * counter-clockwise as it is seen, five numbers.
 */
export type OrientedFormat = "xyxyxyxy" | "cxcywhr";

export type BoxFormat = AlignedFormat | OrientedFormat;

/** How many numbers a box has. */
export const boxNumbers: Readonly<Record<BoxFormat, number>> = {
  xyxy: 4,
  pascal_voc: 4,
  coco: 4,
  cxcywh: 4,
  yolo: 4,
  albumentations: 4,
  xyxyxyxy: 8,
  cxcywhr: 5,
};

/** How boxes are given, and what becomes of those that leave their image. */
export interface BoxOptions<With extends Companions = Companions> {
  readonly format: BoxFormat;
  /** Values that go with the boxes, one each; they follow when boxes are dropped. */
  readonly with?: With;
  /**
   * Boxes that reach outside their image or have no area when they come in: an error (default), cut to the image, or
   * dropped. Turned ones cannot be cut, and are outside where no part of them is inside.
   */
  readonly onInvalid?: "throw" | "clip" | "drop";
  /** A box whose visible share after a transform is below this is dropped, 0–1. Default 0: only what left the image entirely. */
  readonly minVisibility?: number;
  /** A box of which fewer square pixels are left on the image after a transform is dropped. Default 0. */
  readonly minArea?: number;
  /** Whether boxes are cut to their image after a transform (default), or keep what lies outside. Turned ones always do. */
  readonly clip?: boolean;
}

/** Bounding boxes. `data` holds the numbers of a box in `format`, `[count, 4]`; of turned ones 5 or 8. */
export interface Boxes<With extends Companions = Companions> {
  readonly kind: "boxes";
  readonly format: BoxFormat;
  readonly data: Float32Array;
  readonly with: With;
  readonly onInvalid: "throw" | "clip" | "drop";
  readonly minVisibility: number;
  readonly minArea: number;
  readonly clip: boolean;
}

const formats = Object.keys(boxNumbers) as readonly BoxFormat[];

/**
 * Bounding boxes of the sample's image.
 *
 * @param rows one array of numbers a box, or all of them in one Float32Array, which is not copied.
 * @throws RangeError for rows that are not as many finite numbers as the format has, and for companions of another number; TypeError for a
 * format that there is not. Boxes outside of their image are found when the image is known; see `onInvalid`.
 */
export function boxes<const With extends Companions = Record<never, never>>(
  rows: readonly (readonly number[])[] | Float32Array,
  options: BoxOptions<With>,
): Boxes<With> {
  const { format, onInvalid = "throw", minVisibility = 0, minArea = 0, clip = true } = options ?? {};
  if (!formats.includes(format)) {
    throw new TypeError(`boxes: format must be one of ${formats.join(", ")}, got ${JSON.stringify(format)}`);
  }
  if (!["throw", "clip", "drop"].includes(onInvalid)) {
    throw new TypeError(`boxes: onInvalid must be throw, clip or drop, got ${JSON.stringify(onInvalid)}`);
  }
  if (!(minVisibility >= 0 && minVisibility <= 1)) {
    throw new RangeError(`boxes: minVisibility must be between 0 and 1, got ${minVisibility}`);
  }
  if (!(minArea >= 0)) throw new RangeError(`boxes: minArea must be a number of at least 0, got ${minArea}`);
  if (typeof clip !== "boolean") throw new TypeError(`boxes: clip must be true or false, got ${JSON.stringify(clip)}`);
  const width = boxNumbers[format];
  const data = rows instanceof Float32Array ? rows : flatten("boxes", rows, width);
  if (data.length % width !== 0) {
    throw new RangeError(`boxes: ${width} numbers a box are needed in ${format}, got ${data.length} in all`);
  }
  const companions = options.with ?? ({} as With);
  checkCompanions("boxes", companions, data.length / width);
  return { kind: "boxes", format, data, with: companions, onInvalid, minVisibility, minArea, clip };
}

/** Rows of numbers as one array; every row must have `width` of them. */
export function flatten(owner: string, rows: readonly (readonly number[])[], width: number): Float32Array {
  const data = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    if (row.length !== width || !row.every(Number.isFinite)) {
      throw new RangeError(`${owner}: row ${index} must be ${width} finite numbers, got [${row.join(", ")}]`);
    }
    data.set(row, index * width);
  });
  return data;
}

import { type Companions, checkCompanions } from "./annotations.ts";

/**
 * The four numbers of a box. `xyxy`: left, top, right, bottom in pixels. `coco`: left, top, width, height in pixels.
 * `cxcywh`: centre, width, height in pixels. `yolo`: the same as shares of the image's width and height.
 * Pixel edges are at 0 … width: a box over a whole image of 640 × 480 is [0, 0, 640, 480].
 */
export type BoxFormat = "xyxy" | "coco" | "cxcywh" | "yolo";

/** How boxes are given, and what becomes of those that leave their image. */
export interface BoxOptions<With extends Companions = Companions> {
  readonly format: BoxFormat;
  /** Values that go with the boxes, one each; they follow when boxes are dropped. */
  readonly with?: With;
  /** Boxes that reach outside their image or have no area when they come in: an error (default), cut to the image, or dropped. */
  readonly onInvalid?: "throw" | "clip" | "drop";
  /** A box whose visible share after a transform is below this is dropped, 0–1. Default 0: only what left the image entirely. */
  readonly minVisibility?: number;
}

/** Bounding boxes. `data` holds four numbers a box in `format`, `[count, 4]`. */
export interface Boxes<With extends Companions = Companions> {
  readonly kind: "boxes";
  readonly format: BoxFormat;
  readonly data: Float32Array;
  readonly with: With;
  readonly onInvalid: "throw" | "clip" | "drop";
  readonly minVisibility: number;
}

const formats: readonly BoxFormat[] = ["xyxy", "coco", "cxcywh", "yolo"];

/**
 * Bounding boxes of the sample's image.
 *
 * @param rows one array of four numbers a box, or all of them in one Float32Array, which is not copied.
 * @throws RangeError for rows that are not four finite numbers, and for companions of another number; TypeError for a
 * format that there is not. Boxes outside of their image are found when the image is known; see `onInvalid`.
 */
export function boxes<const With extends Companions = Record<never, never>>(
  rows: readonly (readonly number[])[] | Float32Array,
  options: BoxOptions<With>,
): Boxes<With> {
  const { format, onInvalid = "throw", minVisibility = 0 } = options ?? {};
  if (!formats.includes(format)) {
    throw new TypeError(`boxes: format must be one of ${formats.join(", ")}, got ${JSON.stringify(format)}`);
  }
  if (!["throw", "clip", "drop"].includes(onInvalid)) {
    throw new TypeError(`boxes: onInvalid must be throw, clip or drop, got ${JSON.stringify(onInvalid)}`);
  }
  if (!(minVisibility >= 0 && minVisibility <= 1)) {
    throw new RangeError(`boxes: minVisibility must be between 0 and 1, got ${minVisibility}`);
  }
  const data = rows instanceof Float32Array ? rows : flatten("boxes", rows, 4);
  if (data.length % 4 !== 0) throw new RangeError(`boxes: four numbers a box are needed, got ${data.length} in all`);
  const companions = options.with ?? ({} as With);
  checkCompanions("boxes", companions, data.length / 4);
  return { kind: "boxes", format, data, with: companions, onInvalid, minVisibility };
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

import type { Boxes, Keypoints } from "./fields/index.ts";

/** Width and height in pixels. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
}

/** An image without its pixels; of a clip, what all of its frames are. */
export interface ImageOutline extends Canvas {
  readonly kind: "image";
  /** How many frames a clip has. Absent: one picture, and no clip. */
  readonly frames?: number;
  readonly channels: number;
  readonly type: "uint8" | "uint16" | "float32";
}

/** A mask without its values; of the masks of a clip, what all of them are. */
export interface MaskOutline extends Canvas {
  readonly kind: "mask";
  /** How many masks the masks of a clip are. Absent: one. */
  readonly frames?: number;
  readonly type: "uint8" | "uint16";
}

/** Boxes on their way through a policy, in pixels and in double precision. */
export interface BoxesOutline {
  readonly kind: "boxes";
  /** `[count, 4]`: left, top, right, bottom; of turned boxes the sides of the rectangle around them. */
  readonly corners: Float64Array;
  /** `[count, 8]`: the corners of boxes that are turned, in their own order. Absent while none is. */
  readonly quads?: Float64Array;
  /** Which rows of the field are left. */
  readonly rows: readonly number[];
  /** The share of each box that is still to be seen, 0–1. */
  readonly visibility: Float64Array;
  /** The size of what they lie on; of several views each may have its own. */
  readonly canvas: Canvas;
  readonly source: Boxes;
}

/** Points on their way through a policy. */
export interface KeypointsOutline {
  readonly kind: "keypoints";
  readonly points: Float64Array;
  /** 1 for each point that something covers. */
  readonly hidden: Uint8Array;
  /** From which row of the field each point came: another than its own where a mirror made rows change places. */
  readonly origins: readonly number[];
  /** Whether an odd number of mirrors was met. */
  readonly mirrored: boolean;
  /** Which rows of the field are left. */
  readonly rows: readonly number[];
  /** The size of what they lie on; absent while nothing has moved them. */
  readonly canvas?: Canvas;
  readonly source: Keypoints;
}

/** A field that moves with pictures, without its pixels. */
export type FieldOutline = ImageOutline | MaskOutline | BoxesOutline | KeypointsOutline;

/**
 * A sample without its pixels: what draws may depend on. Spatial fields are outlines; labels, texts and values that
 * pass through are in `others`, as they are.
 */
export interface Outline {
  readonly fields: Readonly<Record<string, FieldOutline>>;
  readonly others: Readonly<Record<string, unknown>>;
}

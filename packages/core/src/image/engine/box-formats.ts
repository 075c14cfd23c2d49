import type { AlignedFormat, BoxFormat, OrientedFormat } from "../../fields/boxes.ts";
import { cos, sin } from "../../kernels/math.ts";
import type { Canvas } from "../../outline-types.ts";
import { type Point, rectangleAround } from "./polygon.ts";

/** Left, top, right and bottom in pixels. */
export type Corners = readonly [number, number, number, number];

export function isOriented(format: BoxFormat): format is OrientedFormat {
  return format === "xyxyxyxy" || format === "cxcywhr";
}

export function toCorners(box: readonly number[], format: AlignedFormat, { width, height }: Canvas): Corners {
  const [a, b, c, d] = box as unknown as Corners;
  switch (format) {
    case "xyxy":
    case "pascal_voc":
      return [a, b, c, d];
    case "coco":
      return [a, b, a + c, b + d];
    case "cxcywh":
      return [a - c / 2, b - d / 2, a + c / 2, b + d / 2];
    case "albumentations":
      return [a * width, b * height, c * width, d * height];
    case "yolo":
      return [(a - c / 2) * width, (b - d / 2) * height, (a + c / 2) * width, (b + d / 2) * height];
  }
}

export function fromCorners(
  [left, top, right, bottom]: Corners,
  format: AlignedFormat,
  { width, height }: Canvas,
): readonly number[] {
  const centred: Corners = [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top];
  switch (format) {
    case "xyxy":
    case "pascal_voc":
      return [left, top, right, bottom];
    case "coco":
      return [left, top, right - left, bottom - top];
    case "cxcywh":
      return centred;
    case "albumentations":
      return [left / width, top / height, right / width, bottom / height];
    case "yolo":
      return [centred[0] / width, centred[1] / height, centred[2] / width, centred[3] / height];
  }
}

/** The four corners of an oriented box, in its own order: upper left, upper right, lower right, lower left. */
export function toQuad(box: readonly number[], format: OrientedFormat): readonly Point[] {
  if (format === "xyxyxyxy") return [0, 2, 4, 6].map((i) => [box[i] as number, box[i + 1] as number] as const);
  const [x, y, width, height, degrees] = box as unknown as readonly [number, number, number, number, number];
  return turnedQuad({ x, y, width, height, degrees });
}

/** The corners of a rectangle that is turned about its middle, counter-clockwise as it is seen. */
export function turnedQuad({
  x,
  y,
  width,
  height,
  degrees,
}: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly degrees: number;
}): readonly Point[] {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [cos(angle), sin(angle)];
  const corner = (across: number, down: number): Point => [x + across * c + down * s, y - across * s + down * c];
  const [w, h] = [width / 2, height / 2];
  return [corner(-w, -h), corner(w, -h), corner(w, h), corner(-w, h)];
}

export function fromQuad(corners: readonly Point[], format: OrientedFormat): readonly number[] {
  if (format === "xyxyxyxy") return corners.flat();
  const { x, y, width, height, degrees } = rectangleAround(corners);
  return [x, y, width, height, degrees];
}

import type { Clip, MaskClip } from "../fields/index.ts";
import type { GeometryStep } from "../image/effect.ts";
import { stepCanvas } from "../image/engine/point-map.ts";
import type { Canvas, ImageOutline, MaskOutline } from "../outline-types.ts";
import { type SchemaRequest, statedShape } from "./schema.ts";

/** The outline of an image or a mask after steps in space: each has a size of its own. */
export function movePicture<Outlined extends ImageOutline | MaskOutline>(
  outline: Outlined,
  steps: (canvas: Canvas) => readonly GeometryStep[],
): Outlined {
  const last = steps(outline).at(-1);
  return last === undefined ? outline : { ...outline, ...stepCanvas(last) };
}

/** `image, 500 × 375`, or of a clip `image, 16 frames of 500 × 375`. */
export function listPicture({ kind, width, height, type, frames }: ImageOutline | MaskOutline): string {
  const count = frames === undefined ? "" : `${frames} frames of `;
  return `${kind}, ${count}${width} × ${height}${type === "uint8" ? "" : `, ${type}`}`;
}

/** Bytes of an image or a mask in memory: none while it is a file. */
export function pictureBytes(value: object): number {
  if ("data" in value && ArrayBuffer.isView(value.data)) return value.data.byteLength;
  if ("bytes" in value && ArrayBuffer.isView(value.bytes)) return value.bytes.byteLength;
  return 0;
}

/** Bytes of all frames of a clip. */
export function clipBytes({ frames }: Clip | MaskClip): number {
  let bytes = 0;
  for (const frame of frames) bytes += pictureBytes(frame);
  return bytes;
}

/**
 * The sizes that the schema says of pictures: those that are stated, or those that the policy fixes. Two pictures of
 * other sizes may follow, so the first one's size says nothing.
 */
export function pictureShape(
  name: string,
  request: SchemaRequest,
  shapeOf: (size: Canvas) => readonly number[],
): readonly number[] {
  const fixed = request.passThrough.includes(name) ? undefined : request.canvas;
  return statedShape(name, request, shapeOf(fixed ?? { width: -1, height: -1 }));
}

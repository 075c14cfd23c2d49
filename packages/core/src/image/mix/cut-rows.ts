import type { Canvas } from "../../outline-types.ts";
import type { Rectangle } from "../../pixel-source.ts";
import { bytesPerNumber, type Tensor } from "../../tensor.ts";

/** Pictures of a batch as bytes: planes of rows of pixels. */
export interface PicturePlanes extends Canvas {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many planes a picture has: its channels, or one that holds all of them; a clip so many for each frame. */
  readonly planes: number;
  readonly pixelBytes: number;
  /** Bytes of a whole picture. */
  readonly pictureBytes: number;
}

/**
 * The pictures of a tensor of any type: [batch, height, width] with channels before or behind, or without; of clips with
 * their frames in front of that, whose planes are those of one picture.
 */
export function planesOf({ shape, data, dtype }: Tensor, layout: "NHWC" | "NCHW", isClip = false): PicturePlanes {
  const sizes = shape.slice(isClip ? 2 : 1);
  const frames = isClip ? (shape[1] as number) : 1;
  const first = sizes.length === 3 && layout === "NCHW";
  const [each, height, width, channels] = (
    first ? [...sizes, 1] : [1, ...sizes, ...(sizes.length === 2 ? [1] : [])]
  ) as [number, number, number, number];
  const planes = frames * each;
  const pixelBytes = channels * bytesPerNumber(dtype);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { bytes, planes, width, height, pixelBytes, pictureBytes: planes * width * height * pixelBytes };
}

/**
 * Copies a rectangle from one picture to the same place of another: rows of bytes, which mean what they mean.
 *
 * @param from where the other picture begins in `source`; the picture's own bytes where it is of the same batch.
 */
export function copyRectangle(
  { bytes, planes, width, height, pixelBytes }: PicturePlanes,
  to: number,
  source: Uint8Array,
  from: number,
  box: Rectangle,
): void {
  const stride = width * pixelBytes;
  const length = box.width * pixelBytes;
  if (length === 0) return;
  const same = source === bytes;
  for (let plane = 0; plane < planes; plane++) {
    let offset = (plane * height + box.y) * stride + box.x * pixelBytes;
    for (let row = 0; row < box.height; row++) {
      if (same) bytes.copyWithin(to + offset, from + offset, from + offset + length);
      else bytes.set(source.subarray(from + offset, from + offset + length), to + offset);
      offset += stride;
    }
  }
}

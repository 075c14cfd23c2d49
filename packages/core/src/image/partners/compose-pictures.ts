import type { MaskPixels, Pixels } from "../../fields/index.ts";
import type { Canvas } from "../../outline-types.ts";
import type { Placement } from "./place.ts";

type Picture = Pixels | MaskPixels;
type Data = Uint8Array | Uint16Array | Float32Array;

/**
 * Pictures laid on a new one, each cut to its window: rows of values are copied.
 *
 * @param data of the new one, filled with what no picture covers.
 */
export function layPictures(
  data: Data,
  { width }: Canvas,
  channels: number,
  pictures: readonly Picture[],
  placements: readonly Placement[],
): void {
  for (const [number, picture] of pictures.entries()) {
    const { x, y, window } = placements[number] as Placement;
    const left = Math.max(window.x, x);
    const right = Math.min(window.x + window.width, x + picture.width);
    const top = Math.max(window.y, y);
    const bottom = Math.min(window.y + window.height, y + picture.height);
    const length = (right - left) * channels;
    if (length <= 0) continue;
    for (let row = top; row < bottom; row++) {
      const from = ((row - y) * picture.width + left - x) * channels;
      data.set(picture.data.subarray(from, from + length), (row * width + left) * channels);
    }
  }
}

import { inflateSync } from "node:zlib";
import { imageData } from "./chunks.ts";
import { bytesOf, type Pass, passesOf } from "./passes.ts";
import { unfilter } from "./unfilter.ts";

/** Stored values beyond the picture that are put up with; other readers do so too. */
const surplusBytes = 65536;

/**
 * The values of a PNG with one channel exactly as stored: palette indices, or grey values that are not scaled to 8 bits.
 * Libraries that decode pictures give the palette's colours instead, or fail on interlaced values of less than 8 bits.
 *
 * @param depth 1, 2, 4, 8 or 16 bits a value, as the header says.
 * @throws Error if the data are truncated or damaged.
 */
export function pngValues(
  bytes: Uint8Array,
  { width, height, depth }: { readonly width: number; readonly height: number; readonly depth: number },
): Uint8Array | Uint16Array {
  const passes = passesOf(width, height, depth, bytes[28] === 1);
  const needed = bytesOf(passes);
  const rows = inflateSync(Buffer.concat(imageData(bytes)), { maxOutputLength: needed + surplusBytes });
  if (rows.length < needed) throw new Error("the PNG data hold too few values: the file is damaged");
  const values = depth === 16 ? new Uint16Array(width * height) : new Uint8Array(width * height);
  let offset = 0;
  for (const pass of passes) {
    let before = new Uint8Array(pass.rowBytes);
    for (let y = 0; y < pass.height; y++) {
      const row = rows.subarray(offset + 1, offset + 1 + pass.rowBytes);
      unfilter(rows[offset]!, row, before, depth === 16 ? 2 : 1);
      place(row, values, pass, (pass.y + y * pass.stepY) * width, depth);
      before = row;
      offset += pass.rowBytes + 1;
    }
  }
  return values;
}

/** Puts a row's values where they belong. `start` is the index of the first value of the picture's row. */
function place(row: Uint8Array, values: Uint8Array | Uint16Array, pass: Pass, start: number, depth: number): void {
  if (depth === 8 && pass.stepX === 1) {
    values.set(row, start + pass.x);
    return;
  }
  const mask = (1 << depth) - 1;
  for (let x = 0, to = start + pass.x; x < pass.width; x++, to += pass.stepX) {
    if (depth === 16) values[to] = (row[2 * x]! << 8) | row[2 * x + 1]!;
    else {
      const bit = x * depth;
      values[to] = (row[bit >> 3]! >> (8 - depth - (bit & 7))) & mask;
    }
  }
}

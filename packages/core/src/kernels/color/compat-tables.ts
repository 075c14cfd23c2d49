import type { Extremes, Histogram } from "../histogram.ts";
import { toLevel } from "../lookup-table.ts";

// Tables of bytes as Pillow and OpenCV compute them, where they differ from torchvision's.

/** Pillow's blend with the mean of gray, rounded half up: mean + factor · (value − mean), each step in f32, cut to a level. */
export function pillowContrastTable(factor: number, mean: number): Uint8Array {
  const single = Math.fround(factor);
  const middle = Math.floor(mean + 0.5);
  return bytesOf((value) => Math.fround(middle + Math.fround(single * (value - middle))));
}

/**
 * Albumentations' contrast: value · factor, and the mean's part added, each in f32; cut to a level. At a factor of 0 the
 * mean is rounded half up.
 */
export function opencvContrastTable(factor: number, mean: number): Uint8Array {
  if (factor === 0) return bytesOf(() => mean + 0.5);
  const single = Math.fround(factor);
  const rest = Math.fround(mean * (1 - factor));
  return bytesOf((value) => Math.fround(Math.fround(value * single) + rest));
}

/** Pillow's stretch of each channel, in f64, cut to a level. A channel of one level stays. */
export function pillowAutocontrastTable({ least, greatest }: Extremes): Uint8Array {
  const table = new Uint8Array(256 * least.length);
  for (const [channel, low] of least.entries()) {
    const high = greatest[channel]!;
    const scale = 255 / (high - low);
    const offset = -low * scale;
    table.set(
      bytesOf((value) => (high === low ? value : value * scale + offset)),
      channel * 256,
    );
  }
  return table;
}

/**
 * OpenCV's `equalizeHist` of each channel: the count of all pixels up to a level but those of the least one, as a share of
 * 255 in f32, rounded half to even. A channel of one level stays.
 */
export function opencvEqualizeTable(histogram: Histogram): Uint8Array {
  const table = new Uint8Array(histogram.length);
  for (let start = 0; start < histogram.length; start += 256) {
    const counts = histogram.subarray(start, start + 256);
    const least = counts.findIndex((count) => count > 0);
    const others = counts.reduce((sum, count) => sum + count, 0) - counts[least]!;
    const scale = Math.fround(255 / others);
    let upTo = 0;
    for (let value = 0; value < 256; value++) {
      if (value > least) upTo += counts[value]!;
      table[start + value] = others === 0 ? value : halfToEven(Math.fround(Math.fround(upTo) * scale));
    }
  }
  return table;
}

function bytesOf(level: (value: number) => number): Uint8Array {
  const table = new Uint8Array(256);
  for (let value = 0; value < 256; value++) table[value] = toLevel(level(value), 255);
  return table;
}

/** The nearest whole number; of two the even one. */
function halfToEven(value: number): number {
  const whole = Math.floor(value);
  const part = value - whole;
  if (part !== 0.5) return part < 0.5 ? whole : whole + 1;
  return whole % 2 === 0 ? whole : whole + 1;
}

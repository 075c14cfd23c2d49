// Some pixels, or some of their channels, take other values: dropped ones, salt and pepper.
import { philox } from "../philox";
import { elementAt } from "./elements";

const words: usize = memory.data(64, 16);

/** Copies the value of a unit, a whole pixel's color or one channel of it. */
function put(pixels: usize, unit: i32, channels: i32, colors: i32, single: bool, type: i32, from: usize): void {
  const size = (<usize>1) << (<usize>type);
  if (single) {
    const pixel = unit / colors;
    const channel = unit - pixel * colors;
    memory.copy(elementAt(pixels, pixel * channels + channel, type), from + <usize>channel * size, size);
  } else memory.copy(elementAt(pixels, unit * channels, type), from, <usize>colors * size);
}

/**
 * Gives `first` to every unit whose word is below `one`, and `second` to those below `other`, which is not less; both are
 * elements of one pixel. A unit is a pixel's color, or with `single` one color of it. Alpha, the last of 2 or 4 channels,
 * is no color.
 */
export function scatter(
  pixels: usize,
  count: i32,
  channels: i32,
  type: i32,
  single: bool,
  one: u32,
  other: u32,
  first: usize,
  second: usize,
  key0: i32,
  key1: i32,
): void {
  const colors = channels == 2 || channels == 4 ? channels - 1 : channels;
  const units = single ? count * colors : count;
  const limit = i32x4.splat(other);
  for (let start = 0; start < units; start += 16) {
    philox(start >> 2, 0, 0, 0, key0, key1, words);
    for (let four = 0; four < 16; four += 4) {
      const at = words + ((<usize>four) << 2);
      // Most units stay.
      if (!v128.any_true(i32x4.lt_u(v128.load(at), limit))) continue;
      for (let lane = 0; lane < 4; lane++) {
        const unit = start + four + lane;
        if (unit >= units) return;
        const word = load<u32>(at + ((<usize>lane) << 2));
        if (word >= other) continue;
        put(pixels, unit, channels, colors, single, type, word < one ? first : second);
      }
    }
  }
}

// Warps of pixels of any element type and number of channels: the taps of a pixel and their weights are found once, and
// then serve its channels, four at a time. Parameters as in ../warp.ts.
import { CONSTANT, within } from "../borders";
import { coordinates, fractionOf } from "../coordinates";
import { loadElements, sizeOf, storeElements } from "./elements";

const BICUBIC: i32 = 2;

/** Weights of up to sixteen taps, and the addresses of their pixels; 0 stands for the fill. */
const weights = memory.data(64, 16);
const pixels = memory.data(64, 16);

/** Keys' cubic convolution with slope −0.75. */
function cubic(x: f32): f32 {
  if (x < 1) return (<f32>1.25 * x - <f32>2.25) * x * x + 1;
  return <f32>-0.75 * (((x - 5) * x + 8) * x - 4);
}

/** The weight of tap −1, 0, 1 or 2 of four, or 0 or 1 of two, at a fraction behind tap 0. */
function weightOf(tap: i32, fraction: f32, bicubic: bool): f32 {
  if (!bicubic) return tap == 0 ? 1 - fraction : fraction;
  return cubic(abs<f32>(fraction - <f32>tap));
}

/**
 * Interpolated linearly (`filter` 1) between four pixels or cubically (2) between sixteen, in f32. `element` is 0 for
 * bytes, 1 for shorts, 2 for floats; `fill` holds an f32 for each channel, and up to three more.
 */
export function warpWide(
  source: usize,
  sourceWidth: i32,
  sourceHeight: i32,
  stride: usize,
  channels: i32,
  element: i32,
  filter: i32,
  map: usize,
  kind: i32,
  width: i32,
  height: i32,
  border: i32,
  fill: usize,
  scratch: usize,
  output: usize,
): void {
  const pixelBytes = (<usize>channels) << sizeOf(element);
  const bicubic = filter == BICUBIC;
  const first = bicubic ? -1 : 0;
  const last = bicubic ? 2 : 1;
  for (let row = 0; row < height; row++) {
    coordinates(map, kind, false, row, width, scratch);
    for (let at = scratch; at < scratch + ((<usize>width) << 4); at += 16) {
      const x = load<i32>(at, 4);
      const y = load<i32>(at, 12);
      const right = fractionOf(load<u32>(at));
      const lower = fractionOf(load<u32>(at, 8));
      let taps = 0;
      let share: f32 = 0;
      for (let line = first; line <= last; line++) {
        const down = weightOf(line, lower, bicubic);
        const tapY = within(y + line, sourceHeight, border);
        for (let place = first; place <= last; place++) {
          const weight = weightOf(place, right, bicubic) * down;
          const tapX = within(x + place, sourceWidth, border);
          if (tapX < 0 || tapY < 0) continue;
          share += weight;
          const slot = (<usize>taps) << 2;
          store<f32>(weights + slot, weight);
          store<u32>(pixels + slot, <u32>(source + <usize>tapY * stride + <usize>tapX * pixelBytes));
          taps++;
        }
      }
      storeChannels(output, channels, element, taps, share, border == CONSTANT, bicubic, fill);
      output += pixelBytes;
    }
  }
}

/** The weighted sums of a pixel's taps, `share` being the sum of the weights that lie inside. */
function storeChannels(
  output: usize,
  channels: i32,
  element: i32,
  taps: i32,
  share: f32,
  blend: bool,
  bicubic: bool,
  fill: usize,
): void {
  const bits = sizeOf(element);
  for (let channel = 0; channel < channels; channel += 4) {
    const offset = (<usize>channel) << bits;
    let sum = f32x4.splat(0);
    for (let slot: usize = 0; slot < (<usize>taps) << 2; slot += 4) {
      const four = loadElements(<usize>load<u32>(pixels + slot) + offset, element);
      sum = f32x4.add(sum, f32x4.mul(four, v128.load32_splat(weights + slot)));
    }
    const all = bicubic ? 16 : 4;
    if (blend && taps != all) {
      const fills = v128.load(fill + ((<usize>channel) << 2));
      // A fill counts as pixels of its value between sixteen; between four torchvision blends by the mask once more.
      if (bicubic) sum = f32x4.add(sum, f32x4.mul(fills, f32x4.splat(1 - share)));
      else sum = f32x4.add(f32x4.mul(f32x4.sub(sum, fills), f32x4.splat(share)), fills);
    }
    storeElements(output + offset, sum, element, min<i32>(4, channels - channel));
  }
}

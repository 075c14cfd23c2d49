// A sensor's noise at a high sensitivity: brighter grains, and hues that waver (Albumentations' ISONoise).
import { normals } from "./gaussian-noise";
import { poisson } from "./shot-noise";
import { philox } from "../philox";

const words: usize = memory.data(64, 16);

function lightness(red: f32, green: f32, blue: f32): f32 {
  return (max<f32>(red, max<f32>(green, blue)) + min<f32>(red, min<f32>(green, blue))) * 0.5;
}

/** The standard deviation of the lightness of all pixels, 0 to 1. */
export function lightnessDeviation(pixels: usize, count: i32, channels: i32): f64 {
  // Twice the lightness is a whole number, so the sums are exact.
  let sum: i64 = 0;
  let squares: i64 = 0;
  for (let index = 0; index < count; index++, pixels += <usize>channels) {
    const red = <i32>load<u8>(pixels);
    const green = <i32>load<u8>(pixels, 1);
    const blue = <i32>load<u8>(pixels, 2);
    const twice = max(red, max(green, blue)) + min(red, min(green, blue));
    sum += twice;
    squares += twice * twice;
  }
  const mean = <f64>sum / <f64>count;
  return Math.sqrt(max<f64>(0, <f64>squares / <f64>count - mean * mean)) / 510;
}

function channelOf(low: f32, high: f32, turn: f32): f32 {
  // A sixth of a circle up, a third at the top, a sixth down.
  const place = turn - floor<f32>(turn / 6) * 6;
  if (place < 1) return low + (high - low) * place;
  if (place < 3) return high;
  return place < 4 ? low + (high - low) * (<f32>4 - place) : low;
}

function toByte(value: f32): u8 {
  return <u8>nearest<f32>(max<f32>(0, min<f32>(1, value)) * 255);
}

/**
 * Turns the hue of each pixel by `shift` degrees times a normal number, and moves its lightness towards white by `step`
 * times a Poisson number of the mean `rate` (0 to 700). Pixels are 8-bit, of 3 or 4 channels, of which a fourth stays. In
 * place. `field` is 0, or holds a count and a normal number as f32 for every pixel.
 */
export function isoNoise(
  pixels: usize,
  count: i32,
  channels: i32,
  shift: f32,
  step: f32,
  rate: f64,
  key0: i32,
  key1: i32,
  field: usize,
): void {
  const start = NativeMath.exp(-rate);
  for (let index = 0; index < count; index += 16) {
    const normal = normals(index, key0, key1);
    philox(index >> 2, 1, 0, 0, key0, key1, words);
    const part = min<i32>(16, count - index);
    for (let lane = 0; lane < part; lane++, pixels += <usize>channels) {
      const place = (<usize>lane) << 2;
      const given = field + ((<usize>(index + lane)) << 3);
      const grains = field
        ? load<f32>(given)
        : <f32>poisson((<f64>load<u32>(words + place) + 0.5) / 4294967296.0, rate, start);
      const turn = (field ? load<f32>(given, 4) : load<f32>(normal + place)) * shift;
      const red = <f32>load<u8>(pixels) * (1.0 / 255.0);
      const green = <f32>load<u8>(pixels, 1) * (1.0 / 255.0);
      const blue = <f32>load<u8>(pixels, 2) * (1.0 / 255.0);
      const most = max<f32>(red, max<f32>(green, blue));
      const least = min<f32>(red, min<f32>(green, blue));
      const light = lightness(red, green, blue);
      const chroma = most - least;
      let saturation: f32 = 0;
      let hue: f32 = 0;
      if (chroma > 0) {
        saturation = chroma / (light < 0.5 ? most + least : <f32>2 - most - least);
        if (most == red) hue = (green - blue) / chroma;
        else hue = most == green ? (blue - red) / chroma + 2 : (red - green) / chroma + 4;
      }
      hue += turn / 60;
      const lit = max<f32>(0, min<f32>(1, light + grains * step * (<f32>1 - light)));
      const high = lit <= 0.5 ? lit * (saturation + 1) : lit + saturation - lit * saturation;
      const low = lit * 2 - high;
      store<u8>(pixels, toByte(channelOf(low, high, hue + 2)));
      store<u8>(pixels, toByte(channelOf(low, high, hue)), 1);
      store<u8>(pixels, toByte(channelOf(low, high, hue - 2)), 2);
    }
  }
}

// Poisson distributed counts in place of 8-bit levels, as photons that are counted.
import { storeNormals } from "../noise";
import { philox } from "../philox";
import { elementAt } from "./elements";

const words: usize = memory.data(64, 16);
const normal: usize = memory.data(64, 16);

/** A Poisson number by inversion: counts up until the distribution passes an even number. `start` is e^(−rate). */
export function poisson(even: f64, rate: f64, start: f64): i32 {
  let probability = start;
  let sum = start;
  let count = 0;
  // Far in the tail the sum stops growing just below one.
  while (even > sum && probability > 0) {
    count++;
    probability *= rate / <f64>count;
    const next = sum + probability;
    if (next == sum && <f64>count > rate) break;
    sum = next;
  }
  return count;
}

/** One of a large rate, from a normal number by Cornish and Fisher's expansion. */
export function manyPoisson(z: f64, rate: f64): i32 {
  return <i32>max<f64>(0, nearest<f64>(rate + Math.sqrt(rate) * z + (z * z - 1) / 6));
}

/**
 * Replaces each byte by `levels[count]`, a Poisson number of the byte's rate. `rates` holds 256 f64 rates, then 256 times
 * e to the minus rate, zero where the rate is large. Counts above `last` are it. Alpha stays.
 */
export function shotNoise(
  pixels: usize,
  count: i32,
  channels: i32,
  rates: usize,
  levels: usize,
  last: i32,
  key0: i32,
  key1: i32,
): void {
  const alpha = channels == 2 || channels == 4 ? channels - 1 : -1;
  let channel = 0;
  for (let index = 0; index < count; index += 16) {
    philox(index >> 2, 0, 0, 0, key0, key1, words);
    storeNormals(v128.load(words), v128.load(words, 16), normal);
    storeNormals(v128.load(words, 32), v128.load(words, 48), normal + 32);
    const part = min<i32>(16, count - index);
    for (let lane = 0; lane < part; lane++) {
      if (channel != alpha) {
        const at = elementAt(pixels, index + lane, 0);
        const entry = rates + ((<usize>load<u8>(at)) << 3);
        const start = load<f64>(entry, 2048);
        const number =
          start > 0
            ? poisson((<f64>load<u32>(words + ((<usize>lane) << 2)) + 0.5) / 4294967296.0, load<f64>(entry), start)
            : manyPoisson(<f64>load<f32>(normal + ((<usize>lane) << 2)), load<f64>(entry));
        store<u8>(at, load<u8>(levels + <usize>min<i32>(number, last)));
      }
      if (++channel == channels) channel = 0;
    }
  }
}

// Clouds by the diamond-square method (Fournier, Fussell and Carpenter 1982) on a torus, as ImageNet-C's fog has them: a
// square map whose side is a power of two, from coarse to fine, each point the mean of four plus noise that shrinks.
import { philox } from "../philox";

const words: usize = memory.data(64, 16);
let filled: i32 = -1;

/** A number from −1 to below 1 for a point of the map. */
function even(point: i32, key0: i32, key1: i32): f32 {
  const sixteen = point >> 4;
  if (sixteen != filled) {
    philox(sixteen << 2, 2, 0, 0, key0, key1, words);
    filled = sixteen;
  }
  return <f32>load<i32>(words + ((<usize>(point & 15)) << 2)) * <f32>(1.0 / 2147483648.0);
}

/** Writes size × size floats from 0 to 1. `decay` is by what noise shrinks from a step to the next half of it. */
export function plasma(map: usize, size: i32, decay: f32, key0: i32, key1: i32): void {
  filled = -1;
  const mask = size - 1;
  let wibble: f32 = 100;
  store<f32>(map, 0);
  for (let step = size; step >= 2; step >>= 1) {
    const half = step >> 1;
    const reach = wibble * wibble;
    for (let y = 0; y < size; y += step) {
      for (let x = 0; x < size; x += step) {
        const sum =
          at(map, size, x, y) +
          at(map, size, (x + step) & mask, y) +
          at(map, size, x, (y + step) & mask) +
          at(map, size, (x + step) & mask, (y + step) & mask);
        set(map, size, x + half, y + half, sum, reach, key0, key1);
      }
    }
    for (let y = 0; y < size; y += half) {
      // Points between two of a coarser row, and between two of a coarser column.
      for (let x = (y & half) == 0 ? half : 0; x < size; x += step) {
        const sum =
          at(map, size, (x - half) & mask, y) +
          at(map, size, (x + half) & mask, y) +
          at(map, size, x, (y - half) & mask) +
          at(map, size, x, (y + half) & mask);
        set(map, size, x, y, sum, reach, key0, key1);
      }
    }
    wibble /= decay;
  }
  spread(map, size * size);
}

function at(map: usize, size: i32, x: i32, y: i32): f32 {
  return load<f32>(map + ((<usize>(y * size + x)) << 2));
}

function set(map: usize, size: i32, x: i32, y: i32, sum: f32, reach: f32, key0: i32, key1: i32): void {
  const point = y * size + x;
  store<f32>(map + ((<usize>point) << 2), sum * 0.25 + reach * even(point, key0, key1));
}

/** From the least to the greatest becomes from 0 to 1. */
function spread(values: usize, count: i32): void {
  let least = load<f32>(values);
  let greatest = least;
  for (let index: usize = 0; index < <usize>count; index++) {
    const value = load<f32>(values + (index << 2));
    least = min<f32>(least, value);
    greatest = max<f32>(greatest, value);
  }
  const scale: f32 = greatest > least ? <f32>1 / (greatest - least) : 0;
  for (let index: usize = 0; index < <usize>count; index++) {
    const place = values + (index << 2);
    store<f32>(place, (load<f32>(place) - least) * scale);
  }
}

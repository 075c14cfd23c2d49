// Streaks of rain, painted one by one: there are far fewer of them than pixels.
import { philox } from "../philox";

const words: usize = memory.data(64, 16);
const unit: f32 = 1.0 / 4294967296.0;

/**
 * Adds `number` streaks to a layer of floats. Each begins at an even place, goes on along `taps` (right, down and weight of
 * each of `count`), and is 0.5 to 1 times as bright as these say; what would leave the layer is left out.
 */
export function streaks(
  layer: usize,
  width: i32,
  height: i32,
  number: i32,
  taps: usize,
  count: i32,
  key0: i32,
  key1: i32,
): void {
  for (let index = 0; index < number; index++) {
    if ((index & 3) == 0) philox(index, 5, 0, 0, key0, key1, words);
    const at = words + ((<usize>(index & 3)) << 2);
    const x = <i32>((<u64>load<u32>(at) * <u64>width) >> 32);
    const y = <i32>((<u64>load<u32>(at, 16) * <u64>height) >> 32);
    const brightness = <f32>0.5 + <f32>load<u32>(at, 32) * unit * 0.5;
    const end = taps + <usize>count * 12;
    for (let tap = taps; tap < end; tap += 12) {
      const right = x + load<i32>(tap);
      const down = y + load<i32>(tap, 4);
      if (<u32>right >= <u32>width || <u32>down >= <u32>height) continue;
      const place = layer + ((<usize>(down * width + right)) << 2);
      store<f32>(place, load<f32>(place) + brightness * load<f32>(tap, 8));
    }
  }
}

// Layers of floats that are laid over pictures: made smaller or larger, drawn out to streaks, turned to bytes.

/** Floats times `scale`, cut or rounded half to even, as bytes. */
export function floatsToBytes(source: usize, count: i32, scale: f32, cut: bool, output: usize): void {
  for (let index: usize = 0; index < <usize>count; index++) {
    const value = max<f32>(0, min<f32>(255, load<f32>(source + (index << 2)) * scale));
    store<u8>(output + index, <u8>(cut ? value : nearest<f32>(value)));
  }
}

/**
 * Reads a plane of floats between its values. `columns` holds for each result column two byte offsets as i32 and the second
 * one's share as f32, `rows` the same for rows.
 */
export function readBetween(source: usize, width: i32, height: i32, columns: usize, rows: usize, output: usize): void {
  for (let y = 0; y < height; y++, rows += 12) {
    const upper = source + <usize>load<i32>(rows);
    const lower = source + <usize>load<i32>(rows, 4);
    const down = load<f32>(rows, 8);
    let column = columns;
    for (let x = 0; x < width; x++, column += 12, output += 4) {
      const left = <usize>load<i32>(column);
      const right = <usize>load<i32>(column, 4);
      const across = load<f32>(column, 8);
      const above = load<f32>(upper + left) + (load<f32>(upper + right) - load<f32>(upper + left)) * across;
      const below = load<f32>(lower + left) + (load<f32>(lower + right) - load<f32>(lower + left)) * across;
      store<f32>(output, above + (below - above) * down);
    }
  }
}

/** Values below `least` become 0, others are kept within 0 and 1. In place. */
export function threshold(values: usize, count: i32, least: f32): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) {
    const value = v128.load(values + at);
    const kept = f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(1), value));
    v128.store(values + at, v128.and(kept, f32x4.ge(value, f32x4.splat(least))));
  }
}

/** Values, none below 0, times what makes the greatest of them `most`; all stay where they are 0. In place. */
export function raiseTo(values: usize, count: i32, most: f32): void {
  let greatest: f32 = 0;
  for (let index: usize = 0; index < <usize>count; index++)
    greatest = max<f32>(greatest, load<f32>(values + (index << 2)));
  if (greatest == 0) return;
  const scale = f32x4.splat(most / greatest);
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) {
    v128.store(values + at, f32x4.mul(v128.load(values + at), scale));
  }
}

/**
 * The sum of a plane moved by some steps: `taps` holds each step's two whole numbers (right, down) as i32 and its weight as
 * f32. Beyond the edges these go on.
 */
export function streak(source: usize, width: i32, height: i32, taps: usize, count: i32, output: usize): void {
  memory.fill(output, 0, (<usize>(width * height)) << 2);
  for (let tap = 0; tap < count; tap++, taps += 12) {
    const right = load<i32>(taps);
    const down = load<i32>(taps, 4);
    const weight = load<f32>(taps, 8);
    const weights = f32x4.splat(weight);
    // From `first` to `end` the moved row lies within the plane.
    const first = max<i32>(0, min<i32>(width, right));
    const end = max<i32>(first, min<i32>(width, width + right));
    for (let y = 0; y < height; y++) {
      const row = source + ((<usize>(max<i32>(0, min<i32>(height - 1, y - down)) * width)) << 2);
      const target = output + ((<usize>(y * width)) << 2);
      let x = 0;
      for (; x < first; x++) add(target, x, load<f32>(row) * weight);
      const from = row - ((<usize>right) << 2);
      for (; x + 4 <= end; x += 4) {
        const at = (<usize>x) << 2;
        v128.store(target + at, f32x4.add(v128.load(target + at), f32x4.mul(v128.load(from + at), weights)));
      }
      for (; x < end; x++) add(target, x, load<f32>(from + ((<usize>x) << 2)) * weight);
      for (; x < width; x++) add(target, x, load<f32>(row + ((<usize>(width - 1)) << 2)) * weight);
    }
  }
}

/** The same of a plane that is nothing nearly everywhere, and nothing beyond its edges: what there is, is drawn out. */
export function streakFew(source: usize, width: i32, height: i32, taps: usize, count: i32, output: usize): void {
  memory.fill(output, 0, (<usize>(width * height)) << 2);
  const end = taps + <usize>count * 12;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, source += 4) {
      if (x + 4 <= width && !v128.any_true(v128.load(source))) {
        x += 3;
        source += 12;
        continue;
      }
      const value = load<f32>(source);
      if (value == 0) continue;
      for (let tap = taps; tap < end; tap += 12) {
        const toX = x + load<i32>(tap);
        const toY = y + load<i32>(tap, 4);
        if (<u32>toX >= <u32>width || <u32>toY >= <u32>height) continue;
        add(output, toY * width + toX, value * load<f32>(tap, 8));
      }
    }
  }
}

function add(target: usize, place: i32, value: f32): void {
  const at = target + ((<usize>place) << 2);
  store<f32>(at, load<f32>(at) + value);
}

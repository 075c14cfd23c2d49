// Shapes of water, liquid and frozen.

/** 1 where a value is above `least`, else 0. In place. */
export function splash(values: usize, count: i32, least: f32): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) {
    v128.store(values + at, v128.and(f32x4.gt(v128.load(values + at), f32x4.splat(least)), f32x4.splat(1)));
  }
}

/**
 * How much drops cover: where the height of a liquid is above `least` it is a drop, brighter on the side that faces the
 * upper left, at most `strength`. `steepness` is how fast heights become full drops, `relief` how much slopes count.
 */
export function drops(
  liquid: usize,
  width: i32,
  height: i32,
  least: f32,
  strength: f32,
  steepness: f32,
  relief: f32,
  output: usize,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, output += 4) {
      const at = liquid + ((<usize>(y * width + x)) << 2);
      const level = load<f32>(at) - least;
      if (level <= 0) {
        store<f32>(output, 0);
        continue;
      }
      const left = x > 0 ? load<f32>(at - 4) : load<f32>(at);
      const above = y > 0 ? load<f32>(at - ((<usize>width) << 2)) : load<f32>(at);
      const slope = load<f32>(at) * 2 - left - above;
      const body = min<f32>(1, level * steepness);
      const light = max<f32>(0, min<f32>(1, <f32>0.55 + slope * relief));
      store<f32>(output, strength * body * light);
    }
  }
}

/** Lines where a number passes a whole one and a half, thin where it changes fast: 1 on them, 0 between. */
function lines(value: f32): f32 {
  const part = value - floor<f32>(value);
  const near = <f32>1 - abs<f32>(part * 2 - 1);
  const fourth = near * near * near * near;
  return fourth * fourth;
}

/**
 * The colors of frost, three floats a pixel, up to 255 · `share`: needles where rough clouds pass certain heights, a haze
 * between them where smooth ones are dense, both thicker towards the edges of the picture, by as much as `cover` says. Rows
 * of the two maps are `size` floats.
 */
export function ice(
  coarse: usize,
  fine: usize,
  size: i32,
  width: i32,
  height: i32,
  share: f32,
  cover: f32,
  output: usize,
): void {
  const full = share * 255;
  for (let y = 0; y < height; y++) {
    const down = abs<f32>(((<f32>y + 0.5) * 2) / <f32>height - 1);
    for (let x = 0; x < width; x++, output += 12) {
      const across = abs<f32>(((<f32>x + 0.5) * 2) / <f32>width - 1);
      const at = (<usize>(y * size + x)) << 2;
      const cloud = load<f32>(coarse + at);
      const rough = load<f32>(fine + at);
      const rim = across * across + down * down;
      // From bare glass to closed ice.
      const grown = max<f32>(0, min<f32>(1, (cloud - 0.55 + rim * 0.3) * 3 + cover));
      const needles = max<f32>(lines(rough * 9 + cloud * 5), lines(rough * 6 - cloud * 14) * 0.8);
      const grain = rough * rough * 0.8;
      const thick = min<f32>(1, grown * (needles * 0.5 + grain + 0.12));
      store<f32>(output, full * thick * 0.88);
      store<f32>(output, full * thick * 0.95, 4);
      store<f32>(output, full * thick, 8);
    }
  }
}

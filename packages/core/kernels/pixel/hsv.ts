// Value and saturation of 8-bit colors changed, hue kept (the HSV cone). A color of full value v and saturation s is
// v · (1 − s · w) in each channel, w depending on the hue alone: so neither needs the hue. Pixels have 3 or 4 channels.

function put(at: usize, level: f32): void {
  // Sums that should be whole may come out just below: what cutting would take away then is put on.
  store<u8>(at, <u8>max<f32>(0, min<f32>(255, level + 0.0001)));
}

/** Adds to the value, in levels, within 0 and 255. */
export function raiseValue(pixels: usize, count: i32, channels: i32, added: f32): void {
  for (let index = 0; index < count; index++, pixels += <usize>channels) {
    const red = <f32>load<u8>(pixels);
    const green = <f32>load<u8>(pixels, 1);
    const blue = <f32>load<u8>(pixels, 2);
    const value = max<f32>(red, max<f32>(green, blue));
    const raised = max<f32>(0, min<f32>(255, value + added));
    if (value == 0) {
      for (let channel: usize = 0; channel < 3; channel++) put(pixels + channel, raised);
      continue;
    }
    const scale = raised / value;
    put(pixels, red * scale);
    put(pixels + 1, green * scale);
    put(pixels + 2, blue * scale);
  }
}

/** Saturation · factor + added, within 0 and 1; grays become reds. */
export function changeSaturation(pixels: usize, count: i32, channels: i32, factor: f32, added: f32): void {
  for (let index = 0; index < count; index++, pixels += <usize>channels) {
    const red = <f32>load<u8>(pixels);
    const green = <f32>load<u8>(pixels, 1);
    const blue = <f32>load<u8>(pixels, 2);
    const value = max<f32>(red, max<f32>(green, blue));
    const least = min<f32>(red, min<f32>(green, blue));
    if (value == least) {
      const other = value * (<f32>1 - max<f32>(0, min<f32>(1, added)));
      put(pixels + 1, other);
      put(pixels + 2, other);
      continue;
    }
    const saturation = (value - least) / value;
    const changed = max<f32>(0, min<f32>(1, saturation * factor + added));
    const scale = changed / saturation;
    put(pixels, value - (value - red) * scale);
    put(pixels + 1, value - (value - green) * scale);
    put(pixels + 2, value - (value - blue) * scale);
  }
}

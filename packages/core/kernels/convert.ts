// Elements to 32-bit floats, y = x · scale + bias, product and sum each rounded to f32. `factors` holds twelve scales,
// then twelve biases: twelve is a whole number of pixels of 1, 2, 3 or 4 channels, so three vectors serve all of them.
// Of more channels there are many planes, and each goes by itself (`manyToFloats`).

function affine(integers: v128, scale: v128, bias: v128): v128 {
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(integers), scale), bias);
}

/** The value at `index` of interleaved elements. */
function affineAt(value: f32, factors: usize, index: i32): f32 {
  const lane = factors + ((<usize>(index % 12)) << 2);
  return value * load<f32>(lane) + load<f32>(lane, 48);
}

export function bytesToFloats(source: usize, count: i32, factors: usize, output: usize): void {
  const scale0 = v128.load(factors);
  const scale1 = v128.load(factors, 16);
  const scale2 = v128.load(factors, 32);
  const bias0 = v128.load(factors, 48);
  const bias1 = v128.load(factors, 64);
  const bias2 = v128.load(factors, 80);
  const whole = count - (count % 12);
  for (let index = 0; index < whole; index += 12) {
    const bytes = v128.load(source + <usize>index);
    const low = i16x8.extend_low_i8x16_u(bytes);
    const target = output + ((<usize>index) << 2);
    v128.store(target, affine(i32x4.extend_low_i16x8_u(low), scale0, bias0));
    v128.store(target, affine(i32x4.extend_high_i16x8_u(low), scale1, bias1), 16);
    const high = i16x8.extend_high_i8x16_u(bytes);
    v128.store(target, affine(i32x4.extend_low_i16x8_u(high), scale2, bias2), 32);
  }
  for (let index = whole; index < count; index++) {
    store<f32>(output + ((<usize>index) << 2), affineAt(<f32>load<u8>(source + <usize>index), factors, index));
  }
}

export function shortsToFloats(source: usize, count: i32, factors: usize, output: usize): void {
  for (let index = 0; index < count; index++) {
    const value = <f32>load<u16>(source + ((<usize>index) << 1));
    store<f32>(output + ((<usize>index) << 2), affineAt(value, factors, index));
  }
}

export function floatsToFloats(source: usize, count: i32, factors: usize, output: usize): void {
  const whole = count - (count % 12);
  for (let index = 0; index < whole; index += 12) {
    const from = source + ((<usize>index) << 2);
    const target = output + ((<usize>index) << 2);
    for (let part: usize = 0; part < 48; part += 16) {
      const value = f32x4.mul(v128.load(from + part), v128.load(factors + part));
      v128.store(target + part, f32x4.add(value, v128.load(factors + part, 48)));
    }
  }
  for (let index = whole; index < count; index++) {
    const value = load<f32>(source + ((<usize>index) << 2));
    store<f32>(output + ((<usize>index) << 2), affineAt(value, factors, index));
  }
}

/** An element, whatever its type: 0 is a byte, 1 a short, 2 a float. */
function valueAt(pointer: usize, element: i32): f32 {
  if (element == 0) return <f32>load<u8>(pointer);
  return element == 1 ? <f32>load<u16>(pointer) : load<f32>(pointer);
}

/**
 * The same for pixels of any number of channels: `scales` and `biases` hold an f32 for each. Results are interleaved like
 * the source, or one plane after another.
 */
export function manyToFloats(
  source: usize,
  element: i32,
  pixels: i32,
  channels: i32,
  scales: usize,
  biases: usize,
  planar: bool,
  output: usize,
): void {
  const size = (<usize>1) << element;
  const step = planar ? 4 : (<usize>channels) << 2;
  for (let channel: usize = 0; channel < <usize>channels; channel++) {
    const scale = load<f32>(scales + (channel << 2));
    const bias = load<f32>(biases + (channel << 2));
    let from = source + channel * size;
    let target = output + (planar ? (channel * <usize>pixels) << 2 : channel << 2);
    for (let pixel = 0; pixel < pixels; pixel++) {
      store<f32>(target, valueAt(from, element) * scale + bias);
      from += size * <usize>channels;
      target += step;
    }
  }
}

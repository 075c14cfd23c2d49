const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** A number as the bits of an IEEE 754 half, rounded to the nearest, ties to even. */
export function float16Bits(value: number): number {
  // Rounded once: through a 32-bit float a number near a tie of halves would be rounded twice. What the float lost is
  // put back as a sticky bit below it.
  float[0] = value;
  let single = bits[0] as number;
  const rounded = float[0] as number;
  if (rounded !== value && Number.isFinite(rounded)) {
    const away = Math.abs(rounded) > Math.abs(value);
    if (away) single--;
    single |= 1;
  }
  const sign = (single >>> 16) & 0x8000;
  const exponent = (single >>> 23) & 0xff;
  const fraction = single & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  const target = exponent - 127 + 15;
  if (target >= 31) return sign | 0x7c00;
  if (target <= 0) {
    if (target < -10) return sign;
    return sign | roundedShift(fraction | 0x800000, 14 - target);
  }
  // A carry out of the fraction raises the exponent, as it should, up to infinity.
  return sign | ((target << 10) + roundedShift(fraction, 13));
}

/** The number that the bits of a half stand for. */
export function float16Value(half: number): number {
  const sign = (half & 0x8000) === 0 ? 1 : -1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function roundedShift(value: number, shift: number): number {
  const half = 1 << (shift - 1);
  const rest = value & ((1 << shift) - 1);
  const whole = value >>> shift;
  return rest > half || (rest === half && (whole & 1) === 1) ? whole + 1 : whole;
}

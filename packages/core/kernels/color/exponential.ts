/**
 * e to the power of four numbers, cut to −80 … 80, in f32 in a fixed order: 2 to a whole power times a polynomial in the
 * rest, which lies within half of ln 2. The relative error is below 2⁻²².
 */
export function exponential(x: v128): v128 {
  const cut = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-80)), f32x4.splat(80));
  const whole = f32x4.nearest(f32x4.mul(cut, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts, of which the first has so few bits that its product is exact.
  const rough = f32x4.sub(cut, f32x4.mul(whole, f32x4.splat(0.693359375)));
  const rest = f32x4.sub(rough, f32x4.mul(whole, f32x4.splat(-2.1219444e-4)));
  let sum = f32x4.splat(1.0 / 720.0);
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(1.0 / 120.0));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(1.0 / 24.0));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(1.0 / 6.0));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(0.5));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(1));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23);
  return f32x4.mul(sum, power);
}

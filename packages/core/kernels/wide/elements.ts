// Elements of any type as floats, four at a time, and back.
import { loadFour, lowBytes, magic } from "../four";
import { storePart } from "../tail";

/** The numbers by which kernels know element types. */
export const BYTE: i32 = 0;
export const SHORT: i32 = 1;
// 2 is a 32-bit float.

/** The base-two logarithm of an element's bytes. */
export function sizeOf(element: i32): i32 {
  return element;
}

/** Four elements as floats; those of bytes and shorts exactly. */
export function loadElements(pointer: usize, element: i32): v128 {
  if (element == BYTE) return loadFour(pointer);
  if (element == SHORT) return f32x4.convert_i32x4_s(v128.load16x4_u(pointer));
  return v128.load(pointer);
}

/** Stores the first `count` (1 to 4) of four floats, whole numbers clamped to their range and rounded half to even. */
export function storeElements(pointer: usize, value: v128, element: i32, count: i32): void {
  let packed = value;
  if (element == BYTE) {
    const clamped = f32x4.pmin(f32x4.splat(255), f32x4.pmax(f32x4.splat(0), value));
    packed = lowBytes(f32x4.add(clamped, f32x4.splat(magic)));
  } else if (element == SHORT) {
    const clamped = f32x4.pmin(f32x4.splat(65535), f32x4.pmax(f32x4.splat(0), value));
    const lanes = v128.and(f32x4.add(clamped, f32x4.splat(magic)), i32x4.splat(0xffff));
    packed = i16x8.narrow_i32x4_u(lanes, lanes);
  }
  const bytes = (<usize>count) << sizeOf(element);
  if (bytes == 16) v128.store(pointer, packed);
  else if (bytes == 8) v128.store64_lane(pointer, packed, 0);
  else if (bytes == 4) v128.store32_lane(pointer, packed, 0);
  else storePart(pointer, packed, bytes);
}

import { show } from "../check.ts";
import { float16Bits } from "../float16.ts";
import { stored, type TensorType, type TypedArrayOf, tensorTypes, typeOfArray } from "../tensor.ts";

/** Where a number comes from and goes to, for messages. */
export interface NumberPlace {
  /** The field, or `boxes.with.id`. */
  readonly field: string;
  readonly dtype: TensorType;
  /** What to state for another type: `{ id: "float64" }`. */
  readonly remedy: (dtype: TensorType) => string;
}

/** The place of a field's own numbers. */
export function placeOf(field: string, dtype: TensorType): NumberPlace {
  return { field, dtype, remedy: (other) => `{ ${JSON.stringify(field)}: ${JSON.stringify(other)} }` };
}

/**
 * Writes numbers into a batch. Whole numbers must come out as they went in; a fraction is rounded to the type.
 *
 * @throws RangeError for a number that the type cannot hold, with field, value and the types that can.
 * @throws TypeError for what is no number.
 */
export function storeNumbers(
  place: NumberPlace,
  values: ArrayLike<unknown>,
  target: TypedArrayOf[TensorType],
  start: number,
): void {
  const { dtype } = place;
  if (typeOfArray(values) === dtype) {
    // Uint8ClampedArray and Uint8Array are both bytes; an array of the same numbers is copied as memory.
    (target as Float32Array).set(values as unknown as Float32Array, start);
    return;
  }
  for (let i = 0; i < values.length; i++) storeNumber(place, values[i], target, start + i);
}

/** One number; see {@link storeNumbers}. */
export function storeNumber(place: NumberPlace, value: unknown, target: TypedArrayOf[TensorType], at: number): void {
  const { dtype } = place;
  const number = typeof value === "boolean" && dtype === "bool" ? Number(value) : value;
  if (typeof number === "bigint" || dtype === "int64") {
    storeBigInt(place, number, target, at);
    return;
  }
  if (typeof number !== "number") throw notANumber(place, value);
  const held = stored(dtype, number);
  if (held !== number && !isRounding(dtype, number, held)) throw doesNotFit(place, number, held);
  (target as Float32Array)[at] = dtype === "float16" ? float16Bits(number) : number;
}

function storeBigInt(place: NumberPlace, value: unknown, target: TypedArrayOf[TensorType], at: number): void {
  if (place.dtype === "int64") {
    if (typeof value === "number" && !Number.isSafeInteger(value)) throw doesNotFit(place, value, Number.NaN);
    if (typeof value !== "bigint" && typeof value !== "number") throw notANumber(place, value);
    const whole = BigInt(value);
    if (BigInt.asIntN(64, whole) !== whole) throw doesNotFit(place, whole, Number.NaN);
    (target as BigInt64Array)[at] = whole;
    return;
  }
  const whole = value as bigint;
  const number = Number(whole);
  const held = stored(place.dtype, number);
  if (BigInt(Number.isFinite(held) ? held : 0) !== whole) throw doesNotFit(place, whole, held);
  (target as Float32Array)[at] = place.dtype === "float16" ? float16Bits(number) : number;
}

/** Whether a float merely rounds the number: fractions are, whole numbers and what would become infinite are not. */
function isRounding(dtype: TensorType, number: number, held: number): boolean {
  if (!dtype.startsWith("float")) return false;
  if (Number.isNaN(number)) return true;
  return Number.isFinite(held) && !Number.isInteger(number);
}

function notANumber({ field, dtype }: NumberPlace, value: unknown): TypeError {
  return new TypeError(
    `the field "${field}" is ${dtype} in the schema, which holds ${dtype === "bool" ? "true and false" : "numbers"}, and a ${value === null ? "null" : typeof value} in this batch (${show(value)})`,
  );
}

function doesNotFit(place: NumberPlace, value: number | bigint, held: number): RangeError {
  const { field, dtype, remedy } = place;
  const fitting = tensorTypes.filter((other) => other !== "bool" && holds(other, value)).map(remedy);
  const named = fitting.slice(0, 3);
  const becomes = Number.isNaN(held) ? "" : `: it would become ${held}`;
  return new RangeError(
    `the field "${field}" is ${value}, which ${dtype} cannot hold${becomes}. ` +
      (named.length === 0 ? "No tensor type holds it" : `State another type: schema: ${named.join(", or ")}`),
  );
}

function holds(dtype: TensorType, value: number | bigint): boolean {
  if (typeof value === "number") return Object.is(stored(dtype, value), value);
  if (dtype === "int64") return BigInt.asIntN(64, value) === value;
  const held = stored(dtype, Number(value));
  return Number.isFinite(held) && BigInt(held) === value;
}

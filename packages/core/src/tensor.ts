import { float16Bits, float16Value } from "./float16.ts";

/** The typed array of each tensor type. Half floats are their bits, int64 holds bigints, bool is 0 and 1. */
export interface TypedArrayOf {
  float64: Float64Array<ArrayBuffer>;
  float32: Float32Array<ArrayBuffer>;
  float16: Uint16Array<ArrayBuffer>;
  int64: BigInt64Array<ArrayBuffer>;
  int32: Int32Array<ArrayBuffer>;
  int16: Int16Array<ArrayBuffer>;
  int8: Int8Array<ArrayBuffer>;
  uint32: Uint32Array<ArrayBuffer>;
  uint16: Uint16Array<ArrayBuffer>;
  uint8: Uint8Array<ArrayBuffer>;
  bool: Uint8Array<ArrayBuffer>;
}

export type TensorType = keyof TypedArrayOf;

/** A typed array of a class that holds some tensor type's numbers, over memory of any kind. */
export type NumberArray =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array;

/** Numbers with a shape; row-major, the last dimension runs fastest. */
export interface Tensor<Type extends TensorType = TensorType> {
  readonly dtype: Type;
  readonly shape: readonly number[];
  readonly data: TypedArrayOf[Type];
}

type ArrayOf<Type extends TensorType> = new (
  lengthOrBuffer: number | ArrayBuffer,
  byteOffset?: number,
  length?: number,
) => TypedArrayOf[Type];

const arrays: { readonly [Type in TensorType]: ArrayOf<Type> } = {
  float64: Float64Array,
  float32: Float32Array,
  float16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as never;

const sizes: Readonly<Record<TensorType, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
};

/** All tensor types. */
export const tensorTypes = Object.keys(arrays) as readonly TensorType[];

/** Bytes of one number of a type. */
export function bytesPerNumber(dtype: TensorType): number {
  return sizes[dtype];
}

/** Zeros of a type, or a buffer seen as numbers of it. */
export function tensorArray<Type extends TensorType>(
  dtype: Type,
  lengthOrBuffer: number | ArrayBuffer,
): TypedArrayOf[Type] {
  return new arrays[dtype](lengthOrBuffer);
}

/** A stretch of a buffer seen as numbers of a type. `byteOffset` must be a multiple of {@link bytesPerNumber}. */
export function tensorView<Type extends TensorType>(
  dtype: Type,
  buffer: ArrayBuffer,
  byteOffset: number,
  length: number,
): TypedArrayOf[Type] {
  return new arrays[dtype](buffer, byteOffset, length);
}

/** Whether an array is of the class that holds numbers of a type. */
export function isArrayOf(dtype: TensorType, values: unknown): boolean {
  return values instanceof arrays[dtype];
}

/** How many numbers a shape holds. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The type whose numbers a typed array holds; undefined for values that are none, and for unsigned 64-bit integers. */
export function typeOfArray(values: unknown): TensorType | undefined {
  if (values instanceof Float32Array) return "float32";
  if (values instanceof Uint8Array || values instanceof Uint8ClampedArray) return "uint8";
  if (values instanceof Int32Array) return "int32";
  if (values instanceof Float64Array) return "float64";
  if (values instanceof BigInt64Array) return "int64";
  if (values instanceof Uint32Array) return "uint32";
  if (values instanceof Uint16Array) return "uint16";
  if (values instanceof Int16Array) return "int16";
  if (values instanceof Int8Array) return "int8";
  return undefined;
}

/** What a type makes of a number: the number that is read back, NaN where it cannot be stored at all. */
export function stored(dtype: TensorType, value: number): number {
  if (dtype === "float32") return Math.fround(value);
  if (dtype === "float64") return value;
  if (dtype === "float16") return float16Value(float16Bits(value));
  const [least, most] = ranges[dtype];
  return Number.isInteger(value) && value >= least && value <= most ? value : Number.NaN;
}

const ranges: Readonly<Record<Exclude<TensorType, "float64" | "float32" | "float16">, readonly [number, number]>> = {
  // Whole numbers beyond 2⁵³ were rounded before they came here; they come as bigints.
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  int32: [-0x80000000, 0x7fffffff],
  int16: [-0x8000, 0x7fff],
  int8: [-0x80, 0x7f],
  uint32: [0, 0xffffffff],
  uint16: [0, 0xffff],
  uint8: [0, 0xff],
  bool: [0, 1],
};

import { show } from "../check.ts";
import { bytesPerNumber, countOf, type TensorType, type TypedArrayOf, tensorArray, typeOfArray } from "../tensor.ts";

/** Numbers in any number of dimensions, as one field of a sample; row-major. */
export interface TensorField<Type extends TensorType = TensorType> {
  readonly kind: "tensor";
  readonly dtype: Type;
  readonly shape: readonly number[];
  readonly data: TypedArrayOf[Type];
}

/** The type that an array holds by itself. */
type NaturalType<Data> = {
  [Type in TensorType]: Type extends "float16" | "bool" ? never : Data extends TypedArrayOf[Type] ? Type : never;
}[TensorType];

/**
 * Numbers of any shape: spectrograms, volumes, embeddings. Transforms leave them as they are; a batch holds them as
 * `[batch, ...shape]`, so samples must agree in shape.
 *
 * @param data row by row, the last dimension fastest; not copied.
 * @param shape whole numbers from 0 whose product is the length of the data.
 * @param dtype only where the array does not say it: "float16" for a Uint16Array of the bits of halves, "bool" for a
 * Uint8Array of 0 and 1.
 * @throws RangeError when data and shape do not fit together and for a bool that is neither 0 nor 1, TypeError for an
 * array that no tensor type has.
 */
export function tensor<Data extends TypedArrayOf[TensorType]>(
  data: Data,
  shape: readonly number[],
): TensorField<NaturalType<Data>>;
export function tensor<Type extends "float16" | "bool">(
  data: TypedArrayOf[Type],
  shape: readonly number[],
  dtype: Type,
): TensorField<Type>;
export function tensor(data: unknown, shape: readonly number[], dtype?: TensorType): TensorField {
  const natural = typeOfArray(data);
  if (natural === undefined) {
    throw new TypeError(
      `tensor: data must be a typed array of floats or integers of at most 64 bits (signed) or 32 (unsigned), got ${show(data)}`,
    );
  }
  const numbers = data as TypedArrayOf[TensorType];
  if (dtype !== undefined) {
    const fits =
      bytesPerNumber(dtype) === numbers.BYTES_PER_ELEMENT && numbers instanceof tensorArray(dtype, 0).constructor;
    if (!fits) throw new TypeError(`tensor: data of type ${dtype} cannot be a ${numbers.constructor.name}`);
  }
  if (!Array.isArray(shape) || !shape.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new RangeError(`tensor: shape must be a list of whole numbers from 0, got ${show(shape)}`);
  }
  const count = countOf(shape);
  if (numbers.length !== count) {
    throw new RangeError(`tensor: the shape [${shape.join(", ")}] needs ${count} numbers, got ${numbers.length}`);
  }
  if (dtype === "bool") checkFlags(numbers as Uint8Array);
  return { kind: "tensor", dtype: dtype ?? natural, shape: [...shape], data: numbers };
}

function checkFlags(flags: Uint8Array): void {
  const strange = flags.find((flag) => flag > 1);
  if (strange !== undefined) throw new RangeError(`tensor: data of type bool are 0 and 1, got ${strange}`);
}

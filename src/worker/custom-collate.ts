import { type FieldSchema, show, type TensorType, type TypedArrayOf } from "@millrace/core";
import { type Column, countOf, isArrayOf, messageOf, typeText } from "@millrace/core/engine";

/** What a function that puts a field together is told. */
export interface CollateContext {
  /** The field's name. */
  readonly field: string;
  readonly epoch: number;
  /** The batch's number in its epoch, from 0. */
  readonly batch: number;
  /** The names of the dataset's classes, where it has some. */
  readonly classes?: readonly string[];
}

/** What it returns: numbers of the type that is stated, `[batch, …shape]`; with an array alone the shape follows from its length. */
export type CollateResult = TypedArrayOf[TensorType] | CollatedTensor;

/** Numbers with their shape, the batch first. What `tensor(data, shape)` makes is one. */
export interface CollatedTensor {
  readonly shape: readonly number[];
  readonly data: TypedArrayOf[TensorType];
}

/** What comes out of a function that puts a field together. */
export interface CollateSchema<Type extends TensorType = TensorType> {
  readonly dtype: Type;
  /** Sizes of one sample, without the batch; −1 where batches differ. Default `[]`: one number a sample. */
  readonly shape?: readonly number[];
}

/**
 * Puts a field of all samples of a batch together, in a worker where `fromModule` made it. What it returns must depend on
 * these values alone.
 */
export interface CollateFunction<Type extends TensorType = TensorType> {
  // biome-ignore lint/suspicious/noExplicitAny: a user's function names the values that it takes.
  (values: readonly any[], context: CollateContext): CollateResult;
  /** What comes out, unless the loader's option `schema` states it. */
  readonly schema?: CollateSchema<Type>;
}

/**
 * Runs it on the values of a batch.
 *
 * @throws TypeError with the field, for what it throws and for what is not as the schema says.
 */
export function runCollate(
  collate: CollateFunction,
  field: FieldSchema,
  values: readonly unknown[],
  context: CollateContext,
): Column {
  let result: unknown;
  try {
    result = collate(values, context);
  } catch (cause) {
    throw new TypeError(`collate of the field "${field.name}": ${messageOf(cause)}`, { cause });
  }
  const refuse = (what: string) =>
    new TypeError(
      `collate of the field "${field.name}" must return ${typeText(field.dtype, [values.length, ...field.shape])}, as the schema says, ${what}`,
    );
  const dtype = field.dtype as TensorType;
  const made = (ArrayBuffer.isView(result) ? { data: result } : (result ?? {})) as Partial<CollatedTensor>;
  if (!isArrayOf(dtype, made.data)) throw refuse(`and returned ${show(made.data ?? result)}`);
  const data = made.data as TypedArrayOf[TensorType];
  const shape = made.shape ?? shapeOf(field, values.length, data.length);
  if (!Array.isArray(shape) || shape[0] !== values.length || !fits(field.shape, shape.slice(1))) {
    throw refuse(`and returned ${show(shape)}`);
  }
  if (countOf(shape) !== data.length) {
    throw refuse(`and returned [${shape.join(", ")}], which is ${countOf(shape)} numbers, with ${data.length}`);
  }
  // A slab is a buffer of its own, which changes threads; a view of the user's memory must not.
  return { dtype, shape, data: data.slice() } as Column;
}

/** The shape of an array alone: what is stated, with the one size that is left open. */
function shapeOf({ shape }: FieldSchema, rows: number, length: number): readonly number[] {
  if (shape.filter((size) => size === -1).length > 1) return [rows];
  const rest = rows * countOf(shape.filter((size) => size !== -1));
  return [rows, ...shape.map((size) => (size === -1 ? (rest === 0 ? 0 : length / rest) : size))];
}

function fits(stated: readonly number[], shape: readonly number[]): boolean {
  return stated.length === shape.length && stated.every((size, i) => size === -1 || size === shape[i]);
}

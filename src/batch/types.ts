import type {
  BatchTransform,
  Boxes,
  ClassLabel,
  Clip,
  CollatedRows,
  ColumnTransform,
  FieldType,
  FlatRows,
  Image,
  Keypoints,
  Mask,
  MaskClip,
  NamedClassLabel,
  PaddedRows,
  RaggedRows,
  ResultOf,
  Step,
  TensorField,
  TensorType,
  Text,
  TypedArrayOf,
} from "@millrace/core";
import type { CompanionColumn, Pad, PadTo } from "@millrace/core/engine";
import type { FieldCollate } from "../loader/collating.ts";
import type { CollateFunction } from "../worker/custom-collate.ts";
import type { Batch } from "./batch.ts";
import type { BatchTensor } from "./tensor.ts";

/** Images hold floats after `normalize` or `toFloat`; what a plain function makes of them, nobody can tell. */
type ImageTensor<Value, Transform> = Transform extends (...values: never[]) => unknown
  ? BatchTensor<"uint8" | "uint16" | "float32">
  : ResultOf<Transform> extends "float32"
    ? BatchTensor<"float32">
    : BatchTensor<LevelsOf<Value>>;

/** The type in which images come: of files it is as their option `bits` says, of pixels that of their values. */
type LevelsOf<Value> = Value extends { readonly data: infer Data }
  ? Data extends Uint8Array
    ? "uint8"
    : Data extends Uint16Array
      ? "uint16"
      : "float32"
  : Value extends { readonly bits?: infer Bits }
    ? 16 extends Bits
      ? 8 extends Bits
        ? "uint8" | "uint16"
        : "uint16"
      : "uint8"
    : "uint8";

/** Labels are class numbers, or rows of class weights after a transform that mixes. */
type LabelTensor<Mixing, Mode> = Mode extends "train"
  ? Mixing extends { readonly labels?: infer Labels }
    ? "soft" extends Labels
      ? BatchTensor<"float32">
      : BatchTensor<"int32">
    : BatchTensor<"int32">
  : BatchTensor<"int32">;

type CompanionColumnOf<Values> = Values extends readonly string[]
  ? string[]
  : Values extends readonly boolean[]
    ? Uint8Array<ArrayBuffer>
    : Values extends readonly bigint[]
      ? BigInt64Array<ArrayBuffer>
      : Values extends readonly number[]
        ? Float32Array<ArrayBuffer>
        : [TypeOfArray<Values>] extends [never]
          ? CompanionColumn
          : TypedArrayOf[TypeOfArray<Values>];

/** The type of tensor that a typed array becomes; it is the array's own. */
type TypeOfArray<Values> = Values extends Float64Array
  ? "float64"
  : Values extends Float32Array
    ? "float32"
    : Values extends BigInt64Array
      ? "int64"
      : Values extends Int32Array
        ? "int32"
        : Values extends Int16Array
          ? "int16"
          : Values extends Int8Array
            ? "int8"
            : Values extends Uint32Array
              ? "uint32"
              : Values extends Uint16Array
                ? "uint16"
                : Values extends Uint8Array | Uint8ClampedArray
                  ? "uint8"
                  : never;

/** Rows as they are collated unless the loader is told otherwise. */
type RowsOf<With> = RaggedRows & { readonly with: { readonly [Name in keyof With]: CompanionColumnOf<With[Name]> } };

/** What a field of a sample becomes in a batch. */
export type BatchFieldOf<Value, Transform, Mixing, Mode> = unknown extends Value
  ? BatchTensor | CollatedRows | unknown[]
  : Value extends Image
    ? ImageTensor<Value, Transform>
    : Value extends Clip<infer Frame>
      ? ImageTensor<Frame, Transform>
      : Value extends Mask | MaskClip
        ? BatchTensor<"uint8" | "uint16">
        : Value extends ClassLabel | NamedClassLabel
          ? LabelTensor<Mixing, Mode>
          : Value extends Boxes<infer With>
            ? RowsOf<With>
            : Value extends Keypoints<infer With>
              ? RowsOf<With>
              : Value extends TensorField<infer Type>
                ? BatchTensor<Type>
                : Value extends Text | string
                  ? string[]
                  : Value extends bigint
                    ? BatchTensor<"int64">
                    : Value extends number
                      ? BatchTensor<"float32">
                      : Value extends boolean
                        ? BatchTensor<"bool">
                        : Value extends readonly number[]
                          ? BatchTensor<"float32">
                          : Value extends readonly bigint[]
                            ? BatchTensor<"int64">
                            : [TypeOfArray<Value>] extends [never]
                              ? Value extends ArrayLike<number>
                                ? BatchTensor<TensorType>
                                : Value[]
                              : BatchTensor<TypeOfArray<Value>>;

/** What is stated of a field in the loader's schema comes before what its values say. */
type StatedType<Schema, Name> = Name extends keyof Schema
  ? Schema[Name] extends TensorType
    ? Schema[Name]
    : Schema[Name] extends { readonly dtype: infer Type extends TensorType }
      ? Type
      : never
  : never;

/** A field of numbers has the stated type, where there is one that is known to the compiler. */
type BatchFieldStated<Field, Stated extends TensorType> = [Stated] extends [never]
  ? Field
  : TensorType extends Stated
    ? Field
    : Field extends BatchTensor<TensorType>
      ? BatchTensor<Stated>
      : Field;

/** What the option `collate` says of a field, where the compiler knows. */
type CollateOf<Collate, Name> = Name extends keyof Collate ? Collate[Name] : undefined;

/** A field as it is put together: rows and tensors may be so in several ways, and a function makes a tensor of anything. */
type BatchFieldCollated<Field, How, Stated extends TensorType> = [How] extends [undefined]
  ? Field
  : How extends CollateFunction<infer Type>
    ? BatchTensor<[Stated] extends [never] ? Type : Stated>
    : Field extends RaggedRows & { readonly with: infer With }
      ? How extends "flat"
        ? FlatRows & { readonly with: With }
        : How extends Pad | PadTo
          ? PaddedRows & { readonly with: With }
          : How extends "ragged"
            ? Field
            : CollatedRows & { readonly with: With }
      : Field extends BatchTensor<infer Type>
        ? How extends "ragged"
          ? RaggedRows<TypedArrayOf[Type]>
          : How extends "flat"
            ? FlatRows<TypedArrayOf[Type]>
            : Field
        : Field;

/** The names of the masks that are asked for. */
type MaskNames<Collate> = {
  [Name in keyof Collate & string]: Collate[Name] extends Pad<true> | PadTo<true> ? `${Name}Mask` : never;
}[keyof Collate & string];

/** A batch with the fields of its samples as properties, and the masks of those that are filled up. */
export type TypedBatch<
  Sample extends object,
  Transform extends Step | ColumnTransform | undefined,
  Mixing extends BatchTransform | undefined,
  Mode extends "train" | "evaluate",
  Schema extends Readonly<Record<string, FieldType>> = Record<never, never>,
  Collate extends Readonly<Record<string, FieldCollate>> = Record<never, never>,
> = Batch & {
  readonly [Name in keyof Sample as Name extends keyof Batch ? never : Name]: BatchFieldCollated<
    BatchFieldStated<BatchFieldOf<Sample[Name], Transform, Mixing, Mode>, StatedType<Schema, Name>>,
    CollateOf<Collate, Name>,
    StatedType<Schema, Name>
  >;
} & { readonly [Name in MaskNames<Collate>]: BatchTensor<"bool"> };

import type {
  BatchTransform,
  Boxes,
  ClassLabel,
  Image,
  Keypoints,
  Mask,
  NamedClassLabel,
  ResultOf,
  Step,
  TensorType,
  Text,
} from "@millrace/core";
import type { CollatedRows, CompanionColumn, RaggedRows } from "../collate/collate.ts";
import type { Batch } from "./batch.ts";
import type { BatchTensor } from "./tensor.ts";

/** Images hold floats after `normalize` or `toFloat`; what a plain function makes of them, nobody can tell. */
type ImageTensor<Transform> = Transform extends (...values: never[]) => unknown
  ? BatchTensor
  : ResultOf<Transform> extends "float32"
    ? BatchTensor<"float32">
    : BatchTensor<"uint8">;

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
    ? Uint8Array
    : Values extends Int32Array
      ? Int32Array
      : Values extends readonly number[] | Float32Array
        ? Float32Array
        : CompanionColumn;

/** Rows as they are collated unless the loader is told otherwise. */
type RowsOf<With> = RaggedRows & { readonly with: { readonly [Name in keyof With]: CompanionColumnOf<With[Name]> } };

/** What a field of a sample becomes in a batch. */
export type BatchFieldOf<Value, Transform, Mixing, Mode> = unknown extends Value
  ? BatchTensor | CollatedRows | unknown[]
  : Value extends Image
    ? ImageTensor<Transform>
    : Value extends Mask
      ? BatchTensor<"uint8" | "uint16">
      : Value extends ClassLabel | NamedClassLabel
        ? LabelTensor<Mixing, Mode>
        : Value extends Boxes<infer With>
          ? RowsOf<With>
          : Value extends Keypoints<infer With>
            ? RowsOf<With>
            : Value extends Text | string
              ? string[]
              : Value extends number
                ? BatchTensor<"float32">
                : Value extends boolean
                  ? BatchTensor<"uint8">
                  : Value extends Uint8Array
                    ? BatchTensor<"uint8">
                    : Value extends Int32Array
                      ? BatchTensor<"int32">
                      : Value extends readonly number[] | Float32Array
                        ? BatchTensor<"float32">
                        : Value extends ArrayLike<number>
                          ? BatchTensor<TensorType>
                          : Value[];

/** A batch with the fields of its samples as properties. */
export type TypedBatch<
  Sample extends object,
  Transform extends Step | undefined,
  Mixing extends BatchTransform | undefined,
  Mode extends "train" | "evaluate",
> = Batch & {
  readonly [Name in keyof Sample as Name extends keyof Batch ? never : Name]: BatchFieldOf<
    Sample[Name],
    Transform,
    Mixing,
    Mode
  >;
};

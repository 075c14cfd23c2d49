import type { Image, Pixels } from "../fields/index.ts";
import type { GeometryStep } from "../image/effect.ts";
import type { Canvas, FieldOutline } from "../outline-types.ts";
import type { ReadableClip, ReadableField, Rectangle } from "../pixel-source.ts";
import type { Tensor, TensorType, TypedArrayOf } from "../tensor.ts";
import type { RowsColumn } from "./collated-rows.ts";
import type { FieldSchema, SchemaRequest } from "./schema.ts";

/** A tensor of which some samples may have no value. */
export interface NullableTensor extends Tensor {
  /** Bit i % 8 of byte i >> 3 is 1 where sample i has a value. Absent: every one has. */
  readonly validity?: Uint8Array<ArrayBuffer>;
}

/** What one field of all samples of a batch becomes. */
export type Column = NullableTensor | RowsColumn | string[] | unknown[];

/** How a column lies in Arrow, as data; the types follow from the schema alone. */
export type ColumnLayout =
  /** Numbers of the schema's type and shape: a plain column, a fixed-size list, or tensors of varying size. */
  | { readonly layout: "tensor" }
  | { readonly layout: "strings" }
  /** A list of rows, each of `width` numbers, with their companions. */
  | { readonly layout: "rows"; readonly width: number }
  /** A list of numbers, or of fixed-size lists, for each sample. */
  | { readonly layout: "ragged" }
  /** Anything else, as JSON text. */
  | { readonly layout: "json" };

/** Descriptions that depend on values a sample may not have: an empty list does not say what it is a list of. */
export const unknownType = "unknown";

/** A field's description by one sample; types may still be unknown. */
export interface FieldDescription {
  readonly dtype: FieldSchema["dtype"] | typeof unknownType;
  readonly shape: readonly number[];
  readonly collate?: FieldSchema["collate"];
  readonly nullable?: true;
  readonly with?: Readonly<Record<string, NonNullable<FieldSchema["with"]>[string] | typeof unknownType>>;
}

/** How fields of a kind move with transforms in space. They are outlines while a policy runs. */
export interface Spatial<Value, Outlined extends FieldOutline> {
  /** @param canvas the size of the sample's pictures; throws where there is none. */
  outline(field: string, value: Value, open: ReadableField | ReadableClip | undefined, canvas: () => Canvas): Outlined;
  /** The outline after steps in space. `canvas` is the size before them, for what lies on pictures. */
  move(outline: Outlined, steps: (canvas: Canvas) => readonly GeometryStep[], canvas: () => Canvas): Outlined;
  /** The outline after rectangles of the pictures were covered; absent for what no covering alters. */
  readonly occlude?: (outline: Outlined, holes: readonly Rectangle[]) => Outlined;
  /** The field at the end of the policy; absent for pictures, whose pixels the engine makes. */
  readonly finish?: (outline: Outlined) => Value;
  /** `image, 500 × 375`: as errors list it. */
  list(outline: Outlined): string;
}

/** The sizes of a finished picture, or of a clip. */
export interface PictureSize extends Canvas {
  readonly channels: number;
  readonly frames?: number | undefined;
}

/** What is particular to fields of pixels. */
export interface Picture {
  /** True where it lies on an image and is turned as the image is. */
  readonly annotates: boolean;
  /** What its values may be besides bytes. */
  readonly wide: readonly (Float32ArrayConstructor | Uint16ArrayConstructor)[];
  /** The pixels of a value that needs no decoding and no other field to be checked against. Absent: each is to be opened. */
  readonly ready?: (value: Image) => Pixels | undefined;
  /** Of a clip, the kind of each of its `frames`. Absent: a value is one picture. */
  readonly frames?: "image" | "mask";
  /** Sizes of a finished picture in a batch. @param size with how many frames, where it is a clip. */
  shape(size: PictureSize, layout: "NHWC" | "NCHW"): readonly number[];
}

/** What a batch has to know to put values together. */
export interface CollateContext {
  /** The names of the data set's classes. */
  readonly classes?: readonly string[];
  /** Gives memory for the tensor of a kind that {@link Kind.stacks}, all of which it has to write. Default: new memory. */
  readonly allocate?: <Type extends TensorType>(dtype: Type, length: number) => TypedArrayOf[Type];
}

/**
 * All that is particular to one kind of field: how it is recognised, outlined, moved, described, collated, laid out in
 * Arrow, and counted in bytes. Whoever deals with fields asks the kind and never compares its name.
 */
// biome-ignore lint/suspicious/noExplicitAny: the registry holds kinds of all values; each is called with its own.
export interface Kind<Value = any, Outlined extends FieldOutline = any> {
  /** Whether an untagged value is of this kind; tagged ones are told by their tag. */
  readonly recognises?: (value: unknown) => boolean;
  /** Absent: transforms in space leave it as it is, among the outline's others. */
  readonly spatial?: Spatial<Value, Outlined>;
  readonly picture?: Picture;
  /** What the schema says of such a field. `finished` is the value, or for pictures their outline, after the policy. */
  describe(name: string, finished: Value | Outlined, request: SchemaRequest): FieldDescription;
  /** One field of all samples. Absent for pictures, which are written into slabs. @throws where a value does not fit. */
  readonly collate?: (field: FieldSchema, values: readonly Value[], context: CollateContext) => Column;
  /** Its column is one tensor, in memory that the context gives. */
  readonly stacks?: true;
  /** What is to be done for a field of another type, where a stated one cannot be; the end of a message. */
  readonly remedy?: (field: FieldSchema, wanted: string) => string;
  /** The lengths of a value along its axes, where samples may differ and be filled up; absent: they stack. */
  readonly lengths?: (value: Value) => readonly number[];
  /** How its column lies in Arrow. */
  arrow(field: FieldSchema): ColumnLayout;
  /** How many numbers it holds, where they could be those of an image's pixels; see `checkAnnotations`. */
  readonly count?: (value: Value) => number;
  /** Bytes that a sample's value takes in memory; 0 for files that were not read. */
  bytes(value: Value): number;
}

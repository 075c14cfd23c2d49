import type { TensorType } from "../tensor.ts";
import type { KindName } from "./names.ts";
import type { RowCollate } from "./row-collate.ts";

/** What the values of a companion of boxes or keypoints are. */
export type CompanionType = TensorType | "string";

/** One field of a loader's batches: the same for every batch, whatever their values. Plain JSON. */
export interface FieldSchema {
  readonly name: string;
  readonly kind: KindName;
  /** The type of its numbers; "string" for texts, "any" for values that batches hold as they are. */
  readonly dtype: TensorType | "string" | "any";
  /** Sizes of one sample, without the batch; −1 where samples differ, or may. `[]` for one value a sample. */
  readonly shape: readonly number[];
  /** How what differs in length is put together; "custom" where a function of the user's does. */
  readonly collate?: RowCollate | "custom";
  /** The field of which it says what was there, and what is filled up. */
  readonly maskOf?: string;
  /** The companions of boxes and keypoints. */
  readonly with?: Readonly<Record<string, CompanionType>>;
  /** Whether samples may have no value, as rows of a table may. Absent: every one has. */
  readonly nullable?: true;
}

/** The fields of a loader's batches, in their order. */
export type LoaderSchema = readonly FieldSchema[];

/**
 * What a user states of a field: the type of its numbers, or type, shape and the types of companions. What is left out
 * is taken from the data set's first sample. A −1 in a shape says that samples differ there.
 */
export type FieldType =
  | TensorType
  | {
      readonly dtype?: TensorType;
      readonly shape?: readonly number[];
      readonly with?: Readonly<Record<string, CompanionType>>;
    };

/** A field that a function of the user's puts together, and what comes out. */
export interface CustomCollate {
  readonly custom: { readonly dtype: TensorType; readonly shape: readonly number[] };
}

/** What the fields of a sample are to become: the options of a loader, and what the policy fixes. */
export interface SchemaRequest {
  readonly stated: Readonly<Record<string, FieldType>>;
  readonly collate: Readonly<Record<string, RowCollate | CustomCollate>>;
  readonly passThrough: readonly string[];
  readonly layout: "NHWC" | "NCHW";
  /** The size of pictures where the policy fixes it. */
  readonly canvas?: { readonly width: number; readonly height: number };
}

/** How a field is to be put together; undefined where nothing is said, or a function does it. */
export function collateOf({ collate }: SchemaRequest, name: string): RowCollate | undefined {
  const how = Object.hasOwn(collate, name) ? collate[name] : undefined;
  return typeof how === "object" && "custom" in how ? undefined : how;
}

/** What comes out of the function that puts a field together, where there is one. */
export function customOf({ collate }: SchemaRequest, name: string): CustomCollate["custom"] | undefined {
  const how = Object.hasOwn(collate, name) ? collate[name] : undefined;
  return typeof how === "object" && "custom" in how ? how.custom : undefined;
}

/** A stated type in its long form. */
export function statedOf(request: SchemaRequest, name: string): Exclude<FieldType, string> {
  const stated = Object.hasOwn(request.stated, name) ? request.stated[name] : undefined;
  return typeof stated === "string" ? { dtype: stated } : (stated ?? {});
}

/**
 * The stated shape where the found one can be it: a size may be stated that was left open, and left open that was found.
 * Otherwise the found one, with which the statement is refused.
 */
export function statedShape(name: string, request: SchemaRequest, found: readonly number[]): readonly number[] {
  const { shape } = statedOf(request, name);
  const fits =
    shape?.length === found.length && shape.every((size, i) => [size, -1].includes(found[i] as number) || size === -1);
  return shape !== undefined && fits ? shape : found;
}

/** `float32 [-1, 4]`: a type as it stands in messages. */
export function typeText(dtype: string, shape: readonly number[]): string {
  return shape.length === 0 ? dtype : `${dtype} [${shape.join(", ")}]`;
}

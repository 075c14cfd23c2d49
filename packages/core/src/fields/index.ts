import type { Boxes } from "./boxes.ts";
import type { ClassLabel, NamedClassLabel } from "./class-label.ts";
import type { Image } from "./image.ts";
import type { Keypoints } from "./keypoints.ts";
import type { Mask } from "./mask.ts";
import type { Text } from "./text.ts";

export { type Companion, type Companions, selectRows } from "./annotations.ts";
export { type Boxes, type BoxFormat, type BoxOptions, boxes } from "./boxes.ts";
export { type ClassLabel, classLabel, type NamedClassLabel } from "./class-label.ts";
export {
  type EncodedImage,
  encodedImage,
  type Image,
  type ImageDecodeOptions,
  type ImageFile,
  imageFile,
  isDecodedImage,
  type Pixels,
  pixels,
} from "./image.ts";
export { type KeypointOptions, type Keypoints, keypoints } from "./keypoints.ts";
export {
  type EncodedMask,
  encodedMask,
  isDecodedMask,
  type Mask,
  type MaskFile,
  type MaskPixels,
  mask,
  maskFile,
} from "./mask.ts";
export { type Span, type Text, text } from "./text.ts";

/** Fields that transforms know; everything else in a sample passes through. */
export type Field = Image | Mask | Boxes | Keypoints | Text | ClassLabel | NamedClassLabel;
export type FieldKind = Field["kind"];

/** A plain object of named fields. */
export type Sample = Record<string, unknown>;

const kinds: ReadonlySet<unknown> = new Set<FieldKind>(["image", "mask", "boxes", "keypoints", "text", "label"]);

/** The field's kind, or undefined for a value that passes through. */
export function kindOf(value: unknown): FieldKind | undefined {
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  return kinds.has(value.kind) ? (value.kind as FieldKind) : undefined;
}

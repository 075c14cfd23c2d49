/** The kinds of tagged fields; transforms say which of them they need. */
export type { FieldKind } from "../kinds/names.ts";
export { type Companion, type Companions, selectRows } from "./annotations.ts";
export {
  type AlignedFormat,
  type Boxes,
  type BoxFormat,
  type BoxOptions,
  boxes,
  type OrientedFormat,
} from "./boxes.ts";
export { type ClassLabel, classLabel, type NamedClassLabel } from "./class-label.ts";
export { type Clip, clip, type MaskClip, maskClip } from "./clip.ts";
export {
  type EncodedImage,
  encodedImage,
  type Image,
  type ImageDecodeOptions,
  type ImageFile,
  imageFile,
  isDecodedImage,
  mostChannels,
  type PixelData,
  type Pixels,
  pixels,
} from "./image.ts";
export { type KeypointMirror, type KeypointOptions, type Keypoints, keypoints } from "./keypoints.ts";
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
export { type TensorField, tensor } from "./tensor.ts";
export { type Span, type Text, text } from "./text.ts";

/** A plain object of named fields. */
export type Sample = Record<string, unknown>;

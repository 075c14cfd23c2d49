import type { Image, Pixels } from "../fields/index.ts";
import type { ImageOutline } from "../outline-types.ts";
import type { ReadableClip, ReadableField } from "../pixel-source.ts";
import type { FieldDescription, Kind, PictureSize } from "./kind.ts";
import { listPicture, movePicture, pictureBytes, pictureShape } from "./picture.ts";
import { type FieldSchema, type SchemaRequest, statedOf } from "./schema.ts";

/** Images: files, encoded bytes or pixels; tensors of pixels in a batch. */
export const image: Kind<Image, ImageOutline> = {
  spatial: {
    outline: (field, _value, open) => imageOutline(field, open),
    move: movePicture,
    list: listPicture,
  },
  picture: { annotates: false, wide: [Uint16Array, Float32Array], ready: readyPixels, shape },
  describe: (name, finished, request) => describeImage(name, finished as ImageOutline, request),
  remedy,
  arrow: () => ({ layout: "tensor" }),
  bytes: pictureBytes,
};

/** What the schema says of an image, or of a clip. */
export function describeImage(
  name: string,
  { channels, type, frames }: ImageOutline,
  request: SchemaRequest,
): FieldDescription {
  const isHalf = type === "float32" && statedOf(request, name).dtype === "float16";
  return {
    dtype: isHalf ? "float16" : type,
    shape: pictureShape(name, request, (size) => shape({ ...size, channels, frames }, request.layout)),
  };
}

/** What is to be done for images of another type. */
export function remedy(_field: FieldSchema, wanted: string): string {
  if (wanted.startsWith("float")) return "end the transform with normalize() or toFloat() for floats";
  if (wanted === "uint8")
    return "leave normalize() and toFloat() out of the transform, and bits: 16 out of the field, for bytes";
  if (wanted === "uint16") return "create the field with bits: 16 for 16 bits a value";
  return "images are uint8 or uint16, or float32 or float16 where the transform makes floats";
}

/** The outline of an image; of a clip that of each of its frames. */
export function imageOutline(field: string, open: ReadableField | ReadableClip | undefined): ImageOutline {
  if (open === undefined) throw new TypeError(`the image "${field}" was not opened by the sample's reader`);
  const { width, height, channels, type } = open;
  return { kind: "image", width, height, channels, type };
}

/** Pixels that are there, and as many as they say. */
function readyPixels(image: Image): Pixels | undefined {
  const { data, width, height, channels } = image as Partial<Pixels>;
  if (!(data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Float32Array)) return undefined;
  if (width === undefined || height === undefined || channels === undefined) return undefined;
  return data.length === width * height * channels ? (image as Pixels) : undefined;
}

function shape({ width, height, channels, frames }: PictureSize, layout: "NHWC" | "NCHW") {
  const one = layout === "NCHW" ? [channels, height, width] : [height, width, channels];
  return frames === undefined ? one : [frames, ...one];
}

import type { Image, Pixels } from "../fields/index.ts";
import type { Canvas, ImageOutline } from "../outline-types.ts";
import type { Kind } from "./kind.ts";
import { listPicture, movePicture, pictureBytes, pictureShape } from "./picture.ts";
import { statedOf } from "./schema.ts";

/** Images: files, encoded bytes or pixels; tensors of pixels in a batch. */
export const image: Kind<Image, ImageOutline> = {
  spatial: {
    outline: (field, _value, open) => {
      if (open === undefined) throw new TypeError(`the image "${field}" was not opened by the sample's reader`);
      const { width, height, channels, type } = open;
      return { kind: "image", width, height, channels, type };
    },
    move: movePicture,
    list: listPicture,
  },
  picture: { annotates: false, wide: [Uint16Array, Float32Array], ready: readyPixels, shape },
  describe: (name, finished, request) => {
    const { channels, type } = finished as ImageOutline;
    const isHalf = type === "float32" && statedOf(request, name).dtype === "float16";
    return {
      dtype: isHalf ? "float16" : type,
      shape: pictureShape(name, request, (size) => shape({ ...size, channels }, request.layout)),
    };
  },
  remedy: (_field, wanted) => {
    if (wanted.startsWith("float")) return "end the transform with normalize() or toFloat() for floats";
    if (wanted === "uint8")
      return "leave normalize() and toFloat() out of the transform, and bits: 16 out of the field, for bytes";
    if (wanted === "uint16") return "create the field with bits: 16 for 16 bits a value";
    return "images are uint8 or uint16, or float32 or float16 where the transform makes floats";
  },
  arrow: () => ({ layout: "tensor" }),
  bytes: pictureBytes,
};

/** Pixels that are there, and as many as they say. */
function readyPixels(image: Image): Pixels | undefined {
  const { data, width, height, channels } = image as Partial<Pixels>;
  if (!(data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Float32Array)) return undefined;
  if (width === undefined || height === undefined || channels === undefined) return undefined;
  return data.length === width * height * channels ? (image as Pixels) : undefined;
}

function shape({ width, height, channels }: Canvas & { readonly channels: number }, layout: "NHWC" | "NCHW") {
  return layout === "NCHW" ? [channels, height, width] : [height, width, channels];
}

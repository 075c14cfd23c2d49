import type { Mask } from "../fields/index.ts";
import type { MaskOutline } from "../outline-types.ts";
import type { ReadableClip, ReadableField } from "../pixel-source.ts";
import type { FieldDescription, Kind, PictureSize } from "./kind.ts";
import { listPicture, movePicture, pictureBytes, pictureShape } from "./picture.ts";
import { type SchemaRequest, statedOf } from "./schema.ts";

/** Segmentation masks: class indices that are never mixed or converted. */
export const mask: Kind<Mask, MaskOutline> = {
  spatial: {
    outline: (field, _value, open) => maskOutline(field, open),
    move: movePicture,
    list: listPicture,
  },
  picture: { annotates: true, wide: [Uint16Array], shape },
  describe: (name, finished, request) => describeMask(name, finished as MaskOutline, request),
  arrow: () => ({ layout: "tensor" }),
  bytes: pictureBytes,
};

/**
 * What the schema says of a mask, or of the masks of a clip. Files of one data set may hold few instances or many: 8 bits
 * widen to 16 where that is stated.
 */
export function describeMask(name: string, { type, frames }: MaskOutline, request: SchemaRequest): FieldDescription {
  return {
    dtype: statedOf(request, name).dtype === "uint16" ? "uint16" : type,
    shape: pictureShape(name, request, (size) => shape({ ...size, channels: 1, frames })),
  };
}

/** The outline of a mask; of the masks of a clip that of each. */
export function maskOutline(field: string, open: ReadableField | ReadableClip | undefined): MaskOutline {
  if (open === undefined) throw new TypeError(`the mask "${field}" was not opened by the sample's reader`);
  const { width, height, type } = open;
  return { kind: "mask", width, height, type: type === "uint16" ? "uint16" : "uint8" };
}

function shape({ width, height, frames }: PictureSize) {
  return frames === undefined ? [height, width] : [frames, height, width];
}

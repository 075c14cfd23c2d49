import type { Mask } from "../fields/index.ts";
import type { MaskOutline } from "../outline-types.ts";
import type { Kind } from "./kind.ts";
import { listPicture, movePicture, pictureBytes, pictureShape } from "./picture.ts";
import { statedOf } from "./schema.ts";

/** Segmentation masks: class indices that are never mixed or converted. */
export const mask: Kind<Mask, MaskOutline> = {
  spatial: {
    outline: (field, _value, open) => {
      if (open === undefined) throw new TypeError(`the mask "${field}" was not opened by the sample's reader`);
      const { width, height, type } = open;
      return { kind: "mask", width, height, type: type === "uint16" ? "uint16" : "uint8" };
    },
    move: movePicture,
    list: listPicture,
  },
  picture: { annotates: true, wide: [Uint16Array], shape: ({ width, height }) => [height, width] },
  // Files of one data set may hold few instances or many: 8 bits widen to 16 where that is stated.
  describe: (name, finished, request) => ({
    dtype: statedOf(request, name).dtype === "uint16" ? "uint16" : (finished as MaskOutline).type,
    shape: pictureShape(name, request, ({ width, height }) => [height, width]),
  }),
  arrow: () => ({ layout: "tensor" }),
  bytes: pictureBytes,
};

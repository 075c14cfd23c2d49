import type { MaskClip } from "../fields/index.ts";
import type { MaskOutline } from "../outline-types.ts";
import type { ReadableClip } from "../pixel-source.ts";
import type { Kind, Picture } from "./kind.ts";
import { describeMask, mask, maskOutline } from "./mask.ts";
import { clipBytes, listPicture, movePicture } from "./picture.ts";

/** The masks of clips, one for each frame. Their outline is that of one mask. */
export const maskClip: Kind<MaskClip, MaskOutline> = {
  spatial: {
    outline: (field, _value, open) => ({
      ...maskOutline(field, open),
      frames: (open as ReadableClip).frames.length,
    }),
    move: movePicture,
    list: listPicture,
  },
  picture: { ...(mask.picture as Picture), frames: "mask" },
  describe: (name, finished, request) => describeMask(name, finished as MaskOutline, request),
  arrow: mask.arrow,
  bytes: clipBytes,
};

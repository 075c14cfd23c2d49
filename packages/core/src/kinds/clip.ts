import type { Clip } from "../fields/index.ts";
import type { ImageOutline } from "../outline-types.ts";
import type { ReadableClip } from "../pixel-source.ts";
import { describeImage, image, imageOutline, remedy } from "./image.ts";
import type { Kind, Picture } from "./kind.ts";
import { clipBytes, listPicture, movePicture } from "./picture.ts";

const { ready: _ready, ...picture } = image.picture as Picture;

/** Clips: images of one size in a row. Their outline is that of one image, so whatever moves images moves clips. */
export const clip: Kind<Clip, ImageOutline> = {
  spatial: {
    outline: (field, _value, open) => ({
      ...imageOutline(field, open),
      frames: (open as ReadableClip).frames.length,
    }),
    move: movePicture,
    list: listPicture,
  },
  picture: { ...picture, frames: "image" },
  describe: (name, finished, request) => describeImage(name, finished as ImageOutline, request),
  remedy,
  arrow: image.arrow,
  bytes: clipBytes,
};

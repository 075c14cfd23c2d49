import {
  colorJitter,
  compose,
  gaussianBlur,
  normalize,
  randomApply,
  randomHorizontalFlip,
  randomResizedCrop,
  randomRotation,
} from "@millrace/core/image";

/** What the contact sheet shows: everything but the last step, which makes floats of it. */
export const augmentation = compose([
  randomResizedCrop(224, { scale: [0.35, 1] }),
  randomHorizontalFlip(),
  colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.05 }),
  randomApply([randomRotation(12, { interpolation: "bilinear" })], { p: 0.3 }),
  randomApply([gaussianBlur(7)], { p: 0.2 }),
]);

/** What the loader runs. */
export const training = compose([augmentation, normalize()]);

import type { LeafTransform } from "@millrace/core";
import * as image from "@millrace/core/image";

/** One line of the table: its name there and in `bench/peers/transform_rows.py`, and what Millrace does. */
export interface Row {
  readonly name: string;
  readonly transform: LeafTransform;
}

const corners: [[number, number], [number, number], [number, number], [number, number]] = [
  [0, 0],
  [500, 0],
  [500, 375],
  [0, 375],
];
const tilted: typeof corners = [
  [20, 0],
  [480, 0],
  [500, 375],
  [0, 375],
];

/** The rows that the published benchmark of Albumentations has in common with Millrace, and a few more. */
const transforms: Readonly<Record<string, LeafTransform>> = {
  HorizontalFlip: image.horizontalFlip(),
  VerticalFlip: image.verticalFlip(),
  Transpose: image.transpose(),
  Rotate90: image.rotate90(1),
  CenterCrop128: image.centerCrop(128),
  RandomCrop128: image.randomCrop(128, { padIfNeeded: true }),
  RandomResizedCrop: image.randomResizedCrop(224),
  Resize256: image.resize([256, 256]),
  ResizeArea: image.resize([160, 160], { interpolation: "area" }),
  LongestMaxSize: image.longestMaxSize(256),
  Pad: image.pad(10),
  Rotate: image.rotate(45),
  RotateBilinear: image.rotate(45, { interpolation: "bilinear" }),
  Affine: image.affine({ degrees: 25, translate: [30, 30], scale: 1.2, shear: 10, interpolation: "bilinear" }),
  AffineBicubic: image.affine({ degrees: 25, translate: [30, 30], scale: 1.2, shear: 10, interpolation: "bicubic" }),
  Perspective: image.perspective({ startpoints: corners, endpoints: tilted }),
  Elastic: image.elasticTransform(50),
  GridDistortion: image.gridDistortion(),
  OpticalDistortion: image.opticalDistortion([0.3, 0.3]),
  Brightness: image.adjustBrightness(1.2),
  Contrast: image.adjustContrast(1.2),
  ColorJitter: image.colorJitter({ brightness: 0.5, contrast: 0.5, saturation: 0.5, hue: 0.1 }),
  Saturation: image.adjustSaturation(1.5),
  Hue: image.adjustHue(0.1),
  HSV: image.hueSaturationValue({ p: 1 }),
  Grayscale: image.grayscale(),
  Sepia: image.toSepia(),
  Gamma: image.adjustGamma(1.2),
  Invert: image.invert(),
  Posterize: image.posterize(4),
  Solarize: image.solarize(128),
  Equalize: image.equalize(),
  AutoContrast: image.autocontrast(),
  CLAHE: image.clahe(),
  ChannelShuffle: image.channelShuffle({ p: 1 }),
  ChannelDropout: image.channelDropout({ p: 1 }),
  RGBShift: image.rgbShift({ p: 1 }),
  PlanckianJitter: image.planckianJitter({ p: 1 }),
  Normalize: image.normalize(),
  GaussianBlur: image.gaussianBlur(5, { sigma: 2 }),
  MedianBlur: image.medianBlur(5),
  BoxBlur: image.boxBlur(5),
  MotionBlur: image.motionBlur(7),
  Defocus: image.defocus(5),
  ZoomBlur: image.zoomBlur(1.1),
  Sharpness: image.adjustSharpness(2),
  Sharpen: image.sharpen(0.3),
  UnsharpMask: image.unsharpMask(5),
  Emboss: image.emboss(0.3),
  GaussianNoise: image.gaussianNoise({ sigma: 0.1 }),
  ShotNoise: image.shotNoise({ p: 1 }),
  SaltAndPepper: image.saltAndPepper({ p: 1 }),
  MultiplicativeNoise: image.multiplicativeNoise({ elementwise: true, p: 1 }),
  JPEG: image.jpeg(75),
  Downscale: image.downscale(0.5),
  Erasing: image.randomErasing({ p: 1 }),
  CoarseDropout: image.coarseDropout({ p: 1 }),
  GridDropout: image.gridDropout({ p: 1 }),
  PixelDropout: image.pixelDropout({ p: 1 }),
  Fog: image.randomFog({ p: 1 }),
  Rain: image.randomRain({ p: 1 }),
  Snow: image.randomSnow({ p: 1 }),
  Shadow: image.randomShadow({ p: 1 }),
  SunFlare: image.randomSunFlare({ p: 1 }),
};

export const rows: readonly Row[] = Object.entries(transforms).map(([name, transform]) => ({ name, transform }));

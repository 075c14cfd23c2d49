import * as blurs from "./blurs.ts";
import * as digital from "./digital.ts";
import type { Corruption } from "./kinds.ts";
import * as noises from "./noises.ts";
import * as weather from "./weather.ts";

export type { Corruption, CorruptionDraw } from "./kinds.ts";

/** ImageNet-C's fifteen kinds of corruption, and the four that its authors keep for validation. */
export const corruptions = {
  gaussianNoise: noises.gaussianNoise,
  shotNoise: noises.shotNoise,
  impulseNoise: noises.impulseNoise,
  defocusBlur: blurs.defocusBlur,
  glassBlur: blurs.glassBlur,
  motionBlur: blurs.motionBlur,
  zoomBlur: blurs.zoomBlur,
  snow: weather.snow,
  frost: weather.frost,
  fog: weather.fog,
  brightness: digital.brightness,
  contrast: digital.contrast,
  elasticTransform: digital.elasticTransform,
  pixelate: digital.pixelate,
  jpegCompression: digital.jpegCompression,
  speckleNoise: noises.speckleNoise,
  gaussianBlur: blurs.gaussianBlur,
  spatter: weather.spatter,
  saturate: digital.saturate,
} as const satisfies Readonly<Record<string, Corruption>>;

import type { TimmName } from "./timm-table.ts";

/** Which operations a policy of timm's chooses from, by how often; all alike where they are a list. */
export type TimmSet = readonly TimmName[] | { readonly [Name in TimmName]?: number };

/** What all `rand` policies choose from. */
const spatial = ["shearX", "shearY", "translateXRel", "translateYRel"] as const;

const rand: TimmSet = [
  "autocontrast",
  "equalize",
  "invert",
  "rotate",
  "posterize",
  "solarize",
  "solarizeAdd",
  "color",
  "contrast",
  "brightness",
  "sharpness",
  ...spatial,
];

/** The same, but those that grow stronger with their level. */
const randIncreasing: TimmSet = [
  "autocontrast",
  "equalize",
  "invert",
  "rotate",
  "posterizeIncreasing",
  "solarizeIncreasing",
  "solarizeAdd",
  "colorIncreasing",
  "contrastIncreasing",
  "brightnessIncreasing",
  "sharpnessIncreasing",
  ...spatial,
];

/** By how much the paper says that they help. */
const weights: TimmSet = {
  rotate: 3,
  shearX: 2,
  shearY: 2,
  translateXRel: 1,
  translateYRel: 1,
  colorIncreasing: 0.25,
  sharpnessIncreasing: 0.25,
  autocontrast: 0.25,
  solarizeIncreasing: 0.05,
  solarizeAdd: 0.05,
  contrastIncreasing: 0.05,
  brightnessIncreasing: 0.05,
  equalize: 0.05,
  posterizeIncreasing: 0.05,
  invert: 0.05,
};

/** Three-Augment of Touvron et al., "DeiT III: Revenge of the ViT" (2022). */
const three: TimmSet = ["solarizeIncreasing", "desaturate", "gaussianBlur"];

const threeWeighted: TimmSet = {
  solarizeIncreasing: 6,
  desaturate: 6,
  gaussianBlur: 6,
  rotate: 3,
  shearX: 2,
  shearY: 2,
  posterizeIncreasing: 1,
  autocontrast: 1,
  colorIncreasing: 1,
  sharpnessIncreasing: 1,
  contrastIncreasing: 1,
  brightnessIncreasing: 1,
  equalize: 1,
  invert: 1,
};

const augmix: TimmSet = [
  "autocontrast",
  "colorIncreasing",
  "contrastIncreasing",
  "brightnessIncreasing",
  "sharpnessIncreasing",
  "equalize",
  "rotate",
  "posterizeIncreasing",
  "solarizeIncreasing",
  ...spatial,
];

/** The sets of operations by what strings call them; `rand` without a `t` has one of the first two. */
export const timmSets = { rand, randIncreasing, augmix, weights, "3a": three, "3aw": threeWeighted } as const;

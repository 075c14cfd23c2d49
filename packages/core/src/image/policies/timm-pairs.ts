import type { TimmName } from "./timm-table.ts";

/** Operations one after the other: of each its name, how often it happens, and its level. */
export type TimmStep = readonly [operation: TimmName, p: number, level: number];
export type TimmPair = readonly TimmStep[];

const v0 = (posterize: TimmName): readonly TimmPair[] => [
  pair("equalize", 0.8, 1, "shearY", 0.8, 4),
  pair("color", 0.4, 9, "equalize", 0.6, 3),
  pair("color", 0.4, 1, "rotate", 0.6, 8),
  pair("solarize", 0.8, 3, "equalize", 0.4, 7),
  pair("solarize", 0.4, 2, "solarize", 0.6, 2),
  pair("color", 0.2, 0, "equalize", 0.8, 8),
  pair("equalize", 0.4, 8, "solarizeAdd", 0.8, 3),
  pair("shearX", 0.2, 9, "rotate", 0.6, 8),
  pair("color", 0.6, 1, "equalize", 1, 2),
  pair("invert", 0.4, 9, "rotate", 0.6, 0),
  pair("equalize", 1, 9, "shearY", 0.6, 3),
  pair("color", 0.4, 7, "equalize", 0.6, 0),
  pair(posterize, 0.4, 6, "autocontrast", 0.4, 7),
  pair("solarize", 0.6, 8, "color", 0.6, 9),
  pair("solarize", 0.2, 4, "rotate", 0.8, 9),
  pair("rotate", 1, 7, "translateYRel", 0.8, 9),
  pair("shearX", 0, 0, "solarize", 0.8, 4),
  pair("shearY", 0.8, 0, "color", 0.6, 4),
  pair("color", 1, 0, "rotate", 0.6, 2),
  pair("equalize", 0.8, 4, "equalize", 0, 8),
  pair("equalize", 1, 4, "autocontrast", 0.6, 2),
  pair("shearY", 0.4, 7, "solarizeAdd", 0.6, 7),
  pair(posterize, 0.8, 2, "solarize", 0.6, 10),
  pair("solarize", 0.6, 8, "equalize", 0.6, 1),
  pair("color", 0.8, 6, "rotate", 0.4, 5),
];

const original = (posterize: TimmName): readonly TimmPair[] => [
  pair(posterize, 0.4, 8, "rotate", 0.6, 9),
  pair("solarize", 0.6, 5, "autocontrast", 0.6, 5),
  pair("equalize", 0.8, 8, "equalize", 0.6, 3),
  pair(posterize, 0.6, 7, posterize, 0.6, 6),
  pair("equalize", 0.4, 7, "solarize", 0.2, 4),
  pair("equalize", 0.4, 4, "rotate", 0.8, 8),
  pair("solarize", 0.6, 3, "equalize", 0.6, 7),
  pair(posterize, 0.8, 5, "equalize", 1, 2),
  pair("rotate", 0.2, 3, "solarize", 0.6, 8),
  pair("equalize", 0.6, 8, posterize, 0.4, 6),
  pair("rotate", 0.8, 8, "color", 0.4, 0),
  pair("rotate", 0.4, 9, "equalize", 0.6, 2),
  pair("equalize", 0, 7, "equalize", 0.8, 8),
  pair("invert", 0.6, 4, "equalize", 1, 8),
  pair("color", 0.6, 4, "contrast", 1, 8),
  pair("rotate", 0.8, 8, "color", 1, 2),
  pair("color", 0.8, 8, "solarize", 0.8, 7),
  pair("sharpness", 0.4, 7, "invert", 0.6, 8),
  pair("shearX", 0.6, 5, "equalize", 1, 9),
  pair("color", 0.4, 0, "equalize", 0.6, 3),
  pair("equalize", 0.4, 7, "solarize", 0.2, 4),
  pair("solarize", 0.6, 5, "autocontrast", 0.6, 5),
  pair("invert", 0.6, 4, "equalize", 1, 8),
  pair("color", 0.6, 4, "contrast", 1, 8),
  pair("equalize", 0.8, 8, "equalize", 0.6, 3),
];

/** Policies of pairs by what timm calls them: those of EfficientNet and of AutoAugment's paper, with two ways to posterize. */
export const timmPairs = {
  v0: v0("posterize"),
  v0r: v0("posterizeIncreasing"),
  original: original("posterizeOriginal"),
  originalr: original("posterizeIncreasing"),
  "3a": [[["solarize", 1, 5]], [["desaturate", 1, 10]], [["gaussianBlurRand", 1, 10]]],
} as const satisfies Record<string, readonly TimmPair[]>;

function pair(
  first: TimmName,
  firstP: number,
  firstLevel: number,
  second: TimmName,
  secondP: number,
  secondLevel: number,
): TimmPair {
  return [
    [first, firstP, firstLevel],
    [second, secondP, secondLevel],
  ];
}

import { compose } from "../../combine/compose.ts";
import { randomApply } from "../../combine/index.ts";
import type { Transform } from "../../transform.ts";
import { normalize } from "../color/normalize.ts";
import { toFloat } from "../color/to-float.ts";
import { colorTranslations } from "./color.ts";
import { coveringTranslations } from "./covering.ts";
import { detailTranslations } from "./detail.ts";
import { geometryTranslations } from "./geometry.ts";
import type { Translations } from "./translation.ts";
import { weatherTranslations } from "./weather.ts";

/**
 * How transforms of Albumentations are translated, by their names. A new one is a line in the file of its engine: it takes
 * the options that it understands, says what differs, and all others are reported.
 */
export const translations: Translations = {
  NoOp: () => compose([]),
  Normalize: (options) => {
    options.expect("normalization", ["standard"], "only mean and standard deviation are known");
    // Theirs are shares of the greatest value, and ours of 255.
    const share = options.number("max_pixel_value", 255) / 255;
    const scaled = (value: unknown) =>
      typeof value === "number" ? value * share : (value as number[]).map((one) => one * share);
    const mean = options.take("mean") ?? [0.485, 0.456, 0.406];
    const std = options.take("std") ?? [0.229, 0.224, 0.225];
    return normalize({ mean: scaled(mean), std: scaled(std) });
  },
  ToFloat: (options) => {
    options.expect("max_value", [255], "bytes are divided by 255");
    return toFloat();
  },
  ToTensorV2: (options) => {
    options.take("transpose_mask");
    options.differs(undefined, 'samples stay as they are; the loader\'s option layout: "NCHW" puts channels first');
    return compose([]);
  },
  ...geometryTranslations,
  ...colorTranslations,
  ...detailTranslations,
  ...coveringTranslations,
  ...weatherTranslations,
};

/** With a probability, or always. */
export function perhaps(transform: Transform, p: number): Transform {
  return p === 1 ? transform : randomApply([transform], { p });
}

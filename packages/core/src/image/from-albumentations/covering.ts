import { pixelDropout } from "../noise/pixel-dropout.ts";
import { coarseDropout } from "../occlusion/coarse-dropout.ts";
import { gridDropout } from "../occlusion/grid-dropout.ts";
import { maskDropout } from "../occlusion/mask-dropout.ts";
import { randomErasing } from "../pixel/random-erasing.ts";
import { fillOf } from "./common.ts";
import type { FileOptions } from "./options.ts";
import type { Translations } from "./translation.ts";

/** What covers parts of a picture. */
export const coveringTranslations: Translations = {
  Erasing: (options) => {
    const [ratio, scale] = [options.range(["ratio"], [0.3, 3.3]), options.range(["scale"], [0.02, 0.33])];
    options.differs("ratio", "the ratio is drawn evenly in logarithm, and is height / width");
    const value = options.take("fill") ?? 0;
    if (typeof value !== "number") options.differs("fill", `${JSON.stringify(value)} is taken for 0`);
    return randomErasing({
      p: 1,
      scale,
      ratio: [1 / ratio[1], 1 / ratio[0]],
      value: typeof value === "number" ? value : 0,
    });
  },
  CoarseDropout: (options) => {
    return coarseDropout({
      p: 1,
      ...masksFilled(options),
      numHolesRange: options.range(["num_holes_range"], [1, 2]),
      holeHeightRange: lengths(options, "hole_height_range"),
      holeWidthRange: lengths(options, "hole_width_range"),
      fill: holesFilled(options),
    });
  },
  GridDropout: (options) => {
    const [unit, number] = [options.take("unit_size_range"), options.take("holes_number_xy")] as [number, number][];
    return gridDropout({
      p: 1,
      ...masksFilled(options),
      ratio: options.number("ratio", 0.5),
      randomOffset: options.flag("random_offset", true),
      ...(unit === undefined ? {} : { unitSizeRange: [...unit] as [number, number] }),
      ...(number === undefined ? {} : { holesNumberXy: [...number] as [number, number] }),
      shiftXy: options.range(["shift_xy"], [0, 0]),
      fill: holesFilled(options),
    });
  },
  PixelDropout: (options) => {
    options.expect("mask_drop_value", [], "masks stay");
    const isRandom = options.isNull("drop_value");
    return pixelDropout({
      p: 1,
      dropoutProb: options.number("dropout_prob", 0.01),
      perChannel: options.flag("per_channel", false),
      dropValue: isRandom ? "random" : fillOf(options, "drop_value"),
    });
  },
  MaskDropout: (options) =>
    maskDropout({
      p: 1,
      maxObjects: options.upTo("max_objects", 1, [1, 1]),
      fill: fillOf(options, "fill"),
      fillMask: options.number("fill_mask", 0),
    }),
};

/** Shares of a side, or pixels. A share of 1 would be a pixel here. */
function lengths(options: FileOptions, name: string): [number, number] {
  const [low, high] = options.range([name], [0.1, 0.2]);
  return low < 1 && high === 1 ? [low, 1 - 2 ** -20] : [low, high];
}

/** What masks are filled with, unless they stay. */
function masksFilled(options: FileOptions): { readonly fillMask?: number } {
  const value = options.take("fill_mask");
  if (value === undefined || value === null) return {};
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return { fillMask: value };
  options.differs("fill_mask", `${JSON.stringify(value)} is left out, and masks stay`);
  return {};
}

/** What holes are filled with. */
function holesFilled(options: FileOptions): number | number[] | "random" | "randomUniform" {
  const value = options.take("fill");
  if (value === "random") return "random";
  if (value === "random_uniform") return "randomUniform";
  return fillOf(options, "fill");
}

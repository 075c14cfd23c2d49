import { compose } from "../../combine/compose.ts";
import { oneOf, randomApply } from "../../combine/index.ts";
import type { Transform } from "../../transform.ts";
import { autocontrast } from "../color/autocontrast.ts";
import { colorJitter } from "../color/color-jitter.ts";
import { equalize } from "../color/equalize.ts";
import { invert } from "../color/invert.ts";
import { normalize } from "../color/normalize.ts";
import { posterize } from "../color/posterize.ts";
import { solarize } from "../color/solarize.ts";
import { toFloat } from "../color/to-float.ts";
import { centerCrop } from "../geometry/center-crop.ts";
import { crop } from "../geometry/crop.ts";
import { horizontalFlip } from "../geometry/horizontal-flip.ts";
import { randomAffine } from "../geometry/random-affine.ts";
import { randomResizedCrop } from "../geometry/random-resized-crop.ts";
import { randomRotate90 } from "../geometry/random-rotate90.ts";
import { randomRotation } from "../geometry/random-rotation.ts";
import { resize } from "../geometry/resize.ts";
import { verticalFlip } from "../geometry/vertical-flip.ts";
import { gaussianBlur } from "../pixel/gaussian-blur.ts";
import { randomErasing } from "../pixel/random-erasing.ts";
import { resizing, unpadded, warping } from "./common.ts";
import type { FileOptions } from "./options.ts";

/** Makes a transform of what stands in a file; how often it runs is added where it is called. */
export type Translation = (options: FileOptions) => Transform;

/**
 * How transforms of Albumentations are translated, by their names. A new one is a line here: it takes the options that it
 * understands, says what differs, and all others are reported.
 */
export const translations: Readonly<Record<string, Translation>> = {
  NoOp: () => compose([]),
  HorizontalFlip: () => horizontalFlip(),
  VerticalFlip: () => verticalFlip(),
  RandomRotate90: () => randomRotate90({ p: 1 }),
  Rotate: (options) => {
    options.expect("crop_border", [false], "corners are kept");
    return randomRotation(options.range(["limit"], [-90, 90]), warping(options));
  },
  Affine: (options) => {
    const scale = bothAxes(options, "scale", [1, 1], 1);
    const shear = [...axis(options, "shear", "x", [0, 0]), ...axis(options, "shear", "y", [0, 0])];
    const translate = (["x", "y"] as const).map((name) =>
      evenMove(options, "translate_percent", axis(options, "translate_percent", name, [0, 0])),
    );
    options.expect("translate_px", [{ x: [0, 0], y: [0, 0] }, 0], "translations are shares of the picture");
    options.expect("fit_output", [false], "the canvas keeps its size");
    options.expect("balanced_scale", [false], "scales are drawn evenly from their range");
    return randomAffine(clockwise(options.range(["rotate"], [0, 0])), {
      scale,
      shear: shear as [number, number, number, number],
      translate: translate as [number, number],
      ...warping(options),
    });
  },
  ShiftScaleRotate: (options) => {
    const [low, high] = options.range(["scale_limit"], [-0.1, 0.1]);
    const translate = [
      ["shift_limit_x", "shift_limit"],
      ["shift_limit_y", "shift_limit"],
    ].map((names) => evenMove(options, names[0] as string, options.range(names, [-0.0625, 0.0625]))) as [
      number,
      number,
    ];
    const degrees = clockwise(options.range(["rotate_limit"], [-45, 45]));
    // Files of version 1 hold what is added to a scale of 1.
    return randomAffine(degrees, { translate, scale: [1 + low, 1 + high], ...warping(options) });
  },
  Resize: (options) => resize(size(options), resizing(options)),
  RandomResizedCrop: (options) =>
    randomResizedCrop(size(options), {
      scale: options.range(["scale"], [0.08, 1]),
      ratio: options.range(["ratio"], [3 / 4, 4 / 3]),
      ...resizing(options),
    }),
  CenterCrop: (options) => {
    unpadded(options);
    return centerCrop(size(options));
  },
  Crop: (options) => {
    unpadded(options);
    const [x, y] = [options.number("x_min", 0), options.number("y_min", 0)];
    return crop({ x, y, width: options.number("x_max", 1024) - x, height: options.number("y_max", 1024) - y });
  },
  ColorJitter: (options) =>
    colorJitter({
      brightness: options.range(["brightness"], [0.8, 1.2], 1),
      contrast: options.range(["contrast"], [0.8, 1.2], 1),
      saturation: options.range(["saturation"], [0.8, 1.2], 1),
      hue: options.range(["hue"], [-0.5, 0.5]),
    }),
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
  GaussianBlur: (options) => {
    const [least, most] = options.range(["blur_limit"], [0, 0]);
    const sigma = options.range(["sigma_limit"], [0.5, 3]);
    // Where their kernel is 0 it is as wide as the sigma asks for; the widest has room for all.
    const kernel = most === 0 ? 2 * Math.trunc(3.5 * sigma[1]) + 1 : most - ((most + 1) % 2);
    if (least !== most) options.differs("blur_limit", `the kernel is always ${kernel} pixels`);
    return gaussianBlur(kernel, { sigma: sigma[0] === 0 ? [1e-3, sigma[1]] : sigma });
  },
  Posterize: (options) => {
    const [low, high] = options.range(["num_bits"], [4, 4]);
    if (low === high) return posterize(low);
    return oneOf(Array.from({ length: high - low + 1 }, (_, at) => posterize(low + at)));
  },
  Solarize: (options) => {
    const [low, high] = options.range(["threshold_range", "threshold"], [0.5, 0.5]);
    if (low !== high) options.differs("threshold_range", "the threshold is always in the middle");
    const middle = (low + high) / 2;
    // Files of version 1 count in levels.
    return solarize(middle <= 1 ? middle * 255 : middle);
  },
  Equalize: (options) => {
    options.expect("mode", ["pil"], "levels are spread as Pillow does");
    options.expect("by_channels", [true], "each channel is spread for itself");
    return equalize();
  },
  AutoContrast: (options) => {
    options.expect("method", ["pil"], "levels are stretched as Pillow does");
    options.expect("cutoff", [0], "no levels are cut off");
    return autocontrast();
  },
  InvertImg: () => invert(),
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
};

/** With a probability, or always. */
export function perhaps(transform: Transform, p: number): Transform {
  return p === 1 ? transform : randomApply([transform], { p });
}

/** `[height, width]`, whichever way it is given. */
function size(options: FileOptions): [number, number] {
  const both = options.take("size");
  if (Array.isArray(both)) {
    options.take("height", "width");
    return [...both] as [number, number];
  }
  return [options.number("height", 1024), options.number("width", 1024)];
}

/** The range of one axis, given for it or for both. */
function axis(
  options: FileOptions,
  name: string,
  key: "x" | "y",
  standard: readonly [number, number],
  middle = 0,
): [number, number] {
  const value = options.take(name) ?? standard;
  const one =
    typeof value === "object" && !Array.isArray(value) ? ((value as Record<string, unknown>)[key] ?? standard) : value;
  if (typeof one === "number") return middle === 0 ? [-Math.abs(one), Math.abs(one)] : [one, one];
  return [...(one as [number, number])];
}

/** One range for both axes. */
function bothAxes(
  options: FileOptions,
  name: string,
  standard: readonly [number, number],
  middle: number,
): [number, number] {
  const [x, y] = [axis(options, name, "x", standard, middle), axis(options, name, "y", standard, middle)];
  const together = options.take("keep_ratio") === true;
  if (x[0] !== y[0] || x[1] !== y[1]) options.differs(name, "both axes have the range of x, and one factor");
  else if (!together && x[0] !== x[1]) options.differs(name, "both axes have one factor");
  return x;
}

/** A translation by up to a share to either side. */
function evenMove(options: FileOptions, name: string, [low, high]: readonly [number, number]): number {
  const most = Math.max(Math.abs(low), Math.abs(high));
  if (low !== -high) options.differs(name, `moves by up to ${most} of the size to either side`);
  return Math.min(1, most);
}

/** Their angles are counter-clockwise, and those of affine maps here clockwise. */
function clockwise([low, high]: readonly [number, number]): [number, number] {
  return [0 - high, 0 - low];
}

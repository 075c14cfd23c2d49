import { oneOf } from "../../combine/index.ts";
import { centerCrop } from "../geometry/center-crop.ts";
import { crop } from "../geometry/crop.ts";
import { cropNonEmptyMaskIfExists } from "../geometry/crop-non-empty-mask-if-exists.ts";
import { d4 } from "../geometry/d4.ts";
import { elasticTransform } from "../geometry/elastic-transform.ts";
import { gridDistortion } from "../geometry/grid-distortion.ts";
import { horizontalFlip } from "../geometry/horizontal-flip.ts";
import { longestMaxSize } from "../geometry/longest-max-size.ts";
import { opticalDistortion } from "../geometry/optical-distortion.ts";
import { pad } from "../geometry/pad.ts";
import { padIfNeeded } from "../geometry/pad-if-needed.ts";
import { randomAffine } from "../geometry/random-affine.ts";
import { randomCrop } from "../geometry/random-crop.ts";
import { randomPerspective } from "../geometry/random-perspective.ts";
import { randomResizedCrop } from "../geometry/random-resized-crop.ts";
import { randomRotate90 } from "../geometry/random-rotate90.ts";
import { randomRotation } from "../geometry/random-rotation.ts";
import { randomSizedBBoxSafeCrop } from "../geometry/random-sized-bbox-safe-crop.ts";
import { resize } from "../geometry/resize.ts";
import { resizeToFit } from "../geometry/resize-to-fit.ts";
import { smallestMaxSize } from "../geometry/smallest-max-size.ts";
import { transpose } from "../geometry/transpose.ts";
import { verticalFlip } from "../geometry/vertical-flip.ts";
import { outsideOf, resizing, size, unpadded, warping } from "./common.ts";
import type { FileOptions } from "./options.ts";
import type { Translations } from "./translation.ts";

/** What moves pixels. */
export const geometryTranslations: Translations = {
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
  Transpose: () => transpose(),
  D4: () => d4(),
  SquareSymmetry: () => d4(),
  Perspective: (options) => {
    const [least, most] = options.range(["scale"], [0.05, 0.1], 0);
    options.differs("scale", "corners move evenly, inwards, as far on average as there");
    options.expect("keep_size", [true], "the canvas keeps its size");
    options.expect("fit_output", [false], "what leaves the canvas is cut off");
    // The mean of a normal number's size is √(2 / π) of its deviation; ours go evenly up to half of a side.
    const mean = Math.sqrt(2 / Math.PI) * ((Math.max(0, least) + most) / 2);
    return randomPerspective(Math.min(1, 4 * mean), { p: 1, ...warping(options) });
  },
  LongestMaxSize: (options) => {
    const both = options.take("max_size_hw");
    if (Array.isArray(both) && both.every((one) => typeof one === "number")) {
      options.take("max_size");
      return resizeToFit({ size: [...both] as [number, number], ...resizing(options) });
    }
    if (both !== undefined) throw new TypeError(`max_size_hw must be two numbers, got ${JSON.stringify(both)}`);
    return oneSize(options, (edge, filter) => longestMaxSize(edge, filter));
  },
  SmallestMaxSize: (options) => {
    options.expect("max_size_hw", [], "the shorter side has one size");
    return oneSize(options, (edge, filter) => smallestMaxSize(edge, filter));
  },
  Pad: (options) => {
    const padding = options.take("padding") ?? 0;
    return pad({ padding: padding as number | [number, number, number, number], ...outsideOf(options) });
  },
  PadIfNeeded: (options) => {
    const [height, width] = [options.take("min_height"), options.take("min_width")];
    const divisors = [options.take("pad_height_divisor"), options.take("pad_width_divisor")];
    const [down, across] = divisors;
    // One that is left out has no counterpart unless the other is left out as well.
    if (down !== across) options.differs("pad_width_divisor", `both sides become multiples of ${down ?? across}`);
    options.expect("padding", [0], "nothing is added where the picture is large enough");
    return padIfNeeded({
      ...(typeof height === "number" && down === undefined ? { minHeight: height } : {}),
      ...(typeof width === "number" && across === undefined ? { minWidth: width } : {}),
      ...(typeof (down ?? across) === "number" ? { multipleOf: (down ?? across) as number } : {}),
      position: positionOf(options),
      ...outsideOf(options),
    });
  },
  RandomCrop: (options) => {
    const padIfNeeded = options.take("pad_if_needed") === true;
    if (!padIfNeeded) {
      unpadded(options);
      return randomCrop(size(options));
    }
    options.differs("pad_if_needed", "a picture that is too small is padded on both sides, and lies anywhere");
    options.expect("pad_position", ["center"], "it is padded on both sides");
    return randomCrop(size(options), { padIfNeeded, ...outsideOf(options) });
  },
  CropNonEmptyMaskIfExists: (options) => {
    options.expect("ignore_channels", [], "masks have one channel");
    return cropNonEmptyMaskIfExists({
      size: size(options),
      ignoreValues: (options.take("ignore_values") ?? []) as number[],
    });
  },
  RandomSizedBBoxSafeCrop: (options) =>
    randomSizedBBoxSafeCrop({
      size: size(options),
      erosionRate: options.number("erosion_rate", 0),
      ...resizing(options),
    }),
  ElasticTransform: (options) => {
    const [alpha, sigma] = [options.number("alpha", 1), options.number("sigma", 50)];
    options.expect("approximate", [false], "the noise is smoothed by all of the Gaussian");
    options.expect("same_dxdy", [false], "both axes have noise of their own");
    const isNormal = (options.take("noise_distribution") ?? "gaussian") === "gaussian";
    if (isNormal)
      options.differs("noise_distribution", "the noise is even, and as strong as theirs at about 224 × 224");
    // Ours displaces by half of alpha. Their normal noise is divided by its greatest number, about 4.4 deviations.
    const factor = isNormal ? (2 * Math.sqrt(3)) / 4.4 : 2;
    return elasticTransform({ alpha: alpha * factor, sigma, ...warping(options) });
  },
  GridDistortion: (options) => {
    options.expect("normalized", [true], "the edges of the picture stay");
    const [distortLimit, numSteps] = [options.range(["distort_limit"], [-0.3, 0.3]), options.number("num_steps", 5)];
    return gridDistortion({ numSteps, distortLimit, ...warping(options) });
  },
  OpticalDistortion: (options) => {
    const mode = (options.take("mode") ?? "camera") as "camera" | "fisheye";
    return opticalDistortion({
      distortLimit: options.range(["distort_limit"], [-0.05, 0.05]),
      mode,
      ...warping(options),
    });
  },
};

/** A size, or one of several, drawn evenly. */
function oneSize(
  options: FileOptions,
  make: (edge: number, filter: ReturnType<typeof resizing>) => ReturnType<typeof longestMaxSize>,
) {
  const given = options.take("max_size");
  const filter = resizing(options);
  const sizes = (Array.isArray(given) ? given : [given]) as number[];
  return sizes.length === 1 ? make(sizes[0] as number, filter) : oneOf(sizes.map((edge) => make(edge, filter)));
}

/** Where a picture lies that is padded. */
function positionOf(options: FileOptions) {
  const positions = {
    center: "center",
    top_left: "topLeft",
    top_right: "topRight",
    bottom_left: "bottomLeft",
    bottom_right: "bottomRight",
  } as const;
  const given = options.take("position") ?? "center";
  const position = positions[given as keyof typeof positions];
  if (position === undefined) options.differs("position", `${JSON.stringify(given)} is taken for the middle`);
  return position ?? "center";
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

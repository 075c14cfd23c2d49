import { randomBoxBlur } from "../blur/random-box-blur.ts";
import { randomDefocus } from "../blur/random-defocus.ts";
import { randomEmboss } from "../blur/random-emboss.ts";
import { randomMedianBlur } from "../blur/random-median-blur.ts";
import { randomMotionBlur } from "../blur/random-motion-blur.ts";
import { randomRingingOvershoot } from "../blur/random-ringing-overshoot.ts";
import { randomSharpen } from "../blur/random-sharpen.ts";
import { randomUnsharpMask } from "../blur/random-unsharp-mask.ts";
import { randomZoomBlur } from "../blur/random-zoom-blur.ts";
import { randomDownscale } from "../degradation/random-downscale.ts";
import { randomJpeg } from "../degradation/random-jpeg.ts";
import { gaussianNoise } from "../noise/gaussian-noise.ts";
import { isoNoise } from "../noise/iso-noise.ts";
import { multiplicativeNoise } from "../noise/multiplicative-noise.ts";
import { saltAndPepper } from "../noise/salt-and-pepper.ts";
import { shotNoise } from "../noise/shot-noise.ts";
import { gaussianBlur } from "../pixel/gaussian-blur.ts";
import { filterNumbered } from "./common.ts";
import type { FileOptions } from "./options.ts";
import type { Translations } from "./translation.ts";

/** What blurs, sharpens, adds noise or loses detail. */
export const detailTranslations: Translations = {
  GaussianBlur: (options) => {
    const [least, most] = options.range(["blur_limit"], [0, 0]);
    const sigma = options.range(["sigma_limit"], [0.5, 3]);
    // Where their kernel is 0 it is as wide as the sigma asks for; the widest has room for all.
    const kernel = most === 0 ? 2 * Math.trunc(3.5 * sigma[1]) + 1 : most - ((most + 1) % 2);
    if (least !== most) options.differs("blur_limit", `the kernel is always ${kernel} pixels`);
    return gaussianBlur(kernel, { sigma: sigma[0] === 0 ? [1e-3, sigma[1]] : sigma });
  },
  Blur: (options) => randomBoxBlur({ p: 1, kernelSize: oddSizes(options, [3, 7]) }),
  MedianBlur: (options) => randomMedianBlur({ p: 1, kernelSize: oddSizes(options, [3, 7]) }),
  MotionBlur: (options) =>
    randomMotionBlur({
      p: 1,
      kernelSize: oddSizes(options, [3, 7]),
      angle: options.range(["angle_range"], [0, 360]),
      direction: options.range(["direction_range"], [-1, 1]),
      allowShifted: options.flag("allow_shifted", true),
    }),
  Defocus: (options) =>
    randomDefocus({
      p: 1,
      radius: options.upTo("radius", 1, [3, 10]),
      aliasBlur: options.upTo("alias_blur", 0, [0.1, 0.5]),
    }),
  ZoomBlur: (options) =>
    randomZoomBlur({
      p: 1,
      maxFactor: options.upTo("max_factor", 1, [1, 1.31]),
      stepFactor: options.upTo("step_factor", 0, [0.01, 0.03]),
    }),
  Sharpen: (options) => {
    options.expect("method", ["kernel"], "it sharpens by the kernel of 3 × 3 pixels");
    // Of the other method alone.
    options.take("kernel_size", "sigma");
    return randomSharpen({
      p: 1,
      alpha: options.range(["alpha"], [0.2, 0.5]),
      lightness: options.range(["lightness"], [0.5, 1]),
    });
  },
  UnsharpMask: (options) =>
    randomUnsharpMask({
      p: 1,
      kernelSize: oddSizes(options, [3, 7]),
      sigma: options.upTo("sigma_limit", 0, [0, 0]),
      alpha: options.range(["alpha"], [0.2, 0.5]),
      threshold: options.number("threshold", 10),
    }),
  Emboss: (options) =>
    randomEmboss({
      p: 1,
      alpha: options.range(["alpha"], [0.2, 0.5]),
      strength: options.range(["strength"], [0.2, 0.7]),
    }),
  RingingOvershoot: (options) =>
    randomRingingOvershoot({
      p: 1,
      kernelSize: oddSizes(options, [7, 15]),
      cutoff: options.range(["cutoff"], [Math.PI / 4, Math.PI / 2]),
    }),
  GaussNoise: (options) => {
    const [least, most] = options.range(["mean_range"], [0, 0]);
    if (least !== most) options.differs("mean_range", "the mean is always in the middle");
    options.expect("per_channel", [true], "each channel has noise of its own");
    options.expect("noise_scale_factor", [1], "each pixel has noise of its own");
    // Files of version 1 have the variance of levels.
    const variance = options.take("var_limit") === undefined ? undefined : options.upTo("var_limit", 0, [10, 50]);
    const sigma = options.range(["std_range"], [0.2, 0.44]);
    return gaussianNoise({
      mean: (least + most) / 2,
      sigma: variance === undefined ? sigma : [Math.sqrt(variance[0]) / 255, Math.sqrt(variance[1]) / 255],
    });
  },
  ISONoise: (options) =>
    isoNoise({
      p: 1,
      colorShift: options.range(["color_shift"], [0.01, 0.05]),
      intensity: options.range(["intensity"], [0.1, 0.5]),
    }),
  ShotNoise: (options) => shotNoise({ p: 1, scale: options.range(["scale_range"], [0.1, 0.3]) }),
  SaltAndPepper: (options) =>
    saltAndPepper({
      p: 1,
      amount: options.range(["amount"], [0.01, 0.06]),
      saltVsPepper: options.range(["salt_vs_pepper"], [0.4, 0.6]),
    }),
  MultiplicativeNoise: (options) =>
    multiplicativeNoise({
      p: 1,
      multiplier: options.range(["multiplier"], [0.9, 1.1]),
      perChannel: options.flag("per_channel", false),
      elementwise: options.flag("elementwise", false),
    }),
  ImageCompression: (options) => {
    options.expect("compression_type", ["jpeg"], "pictures are coded as JPEG");
    // Files of version 1 have two options.
    const standard = [options.number("quality_lower", 99), options.number("quality_upper", 100)] as const;
    return randomJpeg({ p: 1, quality: options.range(["quality_range"], standard) });
  },
  Downscale: (options) => {
    const pair = (options.take("interpolation_pair") ?? {}) as Readonly<Record<string, number | undefined>>;
    const [down, up] = ["downscale", "upscale"].map((key) =>
      filterNumbered(options, "interpolation_pair", pair[key] ?? 0),
    );
    return randomDownscale({
      p: 1,
      scale: options.range(["scale_range"], [0.25, 0.25]),
      ...(down === undefined ? {} : { down }),
      ...(up === undefined ? {} : { up }),
    });
  },
};

/** Sizes of kernels, which are odd: an even one is the next. */
function oddSizes(options: FileOptions, standard: readonly [number, number]): [number, number] {
  const [low, high] = options.upTo("blur_limit", 3, standard).map((one) => Math.max(3, one + ((one + 1) % 2)));
  return [low as number, Math.max(low as number, high as number)];
}

import { oneOf } from "../../combine/index.ts";
import { autocontrast } from "../color/autocontrast.ts";
import { channelDropout } from "../color/channel-dropout.ts";
import { channelShuffle } from "../color/channel-shuffle.ts";
import { colorJitter } from "../color/color-jitter.ts";
import { equalize } from "../color/equalize.ts";
import { fancyPca } from "../color/fancy-pca.ts";
import { grayscale } from "../color/grayscale.ts";
import { hueSaturationValue } from "../color/hue-saturation-value.ts";
import { invert } from "../color/invert.ts";
import { planckianJitter } from "../color/planckian-jitter.ts";
import { posterize } from "../color/posterize.ts";
import { randomBrightnessContrast } from "../color/random-brightness-contrast.ts";
import { randomClahe } from "../color/random-clahe.ts";
import { randomGamma } from "../color/random-gamma.ts";
import { randomToneCurve } from "../color/random-tone-curve.ts";
import { rgbShift } from "../color/rgb-shift.ts";
import { solarize } from "../color/solarize.ts";
import { stainJitter } from "../color/stain-jitter.ts";
import { toSepia } from "../color/to-sepia.ts";
import type { Translations } from "./translation.ts";

/** What changes colors. */
export const colorTranslations: Translations = {
  ColorJitter: (options) =>
    colorJitter({
      brightness: options.range(["brightness"], [0.8, 1.2], 1),
      contrast: options.range(["contrast"], [0.8, 1.2], 1),
      saturation: options.range(["saturation"], [0.8, 1.2], 1),
      hue: options.range(["hue"], [-0.5, 0.5]),
      compat: "opencv",
    }),
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
    const mode = options.take("mode") ?? "cv";
    // Its "pil" is not Pillow's: some levels lie far apart.
    if (mode !== "cv")
      options.differs("mode", `levels are spread as Pillow itself does, not as by ${JSON.stringify(mode)}`);
    options.expect("by_channels", [true], "each channel is spread for itself");
    return mode === "cv" ? equalize({ compat: "opencv" }) : equalize();
  },
  AutoContrast: (options) => {
    // Its "pil" rounds where Pillow cuts, a level in every other byte, and overlooks pixels of 255.
    const method = JSON.stringify(options.take("method") ?? "cdf");
    options.differs("method", `levels are stretched as Pillow itself does, not as by ${method}`);
    options.expect("cutoff", [0], "no levels are cut off");
    return autocontrast({ compat: "pillow" });
  },
  InvertImg: () => invert(),
  RandomBrightnessContrast: (options) =>
    randomBrightnessContrast({
      p: 1,
      brightnessLimit: options.range(["brightness_limit"], [-0.2, 0.2]),
      contrastLimit: options.range(["contrast_limit"], [-0.2, 0.2]),
      brightnessByMax: options.flag("brightness_by_max", true),
      ensureSafeRange: options.flag("ensure_safe_range", false),
    }),
  RandomGamma: (options) => {
    const [low, high] = options.range(["gamma_limit"], [80, 120], 100);
    return randomGamma({ p: 1, gammaLimit: [low / 100, high / 100] });
  },
  CLAHE: (options) => {
    const [columns, rows] = (options.take("tile_grid_size") ?? [8, 8]) as [number, number];
    return randomClahe({ p: 1, clipLimit: options.upTo("clip_limit", 1, [1, 4]), tileGridSize: [columns, rows] });
  },
  ToGray: (options) => {
    const count = options.number("num_output_channels", 3);
    if (count !== 1 && count !== 3) {
      options.differs("num_output_channels", `the picture keeps its number of channels, and it is ${count}`);
    }
    options.expect("method", ["weighted_average"], "grey is the weighted mean of the colors");
    // With 3 a picture of one channel stays such.
    return grayscale({ compat: "opencv", ...(count === 1 ? { numOutputChannels: 1 } : {}) });
  },
  ChannelShuffle: () => channelShuffle({ p: 1 }),
  ChannelDropout: (options) =>
    channelDropout({
      p: 1,
      channelDropRange: options.range(["channel_drop_range"], [1, 1]),
      fill: options.number("fill", options.number("fill_value", 0)),
    }),
  RGBShift: (options) => {
    // What it says to the noise behind it follows from the limits.
    options.take("noise_params");
    options.expect("noise_type", ["uniform"], "shifts are drawn evenly");
    options.expect("spatial_mode", ["constant"], "all pixels have one shift");
    options.expect("approximation", [1], "all pixels have one shift");
    return rgbShift({
      p: 1,
      rShiftLimit: options.range(["r_shift_limit"], [-20, 20]),
      gShiftLimit: options.range(["g_shift_limit"], [-20, 20]),
      bShiftLimit: options.range(["b_shift_limit"], [-20, 20]),
    });
  },
  HueSaturationValue: (options) =>
    hueSaturationValue({
      p: 1,
      hueShiftLimit: options.range(["hue_shift_limit"], [-20, 20]),
      satShiftLimit: options.range(["sat_shift_limit"], [-30, 30]),
      valShiftLimit: options.range(["val_shift_limit"], [-20, 20]),
    }),
  ToSepia: () => toSepia(),
  PlanckianJitter: (options) => {
    const limit = options.take("temperature_limit");
    return planckianJitter({
      p: 1,
      mode: (options.take("mode") ?? "blackbody") as "blackbody" | "cied",
      samplingMethod: (options.take("sampling_method") ?? "uniform") as "uniform" | "gaussian",
      ...(limit === undefined ? {} : { temperatureLimit: [...(limit as [number, number])] as [number, number] }),
    });
  },
  HEStain: (options) => {
    const [method, preset] = [options.take("method") ?? "random_preset", options.take("preset")];
    if (method !== "random_preset" && method !== "preset") {
      options.differs("method", `${JSON.stringify(method)} would look at the picture; a preset is drawn`);
    }
    // Their names have underlines: high_contrast.
    const name = String(preset ?? "standard").replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    return stainJitter({
      p: 1,
      stains: (method === "preset" ? name : "random") as "random",
      intensityScaleRange: options.range(["intensity_scale_range"], [0.7, 1.3]),
      intensityShiftRange: options.range(["intensity_shift_range"], [-0.2, 0.2]),
      augmentBackground: options.flag("augment_background", false),
    });
  },
  FancyPCA: (options) => fancyPca({ p: 1, alpha: options.number("alpha", 0.1) }),
  RandomToneCurve: (options) =>
    randomToneCurve({ p: 1, scale: options.number("scale", 0.1), perChannel: options.flag("per_channel", false) }),
};

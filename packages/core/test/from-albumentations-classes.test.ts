import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { augment, toPolicy } from "@millrace/core";
import { fromAlbumentations } from "@millrace/core/image";
import { translations } from "../src/image/from-albumentations/transforms.ts";
import { fullSample } from "./helpers/samples.ts";

interface Entry {
  readonly __class_fullname__: string;
  readonly [option: string]: unknown;
}
type Pipeline = { readonly transform: { readonly transforms: readonly Entry[] } };

const { pipelines } = JSON.parse(
  readFileSync(new URL("./golden/albumentations-policy.json", import.meta.url), "utf8"),
) as { pipelines: Record<"plain" | "odd" | "singles" | "different" | "defaults", Pipeline> };

const entriesOf = (name: keyof typeof pipelines) => pipelines[name].transform.transforms;

/** What one entry becomes when it runs, and what differs. */
function translated(entry: Entry) {
  const { transform, differences } = fromAlbumentations({ ...entry, p: 1 });
  const { steps } = toPolicy(transform);
  return { steps, transform, differences };
}

/** The classes of `singles` in the golden file, with what their options become. */
const expected: readonly (readonly [name: string, step: object])[] = [
  ["Transpose", { "image.transpose": {} }],
  ["D4", { "image.d4": {} }],
  ["SquareSymmetry", { "image.d4": {} }],
  [
    "Perspective",
    {
      "image.randomPerspective": {
        p: 1,
        interpolation: "bilinear",
        border: "symmetric",
        fill: 0,
        distortionScale: 0.1595769121605731,
      },
    },
  ],
  ["LongestMaxSize", { "image.longestMaxSize": { interpolation: "bilinear", antialias: false, size: 20 } }],
  [
    "LongestMaxSize",
    {
      oneOf: [
        { "image.longestMaxSize": { interpolation: "bicubic", antialias: false, size: 20 } },
        { "image.longestMaxSize": { interpolation: "bicubic", antialias: false, size: 30 } },
      ],
    },
  ],
  ["LongestMaxSize", { "image.resizeToFit": { size: [20, 30], interpolation: "bilinear", antialias: false } }],
  ["SmallestMaxSize", { "image.smallestMaxSize": { interpolation: "area", antialias: false, size: 20 } }],
  ["Pad", { "image.pad": { padding: [1, 2, 3, 4], fill: 9 } }],
  [
    "PadIfNeeded",
    { "image.padIfNeeded": { minHeight: 20, minWidth: 30, position: "topLeft", border: "reflect", fill: 0 } },
  ],
  ["PadIfNeeded", { "image.padIfNeeded": { multipleOf: 32, position: "center", fill: 0 } }],
  ["RandomCrop", { "image.randomCrop": { size: [8, 9] } }],
  ["CropNonEmptyMaskIfExists", { "image.cropNonEmptyMaskIfExists": { size: [8, 9], ignoreValues: [2] } }],
  [
    "RandomSizedBBoxSafeCrop",
    {
      "image.randomSizedBBoxSafeCrop": { size: [8, 9], erosionRate: 0.2, interpolation: "bilinear", antialias: false },
    },
  ],
  ["ElasticTransform", { "image.elasticTransform": { alpha: 60, sigma: 4, interpolation: "bilinear", fill: 0 } }],
  [
    "GridDistortion",
    { "image.gridDistortion": { numSteps: 4, distortLimit: [-0.1, 0.2], interpolation: "bilinear", fill: 0 } },
  ],
  [
    "OpticalDistortion",
    { "image.opticalDistortion": { distortLimit: [-0.1, 0.2], mode: "fisheye", interpolation: "bilinear", fill: 0 } },
  ],
  [
    "RandomBrightnessContrast",
    {
      "image.randomBrightnessContrast": {
        p: 1,
        brightnessLimit: [-0.3, 0.3],
        contrastLimit: [-0.1, 0.2],
        brightnessByMax: false,
        ensureSafeRange: false,
      },
    },
  ],
  ["RandomGamma", { "image.randomGamma": { p: 1, gammaLimit: [0.6, 1.3] } }],
  ["CLAHE", { "image.randomClahe": { p: 1, clipLimit: [2, 5], tileGridSize: [4, 6] } }],
  ["ToGray", { "image.grayscale": { compat: "opencv" } }],
  ["ToGray", { "image.grayscale": { compat: "opencv", numOutputChannels: 1 } }],
  ["Equalize", { "image.equalize": { compat: "opencv" } }],
  ["ChannelShuffle", { "image.channelShuffle": { p: 1 } }],
  ["ChannelDropout", { "image.channelDropout": { p: 1, channelDropRange: [1, 2], fill: 7 } }],
  ["RGBShift", { "image.rgbShift": { p: 1, rShiftLimit: [-10, 10], gShiftLimit: [-5, 15], bShiftLimit: [-30, 30] } }],
  [
    "HueSaturationValue",
    { "image.hueSaturationValue": { p: 1, hueShiftLimit: [-10, 10], satShiftLimit: [-5, 15], valShiftLimit: [0, 0] } },
  ],
  ["ToSepia", { "image.toSepia": {} }],
  [
    "PlanckianJitter",
    { "image.planckianJitter": { p: 1, mode: "cied", samplingMethod: "gaussian", temperatureLimit: [4500, 9000] } },
  ],
  [
    "HEStain",
    {
      "image.stainJitter": {
        p: 1,
        stains: "highContrast",
        intensityScaleRange: [0.7, 1.3],
        intensityShiftRange: [-0.2, 0.2],
        augmentBackground: true,
      },
    },
  ],
  ["FancyPCA", { "image.fancyPca": { p: 1, alpha: 0.2 } }],
  ["RandomToneCurve", { "image.randomToneCurve": { p: 1, scale: 0.2, perChannel: true } }],
  ["GaussNoise", { "image.gaussianNoise": { mean: 0.1, sigma: [0.05, 0.1] } }],
  ["ISONoise", { "image.isoNoise": { p: 1, colorShift: [0.02, 0.04], intensity: [0.2, 0.3] } }],
  ["ShotNoise", { "image.shotNoise": { p: 1, scale: [0.05, 0.2] } }],
  ["SaltAndPepper", { "image.saltAndPepper": { p: 1, amount: [0.02, 0.03], saltVsPepper: [0.3, 0.5] } }],
  [
    "MultiplicativeNoise",
    { "image.multiplicativeNoise": { p: 1, multiplier: [0.8, 1.3], perChannel: true, elementwise: true } },
  ],
  ["Blur", { "image.randomBoxBlur": { p: 1, kernelSize: [3, 9] } }],
  ["MedianBlur", { "image.randomMedianBlur": { p: 1, kernelSize: [3, 5] } }],
  [
    "MotionBlur",
    { "image.randomMotionBlur": { p: 1, kernelSize: [5, 9], angle: [10, 20], direction: [0, 1], allowShifted: false } },
  ],
  ["Defocus", { "image.randomDefocus": { p: 1, radius: [2, 5], aliasBlur: [0.2, 0.4] } }],
  ["ZoomBlur", { "image.randomZoomBlur": { p: 1, maxFactor: [1.1, 1.2], stepFactor: [0.02, 0.02] } }],
  ["Sharpen", { "image.randomSharpen": { p: 1, alpha: [0.1, 0.3], lightness: [0.4, 0.9] } }],
  [
    "UnsharpMask",
    { "image.randomUnsharpMask": { p: 1, kernelSize: [5, 7], sigma: [0.5, 1], alpha: [0.1, 0.3], threshold: 4 } },
  ],
  ["Emboss", { "image.randomEmboss": { p: 1, alpha: [0.1, 0.3], strength: [0.1, 0.4] } }],
  ["RingingOvershoot", { "image.randomRingingOvershoot": { p: 1, kernelSize: [7, 9], cutoff: [1, 1.2] } }],
  ["ImageCompression", { "image.randomJpeg": { p: 1, quality: [40, 80] } }],
  ["Downscale", { "image.randomDownscale": { p: 1, scale: [0.4, 0.6], down: "area", up: "bilinear" } }],
  [
    "CoarseDropout",
    {
      "image.coarseDropout": {
        p: 1,
        numHolesRange: [2, 3],
        holeHeightRange: [0.1, 0.9999990463256836],
        holeWidthRange: [4, 8],
        fill: "randomUniform",
      },
    },
  ],
  [
    "GridDropout",
    { "image.gridDropout": { p: 1, ratio: 0.4, randomOffset: false, holesNumberXy: [3, 4], shiftXy: [1, 2], fill: 5 } },
  ],
  [
    "GridDropout",
    {
      "image.gridDropout": {
        p: 1,
        ratio: 0.5,
        randomOffset: true,
        unitSizeRange: [4, 8],
        shiftXy: [0, 0],
        fill: "random",
      },
    },
  ],
  ["PixelDropout", { "image.pixelDropout": { p: 1, dropoutProb: 0.1, perChannel: true, dropValue: "random" } }],
  ["MaskDropout", { "image.maskDropout": { p: 1, maxObjects: [1, 3], fill: 4, fillMask: 2 } }],
  ["RandomFog", { "image.randomFog": { p: 1, fogCoefRange: [0.1, 0.4] } }],
  [
    "RandomRain",
    {
      "image.randomRain": {
        p: 1,
        rainType: "heavy",
        slantRange: [-5, 15],
        dropColor: [1, 2, 3],
        brightnessCoefficient: 0.8,
        dropLength: 9,
      },
    },
  ],
  ["RandomSnow", { "image.randomSnow": { p: 1, snowPointRange: [0.2, 0.4] } }],
  [
    "RandomShadow",
    {
      "image.randomShadow": {
        p: 1,
        shadowRoi: [0, 0.2, 1, 0.9],
        numShadowsLimit: [2, 3],
        shadowDimension: 4,
        shadowIntensityRange: [0.5, 0.5],
      },
    },
  ],
  [
    "RandomSunFlare",
    {
      "image.randomSunFlare": {
        p: 1,
        flareRoi: [0, 0, 0.5, 0.5],
        srcColor: [255, 250, 240],
        numFlareCirclesRange: [1, 3],
      },
    },
  ],
  [
    "Spatter",
    {
      "image.randomSpatter": {
        p: 1,
        mode: "mud",
        mean: [0, 0.6],
        std: [0.2, 0.3],
        gaussSigma: [1, 3],
        cutoutThreshold: [0.5, 0.6],
        intensity: [0, 0.5],
        color: [1, 2, 3],
      },
    },
  ],
  ["RandomGravel", { "image.randomGravel": { p: 1, gravelRoi: [0, 0.2, 1, 0.9], numberOfPatches: 3 } }],
  ["Erasing", { "image.randomErasing": { p: 1, scale: [0.1, 0.2], ratio: [0.5, 2], value: 0 } }],
];

/** What is drawn otherwise here, whatever the options are. */
const neverAlike: Readonly<Record<string, readonly (string | undefined)[]>> = {
  Perspective: ["scale"],
  RandomFog: [undefined],
  RandomRain: [undefined],
  RandomSnow: [undefined],
  RandomShadow: [undefined],
  RandomSunFlare: [undefined, "src_radius"],
  Spatter: [undefined],
  RandomGravel: [undefined],
  Erasing: ["ratio"],
};

describe("every class that is translated", () => {
  const known = entriesOf("singles");

  test("the table has all of them, in the order of the file", () => {
    assert.deepEqual(
      known.map((entry) => entry.__class_fullname__),
      expected.map(([name]) => name),
    );
    const names = (entries: readonly Entry[]): string[] =>
      entries.flatMap((entry) => [entry.__class_fullname__, ...names((entry.transforms ?? []) as readonly Entry[])]);
    const read = new Set(names(["plain", "odd", "singles"].flatMap((name) => entriesOf(name as "plain"))));
    // Files of version 1 alone have the one, and images stay bytes with the other.
    const missing = Object.keys(translations).filter((name) => !read.has(name));
    assert.deepEqual(missing, ["ToFloat", "ShiftScaleRotate"]);
  });

  for (const [i, [name, step]] of expected.entries()) {
    test(`${i} ${name}: its options, and nothing passed over`, async () => {
      const { steps, transform, differences } = translated(known[i] as Entry);
      assert.deepEqual(steps, [step]);
      assert.deepEqual(
        differences.map(({ option }) => option),
        neverAlike[name] ?? [],
      );
      await augment(fullSample(), transform, { seed: 1 });
    });
  }

  test("the README counts them", () => {
    const text = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
    const [, count] = /a saved pipeline of (\d+) of Albumentations' transforms/.exec(text) ?? [];
    assert.equal(Number(count), Object.keys(translations).length);
  });

  test("what a file leaves out is what 2.0.8 does by default", () => {
    // What must be given, and what Albumentations derives from another option.
    const kept = ["__class_fullname__", "height", "width", "max_size", "max_size_hw", "temperature_limit"];
    const sizes = ["min_height", "min_width"];
    for (const entry of entriesOf("defaults")) {
      const rest = Object.fromEntries(Object.entries(entry).filter(([name]) => [...kept, ...sizes].includes(name)));
      const short = translated(rest as Entry).steps;
      assert.deepEqual(short, translated(entry).steps, entry.__class_fullname__);
    }
  });
});

describe("what differs of a class is reported by its option", () => {
  const options: readonly (readonly [name: string, options: readonly string[]])[] = [
    ["Perspective", ["scale", "keep_size", "fit_output"]],
    ["LongestMaxSize", ["area_for_downscale"]],
    ["PadIfNeeded", ["pad_width_divisor", "position"]],
    ["RandomCrop", ["pad_if_needed", "pad_position"]],
    ["CropNonEmptyMaskIfExists", ["ignore_channels"]],
    ["ElasticTransform", ["approximate", "same_dxdy", "noise_distribution"]],
    ["GridDistortion", ["normalized"]],
    ["ToGray", ["num_output_channels", "method"]],
    ["Equalize", ["mode", "by_channels"]],
    ["AutoContrast", ["method", "cutoff"]],
    ["HEStain", ["method"]],
    ["GaussNoise", ["mean_range", "per_channel", "noise_scale_factor"]],
    ["Sharpen", ["method"]],
    ["ImageCompression", ["compression_type"]],
    ["Downscale", ["interpolation_pair"]],
    ["CoarseDropout", ["fill"]],
    ["PixelDropout", ["mask_drop_value"]],
  ];
  for (const [i, [name, wanted]] of options.entries()) {
    test(name, () => {
      const entry = entriesOf("different")[i] as Entry;
      assert.equal(entry.__class_fullname__, name);
      assert.deepEqual(
        translated(entry).differences.map(({ option }) => option),
        wanted,
      );
    });
  }
});

const stepsOf = (name: string, options: object) => translated({ __class_fullname__: name, ...options }).steps;

test("masks are filled where holes are", () => {
  const [coarse] = stepsOf("CoarseDropout", { fill_mask: 3 });
  const [grid] = stepsOf("GridDropout", { fill_mask: 0 });
  assert.equal((coarse as { "image.coarseDropout": { fillMask: number } })["image.coarseDropout"].fillMask, 3);
  assert.equal((grid as { "image.gridDropout": { fillMask: number } })["image.gridDropout"].fillMask, 0);
  const { differences } = translated({ __class_fullname__: "GridDropout", fill_mask: [1, 2] });
  assert.deepEqual(
    differences.map(({ option }) => option),
    ["fill_mask"],
  );
});

describe("options of version 1", () => {
  test("one number for a range", () => {
    assert.deepEqual(stepsOf("CLAHE", { clip_limit: 3 }), [
      { "image.randomClahe": { p: 1, clipLimit: [1, 3], tileGridSize: [8, 8] } },
    ]);
    assert.deepEqual(stepsOf("Blur", { blur_limit: 6 }), [{ "image.randomBoxBlur": { p: 1, kernelSize: [3, 7] } }]);
  });

  test("variances of levels, and qualities by their ends", () => {
    assert.deepEqual(stepsOf("GaussNoise", { var_limit: [0, 51 ** 2] }), [
      { "image.gaussianNoise": { mean: 0, sigma: [0, 0.2] } },
    ]);
    assert.deepEqual(stepsOf("ImageCompression", { quality_lower: 30, quality_upper: 90 }), [
      { "image.randomJpeg": { p: 1, quality: [30, 90] } },
    ]);
  });

  test("what is neither true nor false is an error with its place", () => {
    assert.throws(
      () => stepsOf("RandomToneCurve", { per_channel: "yes" }),
      /transform \(RandomToneCurve\): per_channel must be true or false, got "yes"/,
    );
  });
});

import type { ExamplesOf } from "../helpers/example-types.ts";

/** Options for the contract tests of color transforms, several sets where they lead different ways. */
export const color = {
  adjustBrightness: [[1.4], [{ factor: 0.5 }]],
  adjustContrast: [[0.6], [{ factor: 1.8 }], [1.8, { compat: "pillow" }], [0.4, { compat: "opencv" }]],
  adjustGamma: [[1.8], [{ gamma: 0.6, gain: 1.1 }]],
  adjustHue: [[0.2], [{ factor: -0.5 }], [0.2, { compat: "pillow" }], [-0.1, { compat: "opencv" }]],
  adjustSaturation: [[0], [{ factor: 1.5 }], [1.5, { compat: "pillow" }], [0.3, { compat: "opencv" }]],
  adjustStain: [
    [{ scale: [1.3, 0.8] }],
    [
      {
        stains: [
          [0.6, 0.7, 0.3],
          [0.1, 0.9, 0.2],
        ],
        shift: [0.1, 0],
        augmentBackground: true,
      },
    ],
  ],
  adjustTemperature: [[3700], [{ kelvin: 9100, mode: "cied" }]],
  autocontrast: [[], [{ compat: "pillow" }]],
  channelDropout: [[{ p: 0.7, channelDropRange: [1, 2], fill: 9 }]],
  channelShuffle: [[{ p: 0.9 }]],
  clahe: [[{ clipLimit: 2, tileGridSize: [3, 2] }]],
  colorJitter: [
    [{ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }],
    [{ hue: [-0.3, 0.1] }],
    [{ contrast: 0.4, hue: 0.2, compat: "pillow" }],
  ],
  equalize: [[], [{ compat: "opencv" }]],
  fancyPca: [[{ p: 0.9, alpha: 0.7 }]],
  grayscale: [
    [],
    [{ compat: "pillow" }],
    [{ compat: "opencv" }],
    [{ numOutputChannels: 1 }],
    [{ numOutputChannels: 3 }],
  ],
  hueSaturationValue: [[{ p: 0.8, hueShiftLimit: 60, satShiftLimit: [10, 40], valShiftLimit: [0, 0] }]],
  moveToneCurve: [[{ low: 0.1, high: 0.9 }]],
  normalize: [[{ mean: 0.5, std: 0.25 }]],
  permuteChannels: [[[2, 0, 1]]],
  planckianJitter: [[{ mode: "cied", temperatureLimit: [5000, 9000], samplingMethod: "gaussian" }]],
  posterize: [[3], [{ bits: 8 }]],
  randomBrightnessContrast: [
    [{ p: 0.8, brightnessLimit: 0.4, contrastLimit: [-0.5, 0.1], brightnessByMax: false }],
    [{ p: 0.8, ensureSafeRange: true }],
  ],
  randomClahe: [[{ p: 0.9, clipLimit: [2, 9], tileGridSize: [5, 4] }]],
  randomEqualize: [[{ p: 0.6 }]],
  randomGamma: [[{ p: 0.9, gammaLimit: [0.4, 2] }]],
  randomPosterize: [[2], [4, { p: 0.6 }]],
  randomSolarize: [[128], [0, { p: 0.6 }]],
  randomToneCurve: [[{ p: 0.9, scale: 0.3, perChannel: true }]],
  rgbShift: [[{ p: 0.8, rShiftLimit: 50, gShiftLimit: [-10, 30], bShiftLimit: 0 }]],
  shiftHsv: [[{ hue: 30, saturation: -20 }], [{ value: 15 }]],
  shiftRgb: [[{ red: 20, blue: -30 }]],
  solarize: [[128], [{ threshold: 0 }]],
  stainJitter: [[{ p: 0.9, stains: "dark", intensityScaleRange: [0.5, 0.6], augmentBackground: true }]],
} satisfies ExamplesOf;

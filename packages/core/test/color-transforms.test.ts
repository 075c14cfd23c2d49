import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { augment, type ImageEffect, type LeafTransform, type Outline, type Pixels, type Step } from "@millrace/core";
import {
  adjustGamma,
  adjustStain,
  adjustTemperature,
  channelDropout,
  channelShuffle,
  clahe,
  compose,
  fancyPca,
  grayscale,
  hueSaturationValue,
  moveToneCurve,
  permuteChannels,
  planckianJitter,
  posterize,
  randomBrightnessContrast,
  randomClahe,
  randomGamma,
  randomGrayscale,
  randomSepia,
  randomToneCurve,
  rgbShift,
  shiftHsv,
  shiftRgb,
  solarize,
  stainJitter,
  toSepia,
} from "@millrace/core/image";
import { imageEngine } from "../src/image/engine/effects.ts";
import { atIntensity } from "../src/intensity.ts";
import { bandsOutline, drawMany } from "./helpers/draws.ts";
import { fingerprint, noise } from "./helpers/samples.ts";
import { mean } from "./helpers/statistics.ts";

describe("a random form does what its fixed one does", () => {
  const pairs: [LeafTransform, (draw: never) => Step][] = [
    [randomGamma({ p: 1 }), ({ gamma }: { gamma: number }) => adjustGamma(gamma)],
    [randomClahe({ p: 1 }), ({ clipLimit }: { clipLimit: number }) => clahe({ clipLimit })],
    [rgbShift({ p: 1 }), (draw: { red: number; green: number; blue: number }) => shiftRgb(draw)],
    [hueSaturationValue({ p: 1 }), (draw: { hue: number; saturation: number; value: number }) => shiftHsv(draw)],
    [
      planckianJitter({ p: 1, mode: "cied" }),
      ({ kelvin }: { kelvin: number }) => adjustTemperature(kelvin, { mode: "cied" }),
    ],
    [channelShuffle({ p: 1 }), ({ order }: { order: number[] }) => permuteChannels(order)],
    [
      randomToneCurve({ p: 1 }),
      ({ low, high }: { low: [number]; high: [number] }) => moveToneCurve({ low: low[0], high: high[0] }),
    ],
    [
      stainJitter({ p: 1 }),
      ({ preset, ...rest }: { preset: "dark"; scale: [number, number]; shift: [number, number] }) =>
        adjustStain({ stains: preset, ...rest }),
    ],
    [randomGrayscale({ p: 1 }), () => grayscale()],
    [randomSepia({ p: 1 }), () => toSepia()],
  ];
  for (const [random, fixed] of pairs) {
    test(random.name, async () => {
      const image = noise(23, 17);
      for (const index of [0, 1]) {
        const { sample, draws } = await augment({ image }, random, { seed: 3, index });
        const expected = await augment({ image }, fixed(draws as never), { seed: 1 });
        assert.equal(fingerprint(sample), fingerprint(expected.sample));
        assert.notEqual(fingerprint(sample.image), fingerprint(image));
      }
    });
  }
});

describe("which images color transforms take is known before anything is decoded", () => {
  const foretell = (transform: LeafTransform, outline: Outline) => {
    for (const draw of drawMany(transform, 12, outline)) {
      for (const effect of [transform.effect?.(draw as never) ?? []].flat()) {
        imageEngine.foretell(outline, effect as ImageEffect, transform.name, { maxPixels: 1e9 });
      }
    }
  };
  const tables = [
    adjustGamma(2),
    posterize(3),
    solarize(90),
    randomBrightnessContrast({ p: 1 }),
    channelDropout({ p: 1 }),
    channelShuffle({ p: 1 }),
    randomToneCurve({ p: 1 }),
  ];
  const mixing = [grayscale(), toSepia(), shiftHsv({ hue: 9 }), hueSaturationValue({ p: 1 })];

  test("tables and orders take bands and 16 bits", () => {
    for (const transform of tables)
      for (const channels of [3, 4, 7]) foretell(transform, bandsOutline(channels, "uint16"));
    for (const transform of tables) foretell(transform, bandsOutline(200));
  });

  test("what mixes three channels takes bytes of up to 4 channels", () => {
    for (const transform of mixing) {
      for (const channels of [1, 2, 3, 4]) foretell(transform, bandsOutline(channels));
      assert.throws(
        () => foretell(transform, bandsOutline(5)),
        /it takes images of 1, 2, 3 or 4 channels, and .* 5 channels/,
      );
      assert.throws(
        () => foretell(transform, bandsOutline(3, "uint16")),
        /it takes uint8 images, and the field "image" holds uint16/,
      );
    }
  });

  test("what is said for red, green and blue takes 3 channels, or 4", () => {
    for (const transform of [rgbShift({ p: 1 }), planckianJitter({ p: 1 }), permuteChannels([1, 0, 2])]) {
      for (const channels of [3, 4]) foretell(transform, bandsOutline(channels, "uint16"));
      for (const channels of [1, 5]) {
        assert.throws(() => foretell(transform, bandsOutline(channels)), /it takes images of 3 or 4 channels/);
      }
    }
    foretell(permuteChannels([4, 3, 2, 1, 0]), bandsOutline(5));
    assert.throws(() => permuteChannels([0, 1, 2, 3]), /permutation must be each number from 0 once/);
    assert.throws(() => permuteChannels([0, 2, 2]), /permutation/);
  });

  test("floats are refused, with what to do", () => {
    for (const transform of [...tables, ...mixing, clahe(), stainJitter({ p: 1 }), fancyPca({ p: 1 })]) {
      assert.throws(() => foretell(transform, bandsOutline(3, "float32")), /put \w+ before normalize and toFloat/);
    }
  });
});

describe("grey and alpha", () => {
  test("what mixes colors leaves grey as it is", async () => {
    for (const channels of [1, 2]) {
      const image = noise(9, 7, channels);
      for (const step of [grayscale(), toSepia(), shiftHsv({ hue: 50, saturation: 90 })]) {
        assert.equal(fingerprint((await augment({ image }, step, { seed: 1 })).sample.image), fingerprint(image));
      }
    }
  });

  test("color with alpha is as color without", async () => {
    const steps = [
      toSepia(),
      clahe({ tileGridSize: [2, 3] }),
      adjustStain({ scale: [1.2, 0.7] }),
      shiftHsv({ hue: 40 }),
      permuteChannels([2, 0, 1]),
      grayscale(),
      adjustTemperature(4000),
    ];
    const image = noise(13, 11, 4);
    const opaque = { ...image, channels: 3, data: image.data.filter((_, at) => at % 4 < 3) };
    for (const step of steps) {
      const { data } = (await augment({ image }, step, { seed: 1 })).sample.image as Pixels;
      const { sample } = await augment({ image: opaque }, step, { seed: 1 });
      assert.deepEqual(
        data.filter((_: number, at: number) => at % 4 < 3),
        (sample.image as Pixels).data,
      );
      assert.deepEqual(
        data.filter((_: number, at: number) => at % 4 === 3),
        image.data.filter((_, at) => at % 4 === 3),
      );
    }
  });

  test("fancyPca of bands keeps the mean, and one pixel stays", async () => {
    const image = noise(20, 20, 4, 5);
    const { sample } = await augment({ image }, fancyPca({ p: 1, alpha: 1 }), { seed: 2 });
    const { data } = sample.image as Pixels;
    for (const channel of [0, 1, 2]) {
      const means = [image.data, data].map((levels) => mean([...levels].filter((_, at) => at % 4 === channel)));
      assert.ok(Math.abs((means[0] as number) - (means[1] as number)) < 3, `${means}`);
    }
    const dot = noise(1, 1);
    const { sample: same } = await augment({ image: dot }, fancyPca({ p: 1, alpha: 5 }), { seed: 2 });
    assert.equal(fingerprint(same.image), fingerprint(dot));
  });
});

test("a higher intensity never changes a picture less, on the mean", async () => {
  const transforms = [
    randomGamma(),
    randomBrightnessContrast(),
    randomBrightnessContrast({ brightnessByMax: false, ensureSafeRange: true }),
    rgbShift(),
    hueSaturationValue(),
    planckianJitter(),
    channelShuffle(),
    channelDropout(),
    randomToneCurve(),
    randomClahe(),
    stainJitter(),
    fancyPca(),
    randomGrayscale(),
    randomSepia(),
  ];
  const levels = (x: number, y: number) => [40 + 6 * x, 200 - 5 * y, 90 + 3 * x + 2 * y];
  const data = Array.from({ length: 24 * 24 }, (_, at) => levels(at % 24, Math.floor(at / 24))).flat();
  const image = { ...noise(24, 24), data: Uint8Array.from(data) };
  for (const transform of transforms) {
    let before = -1;
    for (const intensity of [0, 0.25, 0.5, 0.75, 1]) {
      let change = 0;
      for (let index = 0; index < 60; index++) {
        const { sample } = await augment({ image }, atIntensity(transform, intensity), { seed: 1, index });
        const after = (sample.image as Pixels).data;
        for (let at = 0; at < data.length; at++) change += Math.abs((after[at] as number) - (data[at] as number));
      }
      assert.ok(change >= before, `${transform.name} at ${intensity}: ${change}, before ${before}`);
      if (intensity === 0) assert.equal(change, 0, transform.name);
      before = change;
    }
    assert.ok(before > 0, transform.name);
  }
});

test("several color steps in a row have the bytes of one after another", async () => {
  const image = noise(31, 19);
  const steps = [
    adjustGamma(1.3),
    permuteChannels([2, 1, 0]),
    shiftRgb({ red: 30, blue: -20 }),
    toSepia(),
    shiftHsv({ hue: 17, saturation: 30 }),
    grayscale(),
  ];
  let expected: Pixels = image;
  for (const step of steps) expected = (await augment({ image: expected }, step, { seed: 1 })).sample.image as Pixels;
  const { sample } = await augment({ image }, compose(steps), { seed: 1 });
  assert.equal(fingerprint(sample.image), fingerprint(expected));
});

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
import { drawMany } from "./helpers/draws.ts";
import { fingerprint, noise } from "./helpers/samples.ts";
import { chiSquaredDeviation, kolmogorovSmirnov, mean, tally, variance } from "./helpers/statistics.ts";

function even(values: readonly number[], low: number, high: number): void {
  assert.ok(
    values.every((value) => value >= low && value <= high),
    `${low} to ${high}`,
  );
  assert.ok(
    kolmogorovSmirnov([...values], (value) => (value - low) / (high - low)) < 1.95,
    `even from ${low} to ${high}`,
  );
}

/** What is not null of many draws, which come as often as p says. */
function drawn<Draw>(transform: Step, p: number, outline?: Outline): Draw[] {
  const all = drawMany<Draw | null>(transform as LeafTransform, 4000, outline);
  const some = all.filter((draw) => draw !== null);
  const share = some.length / all.length;
  assert.ok(Math.abs(share - p) <= 4 * Math.sqrt((p * (1 - p)) / 4000), `p ${p}: ${share}`);
  return some;
}

function outlineOf(channels: number, type = "uint8"): Outline {
  return { fields: { image: { kind: "image", width: 8, height: 8, channels, type: type as "uint8" } }, others: {} };
}

describe("random color transforms draw what they say", () => {
  test("randomGamma, randomClahe, randomBrightnessContrast: evenly from their limits", () => {
    even(
      drawn<{ gamma: number }>(randomGamma({ gammaLimit: [0.5, 3] }), 0.5).map(({ gamma }) => gamma),
      0.5,
      3,
    );
    even(
      drawn<{ clipLimit: number }>(randomClahe({ p: 0.3, clipLimit: [2, 7] }), 0.3).map(({ clipLimit }) => clipLimit),
      2,
      7,
    );
    const both = drawn<{ factor: number; share: number }>(
      randomBrightnessContrast({ p: 0.7, brightnessLimit: [-0.1, 0.4], contrastLimit: 0.3 }),
      0.7,
    );
    even(
      both.map(({ factor }) => factor),
      0.7,
      1.3,
    );
    even(
      both.map(({ share }) => share),
      -0.1,
      0.4,
    );
    const below = both.filter(({ factor }) => factor < 1);
    even(
      below.map(({ share }) => share),
      -0.1,
      0.4,
    );
  });

  test("rgbShift and hueSaturationValue: each limit for itself", () => {
    const shifts = drawn<{ red: number; green: number; blue: number }>(
      rgbShift({ rShiftLimit: 50, gShiftLimit: [0, 5], bShiftLimit: [-9, -3] }),
      0.5,
    );
    even(
      shifts.map(({ red }) => red),
      -50,
      50,
    );
    even(
      shifts.map(({ green }) => green),
      0,
      5,
    );
    even(
      shifts.map(({ blue }) => blue),
      -9,
      -3,
    );
    const hsv = drawn<{ hue: number; saturation: number; value: number }>(
      hueSaturationValue({ hueShiftLimit: 90, satShiftLimit: [3, 7], valShiftLimit: 1 }),
      0.5,
    );
    even(
      hsv.map(({ hue }) => hue),
      -90,
      90,
    );
    even(
      hsv.map(({ saturation }) => saturation),
      3,
      7,
    );
    even(
      hsv.map(({ value }) => value),
      -1,
      1,
    );
  });

  test("planckianJitter: 4 of 10 warmer than 6000 kelvin, evenly or normally on either side", () => {
    const all = drawn<{ kelvin: number }>(planckianJitter({ temperatureLimit: [3500, 9000] }), 0.5).map(
      ({ kelvin }) => kelvin,
    );
    assert.ok(all.every(Number.isInteger));
    const warm = all.filter((kelvin) => kelvin < 6000);
    assert.ok(Math.abs(warm.length / all.length - 0.4) < 0.045, `${warm.length / all.length}`);
    even(
      warm.map((kelvin) => kelvin + 0.5),
      3500,
      6000,
    );
    even(
      all.filter((kelvin) => kelvin >= 6000).map((kelvin) => kelvin + 0.5),
      6000,
      9000,
    );
    const normal = drawn<{ kelvin: number }>(
      planckianJitter({ p: 1, mode: "cied", samplingMethod: "gaussian" }),
      1,
    ).map(({ kelvin }) => kelvin - 6000);
    assert.ok(normal.every((way) => way >= -2000 && way <= 9000));
    // The variance of a half of a normal distribution about its end is that of the whole.
    const part = (ways: readonly number[]) => Math.sqrt(mean(ways.map((way) => way * way)));
    assert.ok(Math.abs(part(normal.filter((way) => way < 0)) / (2000 / 3) - 1) < 0.06);
    assert.ok(Math.abs(part(normal.filter((way) => way >= 0)) / 3000 - 1) < 0.06);
  });

  test("channelShuffle: every order as often, of as many channels as there are", () => {
    const orders = tally(drawn<{ order: number[] }>(channelShuffle(), 0.5).map(({ order }) => order.join("")));
    assert.deepEqual([...orders.keys()].sort(), ["012", "021", "102", "120", "201", "210"]);
    assert.ok(chiSquaredDeviation([...orders.values()]) < 4);
    const lengths = (channels: number) =>
      new Set(
        drawn<{ order: number[] }>(channelShuffle({ p: 1 }), 1, outlineOf(channels)).map(({ order }) => order.length),
      );
    assert.deepEqual(
      [1, 2, 3, 4, 6].map((channels) => [...lengths(channels)]),
      [[1], [1], [3], [3], [6]],
    );
  });

  test("channelDropout: so many channels as the range says, each as often", () => {
    const dropped = drawn<{ channels: number[] }>(channelDropout({ channelDropRange: [1, 2] }), 0.5);
    const counts = tally(dropped.map(({ channels }) => String(channels.length)));
    assert.deepEqual([...counts.keys()].sort(), ["1", "2"]);
    assert.ok(chiSquaredDeviation([...counts.values()]) < 4);
    const which = tally(dropped.flatMap(({ channels }) => channels.map(String)));
    assert.deepEqual([...which.keys()].sort(), ["0", "1", "2"]);
    assert.ok(chiSquaredDeviation([...which.values()]) < 4);
    assert.ok(dropped.every(({ channels }) => new Set(channels).size === channels.length));
    const draw = (channels: number, most: number) =>
      drawMany(channelDropout({ channelDropRange: [1, most] }), 1, outlineOf(channels));
    assert.throws(
      () => draw(4, 3),
      /it may drop 3, and the field "image" has 4 channels, 3 of color; one must be left/,
    );
    assert.throws(() => draw(1, 1), /has 1 channel, 1 of color/);
    draw(8, 7);
  });

  test("randomToneCurve and fancyPca: normally about their means, for one or each channel", () => {
    const curves = drawn<{ low: number[]; high: number[] }>(randomToneCurve({ p: 1, scale: 0.05 }), 1);
    for (const [name, middle] of [
      ["low", 0.25],
      ["high", 0.75],
    ] as const) {
      const heights = curves.map((curve) => curve[name][0] as number);
      assert.ok(Math.abs(mean(heights) - middle) < 0.004, `${mean(heights)}`);
      assert.ok(Math.abs(Math.sqrt(variance(heights)) / 0.05 - 1) < 0.05);
    }
    const [one] = drawMany<{ low: number[] }>(randomToneCurve({ p: 1, perChannel: true, scale: 1 }), 1);
    assert.equal(new Set(one?.low).size >= 2 && one?.low.length === 3, true);
    const alphas = drawn<{ alphas: number[] }>(fancyPca({ p: 1, alpha: 0.3 }), 1).flatMap((draw) => draw.alphas);
    assert.equal(alphas.length, 12000);
    assert.ok(Math.abs(mean(alphas)) < 0.012 && Math.abs(Math.sqrt(variance(alphas)) / 0.3 - 1) < 0.04);
  });

  test("stainJitter: eight presets as often, or the stains that were given", () => {
    type Drawn = { preset: string | null; scale: [number, number]; shift: [number, number] };
    const all = drawn<Drawn>(stainJitter(), 0.5);
    const presets = tally(all.map(({ preset }) => String(preset)));
    assert.equal(presets.size, 8);
    assert.ok(chiSquaredDeviation([...presets.values()]) < 4);
    for (const stain of [0, 1] as const) {
      even(
        all.map(({ scale }) => scale[stain]),
        0.7,
        1.3,
      );
      even(
        all.map(({ shift }) => shift[stain]),
        -0.2,
        0.2,
      );
    }
    assert.deepEqual(
      new Set(drawn<Drawn>(stainJitter({ stains: "dark" }), 0.5).map(({ preset }) => preset)),
      new Set([null]),
    );
    assert.throws(
      () =>
        stainJitter({
          stains: [
            [0.5, 0.5, 0.5],
            [1, 1, 1],
          ],
        }),
      /stainJitter: stains/,
    );
  });

  test("randomGrayscale as often as torchvision's by default, randomSepia every other time", () => {
    for (const [transform, p] of [
      [randomGrayscale(), 0.1],
      [randomSepia(), 0.5],
    ] as const) {
      const share = mean(drawMany<{ apply: boolean }>(transform, 4000).map(({ apply }) => Number(apply)));
      assert.ok(Math.abs(share - p) <= 4 * Math.sqrt((p * (1 - p)) / 4000), `${transform.name} ${share}`);
    }
  });
});

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
      for (const channels of [3, 4, 7]) foretell(transform, outlineOf(channels, "uint16"));
    for (const transform of tables) foretell(transform, outlineOf(200));
  });

  test("what mixes three channels takes bytes of up to 4 channels", () => {
    for (const transform of mixing) {
      for (const channels of [1, 2, 3, 4]) foretell(transform, outlineOf(channels));
      assert.throws(
        () => foretell(transform, outlineOf(5)),
        /it takes images of 1, 2, 3 or 4 channels, and .* 5 channels/,
      );
      assert.throws(
        () => foretell(transform, outlineOf(3, "uint16")),
        /it takes uint8 images, and the field "image" holds uint16/,
      );
    }
  });

  test("what is said for red, green and blue takes 3 channels, or 4", () => {
    for (const transform of [rgbShift({ p: 1 }), planckianJitter({ p: 1 }), permuteChannels([1, 0, 2])]) {
      for (const channels of [3, 4]) foretell(transform, outlineOf(channels, "uint16"));
      for (const channels of [1, 5]) {
        assert.throws(() => foretell(transform, outlineOf(channels)), /it takes images of 3 or 4 channels/);
      }
    }
    foretell(permuteChannels([4, 3, 2, 1, 0]), outlineOf(5));
    assert.throws(() => permuteChannels([0, 1, 2, 3]), /permutation must be each number from 0 once/);
    assert.throws(() => permuteChannels([0, 2, 2]), /permutation/);
  });

  test("floats are refused, with what to do", () => {
    for (const transform of [...tables, ...mixing, clahe(), stainJitter({ p: 1 }), fancyPca({ p: 1 })]) {
      assert.throws(() => foretell(transform, outlineOf(3, "float32")), /put \w+ before normalize and toFloat/);
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

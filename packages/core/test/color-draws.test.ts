import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LeafTransform, Outline, Step } from "@millrace/core";
import {
  channelDropout,
  channelShuffle,
  fancyPca,
  hueSaturationValue,
  planckianJitter,
  randomBrightnessContrast,
  randomClahe,
  randomGamma,
  randomGrayscale,
  randomSepia,
  randomToneCurve,
  rgbShift,
  stainJitter,
} from "@millrace/core/image";
import { bandsOutline, drawMany } from "./helpers/draws.ts";
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
        drawn<{ order: number[] }>(channelShuffle({ p: 1 }), 1, bandsOutline(channels)).map(
          ({ order }) => order.length,
        ),
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
      drawMany(channelDropout({ channelDropRange: [1, most] }), 1, bandsOutline(channels));
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

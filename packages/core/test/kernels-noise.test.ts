import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { kernels } from "../src/kernels/module.ts";
import { pixelKernels } from "../src/kernels/pixel/module.ts";
import {
  addGaussianNoise,
  addSensorNoise,
  countPhotons,
  multiplyByNoise,
  type NoiseField,
  scatterValues,
} from "../src/kernels/pixel/noise.ts";
import type { ElementType, Raster } from "../src/kernels/raster.ts";
import { type Case, goldenSet, type Stored } from "./helpers/golden.ts";
import { chiSquaredDeviation, kolmogorovSmirnov, mean, variance } from "./helpers/statistics.ts";
import { download, testMemory, uploadAs } from "./kernels-support.ts";

const set = goldenSet<Record<string, number | boolean>>("pixel");

function loaded(memory: ReturnType<typeof testMemory>, stored: Stored): Raster {
  return uploadAs(memory, stored, stored.type as ElementType, set.bytes(stored));
}

/** The largest difference from a stored result, when the numbers of a stored field take the place of noise. */
function difference(
  one: Case<Record<string, number | boolean>>,
  fieldName: string,
  run: (memory: ReturnType<typeof testMemory>, raster: Raster, field: NoiseField) => Raster,
): number {
  const memory = testMemory();
  const image = set.inputs[one.image] as Stored;
  const raster = loaded(memory, image);
  const stored = set.inputs[fieldName] as Stored;
  const numbers = set.values(stored) as Float32Array;
  // A smaller picture has the upper left part of the field.
  const width = image.width * stored.channels;
  const part = Float32Array.from({ length: width * image.height }, (_, at) => {
    return numbers[Math.floor(at / width) * stored.width * stored.channels + (at % width)] as number;
  });
  const field = memory.allocate(part.byteLength);
  memory.floatsAt(field, part.length).set(part);
  const got = download(memory, run(memory, raster, { field }));
  const want = set.bytes(one.result);
  assert.equal(got.length, want.length);
  if (image.type === "float32") {
    const [a, b] = [new Float32Array(Uint8Array.from(got).buffer), new Float32Array(Uint8Array.from(want).buffer)];
    return Math.max(...a.map((value, at) => Math.abs(value - (b[at] as number))));
  }
  return Math.max(...got.map((value, at) => Math.abs(value - (want[at] as number))));
}

function ofKind(kind: string) {
  const cases = set.cases.filter((one) => one.kind === kind);
  assert.ok(cases.length > 0, `no cases of ${kind}`);
  return cases;
}

describe("stored results", () => {
  for (const one of ofKind("gaussianNoise")) {
    test(`torchvision's Gaussian noise ${one.image} ${JSON.stringify(one.parameters)}`, () => {
      const options = one.parameters as unknown as { mean: number; sigma: number; clip: boolean };
      const worst = difference(one, "normal", (memory, raster, field) =>
        addGaussianNoise(memory, raster, options, field),
      );
      assert.ok(worst <= (one.image === "floats" ? 1e-6 : 0), `worst ${worst}`);
    });
  }

  for (const one of ofKind("multiplicativeNoise")) {
    test(`Albumentations' multiplication ${JSON.stringify(one.parameters)}`, () => {
      const options = one.parameters as unknown as { low: number; high: number; shared: boolean };
      const worst = difference(one, "even", (memory, raster, field) => multiplyByNoise(memory, raster, options, field));
      assert.equal(worst, 0);
    });
  }

  for (const one of ofKind("isoNoise")) {
    test(`OpenCV's hues and lightness ${JSON.stringify(one.parameters)}`, () => {
      const options = one.parameters as unknown as { shift: number; intensity: number };
      const worst = difference(one, "grains", (memory, raster, field) =>
        addSensorNoise(memory, raster, options, field),
      );
      assert.ok(worst <= 1, `worst ${worst}`);
    });
  }

  test("the deviation of the lightness", () => {
    const [one] = ofKind("lightness");
    const memory = testMemory();
    const { pointer, width, height, channels } = loaded(memory, set.inputs.color as Stored);
    const got = pixelKernels(memory).lightnessDeviation(pointer, width * height, channels);
    assert.ok(Math.abs(got - Number(one?.parameters.deviation)) < 1e-6);
  });
});

/** A picture of one value, changed; its elements as numbers. */
function changed(
  type: ElementType,
  [width, height, channels]: readonly [number, number, number],
  value: number,
  run: (memory: ReturnType<typeof testMemory>, raster: Raster) => unknown,
): number[] {
  const memory = testMemory();
  const arrays = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array };
  const data = new arrays[type](width * height * channels).fill(value);
  const raster = uploadAs(memory, { width, height, channels }, type, new Uint8Array(data.buffer));
  const end = memory.mark();
  run(memory, raster);
  assert.equal(memory.mark(), end, "nothing stays on the arena");
  const got = download(memory, raster);
  return [...new arrays[type](Uint8Array.from(got).buffer)];
}

const types = ["uint8", "uint16", "float32"] as const;
const full = { uint8: 255, uint16: 65535, float32: 1 };

/** The distribution of standard normal numbers, by a series (Abramowitz and Stegun 26.2.17). */
function normalDistribution(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}

describe("numbers of a seed", () => {
  test("Gaussian noise is normal, of its mean and deviation, for every type", () => {
    const options = { mean: 0.1, sigma: 0.05, clip: true };
    for (const type of types) {
      const middle = type === "float32" ? 0.5 : Math.floor(full[type] / 2);
      const got = changed(type, [101, 37, 3], middle, (memory, raster) =>
        addGaussianNoise(memory, raster, options, [3, 4]),
      );
      const noise = got.map((value) => (value - middle) / full[type]);
      // What is cut to whole levels is half a level less.
      assert.ok(
        Math.abs(mean(noise) - 0.1 + (type === "uint8" ? 0.5 / 255 : 0)) < 0.002,
        `${type}: mean ${mean(noise)}`,
      );
      assert.ok(Math.abs(Math.sqrt(variance(noise)) - 0.05) < 0.001, `${type}: ${Math.sqrt(variance(noise))}`);
      if (type !== "uint8") {
        assert.ok(kolmogorovSmirnov(noise, (x) => normalDistribution((x - 0.1) / 0.05)) < 1.95);
      }
    }
  });

  test("sums stay within the type; floats need not", () => {
    const options = { mean: 0, sigma: 3, clip: true };
    const run = (clip: boolean) => (memory: ReturnType<typeof testMemory>, raster: Raster) =>
      addGaussianNoise(memory, raster, { ...options, clip }, [1, 2]);
    for (const type of types) {
      const got = changed(type, [16, 16, 1], full[type] / 2, run(true));
      assert.deepEqual([Math.min(...got), Math.max(...got)], [0, full[type]]);
    }
    const free = changed("float32", [16, 16, 1], 0.5, run(false));
    assert.ok(Math.min(...free) < -3 && Math.max(...free) > 3);
  });

  test("an element's number depends on the seed and its place; nothing behind the last is written", () => {
    for (const type of types) {
      for (const count of [1, 5, 15, 16, 17, 31, 40]) {
        const run = (seed: [number, number]) => (memory: ReturnType<typeof testMemory>, raster: Raster) => {
          const bytes = raster.width * { uint8: 1, uint16: 2, float32: 4 }[type];
          const behind = memory.bytesAt(raster.pointer + bytes, 64).slice();
          addGaussianNoise(memory, raster, { mean: 0, sigma: 0.2, clip: true }, seed);
          assert.deepEqual(memory.bytesAt(raster.pointer + bytes, 64), behind);
        };
        const got = changed(type, [count, 1, 1], full[type] / 2, run([5, 6]));
        assert.deepEqual(got, changed(type, [100, 1, 1], full[type] / 2, run([5, 6])).slice(0, count));
        if (count > 4) assert.notDeepEqual(got, changed(type, [count, 1, 1], full[type] / 2, run([6, 5])));
      }
    }
  });

  test("numbers are the words of Philox, counted by the places of the elements", () => {
    const memory = testMemory();
    const words = memory.allocate(64);
    const want: number[] = [];
    for (let first = 0; first < 80; first += 16) {
      kernels(memory).philox(first >> 2, 0, 0, 0, 7, 8, words);
      want.push(...[...new Uint32Array(memory.memory.buffer, words, 16)].map((word) => (word >>> 8) / 2 ** 24));
    }
    const factors = { low: 0, high: 1, shared: false };
    const got = changed("float32", [80, 1, 1], 1, (arena, raster) => multiplyByNoise(arena, raster, factors, [7, 8]));
    assert.deepEqual(got, want);
  });

  test("factors are even, for each element or each pixel", () => {
    for (const type of types) {
      for (const shared of [false, true]) {
        const base = type === "float32" ? 0.25 : Math.floor(full[type] / 4);
        const got = changed(type, [60, 50, 3], base, (memory, raster) =>
          multiplyByNoise(memory, raster, { low: 0.5, high: 1.5, shared }, [8, 9]),
        );
        const factors = got.map((value) => (value + (type === "float32" ? 0 : 0.5)) / base);
        const chosen = shared ? factors.filter((_, at) => at % 3 === 0) : factors;
        assert.ok(Math.abs(mean(chosen) - 1) < 4 / Math.sqrt(12 * chosen.length), `${type}: ${mean(chosen)}`);
        if (type !== "uint8") assert.ok(kolmogorovSmirnov(chosen, (x) => x - 0.5) < 1.95);
        const apart = got.filter((value, at) => at % 3 !== 0 && value !== got[at - 1]).length;
        if (shared) assert.equal(apart, 0);
        else assert.ok(apart > got.length / 2);
      }
    }
  });

  test("alpha has no noise", () => {
    const runs: Readonly<Record<string, (memory: ReturnType<typeof testMemory>, raster: Raster) => unknown>> = {
      gaussian: (memory, raster) => addGaussianNoise(memory, raster, { mean: 0, sigma: 0.3, clip: true }, [1, 2]),
      elements: (memory, raster) => multiplyByNoise(memory, raster, { low: 0, high: 1, shared: false }, [1, 2]),
      pixels: (memory, raster) => multiplyByNoise(memory, raster, { low: 0, high: 1, shared: true }, [1, 2]),
      scatter: (memory, raster) =>
        scatterValues(memory, raster, { shares: [0.5, 0.5], first: [1], second: [2], perChannel: true }, [1, 2]),
      photons: (memory, raster) =>
        countPhotons(memory, raster, { rate: (level) => level, level: (count) => count, last: 255 }, [1, 2]),
    };
    for (const channels of [2, 4]) {
      for (const [name, run] of Object.entries(runs)) {
        const got = changed("uint8", [33, 7, channels], 90, run);
        const alpha = got.filter((_, at) => at % channels === channels - 1);
        assert.deepEqual(new Set(alpha), new Set([90]), `${name}, ${channels} channels`);
        assert.ok(new Set(got).size > 1);
      }
    }
  });

  test("photons are Poisson numbers, of small means and of large ones", () => {
    for (const rate of [0.3, 4, 40, 90]) {
      const got = changed("uint8", [120, 100, 1], 100, (memory, raster) =>
        countPhotons(memory, raster, { rate: () => rate, level: (count) => count, last: 255 }, [3, 1]),
      );
      const n = got.length;
      assert.ok(Math.abs(mean(got) - rate) < 4 * Math.sqrt(rate / n), `${rate}: mean ${mean(got)}`);
      assert.ok(
        Math.abs(variance(got) / rate - 1) < 4 * Math.sqrt(2.5 / n) + 1 / (rate * n),
        `${rate}: ${variance(got)}`,
      );
      // Counts of each number, those of the tails together.
      let probability = Math.exp(-rate);
      let below = 0;
      const [counts, weights]: [number[], number[]] = [[0], [0]];
      for (let k = 0; below < 1 - 20 / n; k++) {
        if (probability * n < 8) {
          counts[0] = (counts[0] as number) + got.filter((value) => value === k).length;
          weights[0] = (weights[0] as number) + probability;
        } else {
          counts.push(got.filter((value) => value === k).length);
          weights.push(probability);
        }
        below += probability;
        probability *= rate / (k + 1);
      }
      counts[0] = n - counts.slice(1).reduce((sum, count) => sum + count, 0);
      weights[0] = 1 - weights.slice(1).reduce((sum, weight) => sum + weight, 0);
      assert.ok(chiSquaredDeviation(counts, weights) < 4, `${rate}: ${chiSquaredDeviation(counts, weights)}`);
    }
  });

  test("as many pixels as said take other values, all places alike", () => {
    const options = { shares: [0.1, 0.05], first: [250], second: [3], perChannel: false } as const;
    const got = changed("uint8", [160, 120, 3], 90, (memory, raster) => scatterValues(memory, raster, options, [2, 7]));
    const pixels = got.filter((_, at) => at % 3 === 0);
    assert.ok(pixels.every((value, at) => got[3 * at + 1] === value && got[3 * at + 2] === value));
    const share = (value: number) => pixels.filter((one) => one === value).length / pixels.length;
    const near = (found: number, p: number) => Math.abs(found - p) < 4 * Math.sqrt((p * (1 - p)) / pixels.length);
    assert.ok(
      near(share(250), 0.1) && near(share(3), 0.05) && near(share(90), 0.85),
      `${[share(250), share(3), share(90)]}`,
    );
    const columns = Array.from({ length: 16 }, (_, column) => {
      return pixels.filter((value, at) => value !== 90 && at % 16 === column).length;
    });
    assert.ok(chiSquaredDeviation(columns) < 4);
    const single = changed("uint8", [160, 120, 3], 90, (memory, raster) =>
      scatterValues(memory, raster, { ...options, first: [1, 2, 3], second: [7], perChannel: true }, [2, 7]),
    );
    for (const channel of [0, 1, 2]) {
      const values = single.filter((_, at) => at % 3 === channel);
      assert.ok(near(values.filter((value) => value === channel + 1).length / values.length, 0.1));
    }
  });

  test("grains and hues of a sensor have the means and deviations that they are said to have", () => {
    const memory = testMemory();
    const size = { width: 100, height: 100, channels: 3 };
    // Two grays, so that lightness deviates by 0.2.
    const data = Uint8Array.from({ length: 30000 }, (_, at) => (Math.floor(at / 3) % 2 === 0 ? 51 : 153));
    const raster = uploadAs(memory, size, "uint8", data);
    addSensorNoise(memory, raster, { shift: 30, intensity: 0.5 }, [4, 4]);
    const got = download(memory, raster);
    const dark = [...got].filter((_, at) => at % 6 === 0);
    // The mean number of grains is 0.2 · 255 · 0.5, each of which brightens by half a level times the way to white.
    const expected = 51 + 25.5 * 0.5 * (1 - 0.2);
    assert.ok(Math.abs(mean(dark) - expected) < 0.2, `${mean(dark)}, not ${expected}`);
    // Rounding to a level adds a twelfth.
    assert.ok(Math.abs(variance(dark) - (25.5 * (0.5 * 0.8) ** 2 + 1 / 12)) < 0.3, `${variance(dark)}`);
  });
});

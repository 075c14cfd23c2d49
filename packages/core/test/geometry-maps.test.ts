import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { augment, type ImageEffect, keypoints, type LeafTransform, type Pixels, pixels } from "@millrace/core";
import { elasticTransform, gridDistortion, opticalDistortion } from "@millrace/core/image";
import type { SourceMap } from "../src/image/effect.ts";
import { stepMap } from "../src/image/engine/point-map.ts";
import { displacedField } from "../src/kernels/field.ts";
import { testMemory } from "./kernels-support.ts";

const [width, height] = [90, 70];

type Remap = { readonly step: "remap"; readonly source: SourceMap };

/** The map that a distortion draws for a sample. */
function mapOf(transform: LeafTransform, draw: unknown): SourceMap {
  const effect = transform.effect?.(draw as never) as Extract<ImageEffect, { family: "geometry" }>;
  return (effect.steps({ width, height })[0] as Remap).source;
}

const distortions: readonly LeafTransform[] = [
  elasticTransform(60, { sigma: 6 }),
  elasticTransform({ alpha: [20, 90], sigma: [4, 9] }),
  gridDistortion({ numSteps: 4, distortLimit: 0.6 }),
  opticalDistortion([0.2, 0.6]),
  opticalDistortion({ distortLimit: [-0.4, -0.1], mode: "fisheye" }),
];

describe("pixels and points follow one map", () => {
  for (const transform of distortions) {
    test(`${transform.name} ${JSON.stringify(transform.given)}`, async () => {
      for (let index = 0; index < 6; index++) {
        const [x, y] = [20 + 9 * index, 50 - 5 * index];
        const spot = (u: number, v: number) => 250 * Math.exp(-((u - x) ** 2 + (v - y) ** 2) / 18);
        const data = new Uint8Array(width * height);
        for (let i = 0; i < data.length; i++) data[i] = spot((i % width) + 0.5, Math.floor(i / width) + 0.5);
        const points = keypoints([[x, y]], { outside: "keep" });
        const sample = { image: pixels(data, width, height, 1), points };
        const { sample: result, draws } = await augment(sample, transform, { seed: 4, index });
        const map = mapOf(transform, draws);
        const moved = (result.points as { data: Float32Array }).data as unknown as [number, number];
        // The point lies where its place is read.
        const [readX, readY] = map.at(...moved);
        assert.ok(Math.hypot(readX - x, readY - y) < 0.01, `(${x}, ${y}) is read at (${readX}, ${readY})`);
        // The middle of what is to be seen is that of the spot as the map says it is read.
        const image = result.image as Pixels;
        const sums = { seen: [0, 0, 0], said: [0, 0, 0] };
        for (let v = 0; v < height; v++) {
          for (let u = 0; u < width; u++) {
            const said = spot(...map.at(u + 0.5, v + 0.5));
            const seen = image.data[v * width + u] as number;
            for (const [name, value] of Object.entries({ seen, said })) {
              const sum = sums[name as "seen"] as [number, number, number];
              sum[0] += value * (u + 0.5);
              sum[1] += value * (v + 0.5);
              sum[2] += value;
            }
          }
        }
        const middle = ([a, b, mass]: number[]) => [(a as number) / (mass as number), (b as number) / (mass as number)];
        const [seenX, seenY] = middle(sums.seen) as [number, number];
        const [saidX, saidY] = middle(sums.said) as [number, number];
        assert.ok(Math.hypot(seenX - saidX, seenY - saidY) < 0.05, `(${seenX}, ${seenY}) for (${saidX}, ${saidY})`);
      }
    });
  }
});

describe("noise that displaces", () => {
  const options = { width: 256, height: 256, amplitude: [1, 1], sigma: [0, 0], seed: [5, 6] } as const;
  /** How far each pixel is displaced, across and then down. */
  const displacements = (more: object) => {
    const memory = testMemory();
    const all = { ...options, ...more };
    const pointer = displacedField(memory, all);
    const field = memory.floatsAt(pointer, all.width * all.height * 2);
    const across: number[] = [];
    const down: number[] = [];
    for (let row = 0; row < all.height; row++) {
      for (let column = 0; column < all.width; column++) {
        across.push((field[row * 2 * all.width + column] as number) - column - 0.5);
        down.push((field[row * 2 * all.width + all.width + column] as number) - row - 0.5);
      }
    }
    return { across, down };
  };
  const rms = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);

  test("is even from −1 to 1 before it is smoothed, and another one down than across", () => {
    const { across, down } = displacements({});
    for (const values of [across, down]) {
      assert.ok(Math.abs(rms(values) - Math.sqrt(1 / 3)) < 0.01);
      const tenth = values.filter((value) => value < -0.8).length / values.length;
      assert.ok(Math.abs(tenth - 0.1) < 0.01 && Math.min(...values.slice(0, 9999)) >= -1.001);
    }
    const product = across.reduce((sum, value, i) => sum + value * (down[i] as number), 0) / across.length;
    assert.ok(Math.abs(product) < 0.01);
  });

  test("smoothed it has the deviation that a Gaussian leaves, and follows its seed", () => {
    const sigma = 5;
    const { across } = displacements({ sigma: [sigma, sigma], amplitude: [25, 25] });
    // A Gaussian of deviation s leaves 1 / (2 s √π) of white noise in each direction.
    const expected = (25 * Math.sqrt(1 / 3)) / (2 * sigma * Math.sqrt(Math.PI));
    assert.ok(Math.abs(rms(across) - expected) < 0.15 * expected, `${rms(across)} for ${expected}`);
    assert.deepEqual(displacements({ sigma: [2, 2] }), displacements({ sigma: [2, 2] }));
    assert.notDeepEqual(displacements({ seed: [5, 7] }).across[0], displacements({}).across[0]);
  });

  test("elasticTransform displaces by alpha / 2 times its value, as torchvision does", () => {
    const map = mapOf(elasticTransform({ alpha: [50, 20], sigma: 5 }), { seed: [1, 2] });
    const [across, down]: [number[], number[]] = [[], []];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [readX, readY] = map.at(x + 0.5, y + 0.5);
        across.push(readX - x - 0.5);
        down.push(readY - y - 0.5);
      }
    }
    const noise = Math.sqrt(1 / 3) / (2 * 5 * Math.sqrt(Math.PI));
    assert.ok(Math.abs(rms(across) / (25 * noise) - 1) < 0.25, `${rms(across)}`);
    assert.ok(Math.abs(rms(down) / (10 * noise) - 1) < 0.25, `${rms(down)}`);
  });

  test("is smoothed as by sums in double precision, mirrored at the edges, in small pictures too", () => {
    for (const [w, h] of [
      [7, 5],
      [1, 9],
      [33, 1],
    ] as const) {
      const plain = displacements({ width: w, height: h });
      const sigma = 1.3;
      const radius = Math.floor(8 * sigma + 1) >> 1;
      const weight = (d: number) => Math.exp(-(d * d) / (2 * sigma * sigma));
      const whole = Array.from({ length: 2 * radius + 1 }, (_, i) => weight(i - radius)).reduce((a, b) => a + b, 0);
      const mirror = (i: number, n: number) => {
        if (n === 1) return 0;
        const place = ((i % (2 * n - 2)) + 2 * n - 2) % (2 * n - 2);
        return place < n ? place : 2 * n - 2 - place;
      };
      const { across } = displacements({ width: w, height: h, sigma: [sigma, sigma] });
      for (let y = 0; y < h; y++) {
        for (let x = 0; x < w; x++) {
          let sum = 0;
          for (let v = -radius; v <= radius; v++) {
            for (let u = -radius; u <= radius; u++) {
              sum +=
                (weight(u) * weight(v) * (plain.across[mirror(y + v, h) * w + mirror(x + u, w)] as number)) /
                whole ** 2;
            }
          }
          assert.ok(Math.abs((across[y * w + x] as number) - sum) < 1e-4);
        }
      }
    }
  });
});

test("a point that no pixel shows is taken to where it would be nearest", () => {
  const source: SourceMap = { at: (x, y) => [Math.min(x, 30), y] };
  const map = stepMap({ step: "remap", width, height, filter: "nearest", fill: [0], source }, { width, height });
  const [x, y] = map.at(50, 20);
  assert.ok(Number.isFinite(x) && Math.abs(y - 20) < 1e-3 && source.at(x, y)[0] === 30);
});

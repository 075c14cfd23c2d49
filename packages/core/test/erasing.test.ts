import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { augment, compose, type Pixels, replay } from "@millrace/core";
import { centerCrop, normalize, randomErasing, toFloat } from "@millrace/core/image";
import { atIntensity } from "../src/intensity.ts";
import { drawMany, imageOutline } from "./helpers/draws.ts";
import { fingerprint, fullSample, noise } from "./helpers/samples.ts";
import { kolmogorovSmirnov, mean } from "./helpers/statistics.ts";

type Drawn = { x: number; y: number; width: number; height: number; seed?: [number, number] } | null;

const found = (drawn: readonly Drawn[]) => drawn.filter((one) => one !== null);

describe("draws", () => {
  test("p is how often, where a rectangle always fits", () => {
    for (const p of [0, 0.2, 0.5, 1]) {
      const drawn = drawMany<Drawn>(randomErasing({ p, scale: [0.1, 0.2] }), 4000);
      const share = found(drawn).length / 4000;
      assert.ok(Math.abs(share - p) <= 4 * Math.sqrt((p * (1 - p)) / 4000), `${p}: ${share}`);
    }
  });

  test("area is even in scale, height / width even in logarithm, place even", () => {
    const [width, height] = [4000, 3000];
    const options = { p: 1, scale: [0.02, 0.2], ratio: [0.3, 3] } as const;
    const transform = randomErasing({ ...options, scale: [0.02, 0.2], ratio: [0.3, 3] });
    const drawn = found(drawMany<Drawn>(transform, 5000, imageOutline(width, height)));
    assert.equal(drawn.length, 5000);
    const areas = drawn.map((one) => (one.width * one.height) / (width * height));
    assert.equal(kolmogorovSmirnov(areas, (area) => (area - 0.02) / 0.18) < 1.95, true);
    const [low, high] = options.ratio.map(Math.log) as [number, number];
    const ratios = drawn.map((one) => Math.log(one.height / one.width));
    assert.equal(kolmogorovSmirnov(ratios, (ratio) => (ratio - low) / (high - low)) < 1.95, true);
    const even = (value: number) => Math.min(1, Math.max(0, value));
    const xs = drawn.map((one) => (one.x + 0.5) / (width - one.width + 1));
    const ys = drawn.map((one) => (one.y + 0.5) / (height - one.height + 1));
    assert.equal(kolmogorovSmirnov(xs, even) < 1.95 && kolmogorovSmirnov(ys, even) < 1.95, true);
  });

  test("inside of the picture and smaller than it both ways; what does not fit is tried ten times", () => {
    const square = imageOutline(60, 60);
    const outline = imageOutline(100, 20);
    const drawn = drawMany<Drawn>(randomErasing({ p: 1, scale: [0.3, 1] }), 3000, outline);
    for (const one of found(drawn)) {
      assert.equal(one.width < 100 && one.height < 20 && one.x + one.width <= 100 && one.y + one.height <= 20, true);
    }
    // A rectangle as large as the picture never fits.
    assert.equal(found(drawMany<Drawn>(randomErasing({ p: 1, scale: [1, 1], ratio: [1, 1] }), 50, square)).length, 0);
    const rare = randomErasing({ p: 1, scale: [0.9, 0.9], ratio: [0.5, 2] });
    // 0.9 of a square fits while the aspect, even in logarithm from ½ to 2, lies between 0.9 and 1/0.9.
    const chance = Math.log(1 / 0.9) / Math.log(2);
    const wide = found(drawMany<Drawn>(rare, 3000, imageOutline(1000, 1000)));
    const expected = 1 - (1 - chance) ** 10;
    assert.equal(Math.abs(wide.length / 3000 - expected) < 4 * Math.sqrt((expected * (1 - expected)) / 3000), true);
  });

  test("noise draws a seed of two words, each time another; numbers draw none", () => {
    const seeds = found(drawMany<Drawn>(randomErasing({ p: 1, value: "random" }), 300)).map(({ seed }) => String(seed));
    assert.equal(new Set(seeds).size, 300);
    const [plain] = drawMany<Drawn>(randomErasing({ p: 1 }), 1);
    const [noisy] = drawMany<Drawn>(randomErasing({ p: 1, value: "random" }), 1);
    assert.deepEqual({ ...noisy, seed: undefined }, { ...plain, seed: undefined });
    assert.equal(plain && "seed" in plain, false);
  });

  test("a lower intensity makes it rarer", () => {
    const mild = drawMany<Drawn>(atIntensity(randomErasing({ p: 0.8, scale: [0.1, 0.2] }), 0.25), 4000);
    assert.equal(Math.abs(found(mild).length / 4000 - 0.2) < 0.03, true);
  });
});

describe("pixels", () => {
  const draw = { x: 3, y: 2, width: 10, height: 6 };
  const inside = (at: number, channels = 3) => {
    const pixel = Math.floor(at / channels);
    const [x, y] = [pixel % 32, Math.floor(pixel / 32)];
    return x >= 3 && x < 13 && y >= 2 && y < 8;
  };

  test("bytes: the value inside, all else as it was; masks, boxes and keypoints stay", async () => {
    const before = fullSample();
    const after = (await replay(before, randomErasing({ value: [1, 2, 3] }), draw)) as ReturnType<typeof fullSample>;
    assert.deepEqual(
      after.image.data,
      before.image.data.map((value, at) => (inside(at) ? (at % 3) + 1 : value)),
    );
    for (const name of ["mask", "boxes", "keypoints"] as const) {
      assert.equal(fingerprint(after[name].data), fingerprint(before[name].data));
    }
  });

  test("behind normalize the value is one of normalized pixels", async () => {
    const image = noise();
    const chain = {
      chosen: [
        { step: 0, draw: null },
        { step: 1, draw },
      ],
    };
    const { image: got } = await replay({ image }, compose([normalize(), randomErasing({ value: -1.5 })]), chain);
    const { sample } = await augment({ image }, normalize(), { seed: 1 });
    const plain = (sample.image as Pixels).data as Float32Array;
    assert.deepEqual(
      (got as Pixels).data,
      plain.map((value, at) => (inside(at) ? -1.5 : value)),
    );
  });

  test("noise is normal behind toFloat, whole bytes before it, the same again and elsewhere another", async () => {
    const image = noise(200, 150);
    const big = { x: 10, y: 10, width: 150, height: 120, seed: [1, 2] };
    const steps = compose([toFloat(), randomErasing({ value: "random" })]);
    const chain = {
      chosen: [
        { step: 0, draw: null },
        { step: 1, draw: big },
      ],
    };
    const floats = (await replay({ image }, steps, chain)).image as Pixels;
    const values = [...floats.data].filter((value) => value < 0 || value > 1);
    // 0.1587 lie below −1 or above 1 on either side, and half of all below 0.
    assert.equal(Math.abs(values.length / (150 * 120 * 3) - 0.6587) < 0.01, true);
    const bytes = (await replay({ image }, randomErasing({ value: "random" }), big)) as { image: Pixels };
    assert.equal(bytes.image.data instanceof Uint8Array, true);
    const erased = [...bytes.image.data].filter((_, at) => {
      const pixel = Math.floor(at / 3);
      return pixel % 200 >= 10 && pixel % 200 < 160 && pixel >= 2000 && pixel < 26000;
    });
    assert.equal(Math.abs(mean(erased) - 127.5) < 2, true);
    const other = await replay({ image }, randomErasing({ value: "random" }), { ...big, seed: [1, 3] });
    assert.notEqual(fingerprint(other), fingerprint(bytes));
  });

  test("its place is that of the canvas where it stands", async () => {
    const steps = compose([centerCrop([12, 16]), randomErasing()]);
    const chain = {
      chosen: [
        { step: 0, draw: null },
        { step: 1, draw: { x: 0, y: 0, width: 2, height: 1 } },
      ],
    };
    const { image } = await replay({ image: noise() }, steps, chain);
    assert.deepEqual([...(image as Pixels).data.subarray(0, 6)], [0, 0, 0, 0, 0, 0]);
  });

  test("a value that does not fit the channels or the type is refused when it draws", async () => {
    const run = (value: number | number[], channels = 3) =>
      augment({ image: noise(32, 24, channels) }, randomErasing({ value }), { seed: 1 });
    await assert.rejects(
      () => run([1, 2]),
      /^RangeError: randomErasing: value has 2 numbers, and the image has 3 channels/,
    );
    await assert.rejects(() => run([1, 2, 3], 4), /value has 3 numbers, and the image has 4 channels/);
    await assert.rejects(() => run(300), /randomErasing: on bytes a value lies between 0 and 255, not 300/);
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  augment,
  type CollatedBatch,
  compose,
  type LoaderSchema,
  type Sample,
  type Step,
  type Tensor,
} from "@millrace/core";
import {
  colorJitter,
  crop,
  gaussianBlur,
  horizontalFlip,
  mixUp,
  oneOf,
  randomApply,
  randomHorizontalFlip,
  randomOrder,
  randomResizedCrop,
  randomRotation,
  randomVerticalFlip,
  rotate,
  someOf,
  verticalFlip,
} from "@millrace/core/image";
import fc from "fast-check";
import { chooseMany, drawMany, imageOutline, stream } from "./helpers/draws.ts";
import { bytes, fingerprint, fullSample } from "./helpers/samples.ts";
import { chiSquaredDeviation, kolmogorovSmirnov, mean, tally, variance } from "./helpers/statistics.ts";

async function after(steps: readonly Step[], sample: Sample = fullSample()): Promise<string> {
  return fingerprint((await augment(sample, compose(steps), { seed: 1 })).sample);
}

describe("what undoes itself, for image, mask, boxes and keypoints", async () => {
  const unchanged = await after([]);
  const quarter = rotate(90, { expand: true });
  const laws: [string, readonly Step[], readonly Step[]][] = [
    ["two horizontal flips are nothing", [horizontalFlip(), horizontalFlip()], []],
    ["two vertical flips are nothing", [verticalFlip(), verticalFlip()], []],
    ["both flips are a half turn", [horizontalFlip(), verticalFlip()], [rotate(180)]],
    ["four quarter turns are nothing", [quarter, quarter, quarter, quarter], []],
    ["three quarter turns are one the other way", [quarter, quarter, quarter], [rotate(-90, { expand: true })]],
    ["two quarter turns are a half turn", [quarter, quarter], [rotate(180)]],
    ["a whole turn is nothing", [rotate(360)], []],
    ["a mirrored quarter turn is the other one, mirrored", [quarter, horizontalFlip()], [verticalFlip(), quarter]],
  ];
  for (const [name, left, right] of laws) {
    test(name, async () => assert.equal(await after(left), await after(right)));
  }
  test("one flip is not nothing", async () => assert.notEqual(await after([horizontalFlip()]), unchanged));

  test("crops follow one another", async () => {
    const outer = crop({ x: 2, y: 1, width: 24, height: 20 });
    const inner = crop({ x: 5, y: 3, width: 10, height: 9 });
    assert.equal(await after([outer, inner]), await after([crop({ x: 7, y: 4, width: 10, height: 9 })]));
  });
});

test("a chance of p comes true as often", () => {
  for (const p of [0, 0.1, 0.5, 0.9, 1]) {
    for (const flip of [randomHorizontalFlip({ p }), randomVerticalFlip({ p })]) {
      const share = mean(drawMany<{ apply: boolean }>(flip, 4000).map((draw) => Number(draw.apply)));
      assert.ok(Math.abs(share - p) <= 4 * Math.sqrt((p * (1 - p)) / 4000), `${flip.name} ${p}: ${share}`);
    }
  }
});

describe("randomResizedCrop", () => {
  type Crop = { x: number; y: number; width: number; height: number };

  test("area is even in scale, aspect even in logarithm, place even: 5,000 draws", () => {
    const [width, height] = [4000, 4000];
    const crops = drawMany<Crop>(
      randomResizedCrop(224, { scale: [0.08, 0.6], ratio: [3 / 4, 4 / 3] }),
      5000,
      imageOutline(width, height),
    );
    const areas = crops.map((one) => (one.width * one.height) / (width * height));
    assert.ok(Math.abs(mean(areas) - 0.34) < 0.01, `mean area ${mean(areas)}`);
    assert.equal(kolmogorovSmirnov(areas, (area) => (area - 0.08) / 0.52) < 1.95, true);
    const ratios = crops.map((one) => Math.log(one.width / one.height));
    const low = Math.log(3 / 4);
    assert.equal(kolmogorovSmirnov(ratios, (ratio) => (ratio - low) / (-2 * low)) < 1.95, true);
    const even = (value: number) => Math.min(1, Math.max(0, value));
    assert.ok(
      kolmogorovSmirnov(
        crops.map((one) => (one.x + 0.5) / (width - one.width + 1)),
        even,
      ) < 1.95,
    );
    assert.ok(
      kolmogorovSmirnov(
        crops.map((one) => (one.y + 0.5) / (height - one.height + 1)),
        even,
      ) < 1.95,
    );
  });

  test("lies inside of any image, within scale and ratio up to whole pixels, or is the middle", () => {
    const size = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(size, size, fc.integer({ min: 0, max: 1e6 }), (width, height, index) => {
        const { x, y, ...region } = randomResizedCrop(8).draw(stream(index), imageOutline(width, height)) as Crop;
        assert.equal(x >= 0 && y >= 0 && x + region.width <= width && y + region.height <= height, true);
        assert.equal(region.width >= 1 && region.height >= 1, true);
        const isMiddle = x === Math.floor((width - region.width) / 2) && y === Math.floor((height - region.height) / 2);
        if (isMiddle && (region.width === width || region.height === height)) return;
        const share = ((region.width + 0.5) * (region.height + 0.5)) / (width * height);
        assert.ok(share >= 0.08, `share ${share}`);
        const slack = 1 + 1 / Math.min(region.width, region.height);
        const ratio = region.width / region.height;
        assert.ok(ratio >= 0.75 / slack / slack && ratio <= (4 / 3) * slack * slack, `ratio ${ratio}`);
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  test("where no rectangle fits, the largest in the middle that keeps within ratio", () => {
    const draw = (width: number, height: number) =>
      randomResizedCrop(8, { scale: [1, 1] }).draw(stream(0), imageOutline(width, height));
    assert.deepEqual(draw(1000, 10), { x: 493, y: 0, width: 13, height: 10 });
    assert.deepEqual(draw(10, 1000), { x: 0, y: 493, width: 10, height: 13 });
  });
});

describe("randomRotation and gaussianBlur", () => {
  test("draw evenly from their range, whatever it is", () => {
    const degrees = drawMany<{ degrees: number }>(randomRotation([-20, 50]), 3000).map((draw) => draw.degrees);
    assert.equal(kolmogorovSmirnov(degrees, (value) => (value + 20) / 70) < 1.95, true);
    const sigmas = drawMany<{ sigma: number }>(gaussianBlur(3), 3000).map((draw) => draw.sigma);
    assert.equal(kolmogorovSmirnov(sigmas, (value) => (value - 0.1) / 1.9) < 1.95, true);
  });

  test("never leave it", () => {
    const bound = fc.double({ min: -720, max: 720, noNaN: true });
    fc.assert(
      fc.property(bound, bound, fc.nat(), (a, b, index) => {
        const range: [number, number] = [Math.min(a, b), Math.max(a, b)];
        const { degrees } = randomRotation(range).draw(stream(index), imageOutline()) as { degrees: number };
        assert.equal(degrees >= range[0] && degrees <= range[1], true);
      }),
      { seed: 1 },
    );
    const [low, high] = [-12, 12];
    for (const { degrees } of drawMany<{ degrees: number }>(randomRotation(12), 200)) {
      assert.equal(degrees >= low && degrees <= high, true);
    }
  });
});

describe("colorJitter", () => {
  type Jitter = { order: number[]; factors: (number | null)[] };
  const draws = drawMany<Jitter>(colorJitter({ brightness: 0.4, contrast: [0.5, 2], saturation: 1.5, hue: 0.1 }), 6000);

  test("factors are even in their ranges, which begin at 0", () => {
    const ranges = [
      [0.6, 1.4],
      [0.5, 2],
      [0, 2.5],
      [-0.1, 0.1],
    ] as const;
    ranges.forEach(([low, high], i) => {
      const factors = draws.map((draw) => draw.factors[i] as number);
      assert.equal(
        factors.every((factor) => factor >= low && factor <= high),
        true,
      );
      assert.ok(kolmogorovSmirnov(factors, (factor) => (factor - low) / (high - low)) < 1.95, `factor ${i}`);
    });
  });

  test("factors never leave the range that was given", () => {
    const strength = fc.double({ min: 0, max: 3, noNaN: true });
    fc.assert(
      fc.property(strength, strength, fc.double({ min: 0, max: 0.5, noNaN: true }), fc.nat(), (a, b, hue, index) => {
        const contrast: [number, number] = [Math.min(a, b), Math.max(a, b)];
        const { factors } = colorJitter({ brightness: a, contrast, hue }).draw(stream(index), imageOutline()) as Jitter;
        const [bright, contrasting, saturating, turning] = factors as [number, number, null, number];
        assert.equal(bright >= Math.max(0, 1 - a) && bright <= 1 + a, true);
        assert.equal(contrasting >= contrast[0] && contrasting <= contrast[1], true);
        assert.equal(saturating, null);
        assert.equal(Math.abs(turning) <= hue, true);
      }),
      { seed: 1 },
    );
  });

  test("all 24 orders are alike", () => {
    const counts = tally(draws.map(({ order }) => order.join("")));
    assert.equal(counts.size, 24);
    assert.equal(chiSquaredDeviation([...counts.values()]) < 4, true);
  });

  test("what is not given stays, and moves no other draw", () => {
    const [all] = drawMany<Jitter>(colorJitter({ brightness: 0.4, hue: 0.1 }), 1);
    const [one] = drawMany<Jitter>(colorJitter({ hue: 0.1 }), 1);
    assert.deepEqual(one, { ...all, factors: [null, null, null, all?.factors[3]] });
  });
});

describe("combinators", () => {
  const steps = [horizontalFlip(), verticalFlip(), rotate(90), rotate(180)];

  test("oneOf: each as often, or by its weight", () => {
    const even = tally(chooseMany(oneOf(steps), 4000).map(String));
    assert.equal(even.size, 4);
    assert.equal(chiSquaredDeviation([...even.values()]) < 4, true);
    const weighted = tally(chooseMany(oneOf(steps, { weights: [1, 0, 2, 5] }), 4000).map(String));
    assert.deepEqual([...weighted.keys()].sort(), ["0", "2", "3"]);
    const counts = ["0", "2", "3"].map((child) => weighted.get(child) as number);
    assert.equal(chiSquaredDeviation(counts, [1, 2, 5]) < 4, true);
  });

  test("someOf: every subset as often, in the order given; a range draws the count evenly", () => {
    const pairs = tally(chooseMany(someOf(steps, { count: 2 }), 6000).map(String));
    assert.deepEqual([...pairs.keys()].sort(), ["0,1", "0,2", "0,3", "1,2", "1,3", "2,3"]);
    assert.equal(chiSquaredDeviation([...pairs.values()]) < 4, true);
    const sizes = tally(chooseMany(someOf(steps, { count: [0, 4] }), 5000).map((chosen) => String(chosen.length)));
    assert.equal(sizes.size, 5);
    assert.equal(chiSquaredDeviation([...sizes.values()]) < 4, true);
  });

  test("randomOrder: every order as often", () => {
    const orders = tally(chooseMany(randomOrder(steps), 6000).map(String));
    assert.equal(orders.size, 24);
    assert.equal(chiSquaredDeviation([...orders.values()]) < 4, true);
  });

  test("randomApply: all or none, with p", () => {
    const runs = tally(chooseMany(randomApply(steps, { p: 0.3 }), 4000).map(String));
    assert.deepEqual([...runs.keys()].sort(), ["", "0,1,2,3"]);
    assert.equal(chiSquaredDeviation([runs.get("0,1,2,3") as number, runs.get("") as number], [3, 7]) < 4, true);
  });

  test("nested ones choose on their own: the parent's choice says nothing about the child's", async () => {
    const nested = oneOf([oneOf([horizontalFlip(), verticalFlip()]), oneOf([rotate(90), rotate(180)])]);
    const counts = new Map<string, number>();
    for (let index = 0; index < 1200; index++) {
      const { draws } = await augment({ image: fullSample().image }, nested, { seed: 1, index });
      const chosen = JSON.stringify(draws).replace(/[^0-9]/g, "");
      counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
    }
    assert.equal(counts.size, 4);
    assert.equal(chiSquaredDeviation([...counts.values()]) < 4, true);
  });
});

describe("mixUp", () => {
  const lambdas = (alpha: number) =>
    Array.from({ length: 4000 }, (_, index) => {
      const { lambda } = mixUp({ alpha }).draw(stream(index), { size: 8 }) as { lambda: number };
      return lambda;
    });

  for (const alpha of [0.2, 1, 4]) {
    test(`λ has the mean and variance of Beta(${alpha}, ${alpha})`, () => {
      const values = lambdas(alpha);
      assert.equal(
        values.every((lambda) => lambda >= 0 && lambda <= 1),
        true,
      );
      const expected = 1 / (4 * (2 * alpha + 1));
      assert.ok(Math.abs(mean(values) - 0.5) < 4 * Math.sqrt(expected / 4000), `mean ${mean(values)}`);
      assert.ok(Math.abs(variance(values) / expected - 1) < 0.1, `variance ${variance(values)}, expected ${expected}`);
    });
  }

  test("Beta(1, 1) is even, and Beta(2, 2) is 3x² − 2x³", () => {
    assert.equal(kolmogorovSmirnov(lambdas(1), (value) => value) < 1.95, true);
    assert.equal(kolmogorovSmirnov(lambdas(2), (x) => 3 * x * x - 2 * x * x * x) < 1.95, true);
  });

  function batch(size: number): CollatedBatch {
    const image: Tensor = {
      dtype: "float32",
      shape: [size, 2, 2, 3],
      data: Float32Array.from(bytes(size * 12), (v) => v / 255),
    };
    const label: Tensor = { dtype: "int32", shape: [size], data: Int32Array.from({ length: size }, (_, i) => i % 3) };
    const schema: LoaderSchema = [
      { name: "image", kind: "image", dtype: "float32", shape: [2, 2, 3] },
      { name: "label", kind: "label", dtype: "int32", shape: [] },
    ];
    const fields = { images: ["image"], labels: ["label"], schema, passThrough: [] };
    return { size, tensors: { image, label }, ...fields, classes: 3 };
  }

  for (const size of [1, 2, 5]) {
    test(`${size} rows: λ · row + (1 − λ) · left neighbour, labels alike, in rows that sum to 1`, () => {
      const lambda = 0.3;
      const before = batch(size).tensors.image?.data as Float32Array;
      const { image, label } = mixUp().apply(batch(size), { lambda }) as Record<string, Tensor<"float32">>;
      for (let row = 0; row < size; row++) {
        const left = (row + size - 1) % size;
        for (let i = 0; i < 12; i++) {
          const expected = lambda * (before[row * 12 + i] as number) + 0.7 * (before[left * 12 + i] as number);
          assert.equal(Math.abs((image?.data[row * 12 + i] as number) - expected) < 1e-6, true);
        }
        const weights = [0, 0, 0];
        weights[row % 3] = (weights[row % 3] as number) + lambda;
        weights[left % 3] = (weights[left % 3] as number) + 0.7;
        const found = Array.from(label?.data.subarray(row * 3, row * 3 + 3) ?? []);
        for (const [i, weight] of found.entries()) {
          assert.ok(Math.abs(weight - (weights[i] as number)) < 1e-6, `${found}, ${weights}`);
        }
      }
      assert.deepEqual(label?.shape, [size, 3]);
    });
  }

  test("rows that are soft already are mixed again", () => {
    const data = Float32Array.of(1, 0, 0.5, 0.5);
    const label: Tensor = { dtype: "float32", shape: [2, 2], data };
    const given = batch(2);
    const mixed = mixUp().apply({ ...given, tensors: { ...given.tensors, label } }, { lambda: 0.5 });
    assert.deepEqual(mixed.label?.data, Float32Array.of(0.75, 0.25, 0.75, 0.25));
  });

  test("other types, unknown classes and a class that does not exist are errors with the remedy", () => {
    const { image, label } = batch(2).tensors as { image: Tensor; label: Tensor };
    const wide: Tensor = { dtype: "uint16", shape: image.shape, data: new Uint16Array(24) };
    const run = (change: Partial<CollatedBatch>, options = {}) =>
      mixUp(options).apply({ ...batch(2), ...change }, { lambda: 0.5 });
    assert.throws(
      () => run({ tensors: { image: wide, label } }),
      /mixUp: the field "image" holds uint16; images are mixed as uint8 or float32.*normalize\(\) or toFloat\(\)/,
    );
    const { classes: _, ...unknown } = batch(2);
    assert.throws(
      () => mixUp().apply(unknown, { lambda: 0.5 }),
      /mixUp: the dataset names no classes.*mixUp\(\{ classes: … \}\)/,
    );
    assert.throws(() => run({}, { classes: 1 }), /the field "label" holds class 1, and there are 1 classes/);
  });

  test("what would stay unmixed beside mixed images is an error, unless it is to pass through", () => {
    const kinds = ["mask", "boxes", "keypoints", "text", "number", "boolean", "tensor"] as const;
    for (const kind of kinds) {
      const given = batch(2);
      const schema: LoaderSchema = [...given.schema, { name: "extra", kind, dtype: "float32", shape: [] }];
      const said =
        kind === "number" ? /"extra" \(number\) would stay unmixed.*classLabel\(…\).*passThrough/ : /"extra"/;
      assert.throws(() => mixUp().apply({ ...given, schema }, { lambda: 0.5 }), said, kind);
      mixUp().apply({ ...given, schema, passThrough: ["extra"] }, { lambda: 0.5 });
    }
    const path: LoaderSchema = [...batch(2).schema, { name: "path", kind: "string", dtype: "string", shape: [] }];
    mixUp().apply({ ...batch(2), schema: path }, { lambda: 0.5 });
  });

  test("a batch without images is an error that lists its fields", () => {
    const { schema } = batch(2);
    assert.throws(
      () => mixUp().apply({ ...batch(2), images: [], schema: schema.slice(1) }, { lambda: 0.5 }),
      /mixUp mixes images, and the batch has none\. Its fields: label \(label\)/,
    );
  });
});

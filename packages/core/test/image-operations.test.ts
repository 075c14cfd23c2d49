import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { augment, type Keypoints, keypoints, replay, type Step } from "@millrace/core";
import {
  adjustSharpness,
  affine,
  autocontrast,
  compose,
  equalize,
  invert,
  normalize,
  posterize,
  randAugment,
  randomAdjustSharpness,
  randomAffine,
  randomAutocontrast,
  randomEqualize,
  randomInvert,
  randomPosterize,
  randomSolarize,
  rotate,
  solarize,
  trivialAugmentWide,
} from "@millrace/core/image";
import { magnitudeAt } from "../src/image/policies/magnitudes.ts";
import { randSpace } from "../src/image/policies/rand-space.ts";
import { wideSpace } from "../src/image/policies/wide-space.ts";
import { atIntensity } from "../src/intensity.ts";
import { drawMany, imageOutline } from "./helpers/draws.ts";
import { fingerprint, noise } from "./helpers/samples.ts";
import { chiSquaredDeviation, kolmogorovSmirnov, mean, tally } from "./helpers/statistics.ts";

describe("those with a probability", () => {
  const pairs: [(p: number) => Step, Step][] = [
    [(p) => randomPosterize(2, { p }), posterize(2)],
    [(p) => randomSolarize(100, { p }), solarize(100)],
    [(p) => randomInvert({ p }), invert()],
    [(p) => randomAutocontrast({ p }), autocontrast()],
    [(p) => randomEqualize({ p }), equalize()],
    [(p) => randomAdjustSharpness(1.8, { p }), adjustSharpness(1.8)],
  ];
  // Levels of 40 to 167 only, so that there is something to stretch.
  const picture = noise(40, 30);
  const sample = { image: { ...picture, data: picture.data.map((value) => 40 + (value >> 1)) } };

  for (const [make, fixed] of pairs) {
    test(`${(make(0.5) as { name: string }).name}: nothing or what ${(fixed as { name: string }).name} does, as often as p says`, async () => {
      const result = async (step: Step) => fingerprint((await augment(sample, step, { seed: 1 })).sample);
      assert.equal(await result(make(1)), await result(fixed));
      assert.equal(await result(make(0)), await result(compose([])));
      assert.notEqual(await result(make(1)), await result(make(0)));
      for (const p of [0.2, 0.5]) {
        const drawn = drawMany<{ apply: boolean }>(make(p) as Parameters<typeof drawMany>[0], 4000);
        const share = mean(drawn.map(({ apply }) => Number(apply)));
        assert.ok(Math.abs(share - p) <= 4 * Math.sqrt((p * (1 - p)) / 4000), `${p}: ${share}`);
      }
    });
  }
});

describe("affine", () => {
  const square = () => ({ image: noise(24, 24), points: keypoints([[20, 5]]) });

  test("turns clockwise, where rotate turns the other way", async () => {
    const turned = (await augment(square(), affine({ degrees: 90 }), { seed: 1 })).sample;
    const other = (await augment(square(), rotate(-90), { seed: 1 })).sample;
    assert.equal(fingerprint(turned.image), fingerprint(other.image));
    const [x, y] = (turned.points as Keypoints).data as unknown as [number, number];
    assert.ok(Math.abs(x - 19) < 1e-5 && Math.abs(y - 20) < 1e-5, `${x}, ${y}`);
  });

  test("moves a point by scale, shear and translation about the centre, in this order", async () => {
    const place = async (options: Parameters<typeof affine>[0]) => {
      const { sample } = await augment(square(), affine(options), { seed: 1 });
      return [...(sample.points as Keypoints).data].map((value) => Math.round(value * 1e4) / 1e4);
    };
    assert.deepEqual(await place({ translate: [2, 3] }), [22, 8]);
    // From the middle (12, 12) the point lies at (8, −7).
    assert.deepEqual(await place({ scale: 0.5 }), [16, 8.5]);
    assert.deepEqual(await place({ shear: 45, scale: 0.5 }), [12 + 7.5, 8.5]);
    assert.deepEqual(await place({ shear: [0, 45], scale: 0.5 }), [16, 12 - 7.5]);
    assert.deepEqual(await place({ scale: 0.5, center: [20, 9] }), [20, 7]);
    assert.deepEqual(await place({ degrees: 180, scale: 0.5, translate: [1, 0] }), [9, 15.5]);
  });
});

describe("randomAffine", () => {
  type Drawn = { degrees: number; translate: [number, number]; scale: number; shear: [number, number] };
  const translate: [number, number] = [0.1, 0.5];
  const scale: [number, number] = [0.5, 2];
  const shear: [number, number, number, number] = [-10, 5, 0, 20];
  const options = { translate, scale, shear };

  test("every part is even in its range", () => {
    const drawn = drawMany<Drawn>(randomAffine([-30, 60], options), 4000, imageOutline(5000, 3000));
    const even = (values: number[], low: number, high: number) =>
      assert.ok(kolmogorovSmirnov(values, (value) => (value - low) / (high - low)) < 1.95, `${low} to ${high}`);
    even(
      drawn.map(({ degrees }) => degrees),
      -30,
      60,
    );
    even(
      drawn.map(({ scale }) => scale),
      0.5,
      2,
    );
    even(
      drawn.map(({ shear }) => shear[0]),
      -10,
      5,
    );
    even(
      drawn.map(({ shear }) => shear[1]),
      0,
      20,
    );
    even(
      drawn.map(({ translate }) => translate[0]),
      -500,
      500,
    );
    even(
      drawn.map(({ translate }) => translate[1]),
      -1500,
      1500,
    );
    assert.equal(
      drawn.every(({ translate }) => translate.every(Number.isInteger)),
      true,
    );
  });

  test("what is not given stays, and moves no other draw", () => {
    const [all] = drawMany<Drawn>(randomAffine(10, options), 1);
    const [one] = drawMany<Drawn>(randomAffine(10, { scale }), 1);
    assert.deepEqual(one, { degrees: all?.degrees, translate: [0, 0], scale: all?.scale, shear: [0, 0] });
    const symmetric = drawMany<Drawn>(randomAffine(0, { shear: 8 }), 2000).map(({ shear }) => shear[0]);
    assert.equal(kolmogorovSmirnov(symmetric, (value) => (value + 8) / 16) < 1.95, true);
  });
});

describe("trivialAugmentWide", () => {
  type Drawn = { operation: string; magnitude: number | null };
  const index = JSON.parse(readFileSync(new URL("./golden/torchvision.json", import.meta.url), "utf8")) as {
    spaces: Record<string, Record<string, number[] | null>>;
    randSpaces: Record<string, Record<string, number[] | null>>;
  };
  const unsigned = ["posterize", "solarize"];
  const canvas = { width: 61, height: 47 };
  const spaces = { wide: [wideSpace, index.spaces], rand: [randSpace, index.randSpaces] } as const;

  for (const [name, bins] of [2, 10, 31].flatMap((count) => [["wide", count] as const, ["rand", count] as const])) {
    test(`${bins} bins of the ${name} space: the magnitudes are torchvision's, to the last bit`, () => {
      const [space, expectedSpace] = spaces[name];
      assert.deepEqual(
        space.map(({ operation }) => operation),
        Object.keys(expectedSpace),
      );
      for (const { operation, range, signed } of space) {
        const stored = expectedSpace[operation]?.[String(bins)] ?? null;
        if (stored === null) {
          assert.equal(range, undefined);
          continue;
        }
        const whole = operation.startsWith("translate") ? Math.trunc : (value: number) => value;
        const expected = operation === "solarize" ? stored.map((value) => 255 * value) : stored.map(whole);
        assert.deepEqual(
          stored.map((_, bin) => range && magnitudeAt(range, { bin, bins, strength: 1, canvas })),
          expected,
        );
        assert.equal(signed ?? false, !unsigned.includes(operation));
      }
    });
  }

  const drawn = drawMany<Drawn>(trivialAugmentWide(), 14000);

  test("each of fourteen operations is drawn as often", () => {
    const counts = tally(drawn.map(({ operation }) => operation));
    assert.deepEqual([...counts.keys()].sort(), Object.keys(index.spaces).sort());
    assert.equal(chiSquaredDeviation([...counts.values()]) < 4, true);
  });

  test("each magnitude as often, with both signs where there are two", () => {
    const many = drawMany<Drawn>(trivialAugmentWide({ bins: 10 }), 14000);
    for (const { operation, signed, range } of wideSpace) {
      const sizes = many.filter((one) => one.operation === operation).map((one) => one.magnitude);
      if (range === undefined) {
        assert.deepEqual([...new Set(sizes)], [null]);
        continue;
      }
      const counts = tally(sizes.map((size) => String(Math.abs(size as number))));
      const expected = new Set(
        Array.from({ length: 10 }, (_, bin) => String(magnitudeAt(range, { bin, bins: 10, strength: 1, canvas }))),
      );
      assert.deepEqual([...counts.keys()].sort(), [...expected].sort(), operation);
      // Bits of posterize share several bins.
      if (expected.size === 10) assert.ok(chiSquaredDeviation([...counts.values()]) < 4, operation);
      const negative = sizes.filter((size) => (size as number) < 0).length / sizes.length;
      if (signed) assert.ok(Math.abs(negative - 0.45) < 0.08, `${operation}: ${negative}`);
      else assert.equal(negative, 0);
    }
  });

  test("at half the intensity ranges are half as long, and what has no magnitude is half as frequent", () => {
    const mild = drawMany<Drawn>(atIntensity(trivialAugmentWide(), 0.5), 14000);
    const range = (operation: string) => {
      const sizes = mild.filter((one) => one.operation === operation).map((one) => one.magnitude as number);
      return [Math.min(...sizes), Math.max(...sizes)].map((size) => Math.round(size * 1000) / 1000);
    };
    assert.deepEqual(range("shearX"), [-0.495, 0.495]);
    assert.deepEqual(range("translateY"), [-16, 16]);
    assert.deepEqual(range("rotate"), [-67.5, 67.5]);
    assert.deepEqual(range("contrast"), [-0.495, 0.495]);
    assert.deepEqual(range("posterize"), [5, 8]);
    assert.deepEqual(range("solarize"), [128, 255.5]);
    const share = mild.filter(({ operation }) => operation === "equalize").length / 14000;
    assert.ok(Math.abs(share - 1 / 28) < 0.008, `${share}`);
    // The same operation is drawn at the same place, whatever the strength.
    const kept = mild.filter(({ operation }, at) => operation === drawn[at]?.operation).length;
    assert.equal(kept >= mild.length * 0.9, true);
  });

  test("on floats it is refused at once, whatever it would have drawn", async () => {
    for (let seed = 0; seed < 20; seed++) {
      await assert.rejects(
        () => augment({ image: noise() }, compose([normalize(), trivialAugmentWide()]), { seed }),
        /trivialAugmentWide: it works on bytes, and the field "image" holds floats by now; put trivialAugmentWide before/,
      );
    }
  });
});

describe("randAugment", () => {
  type Drawn = { operation: string; magnitude: number | null }[];

  test("so many operations at one magnitude, each drawn as often and apart from the others, with both signs", () => {
    const drawn = drawMany<Drawn>(randAugment({ numOps: 3 }), 6000);
    assert.equal(
      drawn.every(({ length }) => length === 3),
      true,
    );
    for (const position of [0, 1, 2]) {
      const counts = tally(drawn.map((operations) => (operations[position] as Drawn[number]).operation));
      assert.equal(counts.size, 14);
      assert.equal(chiSquaredDeviation([...counts.values()]) < 4, true);
    }
    const pairs = tally(drawn.map(([first, second]) => `${first?.operation} ${second?.operation}`));
    assert.equal(pairs.size, 196);
    assert.equal(chiSquaredDeviation([...pairs.values()]) < 4, true);
    const turns = drawn.flat().filter(({ operation }) => operation === "rotate");
    assert.deepEqual(new Set(turns.map(({ magnitude }) => magnitude)), new Set([9, -9]));
    const moves = drawn.flat().filter(({ operation }) => operation === "translateX");
    // 150/331 of 500 pixels in 30 steps, the ninth.
    assert.deepEqual(new Set(moves.map(({ magnitude }) => magnitude)), new Set([67, -67]));
  });

  test("operations run in the order in which they were drawn, boxes and masks with those that move", async () => {
    const image = noise(24, 24);
    const drawn = [
      { operation: "posterize", magnitude: 3 },
      { operation: "translateX", magnitude: 4 },
      { operation: "equalize", magnitude: null },
    ];
    const found = await replay({ image, points: keypoints([[5, 5]]) }, randAugment({ numOps: 3 }), drawn);
    const steps = compose([posterize(3), affine({ translate: [4, 0] }), equalize()]);
    const { sample } = await augment({ image, points: keypoints([[5, 5]]) }, steps, { seed: 1 });
    assert.equal(fingerprint(found), fingerprint(sample));
  });

  test("none of them leaves the picture; a magnitude beyond the bins is refused", async () => {
    const image = noise();
    const { sample } = await augment({ image }, randAugment({ numOps: 0 }), { seed: 1 });
    assert.equal(fingerprint(sample.image), fingerprint(image));
    assert.throws(
      () => randAugment({ magnitude: 31 }),
      /randAugment: magnitude must be a whole number from 0, below bins, got 31/,
    );
    assert.throws(
      () => randAugment({ bins: 9 }),
      /randAugment: magnitude is required: a whole number from 0, below bins/,
    );
  });
});

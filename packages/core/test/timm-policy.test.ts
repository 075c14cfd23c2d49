import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { atIntensity, augment, compose, type Pixels, replay } from "@millrace/core";
import { normalize, timmPolicy } from "@millrace/core/image";
import { timmPairs } from "../src/image/policies/timm-pairs.ts";
import { timmSets } from "../src/image/policies/timm-sets.ts";
import { parseTimmPolicy } from "../src/image/policies/timm-string.ts";
import { magnitudeAtLevel, type TimmChoice, type TimmName, timmTable } from "../src/image/policies/timm-table.ts";
import { drawMany } from "./helpers/draws.ts";
import { fingerprint, fullSample, noise } from "./helpers/samples.ts";
import { chiSquaredDeviation, kolmogorovSmirnov, mean, tally, variance } from "./helpers/statistics.ts";

type Drawn = { operation: string; magnitude: number | null };
type Mixed = { share: number; chains: { weight: number; operations: Drawn[] }[] };

const stored = JSON.parse(readFileSync(new URL("./golden/policy-tables.json", import.meta.url), "utf8")) as {
  timmLevels: Record<string, { levels: number[]; arguments: number[] | null }>;
  timmPairs: unknown;
  timmSets: unknown;
};

const canvas = { width: 100, height: 1000 };

/** What timm gives its operation, as Millrace draws it. */
function magnitude(unit: string, argument: number): number {
  if (unit === "factor") return argument - 1;
  return unit === "width" ? argument * 100 : unit === "height" ? argument * 1000 : argument;
}

describe("what timm has", () => {
  test("magnitudes at every level, also beyond the tenth", () => {
    assert.deepEqual(Object.keys(timmTable).sort(), Object.keys(stored.timmLevels).sort());
    for (const [name, { operation, range }] of Object.entries(timmTable) as [TimmName, TimmChoice][]) {
      const { levels, arguments: given } = stored.timmLevels[name] as (typeof stored.timmLevels)[string];
      if (given === null) {
        assert.equal(range, undefined);
        continue;
      }
      assert.ok(range);
      for (const [at, level] of levels.entries()) {
        const argument = given[at] as number;
        // Its desaturate takes what is taken away; posterize keeps all bits from eight on, and none below zero.
        let expected = name === "desaturate" ? -argument : magnitude(range.unit, argument);
        if (range.unit === "bits") expected = Math.min(8, Math.max(0, expected));
        if (name === "gaussianBlurRand") expected = 0.1 + 1.9 * Math.min(1, level / 10);
        const found = magnitudeAtLevel(range, level, 1, canvas);
        assert.ok(Math.abs(found - expected) < 1e-9, `${name} (${operation}) at ${level}: ${found}, ${expected}`);
      }
    }
  });

  test("pairs and sets of operations", () => {
    assert.deepEqual(timmPairs, stored.timmPairs);
    assert.deepEqual(timmSets, stored.timmSets);
  });
});

describe("strings", () => {
  test("every part is read", () => {
    assert.deepEqual(parseTimmPolicy("rand"), {
      kind: "rand",
      set: timmSets.rand,
      layers: 2,
      level: 10,
      p: 0.5,
      deviation: 0,
      most: 10,
    });
    assert.deepEqual(parseTimmPolicy("rand-inc1-mmax20-p0.75-n3-mstd0.5-m9"), {
      kind: "rand",
      set: timmSets.randIncreasing,
      layers: 3,
      level: 9,
      p: 0.75,
      deviation: 0.5,
      most: 20,
    });
    assert.deepEqual(
      ["rand-mstd101", "rand-tweights-inc1", "rand-t3aw", "original-mstd0.7", "augmix", "augmix-mstd1"].map((text) => {
        const policy = parseTimmPolicy(text);
        return [policy.deviation, policy.kind === "rand" ? policy.set === timmSets.rand : policy.kind];
      }),
      [
        [Number.POSITIVE_INFINITY, true],
        [0, false],
        [0, false],
        [0.7, "pairs"],
        [Number.POSITIVE_INFINITY, "augmix"],
        [1, "augmix"],
      ],
    );
    assert.deepEqual(parseTimmPolicy("augmix-m5-w4-d2-a0.5-b1"), {
      kind: "augmix",
      set: timmSets.augmix,
      level: 5,
      width: 4,
      depth: 2,
      alpha: 0.5,
      blended: true,
      deviation: Number.POSITIVE_INFINITY,
      most: 10,
    });
  });

  const wrong: [string, RegExp][] = [
    ["rand-m9-q3", /the part "q3" is not known; rand takes m, n, p, mstd, mmax, inc, t/],
    ["rand-w0", /the part "w0" is not known; rand takes/],
    ["rand-mx", /the part "mx" is not known/],
    ["rand-m9.5", /the part "m9.5" must end in a whole number/],
    ["rand-p1.5", /the part "p1.5" must end in a number between 0 and 1/],
    ["rand-inc2", /the part "inc2" must end in 0 or 1/],
    ["rand-tbest", /the part "tbest" must end in one of weights, 3a, 3aw/],
    ["rand-m", /the part "m" must end in/],
    ["rand-m9-m8", /"m" is there twice, the second time as "m8"/],
    ["rand-", /the part "" is not known/],
    ["original-m9", /the part "m9" is not known; original takes mstd/],
    ["augmix-n3", /the part "n3" is not known; augmix takes m, w, d, a, b, mstd/],
    ["orignal", /begins with "orignal", which is none of rand, augmix, v0, .* Did you mean "original"\?/],
    ["", /begins with ""/],
  ];
  for (const [text, message] of wrong) {
    test(`${JSON.stringify(text)} is refused with the part that is wrong`, () => {
      assert.throws(
        () => timmPolicy(text),
        (error: Error) => {
          assert.match(error.message, /^timmPolicy: policy must be a policy as timm writes it, such as /);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});

describe("what is drawn", () => {
  const many = (text: string, count = 4000) => drawMany<Drawn[]>(timmPolicy(text), count);

  test("rand: each operation as often, with repetitions, half of them not at all", () => {
    const drawn = many("rand-m9-n3-inc1");
    const counts = tally(drawn.flat().map(({ operation }) => operation));
    assert.equal(counts.size, 15);
    assert.ok(chiSquaredDeviation([...counts.values()]) < 4);
    assert.ok(Math.abs(drawn.flat().length / 12000 - 0.5) < 0.02);
    assert.ok(drawn.some((list) => new Set(list.map(({ operation }) => operation)).size < list.length));
    const always = many("rand-p1-n2", 200);
    assert.ok(always.every(({ length }) => length === 2));
  });

  test("a set with weights: by its weights, and none of its operations twice", () => {
    const first = many("rand-n1-p1-tweights", 8000).flat();
    const counts = tally(first.map(({ operation }) => operation));
    const rotations = (counts.get("rotate") ?? 0) / first.length;
    const sum = Object.values(timmSets.weights).reduce((total, weight) => total + weight, 0);
    assert.ok(Math.abs(rotations - 3 / sum) < 0.02, `${rotations}`);
    for (const list of many("rand-n5-p1-tweights", 300)) {
      assert.equal(list.length, 5);
      assert.equal(new Set(list.map(({ operation }) => operation)).size, 5);
    }
  });

  test("levels: normal about the one that is given, or even up to it, cut at the highest", () => {
    const turns = (text: string) =>
      many(text, 12000)
        .flat()
        .filter(({ operation }) => operation === "rotate")
        .map(({ magnitude: degrees }) => Math.abs(degrees as number) / 3);
    assert.deepEqual(new Set(turns("rand-m9-n2")), new Set([9]));
    const normal = turns("rand-m6-n2-mstd0.5");
    assert.ok(Math.abs(mean(normal) - 6) < 0.06 && Math.abs(Math.sqrt(variance(normal)) - 0.5) < 0.04);
    const even = turns("rand-m8-n2-mstd101");
    assert.ok(kolmogorovSmirnov(even, (level) => Math.min(1, level / 8)) < 1.95);
    assert.equal(Math.max(...turns("rand-m9-n2-mstd3")), 10);
    assert.ok(Math.max(...turns("rand-m9-n2-mstd3-mmax14")) > 13);
  });

  test("signs turn as often as not, where an operation has two", () => {
    const drawn = many("rand-m9-n4-inc1").flat();
    for (const operation of ["rotate", "shearX", "translateY", "contrast"]) {
      const signs = drawn.filter((one) => one.operation === operation).map((one) => Math.sign(one.magnitude as number));
      assert.ok(Math.abs(mean(signs)) < 0.15, `${operation}: ${mean(signs)}`);
    }
    assert.ok(
      !many("rand-m9")
        .flat()
        .some((one) => one.operation === "contrast" && (one.magnitude as number) < 0),
    );
    // However high the level, a factor is at least 0.1.
    const strong = many("rand-m30-mmax30-inc1").flat();
    const factors = strong.filter(({ operation }) => operation === "color").map((one) => 1 + (one.magnitude as number));
    assert.ok(Math.abs(Math.min(...factors) - 0.1) < 1e-9 && Math.max(...factors) > 3);
  });

  test("original: pairs, each operation by its probability", () => {
    const drawn = many("original", 10000);
    const inverted = drawn.filter((list) => list.some(({ operation }) => operation === "invert")).length / 10000;
    // Three pairs of 25 invert with probability 0.6.
    assert.ok(Math.abs(inverted - 0.072) < 0.008, `${inverted}`);
    assert.ok(drawn.every(({ length }) => length <= 2));
    const three = many("3a", 3000).flat();
    const radii = three.filter(({ operation }) => operation === "gaussianBlur").map((one) => one.magnitude as number);
    assert.ok(kolmogorovSmirnov(radii, (radius) => (radius - 0.1) / 1.9) < 1.95);
    assert.ok(three.some(({ operation, magnitude: added }) => operation === "color" && added === -1));
  });

  test("augmix: Dirichlet's weights and a share of the whole, chains of one to three operations", () => {
    const drawn = drawMany<Mixed>(timmPolicy("augmix-w2"), 3000);
    assert.ok(
      kolmogorovSmirnov(
        drawn.map(({ share }) => share),
        (x) => x,
      ) < 1.95,
    );
    assert.ok(
      kolmogorovSmirnov(
        drawn.map(({ chains }) => chains[0]?.weight as number),
        (x) => x,
      ) < 1.95,
    );
    const depths = tally(drawn.flatMap(({ chains }) => chains.map(({ operations }) => String(operations.length))));
    assert.deepEqual([...depths.keys()].sort(), ["1", "2", "3"]);
    assert.ok(chiSquaredDeviation([...depths.values()]) < 4);
    const turns = drawn
      .flatMap(({ chains }) => chains.flatMap(({ operations }) => operations))
      .filter(({ operation }) => operation === "rotate")
      .map((one) => Math.abs(one.magnitude as number) / 3);
    assert.ok(kolmogorovSmirnov(turns, (level) => Math.min(1, level / 3)) < 1.95);
  });
});

describe("what it does", () => {
  test("warps leave gray, move annotations along, and augmix leaves them", async () => {
    const sample = fullSample();
    const moved = await replay(sample, timmPolicy("rand"), [{ operation: "translateX", magnitude: 8 }]);
    assert.deepEqual([...(moved.image as Pixels).data.subarray(0, 3)], [128, 128, 128]);
    assert.notEqual(fingerprint(moved.boxes), fingerprint(sample.boxes));
    const chain = { weight: 1, operations: [{ operation: "translateX", magnitude: 8 }] };
    const mixed = await replay(sample, timmPolicy("augmix"), { share: 1, chains: [chain] });
    assert.equal(fingerprint(mixed.image), fingerprint(moved.image));
    assert.equal(fingerprint(mixed.boxes), fingerprint(sample.boxes));
  });

  test("solarizeAdd adds to the darker half, a blur fits the smallest picture", async () => {
    const image = noise(40, 30);
    const added = await replay({ image }, timmPolicy("rand"), [{ operation: "solarizeAdd", magnitude: 99 }]);
    for (const [i, value] of image.data.entries()) {
      assert.equal((added.image as Pixels).data[i], value < 128 ? value + 99 : value);
    }
    const pixel = { image: noise(1, 3) };
    await replay(pixel, timmPolicy("3a"), [{ operation: "gaussianBlur", magnitude: 2 }]);
  });

  test("at half the intensity what grows is half as strong, and floats are refused", async () => {
    const [whole, half] = [1, 0.5].map((intensity) =>
      drawMany<Drawn[]>(atIntensity(timmPolicy("rand-m10-p1"), intensity), 3000).flat(),
    ) as [Drawn[], Drawn[]];
    const most = (list: Drawn[], name: string) =>
      Math.max(...list.filter(({ operation }) => operation === name).map((one) => Math.abs(one.magnitude as number)));
    for (const name of ["rotate", "shearY", "translateX", "solarizeAdd", "color"]) {
      assert.ok(Math.abs(most(half, name) - most(whole, name) / 2) < 1e-9, name);
    }
    const count = (list: Drawn[]) => list.filter(({ operation }) => operation === "invert").length;
    assert.ok(Math.abs(count(half) / count(whole) - 0.5) < 0.12);
    await assert.rejects(
      () => augment({ image: noise() }, compose([normalize(), timmPolicy("rand")]), { seed: 1 }),
      /timmPolicy: it works on bytes/,
    );
  });
});

test("each warp is bilinear or bicubic, as often, and changes the picture so", async () => {
  const draws = drawMany<{ interpolation: string }[]>(timmPolicy("rand-m9-n2-p1"), 1000);
  const share = draws.flat().filter(({ interpolation }) => interpolation === "bicubic").length / 2000;
  assert.ok(Math.abs(share - 0.5) < 0.05, `${share}`);
  assert.ok(
    drawMany<object[]>(timmPolicy({ policy: "rand-m9-p1", interpolation: "nearest" }), 20)
      .flat()
      .every((one) => !("interpolation" in one)),
  );
  const turned = async (interpolation: string) => {
    const draw = [{ operation: "rotate", magnitude: 20, interpolation }];
    return ((await replay({ image: noise(40, 30) }, timmPolicy("rand-n1"), draw)).image as Pixels).data;
  };
  const [linear, cubic] = [await turned("bilinear"), await turned("bicubic")];
  assert.notDeepEqual(linear, cubic);
  const sharp = (data: ArrayLike<number>) => Array.from(data).reduce((sum, value) => sum + (value - 128) ** 2, 0);
  assert.ok(sharp(cubic) > sharp(linear), "bicubic keeps more of the contrast");
});

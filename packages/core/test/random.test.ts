import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { augment, compose, type Json, Random, type Step } from "@millrace/core";
import { hashKey, hashSeed, hashText, hashWords, namedRandom } from "@millrace/core/engine";
import {
  adjustBrightness,
  colorJitter,
  gaussianBlur,
  oneOf,
  randomApply,
  randomHorizontalFlip,
  randomRotation,
  randomVerticalFlip,
} from "@millrace/core/image";
import { leafDraws } from "./helpers/draws.ts";
import { fullSample } from "./helpers/samples.ts";
import { chiSquaredDeviation, kolmogorovSmirnov, mean, variance } from "./helpers/statistics.ts";

describe("keys", () => {
  test("a million neighbouring tuples have a million keys", () => {
    const seeds = [0, 1, 2, -1, "1"].map(hashSeed);
    const paths = [
      "",
      "/a#0",
      "/a#1",
      "/b#0",
      "/a#0/a#0",
      "/a#0/a#1",
      "/randomHorizontalFlip#0",
      "/randomHorizontalFlip#1",
    ].map(hashText);
    const halves = new BigUint64Array(1_000_000);
    let count = 0;
    for (const seed of seeds) {
      for (const path of paths) {
        for (let epoch = 0; epoch < 10; epoch++) {
          for (let index = 0; index < 1250; index++) {
            for (let copy = 0; copy < 2; copy++) {
              const [a, b] = hashKey(seed, path, epoch, index, copy);
              halves[count++] = (BigInt(a) << 32n) | BigInt(b);
            }
          }
        }
      }
    }
    assert.equal(count, halves.length);
    halves.sort();
    for (let i = 1; i < count; i++) assert.notEqual(halves[i], halves[i - 1]);
  });

  test("neighbours that add up to the same do not meet, and large indices keep all their bits", () => {
    const path = hashText("/flip#0");
    const near = [
      hashKey(hashSeed(1), path, 0, 0, 0),
      hashKey(hashSeed(0), path, 1, 0, 0),
      hashKey(hashSeed(0), path, 0, 1, 0),
      hashKey(hashSeed(0), path, 0, 0, 1),
      hashKey(hashSeed(2), path, 0, -1, 0),
      hashKey(hashSeed(0), path, 0, 2 ** 32 + 1, 0),
      hashKey(hashSeed(0), path, 0, 2 ** 33 + 1, 0),
      hashKey(hashSeed(0), path, 0, 1, 2 ** 32),
      hashKey(hashSeed("0"), path, 0, 1, 0),
    ];
    assert.equal(new Set(near.map(String)).size, near.length);
    assert.notDeepEqual(hashText("ab"), hashText("ab\0"));
    assert.notDeepEqual(hashWords([1]), hashWords([1, 0]));
  });

  test("every bit of a key is set in half of the cases", () => {
    const counts = new Array<number>(128).fill(0);
    for (let index = 0; index < 2000; index++) {
      hashKey(hashSeed(7), hashText("/a#0"), 0, index, 0).forEach((word, i) => {
        for (let bit = 0; bit < 32; bit++)
          counts[i * 32 + bit] = (counts[i * 32 + bit] as number) + ((word >>> bit) & 1);
      });
    }
    for (const count of counts) assert.ok(Math.abs(count - 1000) < 5 * Math.sqrt(500), String(count));
  });

  test("a seed that is no whole number and no text is refused", () => {
    for (const seed of [0.5, Number.NaN, 2 ** 53])
      assert.throws(() => hashSeed(seed), /seed must be a whole number or a text/);
  });
});

describe("frozen: these numbers never change between versions", () => {
  test("keys", () => {
    assert.deepEqual(hashSeed(42), [1439020948, 3368133749, 3736109683, 2085844655]);
    assert.deepEqual(hashSeed("42"), [3471261648, 3140049790, 2018611349, 2159412443]);
    assert.deepEqual(hashText("/oneOf#0/randomRotation#1"), [1738997058, 783299435, 716691170, 385561429]);
    assert.deepEqual(
      hashKey(hashSeed(42), hashText("/randomHorizontalFlip#0"), 3, 12345, 0),
      [3429113717, 807871781, 1583447534, 194556827],
    );
  });

  test("streams", () => {
    const random = () => new Random([1, 2, 3, 0xffffffff]);
    const three = (draw: () => number) => [draw(), draw(), draw()];
    const [next, integer, normal, uniform] = [random(), random(), random(), random()];
    assert.deepEqual(
      three(() => next.next()),
      [0.22635358409024775, 0.13682857784442604, 0.6993886777199805],
    );
    assert.deepEqual(
      three(() => integer.integer(1000)),
      [226, 136, 699],
    );
    assert.deepEqual(
      three(() => normal.normal()),
      [0.4675821308605345, 1.5433311328024144, -2.0101135722677936],
    );
    assert.deepEqual(
      three(() => uniform.uniform(-5, 5)),
      [-2.7364641590975225, -3.6317142215557396, 1.9938867771998048],
    );
    assert.deepEqual(random().permutation(8), [2, 6, 7, 3, 5, 4, 0, 1]);
    assert.equal(namedRandom(42, "split").next(), 0.6239566702861339);
  });
});

describe("a stream", () => {
  test("is made when it is first asked, of its key as it is then read", () => {
    let reads = 0;
    const key = new Proxy([1, 2, 3, 4] as const, {
      get(target, name) {
        reads++;
        return Reflect.get(target, name);
      },
    });
    const random = new Random(key);
    assert.equal(reads, 0);
    random.next();
    const seeding = reads;
    assert.equal(seeding > 0, true);
    random.next();
    assert.equal(reads, seeding);
  });

  test("is even: chi-squared of 256 cells, Kolmogorov and Smirnov, over many streams' first numbers", () => {
    const along = new Random(hashWords([1]));
    const values = Array.from({ length: 60_000 }, () => along.next());
    const across = Array.from({ length: 60_000 }, (_, i) =>
      new Random(hashKey(hashSeed(1), hashText("a"), 0, i, 0)).next(),
    );
    for (const numbers of [values, across]) {
      const cells = new Array<number>(256).fill(0);
      for (const value of numbers) cells[Math.floor(value * 256)] = (cells[Math.floor(value * 256)] as number) + 1;
      assert.equal(Math.abs(chiSquaredDeviation(cells)) < 4, true);
      assert.equal(kolmogorovSmirnov(numbers, (value) => value) < 1.95, true);
      assert.equal(
        numbers.every((value) => value >= 0 && value < 1),
        true,
      );
    }
  });

  test("normal numbers have mean 0 and variance 1, permutations every order", () => {
    const random = new Random(hashWords([2]));
    const values = Array.from({ length: 20_000 }, () => random.normal());
    assert.equal(Math.abs(mean(values)) < 0.03, true);
    assert.equal(Math.abs(variance(values) - 1) < 0.05, true);
    assert.equal(values.every(Number.isFinite), true);
    assert.deepEqual(
      [...random.permutation(50)].sort((a, b) => a - b),
      Array.from({ length: 50 }, (_, i) => i),
    );
    assert.deepEqual(random.permutation(0), []);
  });

  test("chance is never for 0, always for 1", () => {
    const random = new Random(hashWords([3]));
    for (let i = 0; i < 1000; i++) {
      assert.equal(random.chance(0), false);
      assert.equal(random.chance(1), true);
    }
  });
});

describe("a transform's draws are its own", () => {
  const rotation = randomRotation(30);
  const blur = gaussianBlur(3);

  async function draws(steps: readonly Step[]): Promise<Record<string, Json>> {
    const { draws: record } = await augment({ image: fullSample().image }, compose(steps), { seed: 11, index: 2 });
    return leafDraws(record);
  }

  test("a transform before, after, between or taken away leaves the others alone", async () => {
    const { "/0": turn, "/1": soften } = await draws([rotation, blur]);
    for (const extra of [randomHorizontalFlip(), colorJitter({ hue: 0.1 }), adjustBrightness(1.1)]) {
      assert.deepEqual(await draws([extra, rotation, blur]).then(({ "/1": a, "/2": b }) => [a, b]), [turn, soften]);
      assert.deepEqual(await draws([rotation, extra, blur]).then(({ "/0": a, "/2": b }) => [a, b]), [turn, soften]);
      assert.deepEqual(await draws([rotation, blur, extra]).then(({ "/0": a, "/1": b }) => [a, b]), [turn, soften]);
    }
    assert.deepEqual(await draws([blur]), { "/0": soften });
    assert.deepEqual(await draws([blur, rotation]), { "/0": soften, "/1": turn });
  });

  test("a combinator's choices and children stand on their own too", async () => {
    const always = (children: readonly Step[]) => randomApply(children, { p: 1 });
    const alone = (await draws([always([rotation])]))["/0/0"];
    assert.deepEqual((await draws([always([randomVerticalFlip(), rotation, blur])]))["/0/1"], alone);
    assert.deepEqual((await draws([blur, always([blur, rotation])]))["/1/1"], alone);
    assert.notDeepEqual((await draws([rotation]))["/0"], alone);
  });

  test("a flat policy and a nested compose are two places, the outermost compose none", async () => {
    const bare = await augment({ image: fullSample().image }, rotation, { seed: 11, index: 2 });
    assert.deepEqual((await draws([rotation]))["/0"], bare.draws);
    assert.notDeepEqual((await draws([compose([rotation])]))["/0/0"], bare.draws);
  });

  test("of one name, each occurrence draws for itself, counted from the front", async () => {
    const one = await draws([rotation]);
    const two = await draws([rotation, blur, rotation]);
    assert.deepEqual(two["/0"], one["/0"]);
    assert.notDeepEqual(two["/2"], two["/0"]);
    const three = await draws([rotation, rotation, oneOf([rotation])]);
    assert.deepEqual(three["/1"], two["/2"]);
  });

  test("what a transform draws does not depend on how much another does", async () => {
    const few = await draws([colorJitter({ hue: 0.1 }), rotation]);
    const many = await draws([colorJitter({ hue: 0.1, contrast: 1, brightness: 1, saturation: 1 }), rotation]);
    assert.deepEqual(few["/1"], many["/1"]);
  });
});

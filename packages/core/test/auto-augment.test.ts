import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { atIntensity, augment, compose, pixels } from "@millrace/core";
import { augMix, autoAugment, normalize, randAugment, timmPolicy, trivialAugmentWide } from "@millrace/core/image";
import { magnitudeAt } from "../src/image/policies/magnitudes.ts";
import { autoSpace } from "../src/image/policies/rand-space.ts";
import { subPolicies } from "../src/image/policies/sub-policies.ts";
import { drawMany, imageOutline } from "./helpers/draws.ts";
import { noise } from "./helpers/samples.ts";
import { chiSquaredDeviation, tally } from "./helpers/statistics.ts";

type Drawn = { operation: string; magnitude: number | null }[];

const tables = JSON.parse(readFileSync(new URL("./golden/policy-tables.json", import.meta.url), "utf8")) as {
  autoAugment: Record<string, unknown>;
  autoAugmentSpace: Record<string, number[] | null>;
};
const canvas = { width: 61, height: 47 };

describe("autoAugment", () => {
  test("its pairs are torchvision's", () => {
    assert.deepEqual(subPolicies, tables.autoAugment);
  });

  test("its magnitudes are torchvision's, to the last bit", () => {
    assert.deepEqual(autoSpace.map(({ operation }) => operation).sort(), Object.keys(tables.autoAugmentSpace).sort());
    for (const { operation, range } of autoSpace) {
      const stored = tables.autoAugmentSpace[operation] ?? null;
      const found = Array.from(
        { length: 10 },
        (_, bin) => range && magnitudeAt(range, { bin, bins: 10, strength: 1, canvas }),
      );
      if (operation.startsWith("translate")) assert.deepEqual(found, stored?.map(Math.trunc));
      else if (operation === "solarize")
        assert.deepEqual(
          found,
          stored?.map((value) => 255 * value),
        );
      else assert.deepEqual(range === undefined ? null : found, stored);
    }
  });

  test("each pair is drawn as often, each operation as often as it says, with both signs", () => {
    const drawn = drawMany<Drawn>(autoAugment({ policy: "cifar10" }), 40000, imageOutline(61, 47));
    // What stands in one pair alone: shearY at 8, and translateY at 3 before sharpness at 6.
    const shears = drawn.filter((list) => list.some((one) => one.operation === "shearY" && size(one) > 0.25));
    near(shears.length / drawn.length, 0.5 / 25, 0.003);
    const both = shears.filter((list) => list.length === 2);
    near(both.length / shears.length, 0.7, 0.06);
    const signs = tally(shears.map(([first]) => String(Math.sign(first?.magnitude ?? 0))));
    assert.deepEqual([...signs.keys()].sort(), ["-1", "1"]);
    assert.ok(chiSquaredDeviation([...signs.values()]) < 4);
    // Pairs of CIFAR-10 leave between none and two operations.
    assert.deepEqual(new Set(drawn.map(({ length }) => length)), new Set([0, 1, 2]));
    assert.ok(!drawn.some((list) => list.some(({ operation }) => operation === "identity")));
  });

  test("another policy draws other pairs", () => {
    const operations = (policy: "imagenet" | "svhn") =>
      new Set(drawMany<Drawn>(autoAugment({ policy }), 2000).flatMap((list) => list.map(({ operation }) => operation)));
    assert.ok(operations("svhn").has("translateX") && !operations("svhn").has("posterize"));
    assert.ok(operations("imagenet").has("posterize") && !operations("imagenet").has("translateX"));
  });

  test("at half the intensity ranges are half as long, and what has no magnitude is half as frequent", () => {
    const many = (intensity: number) =>
      drawMany<Drawn>(atIntensity(autoAugment({ policy: "svhn" }), intensity), 12000).flat();
    const [whole, half] = [many(1), many(0.5)];
    const most = (list: Drawn, name: string) => Math.max(...list.filter((one) => one.operation === name).map(size));
    near(most(half, "shearY"), most(whole, "shearY") / 2, 1e-6);
    const count = (list: Drawn, name: string) => list.filter((one) => one.operation === name).length;
    near(count(half, "invert") / count(whole, "invert"), 0.5, 0.05);
  });

  test("on floats it is refused, whatever it would have drawn", async () => {
    for (let seed = 0; seed < 8; seed++) {
      await assert.rejects(
        () => augment({ image: noise() }, compose([normalize(), autoAugment({ policy: "imagenet" })]), { seed }),
        /autoAugment: it works on bytes, and the field "image" holds floats by now/,
      );
    }
  });
});

test("on 16 bits every policy is refused, whatever it would have drawn", async () => {
  const image = pixels(new Uint16Array(48), 4, 4);
  for (const policy of [autoAugment(), randAugment(), trivialAugmentWide(), augMix(), timmPolicy("rand-m9")]) {
    for (let index = 0; index < 8; index++) {
      await assert.rejects(
        augment({ image }, policy, { seed: 1, index }),
        /it takes uint8 images, and the field "image" holds uint16/,
      );
    }
  }
});

function size({ magnitude }: Drawn[number]): number {
  return Math.abs(magnitude ?? 0);
}

function near(found: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(found - expected) <= tolerance, `${found}, expected ${expected} ± ${tolerance}`);
}

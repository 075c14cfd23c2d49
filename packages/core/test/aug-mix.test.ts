import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { atIntensity, augment, compose, type Pixels, replay } from "@millrace/core";
import { augMix, normalize } from "@millrace/core/image";
import { augMixSpace } from "../src/image/policies/aug-mix-space.ts";
import { magnitudeAt } from "../src/image/policies/magnitudes.ts";
import { drawMany, imageOutline } from "./helpers/draws.ts";
import { fingerprint, fullSample, noise } from "./helpers/samples.ts";
import { chiSquaredDeviation, kolmogorovSmirnov, mean, tally } from "./helpers/statistics.ts";

interface Drawn {
  readonly original: number;
  readonly chains: readonly {
    readonly weight: number;
    readonly operations: readonly { readonly operation: string; readonly magnitude: number | null }[];
  }[];
}

const { augMixSpace: stored } = JSON.parse(
  readFileSync(new URL("./golden/policy-tables.json", import.meta.url), "utf8"),
) as { augMixSpace: Record<string, number[] | null> };
const canvas = { width: 61, height: 47 };

describe("augMix", () => {
  test("its magnitudes are torchvision's, to the last bit", () => {
    assert.deepEqual(
      augMixSpace.map(({ operation }) => operation),
      Object.keys(stored),
    );
    for (const { operation, range } of augMixSpace) {
      const bins = Array.from({ length: 10 }, (_, bin) => bin);
      const found = range && bins.map((bin) => magnitudeAt(range, { bin, bins: 10, strength: 1, canvas }));
      const expected = stored[operation] ?? undefined;
      if (operation.startsWith("translate")) assert.deepEqual(found, expected?.map(Math.trunc));
      else if (operation === "solarize")
        assert.deepEqual(
          found,
          expected?.map((value) => 255 * value),
        );
      else assert.deepEqual(found, expected);
    }
  });

  const drawn = drawMany<Drawn>(augMix(), 4000, imageOutline(61, 47));
  const operations = (list: readonly Drawn[]) =>
    list.flatMap(({ chains }) => chains.flatMap((chain) => chain.operations));

  test("weights are Dirichlet's: even for the picture, and sums of 1", () => {
    assert.ok(
      kolmogorovSmirnov(
        drawn.map(({ original }) => original),
        (x) => x,
      ) < 1.95,
    );
    // Of three even shares each one is from Beta(1, 2).
    const first = drawn.map(({ original, chains }) => (chains[0]?.weight as number) / (1 - original));
    assert.ok(kolmogorovSmirnov(first, (x) => 1 - (1 - x) ** 2) < 1.95);
    for (const { original, chains } of drawn.slice(0, 200)) {
      assert.ok(Math.abs(chains.reduce((sum, { weight }) => sum + weight, original) - 1) < 1e-12);
    }
    // Large shapes gather in the middle.
    const gathered = drawMany<Drawn>(augMix({ alpha: 100 }), 300).map(({ original }) => Math.abs(original - 0.5));
    assert.ok(mean(gathered) < 0.06);
  });

  test("three chains of one to three operations, each as often; or as the options say", () => {
    assert.ok(drawn.every(({ chains }) => chains.length === 3));
    const depths = tally(drawn.flatMap(({ chains }) => chains.map((chain) => String(chain.operations.length))));
    assert.deepEqual([...depths.keys()].sort(), ["1", "2", "3"]);
    assert.ok(chiSquaredDeviation([...depths.values()]) < 4);
    const fixed = drawMany<Drawn>(augMix({ mixtureWidth: 5, chainDepth: 4 }), 50);
    assert.ok(fixed.every(({ chains }) => chains.length === 5 && chains.every((one) => one.operations.length === 4)));
  });

  test("the severity limits the magnitudes, and allOps the operations", () => {
    const counts = tally(operations(drawn).map(({ operation }) => operation));
    assert.deepEqual([...counts.keys()].sort(), augMixSpace.map(({ operation }) => operation).sort());
    assert.ok(chiSquaredDeviation([...counts.values()]) < 4);
    const turns = tally(
      operations(drawn)
        .filter(({ operation }) => operation === "rotate")
        .map(({ magnitude }) => Math.abs(magnitude as number).toFixed(2)),
    );
    assert.deepEqual([...turns.keys()].sort(), ["0.00", "3.33", "6.67"]);
    assert.ok(chiSquaredDeviation([...turns.values()]) < 4);
    const few = operations(drawMany<Drawn>(augMix({ allOps: false }), 300));
    assert.equal(new Set(few.map(({ operation }) => operation)).size, 9);
    assert.ok(!few.some(({ operation }) => operation === "sharpness"));
  });

  test("annotations stay; the picture is a sum of pictures", async () => {
    const sample = fullSample();
    const { sample: result } = await augment(sample, augMix({ severity: 10 }), { seed: 4 });
    for (const name of ["mask", "boxes", "keypoints"] as const) {
      assert.equal(fingerprint(result[name]), fingerprint(sample[name]));
    }
    const chains = [{ weight: 0.75, operations: [{ operation: "solarize", magnitude: 0 }] }];
    const { image } = (await replay(sample, augMix(), { original: 0.25, chains })) as { image: Pixels };
    for (const [i, value] of sample.image.data.entries()) {
      assert.equal(image.data[i], Math.floor(0.25 * value + 0.75 * (255 - value)));
    }
  });

  test("a tenth of the intensity changes a tenth of the angle, and floats are refused", async () => {
    const mild = operations(drawMany<Drawn>(atIntensity(augMix({ severity: 10 }), 0.1), 500));
    const turns = mild
      .filter(({ operation }) => operation === "rotate")
      .map((one) => Math.abs(one.magnitude as number));
    assert.ok(Math.abs(Math.max(...turns) - 3) < 1e-6);
    await assert.rejects(
      () => augment({ image: noise() }, compose([normalize(), augMix()]), { seed: 1 }),
      /augMix: it works on bytes/,
    );
  });
});

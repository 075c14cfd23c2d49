import assert from "node:assert/strict";
import { test } from "node:test";
import { policyTables } from "@millrace/core/image";

type Entry = { operation: string; range?: { from: number; to: number; unit: string }; signed?: true };

/** The published ranges, by policy: AutoAugment and RandAugment, TrivialAugment (wide), AugMix. */
const published: Record<
  string,
  readonly (readonly [from: number, to: number, unit: string, sign: "±" | "+"] | null)[]
> = {
  shearX: [
    [0, 0.3, "slope", "±"],
    [0, 0.99, "slope", "±"],
    [0, 0.3, "slope", "±"],
  ],
  shearY: [
    [0, 0.3, "slope", "±"],
    [0, 0.99, "slope", "±"],
    [0, 0.3, "slope", "±"],
  ],
  translateX: [
    [0, 150 / 331, "width", "±"],
    [0, 32, "pixels", "±"],
    [0, 1 / 3, "width", "±"],
  ],
  translateY: [
    [0, 150 / 331, "height", "±"],
    [0, 32, "pixels", "±"],
    [0, 1 / 3, "height", "±"],
  ],
  rotate: [
    [0, 30, "degrees", "±"],
    [0, 135, "degrees", "±"],
    [0, 30, "degrees", "±"],
  ],
  brightness: [
    [0, 0.9, "factor", "±"],
    [0, 0.99, "factor", "±"],
    [0, 0.9, "factor", "±"],
  ],
  color: [
    [0, 0.9, "factor", "±"],
    [0, 0.99, "factor", "±"],
    [0, 0.9, "factor", "±"],
  ],
  contrast: [
    [0, 0.9, "factor", "±"],
    [0, 0.99, "factor", "±"],
    [0, 0.9, "factor", "±"],
  ],
  sharpness: [
    [0, 0.9, "factor", "±"],
    [0, 0.99, "factor", "±"],
    [0, 0.9, "factor", "±"],
  ],
  posterize: [
    [8, 4, "bits", "+"],
    [8, 2, "bits", "+"],
    [4, 0, "bits", "+"],
  ],
  solarize: [
    [255, 0, "level", "+"],
    [255, 0, "level", "+"],
    [255, 0, "level", "+"],
  ],
  autocontrast: [null, null, null],
  equalize: [null, null, null],
};

const { autoAugment, randAugment, trivialAugmentWide, augMix, timmPolicy } = policyTables;

test("the tables are the published ones", () => {
  const all = [
    [autoAugment.operations, 0, ["invert"]],
    [randAugment.operations, 0, ["identity"]],
    [trivialAugmentWide.operations, 1, ["identity"]],
    [augMix.operations, 2, []],
  ] as const;
  for (const [operations, column, without] of all) {
    const expected = [...without, ...Object.keys(published)].sort();
    assert.deepEqual(operations.map(({ operation }) => operation).sort(), expected);
    for (const { operation, range, signed } of operations as readonly Entry[]) {
      const want = published[operation]?.[column] ?? null;
      const found = range === undefined ? null : [range.from, range.to, range.unit, signed ? "±" : "+"];
      assert.deepEqual(found, want, operation);
    }
  }
  assert.deepEqual([autoAugment.bins, augMix.bins, timmPolicy.fullLevel], [10, 10, 10]);
  assert.deepEqual(
    Object.values(autoAugment.subPolicies).map(({ length }) => length),
    [25, 25, 25],
  );
});

test("timm's are those of its strings at level 10", () => {
  const { operations } = timmPolicy;
  const most = (name: keyof typeof operations) => (operations[name] as Entry).range?.to;
  assert.deepEqual(
    [most("rotate"), most("shearX"), most("translateXRel"), most("solarizeAdd"), most("solarize"), most("posterize")],
    [30, 0.3, 0.45, 110, 256, 4],
  );
  assert.deepEqual(operations.color.range, { from: -0.9, to: 0.9, unit: "factor" });
  assert.deepEqual(operations.colorIncreasing, {
    operation: "color",
    range: { from: 0, to: 0.9, unit: "factor" },
    signed: true,
  });
  assert.deepEqual(operations.posterizeIncreasing.range, { from: 4, to: 0, unit: "bits" });
});

test("they are plain JSON", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(policyTables)), policyTables);
});

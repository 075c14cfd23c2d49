import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { packRows, unpackRows } from "../src/worker/packed-rows.ts";
import type { Plan, PlannedSample } from "../src/worker/pipeline.ts";
import { postedPlan, receivePlan } from "../src/worker/posted-plan.ts";

const number = fc.oneof(fc.nat(20), fc.constantFrom(2 ** 31, 2 ** 32 + 5, 2 ** 52));

/** Rows as an order gives them: the last ones may be padding, and all or none are packed. */
const plain: fc.Arbitrary<PlannedSample[]> = fc
  .record({
    rows: fc.array(fc.record({ index: number, copy: fc.nat(2), dataset: fc.nat(1), moved: fc.boolean() })),
    padding: fc.nat(3),
    packs: fc.boolean(),
  })
  .map(({ rows, padding, packs }) =>
    rows.map(({ index, copy, dataset, moved }, place) => ({
      ...{ index, copy, dataset, row: moved ? index + 1 : index },
      ...(place < rows.length - padding ? {} : { padding: true as const }),
      ...(packs ? { pack: place >> 1 } : {}),
    })),
  );

test("rows come out of the lists of numbers as they went in", () => {
  fc.assert(
    fc.property(plain, (samples) => {
      const packed = packRows(samples);
      assert.equal("indices" in packed, true);
      assert.deepEqual(unpackRows(structuredClone(packed)), samples);
    }),
  );
});

test("rows that are more than references stay what they are", () => {
  const row = { index: 3, copy: 0, dataset: 0, row: 3 };
  const others: PlannedSample[] = [
    { ...row, sample: { text: "a" } },
    { ...row, partners: { "/mix#0": [row] } },
    { ...row, substitutes: [row] },
  ];
  for (const other of others) {
    const samples = [row, other];
    assert.equal(packRows(samples), samples);
    assert.equal(unpackRows(samples), samples);
  }
  const padded = [{ ...row, padding: true as const }, row];
  assert.equal(packRows(padded), padded, "padding in front of a row");
});

test("a plan is posted with its rows as numbers, and received as it was", () => {
  const samples = [4, 9].map((index) => ({ index, copy: 0, dataset: 0, row: index }));
  const plan = { epoch: 1, batch: 2, samples } as unknown as Plan;
  const posted = postedPlan(plan);
  assert.deepEqual((posted as { samples: unknown }).samples, { indices: [4, 9] });
  assert.deepEqual(receivePlan(posted), plan);
});

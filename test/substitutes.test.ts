import assert from "node:assert/strict";
import { test } from "node:test";
import { mostSubstitutes, Substitutes } from "../src/order/substitutes.ts";

const reference = (index: number, copy: number) => ({ index, copy, dataset: 0, row: index });
const of = (length: number, epoch = 0, batchSize = 10) =>
  new Substitutes({ seed: 7, epoch, positionOf: (batch, row) => batch * batchSize + row, length, reference });

/** The first substitutes of a row. */
const first = (substitutes: Substitutes, batch: number, row: number) =>
  Array.from({ length: mostSubstitutes }, (_, i) => substitutes.at(batch, row, i + 1, { index: 3, copy: 0 })?.index);

test("substitutes depend on seed, epoch, position and attempt, and on nothing else", () => {
  assert.deepEqual(first(of(1000), 2, 5), first(of(1000), 2, 5));
  assert.deepEqual(
    first(of(1000, 0, 10), 2, 5),
    first(of(1000, 0, 5), 5, 0),
    "positions count, however they are batched",
  );
  assert.notDeepEqual(first(of(1000), 2, 5), first(of(1000), 2, 6));
  assert.notDeepEqual(first(of(1000), 2, 5), first(of(1000, 1), 2, 5));
  assert.equal(new Set(first(of(1e9), 2, 5)).size, mostSubstitutes);
  // Frozen: a stream with bad samples is the same in years to come.
  assert.deepEqual(first(of(1000), 2, 5), [690, 237, 405, 512, 910]);
});

test("a sample is never its own substitute, all others are, and the copy stays", () => {
  const seen = new Set<number>();
  const substitutes = of(5);
  for (let batch = 0; batch < 40; batch++) {
    const substitute = substitutes.at(batch, 0, 1, { index: 2, copy: 1 });
    assert.equal(substitute?.copy, 1);
    seen.add(substitute.index);
  }
  assert.deepEqual([...seen].sort(), [0, 1, 3, 4]);
  assert.equal(of(1).at(0, 0, 1, { index: 0, copy: 0 }), undefined);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CountedBatches, type Tail } from "../src/order/global-batches.ts";
import { Permutation } from "../src/order/permutation.ts";
import { InOrder } from "../src/order/sequence.ts";
import { withTail } from "../src/order/tailed-batches.ts";

test("a permutation meets every element once, for any length, seed and epoch", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 700 }), fc.integer(), fc.nat(100), (length, seed, epoch) => {
      const permutation = new Permutation(length, seed, epoch);
      const seen = new Set(Array.from({ length }, (_, position) => permutation.at(position)));
      assert.equal(seen.size, length);
      for (const element of seen) assert.ok(Number.isInteger(element) && element >= 0 && element < length);
    }),
    { numRuns: 200 },
  );
});

test("every element comes first about as often: chi-squared over 4,000 epochs", () => {
  for (const length of [3, 10, 33]) {
    const counts = new Array<number>(length).fill(0);
    for (let epoch = 0; epoch < 4000; epoch++) {
      const first = new Permutation(length, 1, epoch).at(0);
      counts[first] = (counts[first] as number) + 1;
    }
    const expected = 4000 / length;
    const chiSquared = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Five standard deviations above the mean of the distribution.
    assert.ok(chiSquared < length - 1 + 5 * Math.sqrt(2 * (length - 1)), `length ${length}: ${chiSquared}`);
  }
});

test("neighbours are torn apart: no correlation between position and element", () => {
  const length = 10_000;
  const permutation = new Permutation(length, "correlation", 0);
  let product = 0;
  let adjacent = 0;
  for (let position = 0; position < length; position++) {
    const element = permutation.at(position);
    product += (position / length - 0.5) * (element / length - 0.5);
    if (position > 0 && Math.abs(element - permutation.at(position - 1)) === 1) adjacent++;
  }
  assert.ok(Math.abs((product / length) * 12) < 0.05, `correlation ${(product / length) * 12}`);
  assert.ok(adjacent < 12, `${adjacent} neighbours stayed neighbours`);
});

test("10⁹ samples take no memory and any position is at hand", () => {
  const permutation = new Permutation(1e9, 3, 5);
  const before = process.memoryUsage().heapUsed;
  const seen = new Set<number>();
  for (let i = 0; i < 2000; i++) seen.add(permutation.at(i * 499_999));
  assert.equal(seen.size, 2000);
  assert.ok(process.memoryUsage().heapUsed - before < 2e6);
});

test("the order is frozen: these positions never change between versions", () => {
  const permutation = new Permutation(1000, 42, 0);
  assert.deepEqual(
    [0, 1, 2, 3, 500, 999].map((position) => permutation.at(position)),
    [48, 406, 909, 747, 744, 902],
  );
});

test("a position outside is an error that names the range", () => {
  assert.throws(() => new Permutation(10, 1, 0).at(10), /from 0 to 9, got 10/);
});

test("batches of an epoch, with and without the last", () => {
  const count = (length: number, tail: Tail) => withTail(new CountedBatches(new InOrder(length), 4), 4, tail).count;
  assert.deepEqual([count(10, "partial"), count(10, "drop"), count(10, "pad")], [3, 2, 3]);
  assert.deepEqual([count(8, "partial"), count(8, "drop"), count(3, "drop")], [2, 2, 0]);
});

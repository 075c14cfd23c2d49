import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  columnTable,
  concat,
  DataLoader,
  type Dataset,
  fromModule,
  OptionError,
  type Subset,
  split,
  subset,
  text,
} from "millrace";
import { sourcesOf } from "../src/datasets/sources.ts";
import type { named } from "./fixtures/named.ts";
import { list, of, sorted, whole } from "./helpers/numbered.ts";

const indicesOf = (parts: Readonly<Record<string, Subset<object>>>) => Object.values(parts).map((part) => part.indices);
const sizesOf = (parts: Readonly<Record<string, { readonly length: number }>>) =>
  Object.values(parts).map(({ length }) => length);

/** As many samples of each value as are said. */
const ofSizes = (...sizes: readonly number[]) => of(sizes.flatMap((size, value) => list(size).map(() => value)));

describe("split by groups", () => {
  const cases = fc.record({
    values: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 12, maxLength: 150 }),
    weights: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 }),
    seed: fc.integer(),
  });

  test("no group is divided, no part is empty, none has more than its share and one group", () => {
    fc.assert(
      fc.property(cases, ({ values, weights, seed }) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const shares = Object.fromEntries(weights.map((weight, part) => [`part ${part}`, weight / total]));
        const groups = new Set(values);
        fc.pre(groups.size >= weights.length);
        const parts = indicesOf(split(of(values), shares, { groups: "value", seed }));
        assert.deepEqual(sorted(parts.flat()), list(values.length));
        const largest = Math.max(...[...groups].map((group) => values.filter((value) => value === group).length));
        let met = 0;
        for (const [part, indices] of parts.entries()) {
          assert.deepEqual(indices, sorted(indices));
          assert.equal(indices.length > 0, true, `part ${part} is empty`);
          const most = (values.length * (weights[part] as number)) / total + largest;
          assert.equal(indices.length < most + 1e-9, true, `${indices.length} samples, ${most} at most`);
          met += new Set(indices.map((index) => values[index])).size;
        }
        assert.equal(met, groups.size, "a group is in two parts");
      }),
      { numRuns: 100 },
    );
  });

  test("the largest group first, each to the part that lacks most", () => {
    // 10 to a, 4 to b, 3 to a, 2 to b, 1 to a: what each lacks is met.
    const shares = { a: 0.7, b: 0.3 };
    assert.deepEqual(sizesOf(split(ofSizes(1, 2, 3, 4, 10), shares, { groups: "value" })), [14, 6]);
    // In the order in which they come, a would have 1, 1, 1 and 9 instead of 9 and 1.
    const { a, b } = split(ofSizes(1, 1, 1, 9), { a: 0.8, b: 0.2 }, { groups: "value" });
    assert.deepEqual([b.length, sorted(a.indices).slice(-9)], [2, list(9).map((index) => 3 + index)]);
    const many = split(of(list(1000)), { train: 0.8, validation: 0.1, test: 0.1 }, { groups: "value" });
    assert.deepEqual(sizesOf(many), [800, 100, 100]);
    assert.deepEqual([many.train.split, many.validation.split, many.test.split], ["train", "validation", "test"]);
    // One large group makes a large part.
    assert.deepEqual(sizesOf(split(ofSizes(90, 1, 9), { a: 0.9, b: 0.1 }, { groups: "value" })), [90, 10]);
  });

  test("a part whose share is smaller than any group has the smallest", () => {
    for (const seed of list(5)) {
      const { most, few } = split(ofSizes(20, 21, 22, 19, 23), { most: 0.98, few: 0.02 }, { groups: "value", seed });
      assert.deepEqual([most.length, few.length, few.get(0)], [86, 19, { value: 3 }]);
    }
    assert.deepEqual(sizesOf(split(ofSizes(5, 9), { a: 0.99, b: 0.01 }, { groups: "value" })), [9, 5]);
  });

  test("the seed decides among equal groups and equal parts, and the parts are frozen", () => {
    const drawn = (seed: number | string) =>
      indicesOf(split(of(list(8)), { a: 0.5, b: 0.5 }, { groups: "value", seed }));
    assert.deepEqual(drawn(7), drawn(7));
    assert.deepEqual(drawn(7), [
      [0, 1, 3, 5],
      [2, 4, 6, 7],
    ]);
    assert.deepEqual(drawn("seven"), [
      [2, 3, 4, 5],
      [0, 1, 6, 7],
    ]);
    const withLargest = list(40).map(
      (seed) => split(ofSizes(3, 2, 1), { a: 0.5, b: 0.5 }, { groups: "value", seed }).a.indices[0] === 0,
    );
    assert.deepEqual(new Set(withLargest), new Set([true, false]), "the largest group is always in the same part");
    const without = (options?: object) => split(of(list(30)), { a: 0.5, b: 0.5 }, { groups: "value", ...options });
    assert.deepEqual(indicesOf(without()), indicesOf(without({ seed: 0 })));
  });

  test("texts are compared by what they say", () => {
    const patients = "a b c a d a b e a f".split(" ");
    const { train, test } = split(
      of(patients.map((name) => text(name))),
      { train: 0.6, test: 0.4 },
      { groups: "value" },
    );
    const inTrain = new Set(train.indices.map((index) => patients[index]));
    assert.equal(
      test.indices.some((index) => inTrain.has(patients[index] as string)),
      false,
    );
    assert.deepEqual([train.length, test.length], [6, 4]);
  });

  test("parts of parts lead to the rows that are read", () => {
    const both = concat([subset(whole(9), { start: 4 }), whole(7)]);
    const parts = split(both, { a: 0.5, b: 0.2, c: 0.3 }, { groups: "group" });
    const rows = Object.values(parts).flatMap((part) =>
      list(part.length).map((position) => {
        const { dataset, row } = sourcesOf(part).places.at(position);
        return `${dataset} ${row}`;
      }),
    );
    assert.deepEqual(rows.sort(), [...[4, 5, 6, 7, 8].map((row) => `0 ${row}`), ...list(7).map((row) => `1 ${row}`)]);
  });

  test("a part is read in workers, as its dataset is", async () => {
    const module = new URL("./fixtures/named.ts", import.meta.url);
    const birds = fromModule<typeof named>(module, "named", { name: "birds", length: 20 });
    const { train } = split(birds, { train: 0.8, test: 0.2 }, { groups: "row" });
    await using loader = new DataLoader(train, { batchSize: 5, workers: 1 });
    const seen: number[] = [];
    for await (const batch of loader) {
      seen.push(...batch.row.data);
      assert.equal(
        batch.thread.data.every((thread) => thread > 0),
        true,
      );
    }
    assert.deepEqual([seen.length, seen], [16, train.indices]);
  });
});

describe("split", () => {
  test("without groups it is frozen: these parts never change between versions", () => {
    const shares = { a: 0.5, b: 0.3, c: 0.2 };
    assert.deepEqual(indicesOf(split(whole(10), shares, { seed: "a text" })), [
      [6, 7, 4, 8, 2],
      [3, 1, 0],
      [9, 5],
    ]);
    assert.deepEqual(indicesOf(split(whole(10), shares)), [
      [0, 6, 4, 5, 1],
      [2, 8, 9],
      [7, 3],
    ]);
    assert.deepEqual(indicesOf(split(whole(10), shares, { seed: -4, stratify: "group" })), [
      [1, 3, 4, 8, 9],
      [5, 6, 7],
      [0, 2],
    ]);
  });

  test("shares that cannot be are refused", () => {
    const refused = (shares: unknown, message: RegExp) =>
      assert.throws(
        () => split(whole(10), shares as Record<string, number>),
        (error: Error) => error instanceof OptionError && message.test(error.message),
        `${message}`,
      );
    const allowed = /^split: shares must be an object of numbers above 0 that sum to 1, .* such as \{ train: 0.8/;
    const others = [undefined, null, 0.8, "0.8", [0.8, 0.2], {}, { a: "0.8", b: "0.2" }, { a: 1, b: undefined }];
    for (const shares of [...others, { a: { b: 1 } }, () => 1]) refused(shares, allowed);
    refused([0.8, 0.2], /got \[0.8,0.2\]$/);
    refused({ a: 0.8, b: 0.1 }, /shares must be above 0 and sum to 1, got \{"a":0.8,"b":0.1\}, which sum to 0.9/);
    refused({ a: 1, b: 0 }, /must be above 0/);
    refused({ a: 1.5, b: -0.5 }, /must be above 0/);
    refused({ a: Number.NaN, b: 1 }, /must be above 0/);
    refused({ a: Number.POSITIVE_INFINITY }, /must be above 0/);
  });

  test("options that cannot be are refused by their name", () => {
    const refused: readonly [Dataset<object>, object, RegExp][] = [
      [
        whole(10),
        { stratify: "group", groups: "group" },
        /split: stratify \("group"\) and groups \("group"\) cannot both/,
      ],
      [whole(10), { group: "group" }, /split: unknown option "group".*groups/],
      [whole(10), { seed: 0.5 }, /split: seed must be a whole number or a text, got 0.5/],
      [whole(10), { stratify: 3 }, /split: stratify must be the name of a field, got 3/],
      [whole(10), { groups: ["group"] }, /split: groups must be the name of a field, got \["group"\]/],
      [whole(10), { groups: "patient" }, /split: groups is "patient", but sample 0 has the fields row, group/],
      [of([1, 2, {}]), { groups: "value" }, /groups is "value", which must be a label.* but in sample 2 is/],
      [{ length: 3, get: async () => ({ value: 1 }) }, { groups: "value" }, /groups needs .*get is synchronous/],
      [of([1, 1, 2, 2, 2]), { groups: "value" }, /needs a group at least.*"value" has 2 values and there are 3 parts/],
      [of([]), { groups: "value" }, /"value" has 0 values/],
      [columnTable({ a: new Uint8Array(10) }) as never, { groups: "a" }, /split: groups .* this dataset gives columns/],
    ];
    for (const [dataset, options, message] of refused) {
      assert.throws(
        () => split(dataset, { a: 0.4, b: 0.3, c: 0.3 }, options),
        (error: Error) => error instanceof OptionError && message.test(error.message),
        `${message}`,
      );
    }
  });
});

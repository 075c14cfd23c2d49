import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  classLabel,
  columnTable,
  concat,
  DataLoader,
  type Dataset,
  type Fold,
  fromModule,
  kFold,
  OptionError,
  type Subset,
  split,
  subset,
  text,
} from "millrace";
import { sourcesOf } from "../src/datasets/sources.ts";
import type { named } from "./fixtures/named.ts";
import { list, of, sorted, whole } from "./helpers/numbered.ts";

/** Each sample is in one validation part, and each training has all others. */
function checkFolds(folds: readonly Fold<Subset<object>>[], length: number): void {
  assert.deepEqual(sorted(folds.flatMap(({ validation }) => validation.indices)), list(length));
  for (const { train, validation } of folds) {
    assert.deepEqual(sorted([...train.indices, ...validation.indices]), list(length));
    assert.deepEqual([train.split, validation.split], ["train", "validation"]);
  }
}

function spread(sizes: readonly number[]): number {
  const inOrder = sorted(sizes);
  return (inOrder.at(-1) as number) - (inOrder[0] as number);
}

const sizesOf = (folds: readonly Fold<{ readonly length: number }>[]) =>
  folds.map(({ validation }) => validation.length);

describe("kFold", () => {
  const lengths = fc.integer({ min: 2, max: 120 }).chain((length) =>
    fc.record({
      length: fc.constant(length),
      folds: fc.integer({ min: 2, max: Math.min(length, 12) }),
      seed: fc.integer(),
    }),
  );

  test("each sample in one validation part, in parts as equal as they can be", () => {
    fc.assert(
      fc.property(lengths, ({ length, folds, seed }) => {
        const made = kFold(whole(length), folds, { seed });
        checkFolds(made, length);
        assert.equal(made.length, folds);
        assert.equal(spread(sizesOf(made)) <= 1, true, `${sizesOf(made)}`);
      }),
      { numRuns: 60 },
    );
    assert.deepEqual(sizesOf(kFold(whole(5), 5)), [1, 1, 1, 1, 1]);
  });

  test("the seed decides, and the folds are frozen: these never change between versions", () => {
    const indices = (options?: object) => kFold(whole(10), 3, options).map(({ validation }) => validation.indices);
    assert.deepEqual(indices({ seed: 7 }), indices({ seed: 7 }));
    assert.deepEqual(indices(), indices({ seed: 0 }));
    assert.notDeepEqual(indices({ seed: 7 }), indices({ seed: 8 }));
    assert.deepEqual(indices({ seed: 7 }), [
      [5, 4, 9, 0],
      [3, 8, 1],
      [6, 2, 7],
    ]);
    assert.deepEqual(indices({ seed: 7, stratify: "group" }), [
      [0, 7, 8, 9],
      [1, 2, 3],
      [4, 5, 6],
    ]);
    assert.deepEqual(indices({ seed: 7, groups: "group" }), [
      [0, 3, 6, 9],
      [2, 5, 8],
      [1, 4, 7],
    ]);
    for (const option of ["stratify", "groups"]) {
      const drawn = (seed: number) =>
        kFold(of(list(30)), 3, { [option]: "value", seed }).map(({ validation }) => validation.indices);
      assert.notDeepEqual(drawn(7), drawn(8), option);
    }
    const [first] = kFold(whole(10), 3, { seed: 7 });
    // The others' samples, fold after fold.
    assert.deepEqual(first?.train.indices, indices({ seed: 7 }).slice(1).flat());
    const halves = split(whole(50), { a: 0.5, b: 0.5 }, { seed: 7 });
    assert.notDeepEqual(kFold(whole(50), 2, { seed: 7 })[0]?.validation.indices, halves.a.indices);
  });

  test("of a thousand million samples nothing is listed", () => {
    const before = process.memoryUsage().arrayBuffers;
    const reads: number[] = [];
    const dataset = { length: 1e9, get: (row: number) => ({ row: reads.push(row) }) };
    const folds = kFold(dataset, 7, { seed: 3 });
    assert.equal(spread(sizesOf(folds)), 1);
    const [{ train, validation }] = folds as [Fold<Subset<object>>];
    assert.equal(train.length + validation.length, 1e9);
    const rows = new Set<number>();
    for (let position = 0; position < 1000; position++) {
      rows.add(sourcesOf(train).places.rowAt(position));
      rows.add(sourcesOf(train).places.rowAt(train.length - 1 - position));
      rows.add(sourcesOf(validation).places.rowAt(position));
    }
    assert.equal(rows.size, 3000);
    assert.equal(process.memoryUsage().arrayBuffers - before < 1e5, true);
    assert.deepEqual(reads, []);
  });

  test("stratified: no fold has two samples more than another, of a value or in all", () => {
    const cases = lengths.chain((one) =>
      fc.record({
        ...{ folds: fc.constant(one.folds), seed: fc.constant(one.seed) },
        values: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: one.length, maxLength: one.length }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ folds, seed, values }) => {
        const made = kFold(of(values), folds, { seed, stratify: "value" });
        checkFolds(made, values.length);
        assert.equal(spread(sizesOf(made)) <= 1, true, `${sizesOf(made)}`);
        for (const value of new Set(values)) {
          const counts = made.map(({ validation }) => validation.indices.filter((i) => values[i] === value).length);
          assert.equal(spread(counts) <= 1, true, `${counts} of ${value}`);
        }
        for (const { validation } of made) assert.deepEqual(validation.indices, sorted(validation.indices));
      }),
      { numRuns: 60 },
    );
    const labels = of(list(6).map((row) => classLabel(row % 2)));
    for (const { validation } of kFold(labels, 3, { stratify: "value" })) {
      assert.deepEqual(sorted(validation.indices.map((index) => index % 2)), [0, 1]);
    }
  });

  test("groups: none is divided, and the largest makes the largest fold", () => {
    const cases = fc.record({
      values: fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 20, maxLength: 150 }),
      folds: fc.integer({ min: 2, max: 4 }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(cases, ({ values, folds, seed }) => {
        const counts = list(16).map((value) => values.filter((one) => one === value).length);
        fc.pre(new Set(values).size >= folds);
        const made = kFold(of(values), folds, { seed, groups: "value" });
        checkFolds(made, values.length);
        for (const { train, validation } of made) {
          const there = new Set(validation.indices.map((index) => values[index]));
          assert.equal(
            train.indices.some((index) => there.has(values[index])),
            false,
          );
        }
        assert.equal(spread(sizesOf(made)) <= (sorted(counts).at(-1) as number), true);
      }),
      { numRuns: 60 },
    );
    const patients = "a b c a d a b e a f".split(" ");
    assert.deepEqual(sorted(sizesOf(kFold(of(patients), 3, { groups: "value" }))), [3, 3, 4]);
    // Texts are compared by what they say, not as objects.
    const texts = kFold(of(patients.map((name) => text(name))), 6, { groups: "value" });
    assert.deepEqual(sorted(sizesOf(texts)), [1, 1, 1, 1, 2, 4]);
  });

  test("parts, concatenations and tables are divided where their rows lie", async () => {
    const both = concat([subset(whole(9), { start: 4 }), whole(7)]);
    const rows = kFold(both, 3).flatMap(({ validation }) =>
      list(validation.length).map((position) => {
        const { dataset, row } = sourcesOf(validation).places.at(position);
        return `${dataset} ${row}`;
      }),
    );
    assert.deepEqual(rows.sort(), [...[4, 5, 6, 7, 8].map((row) => `0 ${row}`), ...list(7).map((row) => `1 ${row}`)]);
    const table = columnTable({ a: Float32Array.from(list(10)) });
    const seen: number[] = [];
    for (const { validation } of kFold(table, 4)) {
      await using loader = new DataLoader(validation, { batchSize: 2, workers: 0 });
      for await (const batch of loader) seen.push(...(batch.fields.a as { data: Float32Array }).data);
    }
    assert.deepEqual(sorted(seen), list(10));
  });

  test("a fold is read in workers, as its dataset is", async () => {
    const module = new URL("./fixtures/named.ts", import.meta.url);
    const birds = fromModule<typeof named>(module, "named", { name: "birds", length: 20 });
    const [fold] = kFold(birds, 4, { seed: 1 });
    await using loader = new DataLoader((fold as Fold<Subset<ReturnType<typeof birds.get>>>).train, {
      batchSize: 5,
      workers: 1,
    });
    const seen: number[] = [];
    for await (const batch of loader) {
      seen.push(...batch.row.data);
      assert.equal(
        batch.thread.data.every((thread) => thread > 0),
        true,
      );
    }
    assert.deepEqual(seen, fold?.train.indices);
  });

  test("what cannot be is refused by its name", () => {
    for (const folds of [1, 0, -2, 2.5, 11, Number.NaN, "5"]) {
      assert.throws(
        () => kFold(whole(10), folds as number),
        (error: Error) =>
          error instanceof OptionError && /folds must be a whole number from 2 to 10, .*got/.test(error.message),
      );
    }
    for (const dataset of [whole(1), whole(0), () => [], {}]) {
      assert.throws(
        () => kFold(dataset as Dataset<object>, 2),
        /kFold: it takes a dataset with a length of at least 2/,
      );
    }
    const refused: readonly [Dataset<object>, object, RegExp][] = [
      [whole(10), { stratify: "group", groups: "group" }, /stratify \("group"\) and groups \("group"\) cannot both/],
      [whole(10), { group: "group" }, /kFold: .*group.*groups/],
      [whole(10), { seed: 0.5 }, /kFold: seed must be a whole number or a text, got 0.5/],
      [whole(10), { groups: "patient" }, /kFold: groups is "patient", but sample 0 has the fields row, group/],
      [whole(10), { stratify: "patient" }, /kFold: stratify is "patient", but sample 0/],
      [of([1, 2, {}]), { groups: "value" }, /groups is "value", which must be a label.* but in sample 2 is/],
      [{ length: 3, get: async () => ({ value: 1 }) }, { groups: "value" }, /groups needs .*get is synchronous/],
      [of([1, 1, 2, 2, 2]), { groups: "value" }, /"value" has 2 values and folds is 3/],
      [columnTable({ a: new Uint8Array(10) }) as never, { groups: "a" }, /groups .* this dataset gives columns/],
    ];
    for (const [dataset, options, message] of refused) {
      assert.throws(
        () => kFold(dataset, 3, options),
        (error: Error) => error instanceof OptionError && message.test(error.message),
        `${message}`,
      );
    }
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { concat, DataLoader, type Dataset, fromModule, OptionError, SampleError, split, subset, text } from "millrace";
import { sourcesOf } from "../src/datasets/sources.ts";
import type { named } from "./fixtures/named.ts";
import { orderOf } from "./helpers/order.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

const module = new URL("./fixtures/named.ts", import.meta.url);
const whole = (length: number) => ({ length, get: (row: number) => ({ row, group: row % 3 }) });
const made = (name: string, length: number) => fromModule<typeof named>(module, "named", { name, length });

describe("parts are functions on references", () => {
  test("split without stratify: each sample in one part, in any number of samples, without a list", () => {
    const before = process.memoryUsage().arrayBuffers;
    const { train, rest } = split(whole(1e9), { train: 0.9, rest: 0.1 }, { seed: 3 });
    assert.deepEqual([train.length, rest.length, train.split], [9e8, 1e8, "train"]);
    assert.equal(process.memoryUsage().arrayBuffers - before < 1e6, true);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer(), (length, seed) => {
        const parts = split(whole(length), { a: 0.5, b: 0.3, c: 0.2 }, { seed });
        const all = [...parts.a.indices, ...parts.b.indices, ...parts.c.indices];
        assert.deepEqual(
          all.toSorted((one, other) => one - other),
          Array.from({ length }, (_, i) => i),
        );
      }),
      { numRuns: 50 },
    );
    assert.notDeepEqual(
      split(whole(50), { a: 0.5, b: 0.5 }, { seed: 1 }).a.indices,
      split(whole(50), { a: 0.5, b: 0.5 }).a.indices,
    );
  });

  test("a million and more, stratified, in 4 bytes a sample", () => {
    const length = 1_281_167;
    const sample = [{ label: 0 }, { label: 1 }, { label: 2 }] as const;
    const dataset = { length, get: (index: number) => sample[index % 3] as { label: number } };
    const { train, validation } = split(dataset, { train: 0.8, validation: 0.2 }, { stratify: "label" });
    assert.equal(train.length + validation.length, length);
    const counts = [0, 0, 0];
    let last = -1;
    for (let position = 0; position < validation.length; position++) {
      const { row } = sourcesOf(validation).places.at(position);
      assert.equal(row > last, true);
      last = row;
      counts[row % 3] = (counts[row % 3] as number) + 1;
    }
    const [most, least] = [counts.toSorted((a, b) => b - a)[0], counts.toSorted((a, b) => a - b)[0]];
    assert.equal((most as number) - (least as number) <= 1, true, counts.join());
    assert.equal(split(whole(length), { train: 0.5, test: 0.5 }).train.length, 640_584);
  });

  test("a stratified split is frozen: these parts never change between versions", () => {
    const { a, b } = split(whole(12), { a: 0.75, b: 0.25 }, { stratify: "group", seed: 7 });
    assert.deepEqual([a.indices.length, b.indices], [9, [7, 8, 9]]);
    assert.deepEqual(split(whole(12), { a: 0.75, b: 0.25 }, { seed: 7 }).b.indices, [8, 4, 6]);
  });

  test("a split by texts knows two that say the same, and by objects there is none", () => {
    const texts = { length: 40, get: (row: number) => ({ word: text(row % 2 === 0 ? "even" : "odd"), at: [row] }) };
    const { a } = split(texts, { a: 0.5, b: 0.5 }, { stratify: "word" });
    assert.equal(a.indices.filter((row) => row % 2 === 0).length, 10);
    assert.throws(
      () => split(texts, { a: 0.5, b: 0.5 }, { stratify: "at" }),
      /split: stratify is "at", which must be a label, a text, .* but in sample 0 is \[0\]/,
    );
  });

  test("subset takes lists and ranges, and refuses what is not there", () => {
    assert.deepEqual(subset(whole(10), [7, 2, 7]).indices, [7, 2, 7]);
    assert.deepEqual(subset(whole(10), { start: 7 }).indices, [7, 8, 9]);
    assert.deepEqual(subset(subset(whole(10), { start: 4, end: 9 }), Uint8Array.of(0, 4)).get(1), { row: 8, group: 2 });
    assert.throws(() => subset(whole(10), [1, 10]), /indices\[1\] must be a whole number from 0 to 9, got 10/);
    assert.throws(() => subset(whole(10), [-1]), OptionError);
    assert.throws(() => subset(whole(10), { start: 3, end: 11 }), /0 ≤ start ≤ end ≤ 10/);
    assert.throws(() => subset(whole(10), { start: 3 }).get(7), /no sample 7: this part .* has 7/);
  });

  test("parts of parts and of concatenations lead to the rows that are read", () => {
    const [one, other] = [whole(5), whole(7)];
    const both = concat([subset(one, { start: 1 }), other, subset(one, [0]), whole(0)]);
    assert.equal(both.length, 12);
    const { datasets, places } = sourcesOf(subset(both, [0, 4, 10, 11]));
    // Two parts of one dataset read it as one; the empty one is there and never read.
    assert.deepEqual(datasets.slice(0, 2), [one, other]);
    assert.deepEqual(
      [0, 1, 2, 3].map((index) => places.at(index)),
      [
        { dataset: 0, row: 1 },
        { dataset: 1, row: 0 },
        { dataset: 1, row: 6 },
        { dataset: 0, row: 0 },
      ],
    );
    assert.deepEqual(both.get(11), { row: 0, group: 0 });
    assert.throws(() => both.get(12), /no sample 12: these datasets together have 12/);
    assert.throws(() => concat([]), /at least one dataset/);
    const ids = { ...one, schema: { id: "int64" } } as const;
    assert.deepEqual(concat([ids, { ...one, schema: { rank: "int8" } } as Dataset]).schema, {
      id: "int64",
      rank: "int8",
    });
    assert.throws(
      () => concat([ids, { ...one, schema: { id: "int32" } } as Dataset]),
      /of the field "id" dataset 1 states "int32", and one before it "int64"/,
    );
    assert.throws(
      () => concat([{ ...one, classes: ["a"] }, one]),
      /classes of dataset 0 are \["a"\].*dataset 1 undefined/,
    );
  });

  test("an epoch may hold several copies of each sample, one behind the other", () => {
    const order = (shuffle: boolean) => {
      const { places } = sourcesOf(whole(5));
      const epoch = orderOf(places, { size: 4, shuffle, copies: 3 });
      return Array.from({ length: epoch.batches }, (_, batch) => epoch.batch(batch)).flat();
    };
    assert.deepEqual(
      order(false).map(({ index, copy }) => [index, copy]),
      Array.from({ length: 15 }, (_, i) => [Math.floor(i / 3), i % 3]),
    );
    const shuffled = order(true);
    assert.deepEqual(new Set(shuffled.map(({ index, copy }) => `${index} ${copy}`)).size, 15);
    assert.deepEqual(
      shuffled.map(({ copy }) => copy),
      order(false).map(({ copy }) => copy),
    );
  });
});

describe("two datasets behind one reference, through real workers", () => {
  const dataset = (read: (name: string, length: number) => Dataset<{ name: string; row: number; thread: number }>) => {
    const { train } = split(read("birds", 40), { train: 0.5, test: 0.5 });
    return concat([train, subset(read("fish", 30), { start: 10 })]);
  };

  test("each row is read where it lies, and the batch says where", async () => {
    await using loader = new DataLoader(dataset(made), { batchSize: 8, shuffle: true, seed: 5, workers: 2 });
    const rows = new Set<string>();
    for await (const batch of loader) {
      for (const [at, { index, dataset, row, copy }] of batch.references.entries()) {
        assert.equal(batch.indices[at], index);
        assert.deepEqual([dataset, copy], [index < 20 ? 0 : 1, 0]);
        if (dataset === 1) assert.equal(row, index - 20 + 10);
        assert.deepEqual([batch.name[at], batch.row.data[at]], [dataset === 0 ? "birds" : "fish", row]);
        assert.equal((batch.thread.data[at] as number) > 0, true, "it was read in a worker");
        rows.add(`${dataset} ${row}`);
      }
    }
    assert.equal(rows.size, 40);
  });

  test("workers or not, read there or here: one stream", async () => {
    const closure = (name: string, length: number) => ({
      length,
      get: (row: number) => ({ name, row, thread: 0 }),
    });
    const streams: string[] = [];
    for (const [read, workers] of [
      [made, 2],
      [made, 0],
      [closure, 1],
    ] as const) {
      await using loader = new DataLoader(dataset(read), { batchSize: 8, shuffle: true, seed: 5, workers });
      const seen: unknown[] = [];
      for await (const batch of loader) seen.push([batch.indices, batch.references, batch.name, [...batch.row.data]]);
      streams.push(JSON.stringify(seen));
    }
    assert.deepEqual([streams[1], streams[2]], [streams[0], streams[0]]);
  });

  test("an error gives both numbers", async () => {
    const broken = (name: string, length: number) =>
      fromModule<typeof named>(module, "named", { name, length, broken: 13 });
    const cases = [
      [
        subset(broken("birds", 20), { start: 10 }),
        /^sample 3 \(row 13 of the whole\), epoch 0.*row 13 of birds is gone/,
      ],
      [concat([made("fish", 5), broken("birds", 20)]), /^sample 18 \(row 13 of dataset 1\)/],
      [broken("birds", 20), /^sample 13, epoch 0/],
    ] as const;
    for (const [dataset, message] of cases) {
      for (const workers of [0, 1]) {
        await using loader = new DataLoader(dataset as Dataset<object>, { batchSize: 2, workers });
        await assert.rejects(
          async () => {
            for await (const _ of loader);
          },
          (error) => error instanceof SampleError && message.test(error.message) && error.row === 13,
        );
      }
    }
  });
});

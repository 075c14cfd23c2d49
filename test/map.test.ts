import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type BatchTensor,
  columnTable,
  concat,
  DataLoader,
  type Dataset,
  filter,
  fromModule,
  kFold,
  map,
  OptionError,
  type ReadContext,
  type Reference,
  SampleError,
  subset,
} from "millrace";
import { sourcesOf } from "../src/datasets/sources.ts";
import * as fixture from "./fixtures/changes.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1);

interface Row {
  readonly row: number;
}

const module = new URL("./fixtures/changes.ts", import.meta.url);
const list = (length: number) => Array.from({ length }, (_, index) => index);
const counters = () => new Int32Array(new SharedArrayBuffer(8));
const rows = (length: number, counts = counters()) =>
  fromModule<typeof fixture.rows>(module, "rows", { length, counts });
const plus = (amount: number) => fromModule<typeof fixture.plus>(module, "plus", { amount });
const double = ({ row }: Row) => ({ twice: 2 * row });

/** The numbers of a field of all batches, one after another. */
async function numbersOf(loader: AsyncIterable<object>, field: string): Promise<number[]> {
  const all: number[] = [];
  for await (const batch of loader as AsyncIterable<{ fields: Record<string, unknown> }>)
    all.push(...((batch.fields[field] as BatchTensor).data as Iterable<number>));
  return all;
}

describe("map", () => {
  test("changes what is read, in every form, at once where the sample is there", async () => {
    const never = () => assert.fail("another form was there");
    const length = 6;
    const forms: Readonly<Record<string, Dataset<Row>>> = {
      get: { length, get: (row) => ({ row }) },
      later: { length, get: async (row) => ({ row }) },
      getMany: { length, get: never, getMany: (indices) => indices.map((row) => ({ row })) },
      "getMany, later": { length, get: never, getMany: async (indices) => indices.map(async (row) => ({ row })) },
      read: {
        ...{ length, get: never, getMany: never },
        read: (references: readonly Reference[], { seed }: ReadContext) => {
          assert.equal(seed, 3);
          return references.map(({ row }) => ({ row }));
        },
      },
    };
    for (const [name, dataset] of Object.entries(forms)) {
      for (const change of [double, async (sample: Row) => double(sample)]) {
        await using loader = new DataLoader(map(dataset, change), { batchSize: 4, workers: 0, seed: 3 });
        assert.deepEqual(await numbersOf(loader, "twice"), [0, 2, 4, 6, 8, 10], name);
      }
    }
    assert.deepEqual(map(forms.get as Dataset<Row>, double).get(4), { twice: 8 });
  });

  test("read and changed in workers, where both can be made there; one stream wherever", async () => {
    const cases = [
      [map(rows(12), plus(100)), true],
      [map(map(rows(12), plus(90)), plus(10)), true],
      [map(rows(12), fixture.plus({ amount: 100 })), false],
      [map({ length: 12, get: (row: number) => ({ row, thread: 0 }) }, plus(100)), false],
    ] as const;
    for (const [dataset, there] of cases) {
      await using loader = new DataLoader(dataset, { batchSize: 5, workers: 1 });
      for await (const batch of loader) {
        assert.deepEqual(
          [...batch.row.data],
          batch.indices.map((index) => 100 + index),
        );
        for (const thread of batch.changedIn.data) assert.equal(thread > 0, there);
        assert.deepEqual([...batch.changedIn.data], [...batch.thread.data]);
      }
    }
  });

  test("parts and concatenations stay what they are, of changed datasets", async () => {
    const [one, other] = [rows(8), rows(5)];
    const both = map(concat([subset(one, [6, 1]), other]), plus(10));
    const { datasets, places } = sourcesOf(both);
    assert.deepEqual(
      datasets.map(({ length }) => length),
      [8, 5],
    );
    assert.deepEqual(places.at(0), { dataset: 0, row: 6 });
    assert.equal((both.get(1) as Row).row, 11);
    await using loader = new DataLoader(both, { batchSize: 3, workers: 1 });
    for await (const batch of loader) {
      assert.deepEqual(
        [...batch.row.data],
        batch.references.map(({ row }) => row + 10),
      );
      for (const thread of batch.changedIn.data) assert.equal(thread > 0, true);
    }
    const kept = await filter(both, ({ row }) => row > 11);
    assert.deepEqual(kept.indices, [0, 4, 5, 6]);
    const parity = map(rows(12), ({ row }) => ({ odd: row % 2 }));
    for (const { validation } of kFold(parity, 3, { stratify: "odd" })) {
      assert.equal(validation.indices.filter((row) => row % 2 === 1).length, 2);
    }
  });

  test("says of itself what its dataset says, and what the change makes of it", async () => {
    let asked = 0;
    const dataset = {
      length: 4,
      classes: ["a", "b"],
      schema: { row: "int64" },
      split: "test",
      get identity() {
        return `listing ${++asked}`;
      },
      get: (row: number) => ({ row }),
    } as const;
    const same = map(dataset, (sample) => ({ ...sample }));
    assert.equal(asked, 0);
    const { length, classes, schema, split } = same;
    assert.deepEqual(
      { length, classes, schema, split },
      { length: 4, classes: ["a", "b"], schema: { row: "int64" }, split: "test" },
    );
    assert.equal(same.identity, "listing 1");
    const other = map(dataset, double, { schema: { twice: "int16" }, classes: ["c"] });
    assert.deepEqual([other.schema, other.classes], [{ twice: "int16" }, ["c"]]);
    assert.deepEqual(map(dataset, double, { schema: {} }).schema, {});
    const plain = map({ length: 1, get: () => ({ row: 1 }) }, double);
    assert.deepEqual(Object.keys(plain), ["length", "get"]);
    // Workers compare what they make with what is here.
    const renamed = map(rows(4), plus(1), { classes: ["low", "high"] });
    await using loader = new DataLoader(renamed, { batchSize: 4, workers: 1 });
    assert.deepEqual(await numbersOf(loader, "row"), [1, 2, 3, 4]);
  });

  test("its dataset is disposed once in each thread that has it", async () => {
    const counts = counters();
    await using loader = new DataLoader(map(rows(4, counts), plus(1)), { batchSize: 2, workers: 1 });
    await numbersOf(loader, "row");
    await loader.close();
    assert.deepEqual([...counts], [1, 1]);
    const onMain = counters();
    await using here = new DataLoader(map(rows(4, onMain), double), { batchSize: 2, workers: 0 });
    await here.close();
    assert.deepEqual([...onMain], [1, 0]);
  });

  test("what a change throws is an error of its sample, in every form and thread", async () => {
    const broken = { amount: 1, broken: 5 };
    const later = fromModule<typeof fixture.plusLater>(module, "plusLater", broken);
    const throws = (sample: Row) => {
      if (sample.row === 5) throw new Error("row 5 has no change");
      return sample;
    };
    const many = {
      length: 8,
      get: () => assert.fail("getMany is there"),
      getMany: (indices: readonly number[]) => indices.map((row) => ({ row, thread: 0 })),
    };
    const cases: readonly [Dataset<object>, number][] = [
      [map(rows(8), later), 1],
      [map(rows(8), later), 0],
      [map(rows(8), throws), 0],
      [map(many, throws), 0],
      [map(many, later), 0],
    ];
    for (const [dataset, workers] of cases) {
      await using loader = new DataLoader(dataset, { batchSize: 8, workers });
      await assert.rejects(
        numbersOf(loader, "row"),
        (error) =>
          error instanceof SampleError && error.index === 5 && /^sample 5, .*row 5 has no change/.test(error.message),
      );
    }
    const short = { ...many, getMany: () => undefined as never };
    await using loader = new DataLoader(map(short, throws), { batchSize: 8, workers: 0 });
    await assert.rejects(numbersOf(loader, "row"), /getMany must return a list of 1 samples.*got undefined/);
  });

  test("what it does not take is refused by its name", () => {
    const table = columnTable({ a: Float32Array.of(1) });
    const one = { length: 1, get: () => ({ row: 1 }) };
    const refused: readonly [unknown, unknown, object, RegExp][] = [
      [table, double, {}, /map: .*gives columns; change them with a column transform/],
      [() => list(3), double, {}, /map: .*length and get.*an iterable changes its samples by itself/],
      [one, { row: 1 }, {}, /change must be a function of a sample, got/],
      [one, double, { schema: { row: "int" } }, /map: schema/],
      [one, double, { classes: "a" }, /map: classes must be a list of names/],
      [one, double, { class: ["a"] }, /classes/],
    ];
    for (const [dataset, change, options, message] of refused) {
      assert.throws(
        () => map(dataset as Dataset<Row>, change as typeof double, options),
        (error: Error) => error instanceof OptionError && message.test(error.message),
        `${message}`,
      );
    }
  });
});

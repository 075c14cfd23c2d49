import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gaussianNoise, stackColumns } from "@millrace/core/tabular";
import {
  BatchError,
  type ColumnDataset,
  columnTable,
  concat,
  DataLoader,
  type DataLoaderOptions,
  fromModule,
  OptionError,
  split,
} from "millrace";
import { sourcesOf } from "../src/datasets/sources.ts";
import { Permutation } from "../src/order/permutation.ts";
import { recipeOf } from "../src/recipe/recipe.ts";
import { orderOf } from "./helpers/order.ts";
import { shareThreads } from "./helpers/share-threads.ts";
import { userModule } from "./helpers/user-module.ts";

shareThreads(1, 2);

const table = columnTable({ a: Float32Array.from({ length: 40 }, (_, row) => row), b: new Float32Array(40) });
const load = (dataset: ColumnDataset, options: object) =>
  new DataLoader(dataset, { batchSize: 10, ...options } as DataLoaderOptions<undefined>);

async function drain(dataset: ColumnDataset, options: object): Promise<number> {
  await using loader = load(dataset, options);
  let batches = 0;
  for await (const _ of loader) batches++;
  return batches;
}

const answering = (columns: (rows: ArrayLike<number>) => object): ColumnDataset => ({
  length: 40,
  readColumns: (rows) => ({ length: rows.length, columns: columns(rows) }) as never,
});
const good = (rows: ArrayLike<number>) => ({ a: { dtype: "float32", width: 1, values: Float32Array.from(rows) } });

describe("what goes wrong with columns is told", () => {
  test("options that are of samples, and transforms of the wrong kind, by name", () => {
    const refused = (options: object, message: RegExp) =>
      assert.throws(
        () => load(table, options),
        (error) => error instanceof OptionError && message.test(error.message),
      );
    refused({ collate: {} }, /collate is for datasets of samples/);
    refused({ decode: "exact" }, /decode is for datasets of samples/);
    refused({ transform: (sample: object) => sample }, /works on samples, and this dataset gives columns/);
    assert.throws(
      () =>
        new DataLoader(
          { length: 2, get: () => ({ a: 1 }) },
          { batchSize: 1, transform: stackColumns({ columns: ["a"] }) },
        ),
      /stackColumns, which works on columns, and the dataset gives samples/,
    );
    assert.throws(() => split(table, { a: 0.5, b: 0.5 }, { stratify: "a" } as object), /this dataset gives columns/);
    assert.throws(
      () => concat([table, { length: 1, get: () => ({}) }] as never),
      /samples and of columns cannot stand behind one another/,
    );
  });

  test("columns that make no table", () => {
    const refused = (columns: object, message: RegExp) => assert.throws(() => columnTable(columns as never), message);
    refused({}, /at least one column/);
    refused({ a: [1, 2] }, /"a" must be a typed array/);
    refused({ a: new Float32Array(3), b: new Float32Array(2) }, /"b" has 2 values .* "a" makes 3 rows/);
    refused({ a: { values: new Float32Array(2), dictionary: ["x"] } }, /"a" has a dictionary/);
    refused({ a: { values: new Uint8Array(9), validity: new Uint8Array(1) } }, /"a" must have a validity of 2 bytes/);
    refused({ a: { values: new Float32Array(2), dtype: "int8" } }, /"a" is int8/);
    refused(
      { a: { values: new Float32Array(2), validty: new Uint8Array(1) } },
      /"a" is given with "validty".* Did you mean "validity"\?/,
    );
  });

  for (const workers of [0, 1]) {
    test(`a batch's error names batch, epoch and whose it is, ${workers} workers`, async () => {
      const fails = (dataset: ColumnDataset, options: object, message: RegExp) =>
        assert.rejects(drain(dataset, { workers, ...options }), (error: unknown) => {
          assert.equal(error instanceof BatchError || error instanceof OptionError, true, String(error));
          assert.match((error as Error).message, message);
          return true;
        });
      const late = (columns: (rows: ArrayLike<number>) => object) =>
        answering((rows) => (Array.from(rows).includes(25) ? columns(rows) : good(rows)));
      const broken = late(() => {
        throw new Error("the disk is gone");
      });
      await fails(broken, {}, /^batch 2, epoch 0, main thread: the disk is gone$/);
      const short = late(() => ({ a: { dtype: "float32", width: 1, values: new Float32Array(3) } }));
      await fails(short, {}, /batch 2, epoch 0.*the column "a" has 3 values, and 10 rows of 1 need 10/);
      const other = late((rows) => ({ c: good(rows).a }));
      await fails(other, {}, /batch 2, epoch 0.*its columns are c, but the loader's schema has a/);
      const missing = late((rows) => ({ a: { ...good(rows).a, validity: new Uint8Array(2) } }));
      await fails(missing, {}, /batch 2.*"a" has no value in row 0 of the batch/);
      const noise = gaussianNoise({ columns: ["zz"], deviation: 1 });
      await fails(table, { transform: noise }, /batch 0, epoch 0, .*gaussianNoise: there is no column "zz"/);
      await fails(table, { schema: { aa: "float32" } }, /schema names the column "aa".*"a"/);
      await fails(table, { schema: { a: "int8" } }, /the field "a" \(number, float32\) cannot be int8/);
    });
  }

  test("a readColumns that never answers holds neither break nor close", async () => {
    for (const workers of [0, 1]) {
      const stuck: ColumnDataset = {
        length: 40,
        readColumns: (rows) =>
          rows.length > 1 && rows[0] !== 0
            ? new Promise(() => {})
            : Promise.resolve({ length: rows.length, columns: good(rows) as never }),
      };
      await using loader = load(stuck, { workers });
      for await (const batch of loader) {
        assert.equal(batch.number, 0);
        break;
      }
    }
  });
});

describe("where columns are read", () => {
  test("by fromModule in workers, else on the main thread, with one stream", async () => {
    const url = userModule(`import { threadId } from "node:worker_threads";
      export const made = ({ length }) => ({ length, async readColumns(rows, { allocate }) {
        const values = allocate("float32", rows.length);
        for (let i = 0; i < rows.length; i++) values[i] = rows[i] * 2;
        const thread = Int32Array.from(rows, () => threadId);
        return { length: rows.length, columns: {
          value: { dtype: "float32", width: 1, values }, thread: { dtype: "int32", width: 1, values: thread } } };
      } });`);
    const made = fromModule<(options: object) => ColumnDataset>(url, "made", { length: 40 });
    for (const [dataset, here] of [
      [made, false],
      [{ length: 40, readColumns: made.readColumns }, true],
    ] as const) {
      await using loader = load(dataset, { workers: 1, shuffle: true, seed: 1 });
      for await (const batch of loader) {
        const { value, thread } = batch.fields as unknown as Record<string, { data: ArrayLike<number> }>;
        assert.deepEqual(
          Array.from(value?.data ?? []),
          batch.indices.map((row) => 2 * row),
        );
        assert.equal(
          Array.from(thread?.data ?? []).every((id) => (id === 0) === here),
          true,
        );
      }
    }
  });

  test("shared memory that is given is not copied, and all else is put there once", () => {
    const given = new Float32Array(new SharedArrayBuffer(160));
    const { options } = recipeOf(columnTable({ given, own: new Float32Array(40), more: new Float32Array(40) })) as {
      options: { blocks: { values: Float32Array }[] };
    } & object as never as { options: { blocks: { values: Float32Array }[] } };
    assert.equal(options.blocks[0]?.values, given);
    assert.equal(options.blocks.length, 2);
    for (const { values } of options.blocks) assert.equal(values.buffer instanceof SharedArrayBuffer, true);
  });

  test("the order as lists of numbers is that of references", () => {
    const { places } = sourcesOf(concat([split(table, { a: 0.5, b: 0.5 }).b, table]));
    for (const options of [{ shuffle: true }, { shuffle: false }, { shuffle: true, copies: 3 }]) {
      const order = orderOf(places, { size: 7, seed: 3, epoch: 1, ...options });
      for (let batch = 0; batch < order.batches; batch++) {
        const { length, indices, datasets, rows, copies } = order.rows(batch);
        const listed = Array.from({ length }, (_, i) => ({
          index: indices[i],
          copy: copies?.[i] ?? 0,
          dataset: datasets?.[i] ?? 0,
          row: (rows ?? indices)[i],
        }));
        assert.deepEqual(listed, order.batch(batch));
      }
    }
    for (const length of [1, 200, 70_000, 5_000_000_000]) {
      const permutation = new Permutation(length, 1, 2);
      const count = Math.min(length, 50);
      const filled = length > 2 ** 32 ? new Float64Array(count) : new Uint32Array(count);
      permutation.fill(length - count, filled);
      assert.deepEqual(
        [...filled],
        Array.from({ length: count }, (_, i) => permutation.at(length - count + i)),
      );
    }
  });
});

test("ten million rows of fifteen columns, shuffled, in memory that two workers share", async () => {
  const rows = 10_000_000;
  const names = Array.from({ length: 15 }, (_, column) => `x${column}`);
  const matrix = new Float32Array(new SharedArrayBuffer(rows * 60));
  for (let i = 0; i < matrix.length; i++) matrix[i] = i % 16_777_213;
  const whole = columnTable({ x: { values: matrix, width: 15 } });
  const transform = stackColumns({ columns: ["x"] });
  const before = process.memoryUsage().rss;
  await using loader = new DataLoader(whole, { batchSize: 4096, shuffle: true, seed: 5, workers: 2, transform });
  const seen = new Set<number>();
  for await (using batch of loader) {
    const { data, shape, dtype } = batch.fields.features as unknown as {
      data: Float32Array;
      shape: number[];
      dtype: string;
    };
    assert.deepEqual([dtype, shape], ["float32", [4096, names.length]]);
    for (const at of [0, 1, 4095]) {
      const row = batch.indices[at] as number;
      seen.add(row);
      for (let part = 0; part < 15; part++) assert.equal(data[at * 15 + part], (row * 15 + part) % 16_777_213);
    }
    if (batch.number === 200) break;
  }
  assert.equal(seen.size, 603);
  // A copy for each worker would be 1,200 MB.
  assert.equal(process.memoryUsage().rss - before < 500e6, true);
});

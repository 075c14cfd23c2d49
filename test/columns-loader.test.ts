import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gaussianNoise, stackColumns } from "@millrace/core/tabular";
import { type Batch, BatchTensor, columnTable, compose, concat, DataLoader, split, subset } from "millrace";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

const rows = 500;
const age = Float32Array.from({ length: rows }, (_, row) => row);
const wide = Float64Array.from({ length: rows * 3 }, (_, i) => i / 7);
const large = BigInt64Array.from({ length: rows }, (_, row) => 2n ** 60n + BigInt(row));
const small = Uint8Array.from({ length: rows }, (_, row) => row % 251);
const half = Uint16Array.from({ length: rows }, (_, row) => 15_360 + row);
const validity = new Uint8Array(Math.ceil(rows / 8));
for (let row = 0; row < rows; row++)
  if (row % 3 !== 0) validity[row >> 3] = (validity[row >> 3] as number) | (1 << (row & 7));
const texts = ["ash", "birch", "cedar"];
const codes = Uint16Array.from({ length: rows }, (_, row) => row % 3);

/** So many bytes a row that they are copied as memory. */
const long = Float64Array.from({ length: rows * 20 }, (_, i) => -i);

/** Columns of every sort, in an order in which types mix. */
const table = () =>
  columnTable({
    age,
    long: { values: long, width: 20 },
    wide: { values: wide, width: 3 },
    large,
    small: { values: small, validity },
    half: { values: half, dtype: "float16" },
    tree: { values: codes, dictionary: texts, validity },
    other: Float32Array.from(age, (value) => -value),
  });

const tensor = (batch: Batch, name: string) => batch.fields[name] as BatchTensor;

/** All batches of an epoch as plain values. */
async function epochOf(loader: DataLoader<never, never> | AsyncIterable<Batch>) {
  const seen: unknown[] = [];
  for await (using batch of loader as AsyncIterable<Batch>) {
    const fields = Object.entries(batch.fields).map(([name, field]) =>
      field instanceof BatchTensor
        ? [name, field.dtype, field.shape, [...(field.data as Float32Array)], [...(field.validity ?? [])]]
        : [name, field],
    );
    seen.push([batch.epoch, batch.number, batch.size, batch.indices, batch.references, fields]);
  }
  return seen;
}

describe("a table through a loader", () => {
  for (const workers of [0, 1, 2]) {
    test(`each row once an epoch with the table's values, shuffled, ${workers} workers`, async () => {
      await using loader = new DataLoader(table(), { batchSize: 64, shuffle: true, seed: 1, workers });
      const seen: number[] = [];
      for await (using batch of loader) {
        assert.deepEqual(Object.keys(batch.fields), ["age", "long", "wide", "large", "small", "half", "tree", "other"]);
        assert.deepEqual(batch.schema, await loader.schema());
        for (const [at, row] of batch.indices.entries()) {
          seen.push(row);
          assert.equal(tensor(batch, "age").data[at], row);
          assert.equal(tensor(batch, "other").data[at], -row);
          assert.deepEqual(
            [...tensor(batch, "wide").data.slice(3 * at, 3 * at + 3)],
            [...wide.slice(3 * row, 3 * row + 3)],
          );
          assert.deepEqual(
            [...tensor(batch, "long").data.slice(20 * at, 20 * at + 20)],
            [...long.slice(20 * row, 20 * row + 20)],
          );
          assert.equal(tensor(batch, "large").data[at], 2n ** 60n + BigInt(row));
          assert.equal(tensor(batch, "half").data[at], 15_360 + row);
          const present = row % 3 !== 0;
          const bits = tensor(batch, "small").validity as Uint8Array;
          assert.equal(((bits[at >> 3] as number) >> (at & 7)) & 1, present ? 1 : 0);
          if (present) assert.equal(tensor(batch, "small").data[at], row % 251);
          assert.equal((batch.fields.tree as (string | null)[])[at], present ? texts[row % 3] : null);
        }
        assert.deepEqual(tensor(batch, "wide").shape, [batch.size, 3]);
      }
      assert.notDeepEqual(
        seen.slice(0, 64),
        [...seen.slice(0, 64)].sort((a, b) => a - b),
      );
      assert.deepEqual(
        seen.sort((a, b) => a - b),
        [...age],
      );
    });
  }

  test("the schema says type, shape and what may be missing", async () => {
    await using loader = new DataLoader(table(), { batchSize: 8, workers: 1 });
    assert.deepEqual(await loader.schema(), [
      { name: "age", kind: "number", dtype: "float32", shape: [] },
      { name: "long", kind: "tensor", dtype: "float64", shape: [20] },
      { name: "wide", kind: "tensor", dtype: "float64", shape: [3] },
      { name: "large", kind: "number", dtype: "int64", shape: [] },
      { name: "small", kind: "number", dtype: "uint8", shape: [], nullable: true },
      { name: "half", kind: "number", dtype: "float16", shape: [] },
      { name: "tree", kind: "string", dtype: "string", shape: [], nullable: true },
      { name: "other", kind: "number", dtype: "float32", shape: [] },
    ]);
  });

  test("one stream for any number of workers, through transforms that draw, in two epochs", async () => {
    const transform = compose([
      gaussianNoise({ columns: ["age", "other"], deviation: 0.5 }),
      stackColumns({ columns: ["age", "small", "other"] }),
    ]);
    const streams = [];
    for (const workers of [0, 1, 2]) {
      await using loader = new DataLoader(table(), { batchSize: 33, shuffle: true, seed: "s", workers, transform });
      streams.push([await epochOf(loader), await epochOf(loader)]);
    }
    assert.deepEqual(streams[1], streams[0]);
    assert.deepEqual(streams[2], streams[0]);
    assert.notDeepEqual(streams[0]?.[0], streams[0]?.[1]);
  });

  test("Arrow gets what is missing, with types that the schema fixes", async () => {
    await using loader = new DataLoader(table(), { batchSize: 16, workers: 1 });
    for await (const batch of loader) {
      const record = batch.toArrow();
      assert.equal(record.numRows, batch.size);
      const field = (name: string) => record.schema.fields.find((one) => one.name === name);
      assert.deepEqual([field("small")?.nullable, field("age")?.nullable], [true, false]);
      const missing = batch.indices.filter((row) => row % 3 === 0).length;
      for (const name of ["small", "tree"]) assert.equal(record.getChild(name)?.nullCount, missing);
      assert.deepEqual(
        [...(record.getChild("tree") ?? [])],
        batch.indices.map((row) => (row % 3 === 0 ? null : texts[row % 3])),
      );
      assert.deepEqual(
        [...(record.getChild("small") ?? [])],
        batch.indices.map((row) => (row % 3 === 0 ? null : row % 251)),
      );
      if (batch.number === 3) break;
    }
  });

  test("evaluation keeps order, drops augmentation, and keeps what it says stays", async () => {
    const transform = compose([
      gaussianNoise({ columns: ["age"], deviation: 5 }),
      stackColumns({ columns: ["age", "other"], as: "x" }),
    ]);
    await using loader = new DataLoader(table(), {
      batchSize: rows,
      shuffle: true,
      mode: "evaluate",
      workers: 1,
      transform,
    });
    for await (const batch of loader) {
      assert.deepEqual(batch.indices, [...age]);
      assert.deepEqual(
        [...tensor(batch, "x").data],
        [...age].flatMap((row) => [row, row === 0 ? -0 : -row]),
      );
    }
  });

  test("a resumed loader goes on where the state says, with other workers", async () => {
    const options = { batchSize: 50, shuffle: true, seed: 9 } as const;
    const transform = gaussianNoise({ columns: ["age"], deviation: 1 });
    await using whole = new DataLoader(table(), { ...options, transform, workers: 1 });
    const all = await epochOf(whole);
    await using first = new DataLoader(table(), { ...options, transform, workers: 2 });
    let state = first.state();
    for await (const batch of first) {
      state = first.state();
      if (batch.number === 3) break;
    }
    const { schema, stream, ...place } = state;
    assert.deepEqual(place, { version: 1, seed: 9, epoch: 0, batch: 4 });
    assert.equal(stream?.length, rows);
    assert.match(schema ?? "", /^[0-9a-f]{16}$/);
    await using second = new DataLoader(table(), { ...options, transform, workers: 0, resume: state });
    assert.deepEqual(await epochOf(second), all.slice(4));
  });

  test("released batches are written again, and what is released is not read", async () => {
    await using loader = new DataLoader(table(), { batchSize: 125, workers: 1, prefetch: 1 });
    let last: BatchTensor | undefined;
    for await (using batch of loader) {
      if (last !== undefined) assert.throws(() => last?.validity, /released/);
      last = tensor(batch, "small");
      assert.equal(last.validity?.length, 16);
    }
    assert.equal(loader.stats().bytes.recycled > 0, true);
  });
});

describe("parts and concatenations of tables", () => {
  test("split, subset and concat read each row where it is, with one stream for any number of workers", async () => {
    const make = (base: number, dictionary: readonly string[]) =>
      columnTable({
        value: Int32Array.from({ length: 40 }, (_, row) => base + row),
        name: { values: Uint8Array.from({ length: 40 }, (_, row) => row % dictionary.length), dictionary },
      });
    const a = make(1000, ["x", "y"]);
    const b = make(2000, ["y", "z", "x"]);
    const { train, rest } = split(a, { train: 0.75, rest: 0.25 }, { seed: 2 });
    const whole = concat([rest, subset(b, { start: 10, end: 30 }), train]);
    const streams = [];
    for (const workers of [0, 1, 2]) {
      await using loader = new DataLoader(whole, { batchSize: 16, shuffle: true, seed: 4, workers });
      const values: number[] = [];
      for await (const batch of loader) {
        for (const [at, { dataset, row }] of batch.references.entries()) {
          const value = tensor(batch, "value").data[at] as number;
          values.push(value);
          assert.equal(value, dataset === 0 ? 1000 + row : 2000 + row);
          const expected = dataset === 0 ? ["x", "y"][row % 2] : ["y", "z", "x"][row % 3];
          assert.equal((batch.fields.name as string[])[at], expected);
        }
      }
      const all = [
        ...Array.from({ length: 40 }, (_, i) => 1000 + i),
        ...Array.from({ length: 20 }, (_, i) => 2010 + i),
      ];
      assert.deepEqual(
        values.toSorted((one, other) => one - other),
        all,
      );
      streams.push(values);
    }
    assert.deepEqual(streams[1], streams[0]);
    assert.deepEqual(streams[2], streams[0]);
  });

  test("they can be read by hand as well", async () => {
    const allocate = ((_dtype: string, length: number) => new Int32Array(length)) as never;
    const one = columnTable({ value: Int32Array.of(10, 11, 12) });
    const two = columnTable({ value: Int32Array.of(20, 21) });
    const context = { epoch: 0, seed: 0, signal: new AbortController().signal, allocate };
    const both = concat([subset(one, [2, 0]), two]);
    const { columns } = await both.readColumns(Uint32Array.of(3, 0, 2, 1), context);
    assert.deepEqual([...((columns.value?.values ?? []) as Int32Array)], [21, 12, 20, 10]);
  });
});

describe("a matrix of one column", () => {
  test("stays a matrix, through a transform, concat and Arrow", async () => {
    const one = columnTable({ a: Float32Array.of(1, 2, 3) });
    await using loader = new DataLoader(one, {
      ...{ batchSize: 2, workers: 0, transform: stackColumns({ columns: ["a"] }) },
    });
    assert.deepEqual(await loader.schema(), [{ name: "features", kind: "tensor", dtype: "float32", shape: [1] }]);
    const shapes: unknown[] = [];
    for await (const batch of loader) {
      shapes.push(tensor(batch as unknown as Batch, "features").shape);
      const field = (batch as unknown as Batch).toArrow().schema.fields[0];
      assert.equal(String(field?.type), "FixedSizeList[1]<Float32>");
    }
    assert.deepEqual(shapes, [
      [2, 1],
      [1, 1],
    ]);
    const listed = (start: number) => ({
      length: 2,
      readColumns: (rows: ArrayLike<number> & Iterable<number>) => ({
        length: rows.length,
        columns: {
          x: {
            dtype: "float32" as const,
            width: 1,
            matrix: true as const,
            values: Float32Array.from(rows, (row) => row + start),
          },
        },
      }),
    });
    await using both = new DataLoader(concat([listed(0), listed(10)]), { batchSize: 4, workers: 0 });
    for await (const batch of both) {
      const { shape, data } = tensor(batch as unknown as Batch, "x");
      assert.deepEqual(
        [shape, [...(data as Float32Array)]],
        [
          [4, 1],
          [0, 1, 10, 11],
        ],
      );
    }
  });
});

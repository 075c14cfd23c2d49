import assert from "node:assert/strict";
import { test } from "node:test";
import { compose, normalize, resize } from "@millrace/core/image";
import { type FixedSizeList, RecordBatch, Table, tableFromIPC, tableToIPC } from "apache-arrow";
import { boxes, classLabel, DataLoader, keypoints, padTo, pixels, tensor } from "millrace";

const dataset = {
  classes: ["a", "b"],
  length: 3,
  get: (i: number) => ({
    image: pixels(new Uint8Array(4 * 6 * 3).fill(i * 20), 6, 4),
    label: classLabel(i % 2),
    name: `sample ${i}`,
    weight: i / 2,
    boxes: boxes([[0, 0, i + 1, 2]], { format: "xyxy" }),
  }),
};

async function onlyBatch(options: { layout?: "NHWC" | "NCHW" } = {}) {
  const loader = new DataLoader(dataset, {
    batchSize: 3,
    workers: 0,
    transform: compose([resize([4, 6]), normalize()]),
    ...options,
  });
  for await (const batch of loader) return batch;
  throw new Error("no batch");
}

test("toArrow copies no tensor: the buffers are the batch's own", async () => {
  const batch = await onlyBatch();
  const arrow = batch.toArrow();
  assert.ok(arrow instanceof RecordBatch);
  const image = arrow.getChild("image")?.data[0]?.children[0];
  assert.equal(image?.values.buffer, batch.image.data.buffer);
  assert.equal(arrow.getChild("label")?.data[0]?.values.buffer, batch.label.data.buffer);
  assert.equal(arrow.getChild("weight")?.data[0]?.values.buffer, batch.weight.data.buffer);
  batch.image.data[5] = 123;
  assert.equal(image?.values[5], 123);
});

test("the values, types and the tensor extension survive an IPC stream", async () => {
  for (const layout of ["NHWC", "NCHW"] as const) {
    const batch = await onlyBatch({ layout });
    const table = tableFromIPC(tableToIPC(new Table([batch.toArrow()]), "stream"));
    assert.equal(table.numRows, 3);
    const field = table.schema.fields.find(({ name }) => name === "image");
    assert.equal(field?.metadata.get("ARROW:extension:name"), "arrow.fixed_shape_tensor");
    const shape = layout === "NHWC" ? [4, 6, 3] : [3, 4, 6];
    assert.deepEqual(JSON.parse(field?.metadata.get("ARROW:extension:metadata") ?? ""), { shape });
    assert.equal((field?.type as FixedSizeList | undefined)?.listSize, 72);
    const row = table.getChild("image")?.get(2);
    assert.deepEqual([...row.toArray()], [...batch.image.data.subarray(144)]);
    assert.deepEqual([...(table.getChild("label")?.toArray() ?? [])], [0, 1, 0]);
    assert.deepEqual([...(table.getChild("name") ?? [])], ["sample 0", "sample 1", "sample 2"]);
    assert.deepEqual(JSON.parse(JSON.stringify(table.getChild("boxes")?.get(1))), [{ data: [0, 0, 2, 2] }]);
  }
});

/** Samples of all types; the first has no box, and sizes differ from batch to batch. */
const mixed = {
  length: 4,
  get: (i: number) => ({
    image: pixels(new Uint8Array((4 + i) * 6 * 3).fill(i), 4 + i, 6),
    boxes: boxes(
      Array.from({ length: i }, (_, row) => [0, 0, row + 1, 2]),
      {
        format: "xyxy",
        with: {
          id: BigInt64Array.from({ length: i }, (_, row) => BigInt(row) + 900100581904n),
          name: Array.from({ length: i }, (_, row) => `b${row}`),
        },
      },
    ),
    points: keypoints([[1, i]]),
    name: `é${i}`,
    flag: i % 2 === 1,
    half: tensor(Uint16Array.of(0x3c00, 0xc000), [2], "float16"),
    wide: 900100581904 + i,
    flags: tensor(Uint8Array.of(1, 0, i % 2), [3], "bool"),
    other: { i, list: [1] },
  }),
};

const tables = async (options: object = {}) => {
  await using loader = new DataLoader(mixed, { batchSize: 1, workers: 0, schema: { wide: "int64" }, ...options });
  const batches: RecordBatch[] = [];
  for await (const batch of loader) batches.push(batch.toArrow());
  return batches;
};

test("all batches of a loader have one Arrow schema, so that they make one stream", async () => {
  const batches = await tables();
  assert.deepEqual(new Set(batches.map(({ schema }) => String(schema))).size, 1);
  const table = tableFromIPC(tableToIPC(new Table(batches), "stream"));
  assert.equal(table.numRows, 4);
  const types = Object.fromEntries(table.schema.fields.map(({ name, type }) => [name, String(type)]));
  assert.deepEqual(types, {
    image: "Struct<{data:List<Uint8>, shape:FixedSizeList[3]<Int32>}>",
    boxes: "List<Struct<{data:FixedSizeList[4]<Float32>, with:Struct<{id:Int64, name:Utf8}>}>>",
    points: "List<Struct<{data:FixedSizeList[2]<Float32>}>>",
    name: "Utf8",
    flag: "Bool",
    half: "FixedSizeList[2]<Float16>",
    wide: "Int64",
    flags: "FixedSizeList[3]<Bool>",
    other: "Utf8",
  });
  const field = (name: string) => table.schema.fields.find((one) => one.name === name);
  assert.equal(field("image")?.metadata.get("ARROW:extension:name"), "arrow.variable_shape_tensor");
  assert.deepEqual(JSON.parse(field("image")?.metadata.get("ARROW:extension:metadata") ?? ""), {
    uniform_shape: [null, null, 3],
  });
  assert.equal(field("other")?.metadata.get("ARROW:extension:name"), "arrow.json");
  const row = table.get(3)?.toJSON() as Record<string, { toJSON(): unknown }>;
  assert.deepEqual(
    JSON.parse(JSON.stringify(row.boxes, (_, item) => (typeof item === "bigint" ? String(item) : item))),
    [
      { data: [0, 0, 1, 2], with: { id: "900100581904", name: "b0" } },
      { data: [0, 0, 2, 2], with: { id: "900100581905", name: "b1" } },
      { data: [0, 0, 3, 2], with: { id: "900100581906", name: "b2" } },
    ],
  );
  assert.deepEqual([...(table.getChild("name") ?? [])], ["é0", "é1", "é2", "é3"]);
  assert.deepEqual([...(table.getChild("flag") ?? [])], [false, true, false, true]);
  assert.deepEqual(
    [...(table.getChild("wide") ?? [])],
    [0n, 1n, 2n, 3n].map((i) => 900100581904n + i),
  );
  assert.deepEqual([...(table.getChild("half")?.get(1) ?? [])], [1, -2]);
  assert.deepEqual([...(table.getChild("flags")?.get(1) ?? [])], [true, false, true]);
  assert.deepEqual([...(table.getChild("image")?.get(2)?.shape ?? [])], [6, 6, 3]);
  assert.equal(table.getChild("image")?.get(2)?.data.length, 6 * 6 * 3);
  assert.deepEqual(JSON.parse(table.getChild("other")?.get(2)), { i: 2, list: [1] });
});

test("rows are the same in Arrow however the batch holds them", async () => {
  const rows = async (collate: object) => {
    const table = new Table(await tables({ batchSize: 4, collate, transform: resize([6, 6]) }));
    return JSON.stringify([String(table.schema), table.getChild("boxes"), table.getChild("points")], (_, item) =>
      typeof item === "bigint" ? String(item) : item,
    );
  };
  const ragged = await rows({});
  assert.match(ragged, /900100581906/);
  assert.equal(await rows({ boxes: "flat", points: "flat" }), ragged);
  assert.equal(await rows({ boxes: padTo(5, { value: -1 }), points: padTo(2) }), ragged);
});

test("a value that JSON cannot say is named", async () => {
  const cyclic: { self?: object } = {};
  cyclic.self = cyclic;
  await using loader = new DataLoader({ length: 1, get: () => ({ odd: cyclic }) }, { batchSize: 1, workers: 0 });
  for await (const batch of loader)
    assert.throws(() => batch.toArrow(), /"odd" of sample 0 of the batch cannot be written as Arrow/);
});

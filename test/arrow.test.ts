import assert from "node:assert/strict";
import { test } from "node:test";
import { compose, normalize, resize } from "@millrace/core/image";
import { type FixedSizeList, RecordBatch, Table, tableFromIPC, tableToIPC } from "apache-arrow";
import { boxes, classLabel, DataLoader, pixels } from "millrace";

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
    assert.deepEqual(JSON.parse(JSON.stringify(table.getChild("boxes")?.get(1))), [[0, 0, 2, 2]]);
  }
});

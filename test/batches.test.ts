import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compose, cutMix, mixUp, normalize } from "@millrace/core/image";
import { classLabel, DataLoader, mask, pixels, text } from "millrace";
import { digestEpochs } from "./helpers/digest.ts";
import { numbers } from "./helpers/numbers.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1);

describe("batches", () => {
  test("order, sizes, indices, numbers; the last may be short", async () => {
    await using loader = new DataLoader(numbers, { batchSize: 4, workers: 0 });
    assert.equal(loader.length, 3);
    const rows: unknown[] = [];
    for await (const batch of loader) {
      rows.push([batch.number, batch.epoch, batch.size, batch.indices, batch.image.shape, batch.image.data[0]]);
      assert.equal(batch.image.dtype, "uint8");
      assert.deepEqual(
        [...batch.label.data],
        batch.indices.map((index) => index % 3),
      );
    }
    assert.deepEqual(rows, [
      [0, 0, 4, [0, 1, 2, 3], [4, 6, 8, 3], 0],
      [1, 0, 4, [4, 5, 6, 7], [4, 6, 8, 3], 4],
      [2, 0, 2, [8, 9], [2, 6, 8, 3], 8],
    ]);
    assert.equal(loader.epoch, 1);
  });

  test("dropLast leaves it out", async () => {
    await using loader = new DataLoader(numbers, { batchSize: 4, workers: 0, dropLast: true });
    const sizes: number[] = [];
    for await (const batch of loader) sizes.push(batch.size);
    assert.deepEqual([loader.length, sizes], [2, [4, 4]]);
  });

  test("shuffle meets every sample once an epoch, in another order each time", async () => {
    await using loader = new DataLoader(numbers, { batchSize: 3, workers: 0, shuffle: true, seed: 5 });
    const orders: string[] = [];
    for (let epoch = 0; epoch < 4; epoch++) {
      const seen: number[] = [];
      for await (const batch of loader) seen.push(...batch.indices);
      orders.push(seen.join());
      assert.deepEqual(
        seen.toSorted((a, b) => a - b),
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      );
    }
    assert.equal(new Set(orders).size, 4);
  });

  test("NCHW holds the values of NHWC, for bytes and floats", async () => {
    const image = pixels(
      Uint8Array.from({ length: 24 }, (_, i) => i),
      4,
      2,
    );
    const dataset = { length: 2, get: () => ({ image }) };
    for (const transform of [compose([]), normalize()]) {
      const read = async (layout: "NHWC" | "NCHW") => {
        await using loader = new DataLoader(dataset, { batchSize: 2, workers: 0, layout, transform });
        for await (const batch of loader) return batch.image;
        throw new Error("no batch");
      };
      const [last, first] = [await read("NHWC"), await read("NCHW")];
      assert.deepEqual(first.shape, [2, 3, 2, 4]);
      for (let c = 0; c < 3; c++)
        for (let at = 0; at < 8; at++) assert.equal(first.data[24 + c * 8 + at], last.data[24 + at * 3 + c]);
    }
  });

  test("fields of every kind, and types that do not depend on values", async () => {
    const dataset = {
      length: 2,
      get: (i: number) => ({
        amount: i,
        flag: i === 1,
        name: `n${i}`,
        sentence: text("not bad"),
        bytes: new Uint8Array([i, 2]),
        whole: [i, 1.5],
        other: { nested: i },
        size: 3,
      }),
    };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1, schema: { size: "int32" } });
    for await (const batch of loader) {
      assert.deepEqual([batch.amount.dtype, ...batch.amount.data], ["float32", 0, 1]);
      assert.deepEqual([batch.flag.dtype, ...batch.flag.data], ["bool", 0, 1]);
      assert.deepEqual(batch.name, ["n0", "n1"]);
      assert.deepEqual(batch.sentence, ["not bad", "not bad"]);
      assert.deepEqual([batch.bytes.dtype, batch.bytes.shape, ...batch.bytes.data], ["uint8", [2, 2], 0, 2, 1, 2]);
      assert.deepEqual([...batch.whole.data], [0, 1.5, 1, 1.5]);
      assert.deepEqual(batch.other, [{ nested: 0 }, { nested: 1 }]);
      // `size` is a part of every batch, so the field is in `fields` alone.
      assert.equal(batch.size, 2);
      assert.deepEqual(batch.fields.size, batch.fields.size);
      assert.equal((batch.fields.size as { dtype: string }).dtype, "int32");
    }
  });

  test("class names become numbers through the dataset's classes", async () => {
    const dataset = {
      classes: ["cat", "dog"],
      length: 2,
      get: (i: number) => ({ label: classLabel(i === 0 ? "dog" : "cat") }),
    };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1 });
    for await (const batch of loader) assert.deepEqual([...batch.label.data], [1, 0]);
    await using wrong = new DataLoader({ ...dataset, classes: ["cat", "dogs"] }, { batchSize: 2, workers: 0 });
    await assert.rejects(digestEpochs(wrong, 1), /class "dog", which is not known.*Did you mean "dogs"/);
  });

  test("mixUp makes soft rows that sum to 1, of the dataset's classes", async () => {
    const dataset = { ...numbers, classes: ["a", "b", "c"] };
    await using loader = new DataLoader(dataset, {
      batchSize: 4,
      workers: 1,
      seed: 3,
      transform: normalize(),
      batchTransform: mixUp(),
    });
    await using plain = new DataLoader(dataset, { batchSize: 4, workers: 0, transform: normalize() });
    const unmixed: Float32Array[] = [];
    for await (const batch of plain) unmixed.push(batch.image.data);
    for await (const batch of loader) {
      assert.deepEqual(batch.label.shape, [batch.size, 3]);
      const rows = Array.from({ length: batch.size }, (_, i) => [...batch.label.data.subarray(i * 3, i * 3 + 3)]);
      for (const row of rows) assert.ok(Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 1e-6);
      // Row 1 is of class 1 (4 and 8 are a multiple of the batch), mixed with row 0.
      const first = batch.indices[1] as number;
      const lambda = rows[1]?.[first % 3] as number;
      const values = unmixed[batch.number] as Float32Array;
      const width = 8 * 6 * 3;
      const expected = lambda * (values[width] as number) + (1 - lambda) * (values[0] as number);
      assert.ok(Math.abs((batch.image.data[width] as number) - expected) < 1e-5);
    }
  });

  test("cutMix cuts the same from images in both layouts, and masks along", async () => {
    const dataset = {
      classes: ["a", "b", "c"],
      length: 6,
      get: (i: number) => ({
        image: pixels(new Uint8Array(8 * 6 * 3).fill(i + 1), 8, 6),
        mask: mask(new Uint8Array(8 * 6).fill(i + 1), 8, 6),
        label: classLabel(i % 3),
      }),
    };
    const read = async (layout: "NHWC" | "NCHW") => {
      const options = { batchSize: 3, workers: 1, seed: 2, layout, batchTransform: cutMix({ mode: "elem" }) } as const;
      await using loader = new DataLoader(dataset, options);
      const found: { image: number[]; mask: number[]; labels: number[] }[] = [];
      for await (const { image, mask: cut, label } of loader) {
        // All channels of a pixel are alike.
        const every = (i: number) => (layout === "NHWC" ? i * 3 : Math.floor(i / 48) * 144 + (i % 48));
        const first = Array.from({ length: 144 }, (_, i) => image.data[every(i)] as number);
        found.push({ image: first, mask: [...(cut.data as Uint8Array)], labels: [...label.data] });
      }
      return found;
    };
    const batches = await read("NHWC");
    assert.deepEqual(await read("NCHW"), batches);
    for (const batch of batches) assert.deepEqual(batch.mask, batch.image);
    assert.ok(batches.some(({ image }) => new Set(image.slice(0, 48)).size === 2));
    assert.deepEqual(
      batches.map(({ labels }) => labels.length),
      [9, 9],
    );
  });
});

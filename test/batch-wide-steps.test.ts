import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compose, oneOf, resize } from "@millrace/core/image";
import { DataLoader, fromModule, type Step, text } from "millrace";
import type * as fixture from "./fixtures/steps.ts";
import { together, translated, turned } from "./fixtures/steps.ts";
import { grey } from "./helpers/numbers.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(2);

const module = new URL("./fixtures/steps.ts", import.meta.url);
const here = { length: 64, get: (index: number) => ({ image: grey(index), caption: text(`t${index}`) }) };
const there = fromModule<typeof fixture.captioned>(module, "captioned", { length: 64 });

async function stream(
  dataset: { length: number; get(index: number): object },
  transform: Step,
  batchSize: number,
  workers: number,
) {
  const options = { batchSize, shuffle: true, seed: 5, workers, transform, schema: {} };
  await using loader = new DataLoader(dataset as typeof here, options);
  const rows: { caption: string; image: Uint8Array; index: number; fields: Readonly<Record<string, unknown>> }[] = [];
  for await (const batch of loader) {
    const bytes = batch.image.data as Uint8Array;
    const size = bytes.length / batch.size;
    for (const [row, index] of batch.indices.entries()) {
      const image = bytes.slice(row * size, (row + 1) * size);
      rows.push({ caption: batch.caption[row] as string, image, index, fields: batch.fields });
    }
  }
  return rows;
}

describe("a step that serves all samples of a batch, asynchronously", () => {
  test("64 samples on 2 workers are one question each batch, whoever reads them", async () => {
    for (const dataset of [here, there]) {
      for (const [batchSize, of] of [
        [64, 64],
        [16, 16],
      ] as const) {
        const rows = await stream(dataset, compose([translated(), resize([4, 4])]), batchSize, 2);
        assert.equal(rows.length, 64);
        for (const { caption, image, index } of rows) {
          assert.equal(caption, `T${index}/${of}`);
          assert.deepEqual(image, new Uint8Array(4 * 4 * 3).fill(index));
        }
      }
    }
  });

  test("twice in one policy, and between steps of a sample's own", async () => {
    const rows = await stream(here, compose([translated(), turned(), translated()]), 32, 2);
    const forms = rows.map(({ caption, index }) => {
      const plain = `T${index}/32`;
      return [`${plain}/32`, `${[...plain].reverse().join("")}/32`].indexOf(caption);
    });
    assert.deepEqual([...new Set(forms)].sort(), [0, 1]);
    assert.deepEqual(await stream(here, compose([translated(), turned(), translated()]), 32, 0), rows);
  });

  test("nobody waits for those that do not come to it", async () => {
    const transform = compose([translated(), oneOf([translated(), compose([])])]);
    const rows = await stream(here, transform, 32, 2);
    const twice = rows.slice(0, 32).filter(({ caption }) => caption.split("/").length === 3);
    assert.equal(twice.length > 0 && twice.length < 32, true);
    for (const { caption, index } of twice) assert.equal(caption, `T${index}/32/${twice.length}`);
    assert.deepEqual(await stream(here, transform, 32, 0), rows);
  });

  test("with whole samples and their pixels", async () => {
    for (const workers of [0, 2]) {
      const rows = await stream(here, compose([resize([4, 4]), together()]), 16, workers);
      for (let start = 0; start < rows.length; start += 16) {
        const batch = rows.slice(start, start + 16);
        const sum = batch.reduce((total, { index }) => total + index, 0);
        const { fields } = batch[0] as (typeof rows)[0];
        assert.deepEqual([...(fields.sum as { data: Float32Array }).data], new Array(16).fill(sum));
        assert.deepEqual([...(fields.of as { data: Float32Array }).data], new Array(16).fill(16));
      }
    }
  });

  test("its error is an error of the batch, and the loader goes on with the next epoch's", async () => {
    for (const workers of [0, 2]) {
      const transform = translated({ refuses: "t40" });
      await using loader = new DataLoader(here, { batchSize: 32, workers, transform });
      let seen = 0;
      await assert.rejects(async () => {
        for await (const batch of loader) seen += batch.size;
      }, /translated: the model refuses/);
      assert.equal(seen, 32);
      for await (const batch of loader) {
        assert.equal(batch.caption[0], "T0/32");
        break;
      }
    }
  });

  test("a sample that fails on its way does not keep the others waiting", async () => {
    const dataset = fromModule<typeof fixture.captioned>(module, "captioned", { length: 64, missing: 7 });
    for (const workers of [0, 2]) {
      await using loader = new DataLoader(dataset, { batchSize: 64, workers, transform: translated() });
      await assert.rejects(async () => {
        for await (const _ of loader);
      }, /sample 7.*row 7 is gone/);
    }
  });

  test("a loop that is left while samples wait comes to its end", async () => {
    for (const workers of [0, 2]) {
      await using loader = new DataLoader(here, { batchSize: 8, workers, transform: translated() });
      for await (const _ of loader) break;
      let rows = 0;
      for await (const batch of loader) rows += batch.size;
      assert.equal(rows, 64);
    }
  });
});

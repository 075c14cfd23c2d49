import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { normalize } from "@millrace/core/image";
import { DataLoader, pixels } from "millrace";
import { plainCopy } from "../src/loader/plain-copy.ts";
import { shareThreads } from "./helpers/share-threads.ts";
import { workerDataset } from "./helpers/user-module.ts";

shareThreads(1, 2);

const image = pixels(new Uint8Array(32 * 32 * 3), 32, 32);
const batchBytes = 4 * 32 * 32 * 3 * 4;

for (const workers of [0, 1]) {
  test(`the batch in use counts, a released one counts once and is written again, ${workers} workers`, async () => {
    const dataset = { length: 12, get: () => ({ image }) };
    await using loader = new DataLoader(dataset, {
      ...{ batchSize: 4, workers, prefetch: 1, ahead: false },
      transform: normalize(),
    });
    const apart = () => {
      const { inFlight, working, recycled } = loader.stats().bytes;
      return { batches: inFlight - working - recycled, recycled };
    };
    for await (const batch of loader) {
      if (batch.number === 0) batch.release();
      if (batch.number < 2) continue;
      assert.deepEqual(apart(), { batches: batchBytes, recycled: 0 }, "written into what the first batch gave back");
      batch.release();
      assert.deepEqual(
        apart(),
        { batches: batchBytes, recycled: 0 },
        "it is given back when the next one is asked for",
      );
    }
    assert.deepEqual(apart(), { batches: 0, recycled: batchBytes });
  });
}

test("break stops a worker in the middle of its batch", async () => {
  const read = new Int32Array(new SharedArrayBuffer(4));
  const dataset = {
    length: 60,
    get: () => ({ image }),
  };
  const slow = async (sample: object) => {
    Atomics.add(read, 0, 1);
    await wait(5);
    return sample;
  };
  await using loader = new DataLoader(dataset, { batchSize: 30, workers: 0, prefetch: 2, transform: slow });
  for await (const _ of loader) break;
  assert.ok(Atomics.load(read, 0) < 50, `${Atomics.load(read, 0)} samples were worked on`);
});

test("a view is posted alone, without the buffer behind it", () => {
  const view = new Uint8Array(1000).subarray(100, 112);
  const copy = plainCopy({ image: pixels(view, 2, 2), list: [{ view }] }) as {
    image: { data: Uint8Array };
    list: { view: Uint8Array }[];
  };
  assert.equal(copy.image.data.buffer.byteLength, 12);
  assert.equal(copy.list[0]?.view.buffer.byteLength, 12);
});

test("resuming in a later epoch goes on in that epoch", async () => {
  const dataset = { length: 12, get: (i: number) => ({ i }) };
  const options = { batchSize: 4, shuffle: true, seed: 3, workers: 0 };
  await using whole = new DataLoader(dataset, options);
  for await (const _ of whole);
  const rows: (readonly number[])[] = [];
  let state = whole.state();
  for await (const batch of whole) {
    rows.push(batch.indices);
    if (batch.number === 0) state = whole.state();
  }
  await using rest = new DataLoader(dataset, { ...options, resume: state });
  assert.equal(rest.epoch, 1);
  const again: (readonly number[])[] = [];
  for await (const batch of rest) again.push(batch.indices);
  assert.deepEqual(again, rows.slice(1));
});

test("an array that is not a view is posted as a copy and stays the user's", async () => {
  const own = pixels(new Uint8Array(12).fill(7), 2, 2);
  await using loader = new DataLoader({ length: 2, get: () => ({ image: own }) }, { batchSize: 2, workers: 1 });
  for await (const batch of loader) assert.deepEqual([...batch.image.data], new Array(24).fill(7));
  assert.deepEqual([...own.data], new Array(12).fill(7));
});

test("an error that comes early waits for its batch's turn", async () => {
  // The second sample waits until the third one failed, and a while longer.
  const dataset = workerDataset(
    `({ failed }) => ({ length: 4, async get(value) {
      if (value === 2) { Atomics.store(failed, 0, 1); throw new Error("broken"); }
      while (value === 1 && Atomics.load(failed, 0) === 0) await wait(5);
      if (value === 1) await wait(200);
      return { value };
    } })`,
    { failed: new Int32Array(new SharedArrayBuffer(4)) },
  );
  await using loader = new DataLoader(dataset, { batchSize: 1, workers: 2 });
  const seen: number[] = [];
  await assert.rejects(async () => {
    for await (const batch of loader) seen.push(batch.number);
  }, /sample 2.*broken/);
  assert.deepEqual(seen, [0, 1]);
});

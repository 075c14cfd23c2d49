import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { DataLoader, fromModule } from "millrace";
import { calls, counters, type slow } from "./fixtures/slow.ts";

const length = 24;
const module = new URL("./fixtures/slow.ts", import.meta.url);
const options = { batchSize: 4, shuffle: true, seed: 3 };
const slowly = (seen: Int32Array) => fromModule<typeof slow>(module, "slow", { length, milliseconds: 5, seen });

async function valuesOf(loader: AsyncIterable<{ value: { data: ArrayLike<number> } }>): Promise<number[][]> {
  const values: number[][] = [];
  for await (const batch of loader) values.push(Array.from(batch.value.data));
  return values;
}

describe("warm", () => {
  for (const workers of [0, 2]) {
    test(`makes the first batches before the loop, which takes them over, ${workers} workers`, async () => {
      await using cold = new DataLoader(slowly(counters(length)), { ...options, workers });
      const expected = [await valuesOf(cold), await valuesOf(cold)];
      const seen = counters(length);
      const read = () => seen.subarray(calls).reduce((sum, count) => sum + count, 0);
      await using loader = new DataLoader(slowly(seen), { ...options, workers });
      const before = loader.state();
      await Promise.all([loader.warm(), loader.warm()]);
      assert.equal(read() >= 4, true);
      assert.deepEqual([loader.state().epoch, loader.state().batch, loader.epoch], [before.epoch, before.batch, 0]);
      assert.deepEqual(await valuesOf(loader), expected[0]);
      assert.deepEqual(new Set(seen.subarray(calls)), new Set([1]), "each sample was read once");
      await loader.warm();
      assert.equal(loader.epoch, 1);
      assert.deepEqual(await valuesOf(loader), expected[1]);
      assert.deepEqual(new Set(seen.subarray(calls)), new Set([2]));
    });
  }

  test("is nothing while a loop runs, and an error after close", async () => {
    let read = 0;
    const get = (value: number) => {
      read++;
      return { value };
    };
    const loader = new DataLoader({ length, get }, { ...options, workers: 0 });
    let batches = 0;
    for await (const _ of loader) {
      await loader.warm();
      batches++;
    }
    assert.deepEqual([batches, read], [6, length]);
    await loader.close();
    await assert.rejects(loader.warm(), /this loader was closed/);
  });

  test("an iterable is opened once, for the loop, and ended with the loader", async () => {
    const opened: number[] = [];
    let ended = 0;
    const open = async function* ({ epoch }: { epoch: number }) {
      opened.push(epoch);
      try {
        for (let value = 0; value < 1000; value++) yield { value };
      } finally {
        ended++;
      }
    };
    const loader = new DataLoader(open, { batchSize: 4, workers: 1 });
    await loader.warm();
    for await (const batch of loader) {
      assert.deepEqual([...batch.value.data], [0, 1, 2, 3]);
      break;
    }
    assert.deepEqual([opened, ended], [[0], 1]);
    await loader.warm();
    await loader.close();
    assert.deepEqual([opened, ended], [[0, 1], 2]);
  });

  test("what goes wrong is told to the loop", async () => {
    const get = (value: number) => wait(1).then(() => (value === 0 ? Promise.reject(new Error("gone")) : { value }));
    for (const workers of [0, 1]) {
      await using loader = new DataLoader({ length, get }, { batchSize: 4, workers });
      await loader.warm();
      await assert.rejects(valuesOf(loader), /sample 0.*gone/);
    }
  });

  test("close does not wait for a first batch that never comes", async () => {
    const loader = new DataLoader(
      { length, get: () => new Promise<{ value: number }>(() => {}) },
      { ...options, workers: 0 },
    );
    const warming = loader.warm();
    await loader.close();
    await warming;
  });
});

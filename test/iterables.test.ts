import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DataLoader } from "millrace";

describe("iterables", () => {
  const sample = (i: number) => ({ value: i });

  test("a function is called once an epoch and told which", async () => {
    const epochs: number[] = [];
    const dataset = async function* ({ epoch }: { epoch: number }) {
      epochs.push(epoch);
      for (let i = 0; i < 5; i++) yield sample(i + epoch * 10);
    };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1 });
    assert.equal(loader.length, undefined);
    const seen: number[][] = [];
    for (let epoch = 0; epoch < 2; epoch++) for await (const batch of loader) seen.push([...batch.value.data]);
    assert.deepEqual(seen, [[0, 1], [2, 3], [4], [10, 11], [12, 13], [14]]);
    assert.deepEqual(epochs, [0, 1]);
  });

  test("a bare iterable is one epoch; a second is an error with the remedy", async () => {
    await using loader = new DataLoader([sample(1), sample(2)], { batchSize: 2, workers: 0 });
    for await (const batch of loader) assert.deepEqual([...batch.value.data], [1, 2]);
    assert.throws(() => loader[Symbol.asyncIterator](), /bare iterable.*pass a function/);
  });

  test("break closes the iterable", async () => {
    let closed = false;
    const dataset = function* () {
      try {
        for (let i = 0; ; i++) yield sample(i);
      } finally {
        closed = true;
      }
    };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1 });
    for await (const _ of loader) break;
    assert.equal(closed, true);
  });

  test("shuffling one is an error with the remedy", () => {
    assert.throws(
      () => new DataLoader([sample(1)], { batchSize: 1, shuffle: true }),
      /shuffle needs a dataset with length/,
    );
  });
});

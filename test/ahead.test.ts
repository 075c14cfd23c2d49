import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { DataLoader, type DataLoaderOptions, verifyResume } from "millrace";
import { list } from "./helpers/numbered.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1);

const length = 24;

/** Counts how often each sample is read. */
function counted() {
  const reads = new Array<number>(length).fill(0);
  const get = (row: number) => {
    (reads[row] as number)++;
    return { row };
  };
  return { reads, dataset: { length, get } };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function make(of: object, options: object = {}) {
  return new DataLoader(
    of as never,
    {
      ...{ batchSize: 4, workers: 1, seed: 3, shuffle: true, prefetch: 2 },
      ...options,
    } as DataLoaderOptions,
  );
}

async function indicesOf(loader: DataLoader): Promise<number[][]> {
  const all: number[][] = [];
  for await (const batch of loader) all.push([...batch.indices]);
  return all;
}

/** Waits until something is so; the test fails by its time limit where it never is. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(2);
}

describe("the next epoch begins while the last batches of this one are used", () => {
  test("as far as prefetch reaches, and its loop takes over what is there", async () => {
    const { reads, dataset } = counted();
    await using plain = make({ length, get: (row: number) => ({ row }) }, { ahead: false });
    const expected = [await indicesOf(plain), await indicesOf(plain), await indicesOf(plain)];
    await using loader = make(dataset);
    assert.deepEqual(await indicesOf(loader), expected[0]);
    await until(() => sum(reads) > length);
    assert.equal(loader.epoch, 1);
    assert.deepEqual([loader.state().epoch, loader.state().batch], [1, 0]);
    await wait(50);
    assert.ok(sum(reads) <= length + 3 * 4, "two batches are made, and one more is read at most");
    assert.deepEqual(await indicesOf(loader), expected[1]);
    assert.deepEqual(await indicesOf(loader), expected[2]);
    await until(() => sum(reads) > 3 * length);
    assert.ok(reads.every((count) => count === 3 || count === 4));
  });

  test("before the last batch is asked for", async () => {
    const { reads, dataset } = counted();
    await using loader = make(dataset);
    for await (const batch of loader) {
      if (batch.number < 5) continue;
      await until(() => sum(reads) > length);
    }
  });

  test("not of data for validation, in evaluation mode, in the calling thread, or where it is not wanted", async () => {
    for (const [options, split] of [
      [{ ahead: false }, undefined],
      [{ mode: "evaluate" }, undefined],
      [{ workers: 0 }, undefined],
      [{}, "validation"],
    ] as const) {
      const { reads, dataset } = counted();
      await using loader = make(split === undefined ? dataset : { ...dataset, split }, options);
      await indicesOf(loader);
      await wait(30);
      assert.equal(sum(reads), length, JSON.stringify(options));
    }
    const { reads, dataset } = counted();
    await using asked = make({ ...dataset, split: "validation" }, { ahead: true });
    await indicesOf(asked);
    await until(() => sum(reads) > length);
  });

  test("an iterable is opened by its loop only", async () => {
    const opened: number[] = [];
    const of = ({ epoch }: { epoch: number }) => {
      opened.push(epoch);
      return list(length).map((row) => ({ row }));
    };
    await using loader = make(of, { shuffle: false });
    await indicesOf(loader);
    await wait(30);
    assert.deepEqual(opened, [0]);
  });

  test("a loop that is left in the last batch, and one that is left before, go on with the next epoch", async () => {
    for (const last of [5, 2]) {
      const { dataset } = counted();
      await using plain = make(dataset, { ahead: false });
      await indicesOf(plain);
      const second = await indicesOf(plain);
      await using loader = make(dataset);
      for await (const batch of loader) if (batch.number === last) break;
      assert.deepEqual([loader.epoch, loader.state().batch], [1, last + 1]);
      assert.deepEqual(await indicesOf(loader), second);
    }
  });

  test("what goes wrong in it is thrown by its own loop", async () => {
    let failing = false;
    const get = (row: number) => {
      if (failing) throw new Error("no more");
      return { row };
    };
    await using loader = make({ length, get });
    for await (const batch of loader) if (batch.number >= 2) failing = batch.number >= 2 && sum([batch.number]) > 4;
    await assert.rejects(indicesOf(loader), /no more/);
  });

  test("close ends both", async () => {
    const { dataset } = counted();
    const loader = make(dataset);
    const iterator = loader[Symbol.asyncIterator]();
    for (let batch = 0; batch < 6; batch++) await iterator.next();
    await loader.close();
    await assert.rejects(iterator.next(), /closed/);
  });

  test("resumed exactly, over the ends of epochs", async () => {
    const { dataset } = counted();
    await verifyResume((resume) => make(dataset, resume === undefined ? {} : { seed: undefined, resume }), {
      epochs: 3,
    });
  });
});

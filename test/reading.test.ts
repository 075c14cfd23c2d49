import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { type BatchTensor, DataLoader, type Dataset, fromModule, type Step, subset } from "millrace";
import { marking } from "./fixtures/marking.ts";
import { calls, counters, peak, slow, slowTable } from "./fixtures/slow.ts";
import * as fixture from "./fixtures/stored.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

const module = new URL("./fixtures/slow.ts", import.meta.url);
const length = 192;

const readers = {
  "in the workers": (seen: Int32Array) => fromModule<typeof slow>(module, "slow", { length, milliseconds: 50, seen }),
  "on the main thread": (seen: Int32Array) => slow({ length, milliseconds: 50, seen }),
};

describe("samples that have to be waited for are read at the same time, over the ends of batches", () => {
  for (const [where, dataset] of Object.entries(readers)) {
    for (const batchSize of [1, 16]) {
      test(`two workers, read ${where}, batches of ${batchSize}`, async () => {
        const seen = counters(length);
        await using loader = new DataLoader(dataset(seen), {
          batchSize,
          workers: 2,
          shuffle: true,
          seed: 1,
          ahead: false,
        });
        const values: number[] = [];
        for await (const batch of loader) {
          assert.deepEqual([...batch.value.data], batch.indices);
          for (const index of batch.indices) values.push(index);
        }
        assert.deepEqual(
          values.toSorted((a, b) => a - b),
          Array.from({ length }, (_, i) => i),
        );
        assert.equal((seen[peak] as number) >= 32, true, `at most ${seen[peak]} samples were read at the same time`);
        assert.equal((seen[peak] as number) <= 32, true, `${seen[peak]} samples were read at the same time`);
        assert.deepEqual(new Set(seen.subarray(calls)), new Set([1]), "each sample was read once");
      });
    }
  }

  test("in the calling thread, batches of 1", async () => {
    const seen = counters(length);
    await using loader = new DataLoader(slow({ length, milliseconds: 20, seen }), { batchSize: 1, workers: 0 });
    for await (const _ of loader);
    assert.equal(seen[peak], 16);
  });

  test("reads says how many, of one batch too", async () => {
    for (const [where, dataset] of Object.entries(readers)) {
      const seen = counters(length);
      await using loader = new DataLoader(dataset(seen), { batchSize: 64, workers: 1, reads: 3 });
      for await (const _ of loader) break;
      assert.equal(seen[peak], 3, where);
    }
  });
});

describe("tables that have to be waited for are read several batches at a time", () => {
  const tables = {
    "in the workers": (seen: Int32Array) => {
      return fromModule<typeof slowTable>(module, "slowTable", { length, milliseconds: 50, seen });
    },
    "on the main thread": (seen: Int32Array) => slowTable({ length, milliseconds: 50, seen }),
  };
  for (const [where, dataset] of Object.entries(tables)) {
    test(`two workers, read ${where}`, async () => {
      const seen = counters(length);
      await using loader = new DataLoader(dataset(seen), {
        ...{ batchSize: 4, workers: 2, prefetch: 2, reads: 5, shuffle: true, seed: 1, ahead: false },
      });
      const values: number[] = [];
      let number = 0;
      for await (const batch of loader) {
        assert.equal(batch.number, number++);
        assert.deepEqual([...(batch.fields.value as BatchTensor).data], batch.indices);
        values.push(...batch.indices);
      }
      assert.deepEqual(
        values.toSorted((a, b) => a - b),
        Array.from({ length }, (_, i) => i),
      );
      // In the workers two batches may be made besides; on the main thread one is the next and nine are ahead.
      const most = seen[peak] as number;
      assert.equal(most >= 10 && most <= 12, true, `at most ${most} batches were read at the same time`);
      // The first row is read before, to know the schema.
      const [first, ...others] = seen.subarray(calls);
      assert.equal(first, 2);
      assert.deepEqual(new Set(others), new Set([1]), "each row was read once");
    });
  }

  test("and made no further than prefetch says", async () => {
    const file = join(temporaryFolder(), "made");
    writeFileSync(file, "");
    const seen = counters(length);
    const dataset = fromModule<typeof slowTable>(module, "slowTable", { length, milliseconds: 5, seen });
    await using loader = new DataLoader(dataset, {
      ...{ batchSize: 4, workers: 1, prefetch: 2, reads: 6, transform: marking({ file }) },
    });
    const iterator = loader[Symbol.asyncIterator]();
    await iterator.next();
    const read = () => seen.subarray(calls).reduce((sum, count) => sum + count, 0);
    // One batch handed out, two ahead, and six that are read; the look at the first row read and made one more.
    await until(() => read() >= 9 * 4 + 1);
    await wait(100);
    assert.equal(read(), 9 * 4 + 1);
    assert.equal(readFileSync(file, "utf8").length, 4);
    await iterator.return?.();
  });

  test("no further than maxBytes reaches, and what waits counts", async () => {
    let asked = 0;
    const rows = 100_000;
    const dataset = {
      length: 60 * rows,
      readColumns: async (numbers: ArrayLike<number> & Iterable<number>) => {
        if (numbers.length > 1) asked++;
        await wait(1);
        const values = Float32Array.from(numbers);
        return { length: numbers.length, columns: { value: { dtype: "float32" as const, width: 1, values } } };
      },
    };
    // One in use, one made, and as many behind as there is memory or are places for: ten batches take 4 MB.
    for (const [maxBytes, least, most] of [
      [4e6, 7, 9],
      [1e9, 17, 19],
    ] as const) {
      asked = 0;
      await using loader = new DataLoader(dataset, { batchSize: rows, workers: 0, prefetch: 1, maxBytes });
      const iterator = loader[Symbol.asyncIterator]();
      await iterator.next();
      await until(() => asked >= least);
      await wait(100);
      assert.equal(asked >= least && asked <= most, true, `${asked} batches were asked for`);
      assert.equal(loader.stats().bytes.inFlight >= (asked - 1) * rows * 4, true);
      assert.equal(loader.stats().bytes.peak <= maxBytes, true);
      await iterator.return?.();
    }
  });
});

const storedModule = new URL("./fixtures/stored.ts", import.meta.url);
const shared = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length));

/** Waits for something that other threads do; a test that waits in vain fails by its assertions. */
async function until(done: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !done(); i++) await wait(25);
}

describe("reads run ahead of what may be made, and no further than they may", () => {
  /** What is read and made while the first batch is in use, and whether it goes further than expected. */
  async function afterFirst(
    options: { batchSize: number; workers: number; prefetch: number; reads?: number },
    expected: readonly [read: number, made: number],
  ) {
    const seen = counters(length);
    const made = shared(1);
    const transform = fromModule<typeof fixture.counting>(storedModule, "counting", { seen: made }) as Step;
    const dataset = fromModule<typeof slow>(module, "slow", { length, milliseconds: 5, seen });
    await using loader = new DataLoader(dataset, { ...options, transform });
    const iterator = loader[Symbol.asyncIterator]();
    await iterator.next();
    const counts = () =>
      [seen.subarray(calls).reduce((sum, count) => sum + count, 0), made[fixture.asked] as number] as const;
    await until(() => counts().every((count, which) => count >= (expected[which] as number)));
    await wait(100);
    assert.deepEqual(counts(), expected);
    await iterator.return?.();
  }

  test("prefetch bounds what is made, while as many more are read as there are places", async () => {
    // One batch handed out, three ahead, and 16 samples for each worker. The first was made before, to know the schema.
    await afterFirst({ batchSize: 1, workers: 2, prefetch: 3 }, [36, 5]);
  });

  test("a sample that was read and waits to be made holds no place for reading", async () => {
    // One batch handed out, one ahead, and a third that is read whole, though there are places for half of it.
    await afterFirst({ batchSize: 4, workers: 1, prefetch: 1, reads: 2 }, [12, 9]);
  });

  test("on the main thread a batch and as many more as there are places, as far as maxBytes reaches", async () => {
    const reads = async (options: object, bytes: number, expected: number) => {
      let read = 0;
      const dataset = {
        length: 500,
        get: async (value: number) => {
          read++;
          await wait(1);
          return { value, memory: new ArrayBuffer(bytes) };
        },
      };
      await using loader = new DataLoader(dataset, { batchSize: 1, workers: 0, prefetch: 1, ...options });
      const iterator = loader[Symbol.asyncIterator]();
      await iterator.next();
      await until(() => read >= expected);
      await wait(100);
      await iterator.return?.();
      return read;
    };
    // One handed out, one made, one that waits for its turn, and 16.
    assert.equal(await reads({}, 10, 19), 19);
    assert.equal((await reads({ maxBytes: 20e6 }, 4e6, 4)) < 10, true);
  });

  for (const [where, dataset] of Object.entries({
    "in a worker": fromModule<typeof fixture.large>(storedModule, "large", { length: 40, values: 50_000 }),
    "on the main thread": fixture.large({ length: 40, values: 50_000 }),
  })) {
    test(`what is read ahead counts, ${where}`, async () => {
      const sample = 50_000 * 4;
      await using loader = new DataLoader(dataset as Dataset<{ values: Float32Array }>, {
        batchSize: 1,
        workers: 1,
        prefetch: 1,
        reads: 8,
      });
      const iterator = loader[Symbol.asyncIterator]();
      await iterator.next();
      // One in use, one that waits, and eight that are read ahead; samples that were posted count twice.
      const counted = () => loader.stats().bytes.inFlight - loader.stats().bytes.working;
      await until(() => counted() >= 10 * sample);
      assert.equal(counted() >= 10 * sample, true, `${counted()} bytes`);
      while ((await iterator.next()).done !== true);
      assert.equal(counted() < 4 * sample, true, `${counted()} bytes at the end`);
      for await (const _ of loader) break;
      const { peak } = loader.stats().bytes;
      assert.equal(counted() < 4 * sample, true, `${counted()} bytes after a loop that was left`);
      assert.equal(peak < 40 * sample, true);
    });
  }

  test("released memory is written again where reads run ahead", async () => {
    const rows = 20_000;
    const dataset = fromModule<typeof fixture.large>(storedModule, "large", { length: 60, values: rows });
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1, prefetch: 2 });
    let most = 0;
    for await (using batch of loader) {
      assert.deepEqual([batch.values.data[0], batch.values.data[rows]], [...batch.indices]);
      most = Math.max(most, loader.stats().bytes.recycled);
    }
    // What nobody took would pile up, a batch for each that was released.
    assert.equal(most <= 3 * 2 * rows * 4, true, `${most} bytes of released memory lay around`);
  });

  for (const [where, dataset] of Object.entries({
    "in a worker": fromModule<typeof fixture.silent>(storedModule, "silent", { length: 100, from: 4 }),
    "on the main thread": fixture.silent({ length: 100, from: 4 }),
  })) {
    test(`a loop that is left does not wait for reads that are never answered, ${where}`, async () => {
      await using loader = new DataLoader(dataset as Dataset<{ value: number }>, { batchSize: 2, workers: 1 });
      for (let epoch = 0; epoch < 3; epoch++) {
        const iterator = loader[Symbol.asyncIterator]();
        await iterator.next();
        const { value } = await iterator.next();
        assert.deepEqual([value?.epoch, ...(value?.value.data ?? [])], [epoch, 2, 3]);
        await iterator.return?.();
      }
      // They are let go at once, and not after the time in which a worker has to come to an end.
      assert.equal(loader.stats().replacedWorkers, 0);
    });
  }
});

describe("samples that are read many at a time", () => {
  test("getMany is called once a batch, in the worker, and not get", async () => {
    const seen = shared(3);
    const dataset = fromModule<typeof fixture.stored>(storedModule, "stored", { length: 40, seen });
    await using loader = new DataLoader(subset(dataset, { start: 8 }), { batchSize: 8, workers: 1, reads: 3 });
    for await (const batch of loader) {
      assert.deepEqual(
        [...batch.value.data],
        batch.indices.map((index) => index + 8),
      );
      assert.equal(
        batch.thread.data.every((thread) => thread > 0),
        true,
      );
    }
    // The first sample is asked for alone, to know the schema, and kept.
    assert.deepEqual([seen[fixture.asked], seen[fixture.rows]], [5, 32]);
  });

  for (const workers of [0, 1]) {
    test(`read sees references, epoch, seed and a signal that says when nobody waits any more, ${workers} workers`, async () => {
      const seen = shared(3);
      const dataset = fromModule<typeof fixture.referenced>(storedModule, "referenced", { length: 12, seen });
      await using loader = new DataLoader(subset(dataset, [9, 3, 5, 1]), { batchSize: 2, workers, seed: 77 });
      type Row = { value: { data: Float32Array }; fields: Record<string, { data: Float32Array }> };
      const rows: number[][] = [];
      for await (const batch of loader) {
        const { fields } = batch as unknown as Row;
        for (let row = 0; row < 2; row++) {
          rows.push(["value", "index", "epoch", "seed"].map((name) => fields[name]?.data[row] as number));
        }
      }
      assert.deepEqual(rows, [
        [9, 0, 0, 77],
        [3, 1, 0, 77],
        [5, 2, 0, 77],
        [1, 3, 0, 77],
      ]);
      const iterator = loader[Symbol.asyncIterator]();
      const next = iterator.next();
      next.catch(() => {});
      // Three calls were those of the first epoch: one for the schema, two for its batches.
      await until(() => (seen[fixture.asked] as number) > 3);
      await iterator.return?.();
      await until(() => (seen[fixture.aborted] as number) > 0);
      assert.equal((seen[fixture.aborted] as number) > 0, true);
    });

    test(`what goes wrong is told, and nothing is rejected that nobody hears of, ${workers} workers`, async () => {
      const cases = {
        short: /sample 0.*getMany must return a list of 1 samples, one for each asked for, got 0/,
        nothing: /sample 0.*getMany must return a list of 1 samples.*got undefined/,
        rejects: /sample 0.*the store is closed/,
        "row rejects": /sample 1.*odd/,
      } as const;
      for (const [fault, message] of Object.entries(cases)) {
        const options = { length: 8, seen: shared(3), fault: fault as keyof typeof cases };
        for (const dataset of [
          fixture.stored(options),
          fromModule<typeof fixture.stored>(storedModule, "stored", options),
        ]) {
          await using loader = new DataLoader(dataset, { batchSize: 4, workers, reads: 1 });
          await assert.rejects(async () => {
            for await (const _ of loader);
          }, message);
        }
      }
      await wait(20);
    });
  }

  test("a get that rejects for one sample and throws for a later one tells the first, and ends nothing", async () => {
    const dataset = {
      length: 4,
      get: (index: number) => {
        if (index === 2) throw new Error("thrown");
        return index === 0 ? Promise.reject(new Error("rejected")) : wait(5, { index });
      },
    };
    for (const workers of [0, 1]) {
      await using loader = new DataLoader(dataset as Dataset<{ index: number }>, { batchSize: 4, workers });
      await assert.rejects(async () => {
        for await (const _ of loader);
      }, /sample [02].*(thrown|rejected)/);
    }
    await wait(20);
  });
});

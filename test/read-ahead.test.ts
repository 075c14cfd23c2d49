import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import {
  type ColumnBatch,
  type ColumnDataset,
  concat,
  DataLoader,
  type Dataset,
  defineTransform,
  fromModule,
} from "millrace";
import { z } from "zod";
import { Credits } from "../src/loader/credits.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { runScript } from "./helpers/run-script.ts";
import { userModule, workerDataset } from "./helpers/user-module.ts";

const timeout = 60_000;

const shared = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length));

const columnsOf = (rows: ArrayLike<number>): ColumnBatch => ({
  length: rows.length,
  columns: { value: { dtype: "float32", width: 1, values: Float32Array.from(rows) } },
});

describe("a worker that dies while it reads ahead is replaced, and no plan waits for another for ever", () => {
  const dataset = (index: number, times: number) =>
    workerDataset(
      `({ index, times, died }) => ({ length: 80, async get(i) {
        await wait(2);
        if (i === index && Atomics.add(died, 0, 1) < times) process.exit(9);
        return { value: i };
      } })`,
      { index, times, died: shared(1) },
    );
  for (const workers of [1, 2]) {
    for (const prefetch of [1, 4]) {
      test(`${workers} workers, prefetch ${prefetch}`, { timeout }, async () => {
        await using shaken = new DataLoader(dataset(41, 2), { batchSize: 2, workers, prefetch });
        const seen: number[] = [];
        for await (const batch of shaken) for (const value of batch.value.data) seen.push(value);
        assert.deepEqual(
          seen,
          Array.from({ length: 80 }, (_, i) => i),
        );
        assert.equal(shaken.stats().replacedWorkers, 2);
      });
    }
  }

  test("one that always does is an error at its batch's turn", { timeout }, async () => {
    await using deadly = new DataLoader(dataset(41, 1000), { batchSize: 2, workers: 2 });
    let delivered = 0;
    await assert.rejects(async () => {
      for await (const _ of deadly) delivered++;
    }, /the workers died 3 times in a row, each while it made batch 20 of epoch 0 \(samples 40, 41\) with nothing beside/);
    assert.equal(delivered, 20);
  });
});

describe("what goes wrong in what is read ahead on the main thread is told at its batch's turn", () => {
  const strange: Record<string, unknown> = {
    nothing: undefined,
    null: null,
    "boxes without numbers": { value: { kind: "boxes" } },
    "a getter that throws": {
      get value() {
        throw new Error("not today");
      },
    },
  };
  for (const workers of [0, 1]) {
    for (const [name, sample] of Object.entries(strange)) {
      test(`a sample that is ${name}, ${workers} workers`, { timeout }, async () => {
        const get = (i: number) => wait(2).then(() => (i === 7 ? sample : { value: i }));
        const dataset = { length: 12, get } as Dataset<{ value: number }>;
        await using loader = new DataLoader(dataset, { batchSize: 2, workers });
        let delivered = 0;
        await assert.rejects(
          async () => {
            for await (const _ of loader) delivered++;
          },
          { name: "SampleError", index: 7 },
        );
        assert.equal(delivered, 3);
      });
    }

    test(`columns that are refused at once, ${workers} workers`, { timeout }, async () => {
      const readColumns = (rows: ArrayLike<number>) => {
        if (rows[0] === 50) throw new Error("not these");
        return wait(2).then(() => columnsOf(rows));
      };
      await using loader = new DataLoader({ length: 80, readColumns }, { batchSize: 10, workers });
      let delivered = 0;
      await assert.rejects(async () => {
        for await (const _ of loader) delivered++;
      }, /^BatchError: batch 5, epoch 0, main thread: not these$/);
      assert.equal(delivered, 5);
      assert.equal(loader.stats().bytes.inFlight, 0);
    });
  }

  const meeting = (choose: (own: number, size: number) => number) => {
    let asked = 0;
    return defineTransform({
      ...{ name: "meeting", summary: "Meets another.", options: z.strictObject({}) },
      ...{ changes: [], evaluation: "same", intensity: "fixed", kinds: [] },
      partners: (_random, size) => [choose(asked++, size)],
      draw: () => null,
      edit: (outline) => outline,
    })();
  };

  test("partners that cannot be chosen", { timeout }, async () => {
    const transform = meeting((asked) => {
      if (asked > 8) throw new Error("nobody there");
      return 0;
    });
    const dataset = { length: 40, get: (value: number) => wait(2, { value }) };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 0, transform });
    let delivered = 0;
    await assert.rejects(async () => {
      for await (const _ of loader) delivered++;
    }, /nobody there/);
    assert.equal(delivered > 0, true);
  });

  // The test runner hears of a rejection that nobody else does.
  test("a partner that is refused at once, of a sample that is refused later", { timeout }, async () => {
    const get = (value: number) => {
      if (value === 3) throw new Error("no partner");
      return wait(2).then(() => (value === 2 ? Promise.reject(new Error("no sample")) : { value }));
    };
    const transform = meeting((asked, size) => (asked < 3 ? 0 : size - 1));
    const dataset = { length: 4, get } as Dataset<{ value: number }>;
    await using loader = new DataLoader(dataset, { batchSize: 1, workers: 0, transform });
    await assert.rejects(async () => {
      for await (const _ of loader);
    }, /no partner/);
    await wait(20);
  });

  test("columns of one dataset that are refused at once, beside those of another that are refused later", async () => {
    const late = (rows: ArrayLike<number>) =>
      wait(2).then(() => (rows.length > 1 ? Promise.reject(new Error("later")) : columnsOf(rows)));
    const atOnce = (): ColumnBatch => {
      throw new Error("at once");
    };
    const both = concat([
      { length: 4, readColumns: late },
      { length: 4, readColumns: atOnce },
    ]);
    await using loader = new DataLoader(both, { batchSize: 8, workers: 0 });
    await assert.rejects(async () => {
      for await (const _ of loader);
    }, /at once/);
    await wait(20);
  });
});

describe("schema() ends with its loader, where the dataset never answers", () => {
  const silent = {
    samples: { length: 4, get: () => new Promise(() => {}) },
    columns: { length: 4, readColumns: () => new Promise(() => {}) },
  };
  for (const [what, dataset] of Object.entries(silent)) {
    for (const workers of [0, 1]) {
      test(`${what}, ${workers} workers`, { timeout }, async () => {
        const loader = new DataLoader(dataset as Dataset<{ value: number }>, { batchSize: 1, workers });
        const refused = assert.rejects(loader.schema(), /this loader was closed/);
        await wait(5);
        await Promise.all([loader.close(), refused]);
      });
    }
  }
});

test("with nothing on its way a batch may be made where maxBytes is large enough for two", () => {
  const credits = new Credits(1000, 1, 2, () => 0);
  credits.expect({ batch: 10, working: 0 });
  // Posted for the next batch, and so large that they would not fit twice.
  credits.carried(600);
  assert.equal(credits.available(0), true);
});

describe("what was read leaves again", () => {
  test("columns that were read here, while their epoch lasts", { timeout }, async () => {
    const result = await runScript(
      temporaryFolder(),
      `import { DataLoader } from "millrace";
      const readColumns = async (rows) => ({ length: rows.length, columns: { value: { dtype: "float32", width: 100, values: new Float32Array(100 * rows.length) } } });
      const loader = new DataLoader({ length: 100_000, readColumns }, { batchSize: 1000, workers: 0 });
      let most = 0;
      for await (using batch of loader) {
        if (batch.number % 10 !== 9) continue;
        gc();
        await new Promise((resolve) => setTimeout(resolve, 5));
        gc();
        most = Math.max(most, process.memoryUsage().arrayBuffers);
      }
      console.log(most);`,
      [],
      ["--expose-gc"],
    );
    assert.equal(result.stderr, "");
    // All of them are 40 MB.
    assert.equal(Number(result.stdout) < 20e6, true, `${result.stdout} bytes are held`);
  });

  test("a loader that is let go in the middle of an epoch, while workers hold what they read ahead", {
    timeout,
  }, async () => {
    const module = userModule(
      `import { setTimeout as wait } from "node:timers/promises";
       export const slow = () => ({ length: 400, get: async (value) => (await wait(2), { value }) });`,
    );
    const result = await runScript(
      temporaryFolder(),
      `import { DataLoader, fromModule } from "millrace";
      async function round() {
        const loader = new DataLoader(fromModule(${JSON.stringify(module.href)}, "slow", {}), { batchSize: 4, workers: 1 });
        const iterator = loader[Symbol.asyncIterator]();
        for (let i = 0; i < 6; i++) await iterator.next();
        await new Promise((resolve) => setTimeout(resolve, 50));
        return new WeakRef(loader);
      }
      const loaders = [];
      for (let i = 0; i < 3; i++) loaders.push(await round());
      const living = () => loaders.filter((loader) => loader.deref() !== undefined).length;
      for (let i = 0; i < 200 && living() > 0; i++) {
        // In a turn of its own: whoever was looked for is kept until the end of that turn.
        await new Promise((resolve) => setTimeout(resolve, 10));
        gc();
      }
      console.log(living());`,
      [],
      ["--expose-gc"],
    );
    assert.deepEqual([result.stdout, result.stderr], ["0\n", ""]);
  });

  const tableUrl = userModule(
    `import { setTimeout as wait } from "node:timers/promises";
     export const table = ({ seen }) => ({ length: 400, async readColumns(rows, { allocate, signal }) {
       allocate("uint8", 100_000);
       if (rows.length > 1) signal.addEventListener("abort", () => Atomics.add(seen, 0, 1));
       await wait(rows.length > 1 && rows[0] >= 80 ? 1e6 : 2, undefined, { ref: false });
       const values = Float32Array.from(rows);
       return { length: rows.length, columns: { value: { dtype: "float32", width: 1, values } } };
     } });`,
  );
  type Table = { table: (options: { seen: Int32Array }) => ColumnDataset };

  test("memory of columns that were being read when their loop was left", { timeout }, async () => {
    const seen = shared(1);
    const dataset = fromModule<Table>(tableUrl, "table", { seen });
    await using loader = new DataLoader(dataset, { batchSize: 10, workers: 1 });
    const working: number[] = [];
    for (let epoch = 0; epoch < 6; epoch++) {
      for await (const batch of loader) {
        if (batch.number < 7) continue;
        await wait(20);
        break;
      }
      working.push(loader.stats().bytes.working);
    }
    assert.equal((working[5] as number) <= 2 * (working[1] as number), true, `${working}`);
    assert.equal(loader.stats().replacedWorkers, 0, "a read that never answers is told that nobody waits for it");
    assert.equal(Atomics.load(seen, 0) > 0, true);
  });

  test("memory of columns counts before they are read ahead", { timeout }, async () => {
    const dataset = fromModule<Table>(tableUrl, "table", { seen: shared(1) });
    // Room for a few shelves of 200 kB, and not for one for each of 16 reads.
    await using loader = new DataLoader(dataset, { batchSize: 10, workers: 1, prefetch: 1, maxBytes: 1_000_000 });
    let delivered = 0;
    for await (const _ of loader) if (++delivered === 8) break;
    assert.equal(delivered, 8);
    const { working } = loader.stats().bytes;
    assert.equal(working <= 1_000_000, true, `${working}`);
  });

  test("places of reads that never answer, in a batch that failed", { timeout }, async () => {
    // In the first epoch one sample is refused while the next one is never answered.
    const seen = shared(3);
    const dataset = workerDataset(
      `({ seen }) => ({ length: 8, async get(i) {
        if (i === 1 && Atomics.add(seen, 0, 1) === 0) { await wait(20); throw new Error("not this one"); }
        if (i === 2 && Atomics.load(seen, 0) === 1) { Atomics.add(seen, 0, 1); await wait(1e6, undefined, { ref: false }); }
        const now = Atomics.add(seen, 1, 1) + 1;
        if (now > Atomics.load(seen, 2)) Atomics.store(seen, 2, now);
        await wait(10);
        Atomics.sub(seen, 1, 1);
        return { value: i };
      } })`,
      { seen },
    );
    await using loader = new DataLoader(dataset, { batchSize: 8, workers: 1, reads: 2 });
    await assert.rejects(async () => {
      for await (const _ of loader);
    }, /not this one/);
    Atomics.store(seen, 2, 0);
    for await (const _ of loader);
    assert.equal(Atomics.load(seen, 2), 2);
  });

  test("a batch that turns out too large for maxBytes", { timeout }, async () => {
    const get = (i: number) => ({ value: "x".repeat(i < 2 ? 10 : 10_000) });
    await using loader = new DataLoader({ length: 8, get }, { batchSize: 2, workers: 1, maxBytes: 20_000 });
    await assert.rejects(async () => {
      for await (const _ of loader);
    }, /maxBytes is 20\.0 kB/);
    const { inFlight, working, recycled } = loader.stats().bytes;
    assert.equal(inFlight, working + recycled);
  });
});

test("epochs of more batches than 32 bits count", { timeout }, async () => {
  const dataset = { length: 2 ** 34, get: (index: number) => ({ value: String(index) }) };
  for (const batch of [2 ** 31 - 3, 2 ** 32 - 3, 2 ** 33]) {
    const resume = { version: 1, seed: 1, epoch: 0, batch } as const;
    await using loader = new DataLoader(dataset, { batchSize: 1, workers: 1, resume });
    const seen: number[] = [];
    for await (const { value } of loader) if (seen.push(Number(value[0])) === 6) break;
    assert.deepEqual(
      seen,
      Array.from({ length: 6 }, (_, i) => batch + i),
    );
  }
});

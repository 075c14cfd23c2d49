import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { DataLoader, type Step } from "millrace";
import { digestEpochs } from "./helpers/digest.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { runScript } from "./helpers/run-script.ts";
import { userModule, workerDataset } from "./helpers/user-module.ts";

/** Fails where something waits for ever; the time is a slow machine's. */
async function inTime<Value>(promise: Promise<Value>): Promise<Value> {
  const timer = new AbortController();
  const late = wait(20_000, undefined, { signal: timer.signal }).then(() => {
    throw new Error("it still waits after 20 s");
  });
  late.catch(() => {});
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}

const never = new Promise<never>(() => {});

/** Datasets whose third sample never comes. */
const silent = {
  "a get": () => ({ length: 10, get: (i: number) => (i < 2 ? { value: i } : never) }),
  "a getMany": () => ({
    length: 10,
    get: (i: number) => ({ value: i }),
    getMany: (indices: readonly number[]) => (indices.includes(2) ? never : indices.map((value) => ({ value }))),
  }),
  "an async generator": () =>
    async function* () {
      yield { value: 0 };
      yield { value: 1 };
      await never;
    },
  "an iterator with a return": () => () => ({
    [Symbol.asyncIterator]: () => {
      let value = 0;
      return {
        next: async () => (value < 2 ? { value: { value: value++ }, done: false } : never),
        return: () => never,
      };
    },
  }),
};

test("an iterable whose return never answers holds neither break nor close", async () => {
  const endless = () => ({
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ value: { value: 1 }, done: false as const }),
      return: () => never,
    }),
  });
  for (const workers of [0, 1]) {
    const loader = new DataLoader(endless, { batchSize: 2, workers });
    const left = async () => {
      for await (const _ of loader) {
        // Until nothing is read any more: a source that is asked for more just then is not waited for anyway.
        await wait(200);
        break;
      }
    };
    await inTime(left());
    const iterator = loader[Symbol.asyncIterator]();
    await iterator.next();
    await wait(200);
    await inTime(loader.close());
  }
});

test("steps that never answer in the calling thread leave room for those of later loops", async () => {
  let silent = true;
  const step: Step = (sample) => (silent && Number(sample.value) > 1 ? never : Promise.resolve(sample));
  const loader = new DataLoader(
    { length: 4, get: (value: number) => ({ value }) },
    { batchSize: 2, workers: 0, transform: step },
  );
  // More often than there are places where samples are made.
  for (let epoch = 0; epoch < 6; epoch++) {
    const iterator = loader[Symbol.asyncIterator]();
    await inTime(iterator.next());
    await inTime(Promise.resolve(iterator.return?.()));
  }
  silent = false;
  const values: number[] = [];
  const rest = async () => {
    for await (const batch of loader) values.push(...batch.indices);
  };
  await inTime(rest());
  assert.deepEqual(values, [0, 1, 2, 3]);
  await loader.close();
});

for (const [name, dataset] of Object.entries(silent)) {
  for (const workers of [0, 1]) {
    describe(`${name} that never answers, ${workers} workers`, () => {
      const make = (signal?: AbortSignal) =>
        new DataLoader(dataset() as never, { batchSize: 2, workers, ...(signal === undefined ? {} : { signal }) });

      test("break", async () => {
        await using loader = make();
        await inTime(
          (async () => {
            for await (const _ of loader) break;
          })(),
        );
        assert.equal(loader.epoch, 1);
      });

      test("close, while a batch is waited for", async () => {
        const loader = make();
        const iterator = loader[Symbol.asyncIterator]();
        await iterator.next();
        const next = iterator.next();
        const failing = assert.rejects(next, /this loader was closed/);
        await inTime(loader.close());
        await failing;
      });

      test("abort", async () => {
        const controller = new AbortController();
        const loader = make(controller.signal);
        const reason = new Error("enough");
        await inTime(
          assert.rejects(async () => {
            for await (const _ of loader) setImmediate(() => controller.abort(reason));
          }, reason),
        );
        await inTime(loader.close());
      });
    });
  }
}

/** A dataset whose fifth sample keeps a worker busy for ever, the first time it is asked for if `once`. */
const stuck = `({ marker, once }) => ({
  length: 8,
  get: (i) => {
    if (!isMainThread && marker !== "" && i === 4 && !(once && existsSync(marker))) {
      writeFileSync(marker, "");
      for (;;);
    }
    return { value: i };
  },
})`;

async function appears(file: string): Promise<void> {
  while (!existsSync(file)) await wait(5, undefined, { ref: false });
}

test("a worker in an endless loop is replaced after break, and the loader goes on", async () => {
  const marker = join(temporaryFolder(), "stuck");
  await using loader = new DataLoader(workerDataset(stuck, { marker, once: true }), { batchSize: 2, workers: 1 });
  await inTime(
    (async () => {
      for await (const _ of loader) {
        await appears(marker);
        break;
      }
    })(),
  );
  assert.equal(loader.stats().replacedWorkers, 1);
  const seen: number[] = [];
  for await (const batch of loader) seen.push(...batch.value.data);
  assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6, 7]);
});

test("a loader that shares its worker with an endless loop gets its batches when the other is closed, uncharged", async () => {
  const told: string[] = [];
  const hear = ({ message }: Error) => void told.push(message);
  process.on("warning", hear);
  const options = { batchSize: 2, shuffle: true, seed: 8, workers: 1 };
  const free = workerDataset(stuck, { marker: "", once: false });
  await using alone = new DataLoader(free, { ...options, workers: 0 });
  const expected = await digestEpochs(alone, 4);
  await using other = new DataLoader(free, options);
  // More often than a plan may die.
  const digests = digestEpochs(other, 4);
  for (let round = 0; round < 4; round++) {
    const marker = join(temporaryFolder(), "stuck");
    const loader = new DataLoader(workerDataset(stuck, { marker, once: false }), { batchSize: 2, workers: 1 });
    const iterator = loader[Symbol.asyncIterator]();
    const drained = (async () => {
      while ((await iterator.next()).done !== true);
    })();
    const failing = assert.rejects(drained, /this loader was closed/);
    await inTime(appears(marker));
    await inTime(loader.close());
    await failing;
  }
  assert.deepEqual(await inTime(digests), expected);
  process.off("warning", hear);
  assert.deepEqual(told, [], "nothing died that was not ended");
  assert.equal(other.stats().replacedWorkers, 4);
});

test("plans that a worker had begun beside one that never answers are carried out again, uncharged", async () => {
  const told: string[] = [];
  const hear = ({ message }: Error) => void told.push(message);
  process.on("warning", hear);
  // One of these is on its way whenever a thread is ended.
  const slow = workerDataset(
    "() => ({ length: 6, get: async (value) => { if (!isMainThread) await wait(700); return { value }; } })",
  );
  await using other = new DataLoader(slow, { batchSize: 1, workers: 1 });
  const seen: number[] = [];
  const reading = (async () => {
    for await (const batch of other) seen.push(...batch.value.data);
  })();
  const marker = join(temporaryFolder(), "silent");
  const silent = workerDataset(
    `({ marker }) => ({
      length: 1,
      get: async (value) => {
        if (isMainThread) return { value };
        writeFileSync(marker, "");
        await new Promise(() => {});
      },
    })`,
    { marker },
  );
  const loader = new DataLoader(silent, { batchSize: 1, workers: 1 });
  const failing = assert.rejects(loader[Symbol.asyncIterator]().next(), /this loader was closed/);
  await inTime(appears(marker));
  await inTime(loader.close());
  await failing;
  assert.equal(other.stats().replacedWorkers, 1);
  await inTime(reading);
  process.off("warning", hear);
  assert.deepEqual(seen, [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(told, []);
});

test("a plan that no worker has begun is not waited for", async () => {
  const folder = temporaryFolder();
  const [busy, go] = [join(folder, "busy"), join(folder, "go")];
  const spinning = workerDataset(
    `({ busy, go }) => ({
      length: 1,
      get: (value) => {
        if (isMainThread) return { value };
        writeFileSync(busy, "");
        while (!existsSync(go));
        return { value };
      },
    })`,
    { busy, go },
  );
  await using loader = new DataLoader(spinning, { batchSize: 1, workers: 1 });
  const batch = loader[Symbol.asyncIterator]().next();
  await inTime(appears(busy));
  const other = new DataLoader({ length: 4, get: (i) => ({ value: i }) }, { batchSize: 1, workers: 1 });
  const failing = assert.rejects(other[Symbol.asyncIterator]().next(), /this loader was closed/);
  await wait(50);
  const order: string[] = [];
  // Closing takes no turn of the event loop, however slow the machine.
  const later = wait(100).then(() => order.push("later"));
  await Promise.all([other.close().then(() => order.push("closed")), failing, later]);
  assert.deepEqual(order, ["closed", "later"]);
  writeFileSync(go, "");
  assert.equal((await inTime(batch)).done, false);
  assert.equal(loader.stats().replacedWorkers, 0);
});

test("after break a process ends by itself while a worker is in an endless loop", async () => {
  const url = userModule(
    `import { isMainThread } from "node:worker_threads";
     export const dataset = () => ({ length: 40, get: (i) => { while (!isMainThread && i >= 4); return { value: i }; } });`,
  );
  const result = await runScript(
    temporaryFolder(),
    `import { DataLoader, fromModule } from "millrace";
     const loader = new DataLoader(fromModule(${JSON.stringify(url.href)}, "dataset"), { batchSize: 2, workers: 1 });
     for await (const batch of loader) break;
     console.log("left");`,
  );
  assert.deepEqual([result.code, result.stdout, result.stderr], [0, "left\n", ""]);
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { DataLoader, fromModule } from "millrace";
import { digestEpochs } from "./helpers/digest.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { userModule, workerDataset } from "./helpers/user-module.ts";

/** The warnings of workers that died while something runs. */
async function deathsToldDuring(run: () => Promise<void>): Promise<string[]> {
  const told: string[] = [];
  const hear = (warning: Error & { code?: string }) => {
    if (warning.code === "MILLRACE_WORKER_DIED") told.push(warning.message);
  };
  process.on("warning", hear);
  await run();
  await turn();
  process.off("warning", hear);
  return told;
}

/** Ways for a worker to come to its end in the middle of a step. */
const ends = {
  "process.exit": "process.exit(3)",
  // A function whose body is `loop br 0 end`.
  "an endless loop in WebAssembly":
    "new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,102,0,0,10,9,1,7,0,3,64,12,0,11,11]))).exports.f()",
  "an endless loop": "for (;;) ;",
  "a promise that is never kept": "return new Promise(() => {})",
};

/** A step that comes to its end at sample 5: the first time in this folder, or whenever it comes there. */
const step = (end: string, options: { folder: string; always?: boolean }) =>
  fromModule<{ step: (options: object) => (sample: { value: number }) => { value: number } }>(
    userModule(`
      import { existsSync, writeFileSync } from "node:fs";
      import { isMainThread } from "node:worker_threads";
      export const step = ({ folder, always = false }) => (sample) => {
        if (sample.value !== 5 || isMainThread) return { value: 2 * sample.value };
        const marker = folder + "/died";
        if (!always && existsSync(marker)) return { value: 10 };
        writeFileSync(marker, "");
        ${end};
      };`),
    "step",
    options,
  );

const numbers = { length: 24, get: (value: number) => ({ value }) };
const options = { batchSize: 4, shuffle: true, seed: 2 } as const;

async function rowsOf(loader: AsyncIterable<{ value: { data: ArrayLike<number> } }>): Promise<number[][]> {
  const rows: number[][] = [];
  for await (const { value } of loader) rows.push(Array.from(value.data));
  return rows;
}

for (const [name, end] of Object.entries(ends)) {
  test(`${name}: the worker is replaced, the stream does not change, and there is one warning`, async () => {
    await using calm = new DataLoader(numbers, { ...options, workers: 0, transform: step("", { folder: "" }) });
    const expected = await digestEpochs(calm, 2);
    const told = await deathsToldDuring(async () => {
      const transform = step(end, { folder: temporaryFolder() });
      await using shaken = new DataLoader(numbers, { ...options, workers: 2, timeoutMs: 1000, transform });
      assert.deepEqual(await digestEpochs(shaken, 2), expected);
      assert.equal(shaken.stats().replacedWorkers, 1);
    });
    assert.equal(told.length, 1, told.join("\n"));
    const timed = name.includes("loop") || name.includes("promise");
    assert.match(told[0] as string, timed ? /^a worker died \(timeout: .* timeoutMs, 1000\)/ : /^a worker died \(/);
  });

  test(`${name}, whenever it comes there: the sample is skipped or replaced, or named by the error`, async () => {
    await using calm = new DataLoader(numbers, { ...options, workers: 0 });
    const whole = await rowsOf(calm as never);
    const common = { ...options, workers: 2, timeoutMs: 300, maxRetries: 1 };
    const transform = () => step(end, { folder: temporaryFolder(), always: true });
    const at = whole.findIndex((rows) => rows.includes(5));
    // What becomes of a sample does not depend on the way that its workers end, as long as that is noticed.
    const isOneForAll = name === "process.exit" || name === "an endless loop";

    if (isOneForAll) {
      await using throws = new DataLoader(numbers, { ...common, transform: transform() });
      const named = new RegExp(
        `the workers died 2 times in a row, each while it made batch ${at} of epoch 0 \\(samples ${whole[at]?.join(", ")}\\) with nothing beside it, at sample 5 \\(`,
      );
      await assert.rejects(rowsOf(throws as never), named);
    }

    await using skips = new DataLoader(numbers, { ...common, onError: "skip", transform: transform() });
    const left = whole.map((rows) => rows.filter((value) => value !== 5).map((value) => 2 * value));
    assert.deepEqual(await rowsOf(skips as never), left);
    const [skipped] = skips.report().samples;
    assert.deepEqual([skipped?.index, skipped?.stage, skipped?.action], [5, "transform", "skip"]);
    assert.match(skipped?.reason ?? "", /^workers died of it 2 times: /);

    if (!isOneForAll) return;
    await using replaces = new DataLoader(numbers, { ...common, onError: "replace", transform: transform() });
    const rows = await rowsOf(replaces as never);
    const substitute = replaces.report().samples[0]?.substitute as number;
    const expected = whole.map((row) => row.map((value) => 2 * (value === 5 ? substitute : value)));
    assert.deepEqual(rows, expected);
  });
}

test("of samples that are read at the same time, the one that workers die of is known", async () => {
  const dataset = workerDataset(
    "() => ({ length: 8, get: async (value) => { await wait(20); if (value === 5) process.exit(1); return { value }; } })",
  );
  await using loader = new DataLoader(dataset, { batchSize: 4, workers: 1, maxRetries: 0, onError: "skip" });
  assert.deepEqual(await rowsOf(loader as never), [
    [0, 1, 2, 3],
    [4, 6, 7],
  ]);
  const [{ index, stage } = { index: -1, stage: "" }] = loader.report().samples;
  assert.deepEqual([index, stage], [5, "read"]);
});

for (const method of ["get", "getMany"] as const) {
  test(`an endless loop in what a ${method} does after an await: ${method === "get" ? "once it heals, always its sample is bad" : "it heals"}`, async () => {
    const read = {
      get: "get: (value) => one(value)",
      getMany: "get() {}, getMany: (rows) => Promise.all(rows.map(one))",
    }[method];
    const looping = (always: boolean) =>
      workerDataset(`() => {
        const marker = ${JSON.stringify(join(temporaryFolder(), "looped"))};
        const one = async (value) => {
          await wait(2);
          if (value === 5 && (${always} || !existsSync(marker))) {
            writeFileSync(marker, "");
            for (;;);
          }
          return { value };
        };
        return { length: 12, ${read} };
      }`);
    const common = { batchSize: 4, workers: 2, timeoutMs: 400, maxRetries: 1 } as const;
    const whole = [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10, 11],
    ];
    await using heals = new DataLoader(looping(false), common);
    assert.deepEqual(await rowsOf(heals as never), whole);
    assert.equal(heals.stats().replacedWorkers, 1);
    if (method === "getMany") return;
    await using throws = new DataLoader(looping(true), common);
    await assert.rejects(
      rowsOf(throws as never),
      /the workers died 2 times in a row, each while it made batch 1 of epoch 0 \(samples 4, 5, 6, 7\) with nothing beside it, at sample 5 \(timeout/,
    );
    await using skips = new DataLoader(looping(true), { ...common, onError: "skip", maxErrorRate: 1 });
    assert.deepEqual(await rowsOf(skips as never), [
      [0, 1, 2, 3],
      [4, 6, 7],
      [8, 9, 10, 11],
    ]);
  });
}

test("a trap in WebAssembly is an error of its sample, and ends no worker", async () => {
  // A function whose body is `unreachable`.
  const trap =
    "new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,102,0,0,10,5,1,3,0,0,11]))).exports.f()";
  const transform = step(trap, { folder: temporaryFolder(), always: true });
  await using throws = new DataLoader(numbers, { ...options, workers: 2, transform });
  await assert.rejects(rowsOf(throws as never), /^SampleError: sample 5, epoch 0, worker \d+: unreachable/);
  await using skips = new DataLoader(numbers, { ...options, workers: 2, transform, onError: "skip" });
  assert.equal((await rowsOf(skips as never)).flat().length, 23);
  assert.equal(skips.stats().replacedWorkers, 0);
});

test("a dataset that never answers is asked again, and then the sample is named; here and in workers", async () => {
  for (const workers of [0, 1]) {
    let asked = 0;
    const get = async (value: number) => (value === 3 && ++asked < 3 ? new Promise<never>(() => {}) : { value });
    await using patient = new DataLoader({ length: 6, get }, { batchSize: 2, workers, timeoutMs: 40 });
    assert.deepEqual(await rowsOf(patient as never), [
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    await using fails = new DataLoader(
      { length: 6, get: async (value) => (value === 3 ? new Promise<never>(() => {}) : { value }) },
      {
        batchSize: 2,
        workers,
        timeoutMs: 20,
      },
    );
    await assert.rejects(
      rowsOf(fails as never),
      /sample 3, epoch 0, .*: timeout: it was not read within timeoutMs, 20, asked 3 times/,
    );
  }
  const silent = workerDataset(
    "() => ({ length: 6, get: async (value) => value === 3 ? new Promise(() => {}) : { value } })",
  );
  await using fails = new DataLoader(silent, { batchSize: 2, workers: 1, timeoutMs: 20, maxRetries: 0 });
  await assert.rejects(
    rowsOf(fails as never),
    /sample 3, epoch 0, worker \d+: timeout: it was not read within timeoutMs, 20$/,
  );
  await using skips = new DataLoader(silent, { batchSize: 2, workers: 1, timeoutMs: 20, onError: "skip" });
  assert.deepEqual(await rowsOf(skips as never), [[0, 1], [2], [4, 5]]);
  assert.equal(skips.stats().replacedWorkers, 0);
});

test("a first sample that never ends is an error that says timeout, or passed over", async () => {
  const endless = workerDataset("() => ({ length: 6, get: (value) => { while (value === 0) ; return { value }; } })");
  const common = { batchSize: 2, workers: 1, timeoutMs: 200, maxRetries: 0 };
  await using fails = new DataLoader(endless, common);
  await assert.rejects(
    rowsOf(fails as never),
    /the workers died once, while it looked at sample 0, to know the loader's schema, with nothing beside it \(timeout: a sample took longer than timeoutMs, 200\)/,
  );
  await using skips = new DataLoader(endless, { ...common, onError: "skip" });
  assert.deepEqual(await rowsOf(skips as never), [[1], [2, 3], [4, 5]]);
});

test("a main thread that blocks for longer than the deadline ends nothing", async () => {
  await using loader = new DataLoader(
    workerDataset("() => ({ length: 20, get: async (value) => { await wait(5); return { value }; } })"),
    { batchSize: 2, workers: 2, timeoutMs: 50 },
  );
  let rows = 0;
  for await (const { value } of loader) {
    rows += value.data.length;
    const end = performance.now() + 150;
    while (performance.now() < end);
  }
  assert.equal(rows, 20);
  assert.equal(loader.stats().replacedWorkers, 0);
});

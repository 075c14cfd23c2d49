import assert from "node:assert/strict";
import { subscribe } from "node:diagnostics_channel";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { resize } from "@millrace/core/image";
import { DataLoader, type Dataset, OptionError, pixels, type WorkerMessage } from "millrace";
import { leastBusy } from "../src/worker/threads.ts";
import { digestEpochs } from "./helpers/digest.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { runScript } from "./helpers/run-script.ts";
import { workerDataset } from "./helpers/user-module.ts";

/** Pictures of which one in twelve is large: kernel memory grows with it, and stays. */
const pictures = {
  length: 48,
  get(index: number) {
    const size = index % 12 === 7 ? 1500 : 20;
    return { image: pixels(new Uint8Array(size * size * 3).fill(index), size, size), index };
  },
};
const options = { batchSize: 4, shuffle: true, seed: 5, transform: resize([16, 16]) };
const bound = 8e6;

const events: WorkerMessage[] = [];
subscribe("millrace:worker", (message) => void events.push(message as WorkerMessage));

describe("maxWorkerBytes", () => {
  test("a worker that keeps more is replaced, and the stream does not change", async () => {
    await using calm = new DataLoader(pictures, { ...options, workers: 0, maxWorkerBytes: bound });
    const expected = await digestEpochs(calm, 1);
    assert.equal(calm.stats().replacedWorkers, 0, "the calling thread cannot be replaced");
    for (const workers of [1, 2]) {
      events.length = 0;
      await using bounded = new DataLoader(pictures, { ...options, workers, maxWorkerBytes: bound });
      assert.deepEqual(await digestEpochs(bounded, 1), expected, `${workers} workers`);
      await wait(700);
      const { replacedWorkers } = bounded.stats();
      assert.equal(replacedWorkers > 0, true, `${workers} workers`);
      assert.deepEqual(new Set(events.map(({ event }) => event)), new Set(["retired"]));
    }
    await using free = new DataLoader(pictures, { ...options, workers: 2 });
    assert.deepEqual(await digestEpochs(free, 1), expected);
    const { replacedWorkers, bytes } = free.stats();
    assert.deepEqual([replacedWorkers, bytes.working > 2 * bound], [0, true], "it is the bound that replaces");
  });

  test("what lies idle is given back first, and then nobody is replaced", async () => {
    const image = pixels(new Uint8Array(400 * 400 * 3).fill(3), 400, 400);
    const dataset = { length: 160, get: () => ({ image }) };
    const working = async (maxWorkerBytes: number | undefined) => {
      const bounded = maxWorkerBytes === undefined ? {} : { maxWorkerBytes };
      await using loader = new DataLoader(dataset, { batchSize: 32, workers: 1, ...bounded });
      for await (using _ of loader);
      const { bytes, replacedWorkers } = loader.stats();
      assert.equal(replacedWorkers, 0);
      return bytes.working;
    };
    // 32 pictures of 480 kB wait on a shelf for one another.
    assert.equal((await working(undefined)) > 15e6, true);
    assert.equal((await working(6e6)) < 6e6, true);
  });

  test("what a replaced worker made of a dataset is disposed", async () => {
    const notes = join(temporaryFolder(), "disposed");
    const dataset = workerDataset(
      `({ notes }) => ({ length: 24, get(value) {
         const size = value === 5 ? 1500 : 20;
         return { image: { kind: "image", width: size, height: size, channels: 3, data: new Uint8Array(size * size * 3) }, value };
       }, async [Symbol.asyncDispose]() { if (!isMainThread) appendFileSync(notes, "x"); } })`,
      { notes },
    ) as unknown as Dataset<{ image: ReturnType<typeof pixels>; value: number }>;
    await using loader = new DataLoader(dataset, {
      batchSize: 4,
      workers: 1,
      transform: resize([8, 8]),
      maxWorkerBytes: bound,
    });
    let samples = 0;
    for await (using batch of loader) samples += batch.size;
    assert.equal(samples, 24);
    for (let i = 0; i < 100 && !existsSync(notes); i++) await wait(20);
    assert.equal(readFileSync(notes, "utf8"), "x", "before the loader is closed");
    assert.equal(loader.stats().replacedWorkers, 1);
  });

  test("a bound below what a batch needs is told once", async () => {
    const { code, stdout, stderr } = await runScript(
      temporaryFolder(),
      `
      import { DataLoader, pixels } from "millrace";
      import { resize } from "@millrace/core/image";
      const image = pixels(new Uint8Array(1000 * 1000 * 3), 1000, 1000);
      const dataset = { length: 6, get: () => ({ image }) };
      await using loader = new DataLoader(dataset, { batchSize: 1, workers: 1, transform: resize([8, 8]), maxWorkerBytes: 1000 });
      let batches = 0;
      for await (using batch of loader) batches++;
      console.log(batches);
    `,
    );
    assert.deepEqual([code, stdout], [0, "6\n"], stderr);
    assert.equal(stderr.split("MILLRACE_WORKER_BYTES").length, 2, stderr);
    assert.match(stderr, /3 workers in a row were replaced.*maxWorkerBytes allows 1,000/);
  });

  test("a worker that is to end gets nothing more", () => {
    type Balancing = Parameters<typeof leastBusy>;
    const threads = [
      { id: 1, currentUsage: 0, isRunningAbortableTask: false },
      { id: 2, currentUsage: 5, isRunningAbortableTask: false },
    ] as unknown as Balancing[1];
    const task = { isAbortable: false } as Balancing[0];
    assert.equal(leastBusy(task, threads, new Set()), threads[0]);
    assert.equal(leastBusy(task, threads, new Set([1])), threads[1]);
    assert.equal(leastBusy(task, threads, new Set([1, 2])), null);
  });

  test("is a whole number of bytes", () => {
    assert.throws(() => new DataLoader(pictures, { ...options, maxWorkerBytes: 0 }), OptionError);
  });
});

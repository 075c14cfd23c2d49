import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { DataLoader } from "millrace";
import { digestEpochs } from "./helpers/digest.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { workerDataset } from "./helpers/user-module.ts";

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

test("a plan beside one that kills its worker is carried out again and never charged", async () => {
  // The first batch is on its way for long when the second one kills the worker that holds both.
  const dataset = workerDataset(`() => ({
    length: 4,
    get: async (i) => {
      await wait(i < 2 ? 400 : 20);
      if (i >= 2) process.exit(7);
      return { value: i };
    },
  })`);
  await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1 });
  const seen: number[][] = [];
  const told = await deathsToldDuring(async () => {
    await assert.rejects(async () => {
      for await (const batch of loader) seen.push([...batch.value.data]);
    }, /the workers died 3 times in a row, each while it made batch 1 of epoch 0 \(samples 2, 3\) with nothing beside it, at sample 2 \(.*code: 7\)$/);
  });
  assert.deepEqual(seen, [[0, 1]]);
  assert.equal(loader.stats().replacedWorkers, 4, "once beside the other, three times alone");
  assert.deepEqual(told, [], "the error tells of them");
});

test("every death counts once and is told of once, with batches and samples; the stream is the same", async () => {
  const folder = temporaryFolder();
  const factory = `({ folder }) => ({
    length: 24,
    get: async (i) => {
      await wait(i % 3);
      const marker = folder + "/" + i;
      if (!isMainThread && folder !== "" && i % 3 === 1 && !existsSync(marker)) {
        writeFileSync(marker, "");
        process.exit(1);
      }
      return { value: i };
    },
  })`;
  const options = { batchSize: 2, shuffle: true, seed: 4, workers: 2 };
  await using calm = new DataLoader(workerDataset(factory, { folder: "" }), options);
  const expected = await digestEpochs(calm, 1);
  // Of its own number of workers, so that it counts its own deaths only.
  await using shaken = new DataLoader(workerDataset(factory, { folder }), { ...options, workers: 3 });
  const told = await deathsToldDuring(async () => {
    assert.deepEqual(await digestEpochs(shaken, 1), expected);
  });
  assert.equal(readdirSync(folder).length, 8, "every third sample killed its worker once");
  assert.equal(shaken.stats().replacedWorkers, 8);
  assert.equal(told.length, 8);
  for (const message of told) {
    assert.match(
      message,
      /^a worker died \(worker exited with code: 1\) while it made batch \d+ of epoch 0 \(samples \d+, \d+\)/,
    );
  }
});

test("a worker that throws nothing at all has died too", async () => {
  const folder = temporaryFolder();
  const dataset = workerDataset(
    `({ folder }) => ({
      length: 2,
      get: async (i) => {
        if (i === 1 && !existsSync(folder + "/died")) {
          writeFileSync(folder + "/died", "");
          setImmediate(() => { throw null; });
          await wait(10_000);
        }
        return { value: i };
      },
    })`,
    { folder },
  );
  await using loader = new DataLoader(dataset, { batchSize: 1, workers: 1 });
  const seen: number[] = [];
  for await (const batch of loader) seen.push(...batch.value.data);
  assert.deepEqual(seen, [0, 1]);
});

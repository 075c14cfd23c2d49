import assert from "node:assert/strict";
import { test } from "node:test";
import { resize } from "@millrace/core/image";
import { benchmark, DataLoader, imageFolder, pixels } from "millrace";
import { photographFolder } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1);

test("the user's own memory is neither transferred nor emptied", async () => {
  const backing = new Uint8Array(1000).fill(7);
  const view = backing.subarray(100, 100 + 12);
  const image = pixels(view, 2, 2);
  await using loader = new DataLoader({ length: 2, get: () => ({ image, raw: view }) }, { batchSize: 2, workers: 1 });
  for await (const batch of loader) {
    assert.deepEqual([...batch.image.data], new Array(24).fill(7));
    assert.deepEqual(batch.raw.shape, [2, 12]);
  }
  assert.equal(backing.length, 1000);
  assert.equal(view[0], 7);
});

test("benchmark reports what a step leaves of the time", async () => {
  const folder = await photographFolder(12, 2);
  await using loader = new DataLoader(imageFolder(folder), { batchSize: 2, workers: 1, transform: resize([16, 16]) });
  let steps = 0;
  const report = await benchmark(loader, {
    batches: 20,
    warmUp: 3,
    step: () => {
      steps++;
    },
  });
  assert.deepEqual([report.batches, report.samples, steps], [20, 40, 23]);
  assert.ok(
    report.samplesPerSecond > 0 && report.samplesPerCpuSecond > 0 && report.stallShare >= 0 && report.stallShare <= 1,
  );
  assert.ok(report.wait.p50 <= report.wait.p99 && report.wait.p99 <= report.wait.max);
  await assert.rejects(benchmark(loader, { warmUp: 100 }), /6 batches, and 100 of them are warm-up/);
});

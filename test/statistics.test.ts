import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { centerCrop, compose, mixUp, resize, toFloat } from "@millrace/core/image";
import {
  type Batch,
  classLabel,
  columnTable,
  DataLoader,
  fromModule,
  imageFile,
  type LoaderStatistics,
} from "millrace";
import sharp from "sharp";
import { verdictOf } from "../src/statistics/verdict.ts";
import type * as fixture from "./fixtures/stages.ts";
import { temporaryFolder, texture } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

const stages = new URL("./fixtures/stages.ts", import.meta.url);
type Read = (options: { length: number; waits?: number; spins?: number }) => {
  length: number;
  get(index: number): { value: number };
};
const read = (options: { length: number; waits?: number; spins?: number }) =>
  fromModule<Read>(stages, "reading", options);
const working = (spins: number) => fromModule<typeof fixture.working>(stages, "working", { spins });

/** A few photographs whose decoding takes long beside everything else. */
const folder = temporaryFolder();
before(async () => {
  const [width, height] = [1000, 800];
  const picture = sharp(texture(width, height, 1), { raw: { width, height, channels: 3 } });
  writeFileSync(join(folder, "large.jpg"), await picture.clone().jpeg({ quality: 95 }).toBuffer());
  writeFileSync(join(folder, "large.png"), await picture.png({ compressionLevel: 9 }).toBuffer());
});
const photographs = (length: number, name = "large.jpg") => ({
  length,
  get: () => ({ image: imageFile(join(folder, name)), label: classLabel(1) }),
});

/** Runs one epoch of a loader, each batch released, under a step. */
async function statisticsOf(
  loader: AsyncIterable<Batch> & { stats(): LoaderStatistics },
  step: () => unknown = () => {},
): Promise<LoaderStatistics> {
  for await (using _ of loader) await step();
  return loader.stats();
}

describe("the verdict", () => {
  test("source: reading has to be waited for, in workers and here", async () => {
    await using there = new DataLoader(read({ length: 120, waits: 20 }), { batchSize: 4, workers: 1, reads: 2 });
    const { verdict, stages, occupancy } = await statisticsOf(there);
    assert.equal(verdict?.bottleneck, "source", verdict?.reason);
    assert.match(verdict?.reason ?? "", /^the loop waited \d+ % of its time for batches: reading takes .* ms a sample/);
    assert.equal(stages.read.waited > 119 * 0.019, true, `${stages.read.waited} s`);
    assert.equal(stages.read.busy < stages.read.waited / 10, true);
    assert.equal(occupancy.share < 0.5, true, `${occupancy.share}`);

    const slow = { length: 60, get: (value: number) => wait(20, { value }) };
    await using here = new DataLoader(slow, { batchSize: 4, workers: 1, reads: 2 });
    const told = await statisticsOf(here);
    assert.equal(told.verdict?.bottleneck, "source", told.verdict?.reason);
    assert.equal(told.stages.read.waited > 59 * 0.019, true);

    const coming = async function* () {
      for (let value = 0; value < 20; value++) yield wait(20, { value });
    };
    await using stream = new DataLoader(coming, { batchSize: 2, workers: 1 });
    const { verdict: third, stages: streamed } = await statisticsOf(stream);
    assert.equal(third?.bottleneck, "source", third?.reason);
    assert.equal(streamed.read.waited > 19 * 0.019, true, `${streamed.read.waited}`);
  });

  test("source: reading keeps the worker busy", async () => {
    await using loader = new DataLoader(read({ length: 60, spins: 4 }), { batchSize: 4, workers: 1 });
    const { verdict, stages } = await statisticsOf(loader);
    assert.equal(verdict?.bottleneck, "source", verdict?.reason);
    assert.equal(stages.read.busy > 59 * 0.0039, true, "where samples take long each is timed");
    assert.equal(stages.read.perSample >= (3.9 * 59) / 60, true);
  });

  test("decode: large photographs", async () => {
    await using loader = new DataLoader(photographs(24), { batchSize: 2, workers: 1, decode: "exact" });
    const { verdict, stages } = await statisticsOf(loader);
    assert.equal(verdict?.bottleneck, "decode", verdict?.reason);
    assert.equal(stages.read.busy > 0 && stages.collate.busy > 0, true);
    assert.equal(stages.decode.busy > stages.read.busy + stages.transform.busy + stages.collate.busy, true);
  });

  test("decode: by a decoder with threads of its own", async () => {
    // The crop alone is taken over from the decoder.
    const options = { batchSize: 2, workers: 1, transform: centerCrop([32, 32]) };
    await using loader = new DataLoader(photographs(72, "large.png"), options);
    const { verdict, stages } = await statisticsOf(loader);
    assert.equal(verdict?.bottleneck, "decode", verdict?.reason);
    assert.equal(stages.decode.waited > stages.transform.waited, true);
    assert.equal(stages.transform.busy > 0, true);
  });

  test("transform: a step that works, and one that waits", async () => {
    const numbers = read({ length: 60 });
    await using busy = new DataLoader(numbers, { batchSize: 4, workers: 1, transform: working(4) });
    const { verdict, stages: of } = await statisticsOf(busy);
    assert.equal(verdict?.bottleneck, "transform", verdict?.reason);
    assert.equal(of.transform.busy > 60 * 0.0039 && of.transform.waited < of.transform.busy / 10, true);

    const waiting = fromModule<typeof fixture.waiting>(stages, "waiting", { waits: 20 });
    await using idle = new DataLoader(numbers, { batchSize: 4, workers: 1, transform: waiting });
    const second = await statisticsOf(idle);
    assert.equal(second.verdict?.bottleneck, "transform", second.verdict?.reason);
    assert.equal(second.stages.transform.waited > 60 * 0.019, true, `${second.stages.transform.waited}`);
  });

  test("consumer: a step that takes long", async () => {
    await using loader = new DataLoader(read({ length: 60 }), { batchSize: 4, workers: 1 });
    const { verdict, occupancy } = await statisticsOf(loader, () => wait(30));
    assert.equal(verdict?.bottleneck, "consumer", verdict?.reason);
    assert.match(verdict?.reason ?? "", /waited [\d.]+ % of its time/);
    assert.equal(occupancy.ready > 1 && occupancy.share < 0.5, true, `${occupancy.ready} ${occupancy.share}`);
  });

  test("in the calling thread, and of columns", async () => {
    await using here = new DataLoader(read({ length: 40 }), { batchSize: 4, workers: 0, transform: working(4) });
    const told = await statisticsOf(here);
    assert.equal(told.verdict?.bottleneck, "transform", told.verdict?.reason);
    assert.equal(told.occupancy.share > 0.8 && told.occupancy.share <= 1, true, `${told.occupancy.share}`);

    type Table = (options: { length: number; spins: number }) => import("millrace").ColumnDataset;
    const columns = fromModule<Table>(stages, "table", { length: 40, spins: 15 });
    await using rows = new DataLoader(columns, { batchSize: 4, workers: 1 });
    const { verdict, stages: of } = await statisticsOf(rows as never);
    assert.equal(verdict?.bottleneck, "source", verdict?.reason);
    assert.equal(of.read.busy > 10 * 0.0149 && of.collate.busy > 0, true);
  });

  test("idle threads are held up by what was waited for, as far as that explains it", () => {
    const none = { busy: 0, waited: 0, perSample: 0 };
    const judged = {
      ...{ samples: 100, workers: 2, wait: { share: 0.9 }, occupancy: { busy: 4, seconds: 20 } },
      stages: {
        read: { ...none, waited: 1 },
        decode: none,
        transform: { ...none, busy: 3 },
        collate: { ...none, busy: 1 },
      },
    };
    const { bottleneck, reason } = verdictOf(judged);
    assert.equal(bottleneck, "transform");
    assert.match(reason, /40\.0 ms a sample .*20 % of what threads had.*busy 20 %.*70 % went into handing plans/);
    const longer = { ...judged, stages: { ...judged.stages, read: { ...none, waited: 30 } } };
    assert.equal(verdictOf(longer).bottleneck, "source");
    assert.match(verdictOf(longer).reason, /80 % of what threads had; the workers were busy 20 % of it$/);
    assert.equal(verdictOf({ ...longer, wait: { share: 0.049 } }).bottleneck, "consumer");
    // Threads had 75 % of their time left, and the loop 70 %.
    assert.equal(verdictOf({ ...judged, wait: { share: 0.7 } }).bottleneck, "consumer");
    assert.equal(verdictOf({ ...judged, wait: { share: 0.8 } }).bottleneck, "transform");
    // What is done in the calling thread is waited for, whenever it is done.
    const here = { ...judged, workers: 0, wait: { share: 0.01 }, occupancy: { busy: 12, seconds: 20 } };
    assert.equal(verdictOf(here).bottleneck, "transform");
    assert.match(
      verdictOf(here).reason,
      /^making batches took 60 % of the loop's time: .*the calling thread was busy 60 %/,
    );
    assert.equal(verdictOf({ ...here, occupancy: { busy: 6, seconds: 20 } }).bottleneck, "consumer");
  });
});

describe("statistics", () => {
  test("count what was handed out, and know nothing before", async () => {
    await using loader = new DataLoader(read({ length: 64 }), { batchSize: 4, workers: 1 });
    const empty = loader.stats();
    assert.equal(empty.verdict, undefined);
    assert.deepEqual([empty.samples, empty.occupancy.share, empty.stages.read.busy, empty.retries], [0, 0, 0, 0]);
    const stats = await statisticsOf(loader);
    assert.deepEqual([stats.batches, stats.samples, stats.wait.count], [16, 64, 15]);
    assert.equal(stats.bytes.delivered, 64 * 4);
    assert.equal(stats.batchesPerSecond > 0 && stats.samplesPerSecond === 4 * stats.batchesPerSecond, true);
    assert.equal(stats.wait.seconds > 0 && stats.wait.p50 <= stats.wait.p99 && stats.wait.p99 <= stats.wait.max, true);
    assert.deepEqual(JSON.parse(JSON.stringify(stats)), stats);
    const { busy, seconds } = stats.occupancy;
    await wait(60);
    const later = loader.stats().occupancy;
    assert.deepEqual([later.busy, later.seconds], [busy, seconds], "outside of loops nothing is counted");
  });

  test("quick samples are timed now and then, and stand for the others", async () => {
    // Each is read in 0.02 ms at the least: of 4000 the reading takes 80 ms, whichever of them are timed.
    await using loader = new DataLoader(read({ length: 4000, spins: 0.02 }), { batchSize: 16, workers: 1 });
    const { stages, samples } = await statisticsOf(loader);
    assert.equal(samples, 4000);
    assert.equal(stages.read.busy > 0.06 && stages.read.busy < 8, true, `${stages.read.busy} s`);
    assert.equal(stages.transform.busy > 0 && stages.collate.busy > 0, true);
  });
});

describe("slabs", () => {
  const image = (i: number) => ({
    image: imageFile(join(folder, "large.jpg")),
    label: classLabel(i % 3),
    weight: i / 2,
  });

  test("where batches are released, none is made in steady state", async () => {
    const datasets = {
      pictures: [{ length: 48, get: image }, { transform: resize([96, 96]) }],
      numbers: [{ length: 480, get: (i: number) => ({ i, on: i % 2 === 0, row: new Float32Array(5000).fill(i) }) }, {}],
    } as const;
    for (const [name, [dataset, options]] of Object.entries(datasets)) {
      await using loader = new DataLoader(dataset as { length: number; get(i: number): object }, {
        ...{ batchSize: 4, workers: 2, shuffle: true, seed: 3 },
        ...(options as object),
      });
      for (let epoch = 0; epoch < 2; epoch++) for await (using _ of loader);
      const warm = loader.stats().slabs;
      for (let epoch = 0; epoch < 3; epoch++) for await (using _ of loader);
      const { allocated, reused } = loader.stats().slabs;
      assert.equal(allocated, warm.allocated, name);
      assert.equal(reused - warm.reused, (3 * dataset.length * 3) / 4, name);
    }
  });

  test("of columns too; unreleased ones are made, and so is what a batch transform makes", async () => {
    const rows = 600_000;
    const validity = new Uint8Array(rows / 8).fill(0xb5);
    const table = columnTable({
      age: Float32Array.from({ length: rows }, (_, i) => i),
      known: { values: new Uint8Array(rows), validity },
    });
    await using columns = new DataLoader(table, { batchSize: rows / 40, workers: 1 });
    for (let epoch = 0; epoch < 2; epoch++) for await (using _ of columns);
    const warm = columns.stats().slabs;
    for await (using _ of columns);
    assert.deepEqual(columns.stats().slabs, { allocated: warm.allocated, reused: warm.reused + 3 * 40 });

    const numbers = { length: 40, get: () => ({ row: new Float32Array(5000) }) };
    await using kept = new DataLoader(numbers, { batchSize: 4, workers: 1 });
    for (let epoch = 0; epoch < 2; epoch++) for await (const _ of kept);
    assert.deepEqual(kept.stats().slabs, { allocated: 20, reused: 0 });

    await using mixed = new DataLoader(
      { ...photographs(40), classes: ["a", "b"] },
      { batchSize: 4, workers: 1, transform: compose([resize([96, 96]), toFloat()]), batchTransform: mixUp() },
    );
    for (let epoch = 0; epoch < 2; epoch++) for await (using _ of mixed);
    const { allocated, reused } = mixed.stats().slabs;
    assert.equal(allocated + reused, 40, "two a batch");
    assert.equal(allocated >= 20, true, "soft labels are made anew");

    await using small = new DataLoader(read({ length: 40 }), { batchSize: 4, workers: 1 });
    for (let epoch = 0; epoch < 2; epoch++) for await (using _ of small);
    assert.deepEqual(small.stats().slabs, { allocated: 0, reused: 0 }, "small batches are copied");
  });
});

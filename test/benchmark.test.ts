import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import {
  type Batch,
  benchmark,
  boxes,
  DataLoader,
  headroom,
  type LoaderStatistics,
  OptionError,
  pixels,
} from "millrace";

const numbers = (length: number, milliseconds = 0) => ({
  length,
  get: (value: number): { value: number } | Promise<{ value: number }> =>
    milliseconds > 0 ? wait(milliseconds, { value }) : { value },
});
const loaderOf = (length: number, milliseconds = 0, batchSize = 4) =>
  new DataLoader(numbers(length, milliseconds) as { length: number; get(value: number): { value: number } }, {
    ...{ batchSize, workers: 1, reads: 1 },
  });

interface Fields {
  readonly value: { readonly data: Iterable<number> };
  readonly place: { readonly data: Iterable<number> };
  readonly name: readonly string[];
  readonly list: { readonly shape: readonly number[] };
}

describe("benchmark", () => {
  test("is plain data, with the verdict of what was measured", async () => {
    await using loader = loaderOf(80);
    const slow = await benchmark(loader, { step: () => wait(30), warmUp: 3 });
    assert.deepEqual([slow.batches, slow.samples, slow.stats.batches], [17, 68, 20]);
    assert.deepEqual(JSON.parse(JSON.stringify(slow)), slow);
    assert.equal(slow.verdict.bottleneck, "consumer", slow.verdict.reason);
    assert.equal(slow.samplesPerSecond <= 4 / 0.0299 && slow.samplesPerSecond > 0, true, `${slow.samplesPerSecond}`);
    assert.equal(slow.stallShare >= 0 && slow.stallShare < 0.5, true, `${slow.stallShare}`);
  });

  test("what the warm-up waited for is not in it", async () => {
    let milliseconds = 30;
    const changing = { length: 60, get: (value: number) => wait(milliseconds, { value }) };
    await using loader = new DataLoader(changing, { batchSize: 2, workers: 1, reads: 1, prefetch: 1 });
    await benchmark(loader, { batches: 12, warmUp: 2 });
    milliseconds = 1;
    const report = await benchmark(loader, { batches: 6, warmUp: 4, step: () => wait(40) });
    assert.equal(report.verdict.bottleneck, "consumer", report.verdict.reason);
    assert.equal(report.stats.verdict?.bottleneck, "source", "of the loader's whole life");
  });

  test("the verdict is of what was added while it was measured", async () => {
    await using loader = loaderOf(8);
    let kept: Batch | undefined;
    for await (const batch of loader) kept ??= batch;
    const batch = kept as Batch;
    const stats = loader.stats();
    const none = { busy: 0, waited: 0, perSample: 0 };
    // Before: all was read. Since then all was transformed, in the tenth part of the time.
    const of = (transform: number): LoaderStatistics => ({
      ...stats,
      wait: { ...stats.wait, share: 0 },
      stages: { read: { ...none, busy: 100 }, decode: none, transform: { ...none, busy: transform }, collate: none },
      occupancy: { ...stats.occupancy, busy: 100 + transform, seconds: 100 + transform },
    });
    const told = [of(0), of(10)];
    const { verdict } = await benchmark(
      {
        async *[Symbol.asyncIterator]() {
          for (let i = 0; i < 6; i++) yield wait(5, batch);
        },
        stats: () => told.shift() as LoaderStatistics,
      },
      { warmUp: 2 },
    );
    assert.equal(verdict.bottleneck, "transform", verdict.reason);
    assert.match(verdict.reason, /takes 625 ms a sample of a thread's time, 100 % of what threads had/);
  });

  test("its options are checked", async () => {
    await using loader = loaderOf(8);
    for (const options of [{ batches: 0 }, { warmUp: -1 }, { step: 3 }, { steps: () => {} }] as object[]) {
      await assert.rejects(benchmark(loader, options), OptionError);
    }
    assert.equal(loader.epoch, 0, "before anything runs");
  });
});

describe("headroom", () => {
  test("is what a faster loader could gain", async () => {
    await using waiting = loaderOf(40, 8, 2);
    const much = await headroom(waiting, { step: () => {}, warmUp: 1 });
    assert.equal(much.loader.verdict.bottleneck, "source");
    assert.deepEqual([much.loader.batches, much.replayed.batches, much.replayed.samples], [19, 19, 38]);
    assert.equal(much.gain, much.replayed.samplesPerSecond / much.loader.samplesPerSecond);
    assert.equal(much.gain > 5, true, `${much.gain}`);
    assert.deepEqual(JSON.parse(JSON.stringify(much)), much);

    await using quick = loaderOf(80);
    const { gain } = await headroom(quick, { step: () => wait(15), batches: 10 });
    assert.equal(gain > 0.5 && gain < 2, true, `${gain}`);
  });

  test("the batch is the first one, as often as is asked, whatever the step does with it", async () => {
    const dataset = {
      length: 12,
      get: (index: number) => ({
        value: index,
        image: pixels(new Uint8Array(48 * 3), 12, 4),
        place: boxes([[index, 1, 12, 3]], { format: "xyxy" }),
        name: `n${index}`,
        list: new Float32Array(2),
      }),
    };
    await using loader = new DataLoader(dataset, { batchSize: 3, workers: 1, schema: { value: "int32" } });
    const seen: unknown[] = [];
    const step = (batch: Batch) => {
      const { value, place, name, list } = batch as typeof batch & Fields;
      seen.push([[...value.data], [...place.data], [...name], list.shape, [...batch.indices], batch.references.length]);
      batch.release();
    };
    await headroom(loader, { step, batches: 2, warmUp: 1 });
    const own = [[0, 1, 2], [0, 1, 12, 3, 1, 1, 12, 3, 2, 1, 12, 3], ["n0", "n1", "n2"], [3, 2], [0, 1, 2], 3];
    assert.equal(seen.length, 6);
    assert.deepEqual(seen[0], own);
    assert.deepEqual((seen[1] as unknown[])[0], [3, 4, 5]);
    for (const again of seen.slice(3)) assert.deepEqual(again, own);
  });

  test("it needs a step, and a batch before the first that is measured", async () => {
    await using loader = loaderOf(8);
    await assert.rejects(headroom(loader, {} as never), /step is required: a function of a batch: the training step/);
    await assert.rejects(
      headroom(loader, { step: () => {}, warmUp: 0 }),
      /warmUp must be a whole number of batches from 1/,
    );
  });
});

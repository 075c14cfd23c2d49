import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mixUp, normalize } from "@millrace/core/image";
import { classLabel, DataLoader, pixels } from "millrace";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1);

describe("iterables", () => {
  const sample = (i: number) => ({ value: i });

  test("a function is called once an epoch and told which", async () => {
    const epochs: number[] = [];
    const dataset = async function* ({ epoch }: { epoch: number }) {
      epochs.push(epoch);
      for (let i = 0; i < 5; i++) yield sample(i + epoch * 10);
    };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1 });
    assert.equal(loader.length, undefined);
    const seen: number[][] = [];
    for (let epoch = 0; epoch < 2; epoch++) for await (const batch of loader) seen.push([...batch.value.data]);
    assert.deepEqual(seen, [[0, 1], [2, 3], [4], [10, 11], [12, 13], [14]]);
    assert.deepEqual(epochs, [0, 1]);
  });

  test("a bare iterable is one epoch; a second is an error with the remedy", async () => {
    await using loader = new DataLoader([sample(1), sample(2)], { batchSize: 2, workers: 0 });
    for await (const batch of loader) assert.deepEqual([...batch.value.data], [1, 2]);
    assert.throws(() => loader[Symbol.asyncIterator](), /bare iterable.*pass a function/);
  });

  test("break closes the iterable", async () => {
    let closed = false;
    const dataset = function* () {
      try {
        for (let i = 0; ; i++) yield sample(i);
      } finally {
        closed = true;
      }
    };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1 });
    for await (const _ of loader) break;
    assert.equal(closed, true);
  });

  test("shuffling one is an error with the remedy", () => {
    assert.throws(
      () => new DataLoader([sample(1)], { batchSize: 1, shuffle: true }),
      /shuffle: true needs a dataset with length and get; .* give shuffle: \{ window: 4096 \}/,
    );
  });
});

describe("resuming an iterable", () => {
  const resume = { version: 1, seed: 0, epoch: 0, batch: 2 } as const;
  const resumed = async (dataset: object, workers = 0) => {
    const loader = new DataLoader(dataset as () => Iterable<{ value: number }>, { batchSize: 3, workers, resume });
    const seen: [readonly number[], number[]][] = [];
    for await (const batch of loader) seen.push([batch.indices, [...batch.value.data]]);
    await loader.close();
    return seen;
  };
  const rest = [
    [6, 7, 8],
    [9, 10],
  ].map((rows) => [rows, rows]);

  test("one that knows nothing of skipping is skipped for, with one warning", async () => {
    const warnings: string[] = [];
    const listen = (warning: Error & { code?: string }) => {
      if (warning.code === "MILLRACE_SKIPPING") warnings.push(warning.message);
    };
    process.on("warning", listen);
    const told: number[] = [];
    const generator = function* ({ skip }: { skip: number }) {
      told.push(skip);
      for (let value = 0; value < 11; value++) yield { value };
    };
    assert.deepEqual(await resumed(generator), rest);
    assert.deepEqual(await resumed(generator, 1), rest);
    const bare = Array.from({ length: 11 }, (_, value) => ({ value }));
    assert.deepEqual(await resumed(bare), rest);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", listen);
    assert.deepEqual(told, [0, 0], "who would leave them out as well leaves out nothing");
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] as string, /first 6 samples are read and left out.*seeks: true/);
  });

  test("one that says it can seek is told how far, and not skipped for", async () => {
    const opened: number[] = [];
    const generator = async function* ({ skip }: { skip: number }) {
      opened.push(skip);
      for (let value = skip; value < 11; value++) yield { value };
    };
    assert.deepEqual(await resumed(Object.assign(generator, { seeks: true })), rest);
    assert.deepEqual(opened, [6]);
  });

  test("an iterable that never answers is let go of, and what it throws afterwards is nobody's", async () => {
    let fail = (_: Error): void => {};
    const stalled = async function* () {
      yield { value: 0 };
      await new Promise((_, reject) => {
        fail = reject;
      });
    };
    await using loader = new DataLoader(stalled, { batchSize: 1, workers: 0 });
    for await (const _ of loader) break;
    assert.equal(loader.epoch, 1);
    fail(new Error("late"));
    await new Promise((resolve) => setImmediate(resolve));
  });
});

test("an epoch that gives nothing says nothing of the fields of later ones", async () => {
  const image = pixels(new Uint8Array(3), 1, 1);
  const open = async function* ({ epoch }: { epoch: number }) {
    if (epoch === 1) yield* [0, 1].map((index) => ({ image, label: classLabel(index) }));
  };
  for (const workers of [0, 1]) {
    await using loader = new DataLoader(open, {
      ...{ batchSize: 2, workers, transform: normalize(), batchTransform: mixUp({ classes: 2 }) },
    });
    const shapes: unknown[] = [];
    for (let epoch = 0; epoch < 3; epoch++) for await (const batch of loader) shapes.push(batch.label.shape);
    assert.deepEqual(shapes, [[2, 2]]);
    assert.match(loader.state().schema ?? "", /^[0-9a-f]{16}$/);
  }
});

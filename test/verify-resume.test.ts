import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compose, normalize, randomResizedCrop } from "@millrace/core/image";
import { gaussianNoise, stackColumns } from "@millrace/core/tabular";
import { columnTable, concat, DataLoader, type LoaderState, pixels, type Step, subset, verifyResume } from "millrace";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

const length = 11;
const numbers = { length, get: (value: number) => ({ value, text: `number ${value}` }) };
const resumed = (resume: LoaderState | undefined) => (resume === undefined ? {} : { resume });

describe("a loader that resumes exactly passes", () => {
  for (const workers of [0, 2]) {
    test(`samples with augmented images, behind concat and subset, ${workers} workers`, async () => {
      const image = pixels(
        Uint8Array.from({ length: 24 * 24 * 3 }, (_, i) => (i * 37) % 256),
        24,
        24,
      );
      const images = { length, get: (value: number) => ({ image, value }) };
      const report = await verifyResume(
        (resume) =>
          new DataLoader(concat([subset(images, { start: 3 }), images]), {
            // Each state starts threads, so there are fewer of them where there are threads.
            ...{ batchSize: workers === 0 ? 4 : 7, shuffle: true, seed: 5, workers, ...resumed(resume) },
            transform: compose([randomResizedCrop(8), normalize()]),
          }),
        { epochs: 2 },
      );
      // Each batch and the beginning of the first epoch, and what is behind each epoch.
      assert.deepEqual(report, workers === 0 ? { batches: 10, states: 13 } : { batches: 6, states: 9 });
    });
  }

  test("whatever the number of workers that each loader has", async () => {
    const of = {
      length: 6,
      get: (value: number) => ({ value, text: `number ${value}`, list: [{ value, half: 0.5 }] }),
    };
    let workers = 0;
    await verifyResume(
      (resume) => {
        workers = 1 - workers;
        return new DataLoader(of, {
          batchSize: 2,
          seed: 1,
          workers,
          ...resumed(resume),
        } as never);
      },
      { every: 2 },
    );
  });

  test("tables with missing values, copies, a last batch that is not full, states of every third batch", async () => {
    const age = { values: Float32Array.from({ length: 50 }, (_, i) => i), validity: new Uint8Array(7).fill(0x55) };
    const report = await verifyResume(
      (resume) =>
        new DataLoader(columnTable({ age, id: Int32Array.from({ length: 50 }, (_, i) => i) }), {
          ...{ batchSize: 8, shuffle: true, seed: 5, workers: 1, ...resumed(resume) },
          transform: compose([gaussianNoise({ columns: ["age"], deviation: 1 }), stackColumns({ columns: ["id"] })]),
        }),
      { every: 3 },
    );
    assert.deepEqual(report, { batches: 7, states: 4 });
  });

  test("whatever stands where a value is missing", async () => {
    let loaders = 0;
    const validity = Uint8Array.of(0b0101_0101);
    const made = (resume?: LoaderState) => {
      const number = loaders++;
      const values = Float32Array.from({ length: 8 }, (_, row) => (row % 2 === 0 ? row : number));
      return new DataLoader(columnTable({ age: { values, validity } }), {
        batchSize: 3,
        workers: 0,
        seed: 1,
        ...resumed(resume),
      });
    };
    assert.equal((await verifyResume(made)).states, 5);
  });

  test("an iterable that begins where it is told", async () => {
    const from = async function* ({ skip }: { skip: number }) {
      for (let value = skip; value < length; value++) yield { value };
    };
    const made = (resume?: LoaderState) =>
      new DataLoader(Object.assign(from, { seeks: true }) as never, {
        batchSize: 3,
        workers: 1,
        seed: 1,
        ...resumed(resume),
      });
    const report = await verifyResume(made as never, { epochs: 2 });
    assert.equal(report.batches, 8);
  });
});

describe("one that does not is named, with the batch and the field", () => {
  const fails = (make: (resume?: LoaderState) => unknown, expected: RegExp, options = {}) =>
    assert.rejects(verifyResume(make as never, options), expected);
  const options = { batchSize: 3, workers: 0, seed: 1 };

  test("resume is not passed on", async () => {
    await fails(
      () => new DataLoader(numbers, options),
      /resumed after batch 1 of epoch 0, the loader's state is \{.*"batch":0.*does it get resume\?/,
    );
  });

  test("a transform that draws from elsewhere", async () => {
    let calls = 0;
    const transform: Step = (sample) => ({ ...sample, value: calls++ });
    await fails(
      (resume) => new DataLoader(numbers, { ...options, transform, ...resumed(resume) }),
      /resumed after batch 0 of epoch 0, the field "value" of batch 0 of epoch 0/,
    );
  });

  test("texts that change, in one field of two", async () => {
    let loaders = 0;
    const made = (resume?: LoaderState) => {
      const number = loaders++;
      const get = (value: number) => ({ value, text: value === 7 ? `${number}` : "" });
      return new DataLoader({ length, get }, { ...options, ...resumed(resume) });
    };
    await fails(made, /the field "text" of batch 2 of epoch 0 are another/);
  });

  test("an order of its own, a stream that ends early, one that goes on", async () => {
    let loaders = 0;
    const reordered = (resume?: LoaderState) => {
      const number = loaders++;
      const dataset = { length, get: (value: number) => ({ value: (value + number) % length }) };
      return new DataLoader(dataset, { ...options, ...resumed(resume) });
    };
    await fails(reordered, /the field "value" of batch 0/);
    const iterable = (count: number) =>
      async function* ({ skip }: { skip: number }) {
        for (let value = skip; value < count; value++) yield { value };
      };
    const made = (count: (number: number) => number) => {
      let number = 0;
      return (resume?: LoaderState) =>
        new DataLoader(Object.assign(iterable(count(number++)), { seeks: true }) as never, {
          ...options,
          ...resumed(resume),
        });
    };
    await fails(
      made((number) => (number > 0 ? 6 : 12)),
      /2 batches fewer came than before/,
    );
    await fails(
      made((number) => (number > 0 ? 15 : 12)),
      /there is batch 4 of epoch 0, which there was not before/,
    );
  });

  test("what is asked for is checked", async () => {
    await fails(() => new DataLoader(numbers, options), /epochs and every must be whole numbers from 1, got 0 and 1/, {
      epochs: 0,
    });
  });
});

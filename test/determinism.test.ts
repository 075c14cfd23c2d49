import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  colorJitter,
  compose,
  gaussianBlur,
  mixUp,
  normalize,
  oneOf,
  randomHorizontalFlip,
  randomResizedCrop,
  randomRotation,
} from "@millrace/core/image";
import { DataLoader, type DataLoaderOptions, imageFolder } from "millrace";
import { digestEpochs } from "./helpers/digest.ts";
import { photographFolder } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2, 4);

const transform = compose([
  randomResizedCrop(32),
  randomHorizontalFlip(),
  colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }),
  oneOf([randomRotation(20), gaussianBlur(3)]),
  normalize(),
]);

describe("the stream depends on seed and epoch alone", async () => {
  const folder = await photographFolder();

  async function digests(options: Partial<DataLoaderOptions>): Promise<string[]> {
    const all = { batchSize: 5, shuffle: true, seed: 42, transform, batchTransform: mixUp({ alpha: 0.4 }), ...options };
    await using loader = new DataLoader(imageFolder(folder), all);
    return await digestEpochs(loader, 2);
  }

  const reference = await digests({ workers: 0 });

  for (const workers of [1, 2, 4]) {
    test(`${workers} workers give the bytes of none`, async () => {
      assert.deepEqual(await digests({ workers }), reference);
    });
  }

  for (const prefetch of [1, 3, 16]) {
    test(`prefetch ${prefetch} changes nothing`, async () => {
      assert.deepEqual(await digests({ workers: 2, prefetch }), reference);
    });
  }

  test("epochs differ", () => {
    assert.notEqual(reference[0], reference[1]);
  });

  test("another seed gives another stream, and a seed as text too", async () => {
    const other = await digests({ workers: 0, seed: 43 });
    const text = await digests({ workers: 0, seed: "42" });
    assert.equal(new Set([...reference, ...other, ...text]).size, 6);
  });

  test("a seed that was not given is drawn once and repeats the stream", async () => {
    await using first = new DataLoader(imageFolder(folder), { batchSize: 5, shuffle: true, workers: 0, transform });
    await using again = new DataLoader(imageFolder(folder), {
      batchSize: 5,
      shuffle: true,
      workers: 0,
      transform,
      seed: first.seed,
    });
    await using another = new DataLoader(imageFolder(folder), { batchSize: 5, shuffle: true, workers: 0, transform });
    assert.notEqual(another.seed, first.seed);
    assert.deepEqual(await digestEpochs(first, 1), await digestEpochs(again, 1));
  });

  test("resuming from any batch gives the rest, and a state of a state too", async () => {
    const options = { batchSize: 5, shuffle: true, seed: 7, workers: 2, transform } as const;
    await using whole = new DataLoader(imageFolder(folder), options);
    const rows: (readonly number[])[] = [];
    const pixels: number[] = [];
    const states: ReturnType<typeof whole.state>[] = [];
    for await (const batch of whole) {
      rows.push(batch.indices);
      pixels.push(batch.image.data[17] as number);
      states.push(JSON.parse(JSON.stringify(whole.state())));
    }
    for (const [used, state] of states.slice(0, -1).entries()) {
      await using rest = new DataLoader(imageFolder(folder), { ...options, seed: 7, resume: state });
      let number = used + 1;
      for await (const batch of rest) {
        assert.deepEqual(batch.indices, rows[number]);
        assert.equal(batch.image.data[17], pixels[number]);
        assert.deepEqual(rest.state(), states[number]);
        number++;
      }
      assert.equal(number, rows.length);
      assert.equal(rest.epoch, 1);
    }
  });
});

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  compose,
  horizontalFlip,
  normalize,
  oneOf,
  randomHorizontalFlip,
  randomResizedCrop,
  resize,
} from "@millrace/core/image";
import {
  boxes,
  DataLoader,
  fromModule,
  fromPolicy,
  imageFile,
  keypoints,
  mask,
  padTo,
  split,
  toPolicy,
} from "millrace";
import { foggy } from "./fixtures/foggy.ts";
import { digestEpochs } from "./helpers/digest.ts";
import { photographFolder } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".jpg"))
    .map((name) => join(folder, name))
    .sort();
}

const birdsModule = new URL("./fixtures/birds.ts", import.meta.url);

test("1: a dataset class in one's own file, split and loaded by workers", async () => {
  const paths = files(await photographFolder(20, 2));
  const dataset = fromModule<typeof import("./fixtures/birds.ts").birds>(birdsModule, "birds", { paths });
  const { train, validation } = split(dataset, { train: 0.8, validation: 0.2 }, { stratify: "label", seed: 1 });
  assert.deepEqual([train.length, validation.length, train.split, validation.split], [16, 4, "train", "validation"]);
  const labels = validation.indices.map((index) => dataset.get(index).label);
  assert.equal(labels.filter((label) => label === 1).length, 2);

  const transform = compose([randomResizedCrop(16), randomHorizontalFlip(), normalize()]);
  const digests: string[][] = [];
  for (const workers of [0, 2]) {
    await using loader = new DataLoader(train, { batchSize: 6, shuffle: true, seed: 42, workers, transform });
    let seen = 0;
    while (loader.epoch < 2) {
      for await (using batch of loader) {
        const image: Float32Array = batch.image.data;
        const label: Float32Array = batch.label.data;
        assert.equal(image.length, batch.size * 16 * 16 * 3);
        assert.deepEqual(
          [...label],
          batch.indices.map((index) => dataset.get(train.indices[index] as number).label),
        );
        seen += batch.size;
      }
    }
    assert.equal(seen, 32);
    await using again = new DataLoader(train, { batchSize: 6, shuffle: true, seed: 42, workers, transform });
    digests.push(await digestEpochs(again, 1));
  }
  assert.deepEqual(digests[0], digests[1]);
});

test("2: a policy as data, with a transform of one's own by name", async () => {
  const folder = await photographFolder(6, 2);
  const transform = compose([randomResizedCrop(16), oneOf([foggy({ amount: 0.3 }), horizontalFlip()]), normalize()]);
  const json = JSON.parse(JSON.stringify(toPolicy(transform)));
  assert.deepEqual(json, {
    $schema: "urn:millrace:policy:1",
    version: 1,
    steps: [
      { "image.randomResizedCrop": { size: 16 } },
      { oneOf: [{ foggy: { amount: 0.3 } }, { "image.horizontalFlip": {} }] },
      { "image.normalize": {} },
    ],
  });
  const same = fromPolicy(json, { transforms: { foggy } });
  const paths = files(folder);
  const dataset = { length: paths.length, get: (index: number) => ({ image: imageFile(paths[index] as string) }) };
  const digests: string[][] = [];
  for (const [policy, workers] of [
    [transform, 0],
    [same, 0],
    [same, 2],
  ] as const) {
    await using loader = new DataLoader(dataset, { batchSize: 4, seed: 1, workers, transform: policy });
    digests.push(await digestEpochs(loader, 2));
  }
  assert.deepEqual(digests[1], digests[0]);
  assert.deepEqual(digests[2], digests[0]);
  assert.throws(() => fromPolicy(json), /steps\[1\].*oneOf\[0\].*there is no transform "foggy"/);
});

test("3: masks and boxes move with their image, and companions follow", async () => {
  const [path] = files(await photographFolder(1, 1));
  const image = imageFile(path as string);
  // The photograph is 80 × 60. Sample i has i boxes.
  const dataset = {
    length: 4,
    get: (i: number) => ({
      image,
      mask: mask(
        Uint8Array.from({ length: 80 * 60 }, (_, at) => (at % 80 < 40 ? 1 : 2)),
        80,
        60,
      ),
      boxes: boxes(
        Array.from({ length: i }, (_, row) => [row * 10, 5, 10, 20]),
        {
          format: "coco",
          with: {
            label: Array.from({ length: i }, (_, row) => row + 10),
            name: Array.from({ length: i }, (_, row) => `box ${row}`),
          },
        },
      ),
      points: keypoints([
        [0, 0],
        [10, 30],
      ]),
      path: path as string,
    }),
  };
  const transform = compose([horizontalFlip(), resize([30, 40]), normalize()]);
  for (const workers of [0, 1]) {
    await using loader = new DataLoader(dataset, { batchSize: 4, workers, transform });
    for await (const batch of loader) {
      assert.deepEqual(batch.mask.shape, [4, 30, 40]);
      assert.deepEqual([batch.mask.data[0], batch.mask.data[39]], [2, 1]);
      assert.deepEqual([...batch.boxes.offsets], [0, 0, 1, 3, 6]);
      // The first box of each sample: [0, 5, 10, 20] mirrored in 80 is at 70, and all is halved.
      assert.deepEqual([...batch.boxes.data.subarray(0, 4)], [35, 2.5, 5, 10]);
      assert.deepEqual([...batch.boxes.with.label], [10, 10, 11, 10, 11, 12]);
      assert.deepEqual(batch.boxes.with.name, ["box 0", "box 0", "box 1", "box 0", "box 1", "box 2"]);
      assert.deepEqual([...batch.points.data.subarray(0, 4)], [40, 0, 35, 15]);
      assert.deepEqual(batch.path, [path, path, path, path]);
    }
    await using padded = new DataLoader(dataset, {
      batchSize: 4,
      workers,
      transform,
      collate: { boxes: padTo(3, { value: -1 }), points: "flat" },
    });
    for await (const batch of padded) {
      const rows = batch.fields.boxes as unknown as import("millrace").PaddedRows;
      assert.deepEqual(
        [rows.shape, [...rows.lengths]],
        [
          [4, 3, 4],
          [0, 1, 2, 3],
        ],
      );
      assert.deepEqual([...rows.data.subarray(0, 16)], [...new Array(12).fill(-1), 35, 2.5, 5, 10]);
      assert.deepEqual([...(rows.with.label as Float32Array)], [0, 0, 0, 10, 0, 0, 10, 11, 0, 10, 11, 12]);
      const points = batch.fields.points as unknown as import("millrace").FlatRows;
      assert.deepEqual([...points.sample], [0, 0, 1, 1, 2, 2, 3, 3]);
    }
    await using tight = new DataLoader(dataset, { batchSize: 4, workers, transform, collate: { boxes: padTo(2) } });
    await assert.rejects(async () => {
      for await (const _ of tight);
    }, /"boxes" of sample 3 of the batch has 3 rows, more than padTo\(2\)/);
  }
});

test("fromModule says what is wrong", () => {
  const load =
    (name: string, options?: unknown, url: URL | string = birdsModule) =>
    () =>
      fromModule<(options?: unknown) => object>(url, name, options);
  assert.throws(load("brids"), /no function named "brids".*Did you mean "birds"/);
  assert.throws(load("notAFunction"), /no function named "notAFunction"/);
  assert.throws(load("birds", { paths: new Map() }), /options\.paths must be plain JSON/);
  assert.throws(load("later"), /later is asynchronous/);
  assert.throws(
    load("birds", {}, new URL("./fixtures/none.ts", import.meta.url)),
    /cannot load .*none\.ts: there is no such file/,
  );
  assert.throws(load("birds", {}, "./birds.ts"), /must be a file URL/);
});

test("plain functions: in the calling thread as they are, in workers through fromModule", async () => {
  const paths = files(await photographFolder(3, 1));
  const dataset = { length: 3, get: (index: number) => ({ image: imageFile(paths[index] as string) }) };
  const closure = (sample: object) => sample;
  assert.throws(
    () => new DataLoader(dataset, { batchSize: 3, workers: 1, transform: compose([resize([8, 8]), closure]) }),
    /the function closure is a function of this module.*fromModule/,
  );
  const results: number[][] = [];
  for (const workers of [0, 1]) {
    const brighten = fromModule<typeof import("./fixtures/birds.ts").brighten>(birdsModule, "brighten", { by: 40 });
    const transform = compose([resize([8, 8]), brighten]);
    await using loader = new DataLoader(dataset, { batchSize: 3, workers, transform });
    for await (const batch of loader) results.push([...batch.image.data]);
  }
  assert.deepEqual(results[0], results[1]);
  await using plain = new DataLoader(dataset, { batchSize: 3, workers: 0, transform: resize([8, 8]) });
  for await (const batch of plain) {
    assert.deepEqual(
      results[0],
      [...batch.image.data].map((value) => Math.min(255, value + 40)),
    );
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { kernelMemory, tensorArray } from "@millrace/core/engine";
import { horizontalFlip } from "@millrace/core/image";
import {
  type Batch,
  boxes,
  cache,
  classLabel,
  DataLoader,
  type DataLoaderOptions,
  mask,
  pixels,
  type Sample,
  SampleError,
  tensor,
  text,
} from "millrace";
import { digestBatch } from "../src/batch/digest.ts";
import { BatchBuilder } from "../src/worker/batch-builder.ts";
import type { PipelineSpec, Plan } from "../src/worker/pipeline.ts";
import { Shelf } from "../src/worker/shelf.ts";

/**
 * Without a transform, samples that are there go into their batch as they are. A function that changes nothing has them
 * take the long way: both have to come out alike.
 */
type Options = Partial<DataLoaderOptions>;

const bytes = (count: number, seed: number) => Uint8Array.from({ length: count }, (_, i) => i * 7 + seed * 31);
const floats = (count: number, seed: number) => Float32Array.from({ length: count }, (_, i) => i / 3 - seed);

const samples: Record<string, readonly [get: (i: number) => Sample, options?: Options]> = {
  "numbers, truths and texts": [(i) => ({ i, half: i / 2, on: i % 3 === 0, name: `sample ${i}`, big: BigInt(i) })],
  "lists and typed arrays": [(i) => ({ list: [i, i + 1], row: floats(5, i), bytes: bytes(9, i) })],
  "typed arrays stored as another type": [(i) => ({ row: bytes(4, i) }), { schema: { row: "float64" } }],
  "clamped bytes": [(i) => ({ row: Uint8ClampedArray.from([i, 300, -4]) })],
  tensors: [(i) => ({ cube: tensor(floats(8, i), [2, 2, 2]), labels: classLabel(i % 4) })],
  "ragged and padded lists": [
    (i) => ({ ids: bytes(1 + (i % 3), i), words: Array.from({ length: i % 4 }, (_, k) => k) }),
    { collate: { ids: "ragged", words: "flat" }, schema: { words: "int32" } },
  ],
  "values as they are": [(i) => ({ meta: { i }, none: null })],
  "grey bytes": [(i) => ({ image: pixels(bytes(12, i), 4, 3, 1), label: classLabel(i % 2) })],
  "colors, channels first": [(i) => ({ image: pixels(bytes(36, i), 4, 3) }), { layout: "NCHW" }],
  "floats as halves": [
    (i) => ({ image: pixels(floats(36, i), 4, 3) }),
    { schema: { image: "float16" }, layout: "NCHW" },
  ],
  "pictures that end in the middle of a buffer": [
    (i) => ({ image: pixels(floats(50, i).subarray(14), 4, 3), other: pixels(bytes(40, i).subarray(28), 2, 2) }),
  ],
  "masks and boxes": [
    (i) => ({
      image: pixels(bytes(36, i), 4, 3),
      mask: mask(bytes(12, i), 4, 3),
      boxes: boxes([[0, 0, 1 + (i % 3), 2]], { format: "xyxy" }),
    }),
  ],
  "texts with spans": [(i) => ({ text: text(`a ${i}`) })],
  "objects of a class": [
    (i) => {
      class Own {
        readonly i = i;
        get inherited() {
          return 1;
        }
      }
      return new Own() as unknown as Sample;
    },
  ],
};

async function outcome(get: (i: number) => Sample, options: Options): Promise<unknown> {
  await using loader = new DataLoader({ length: 24, get }, {
    batchSize: 8,
    workers: 0,
    ...options,
  } as DataLoaderOptions);
  try {
    const digests: string[][] = [];
    for await (const batch of loader) digests.push([...digestBatch(batch)].flat());
    return digests;
  } catch (error) {
    return error instanceof SampleError ? `${error.index} ${error.stage} ${String(error.cause)}` : String(error);
  }
}

async function bothWays(get: (i: number) => Sample, options: Options = {}): Promise<unknown> {
  const short = await outcome(get, options);
  const long = await outcome(get, { ...options, transform: (sample: Sample) => sample } as Options);
  assert.deepEqual(short, long);
  return short;
}

for (const [name, [get, options]] of Object.entries(samples)) {
  test(`${name} come out alike, whether they are taken over or led through a transform`, async () => {
    const found = await bothWays(get, options);
    assert.equal(Array.isArray(found), true, String(found));
  });
}

const image = (i: number, width = 4) => pixels(bytes(3 * width, i), width, 1);
const wrong: Record<string, readonly [get: (i: number) => Sample, message: RegExp]> = {
  "a field more": [(i) => (i === 5 ? { i, more: 1 } : { i }), /fields/],
  "a field less": [(i) => (i === 5 ? { i } : { i, more: 1 }), /fields/],
  "another field": [(i) => (i === 5 ? { other: i } : { i }), /fields/],
  "a field that is undefined": [(i) => ({ i, name: i === 5 ? undefined : "a" }) as Sample, /"name"/],
  "another kind": [(i) => ({ i: i === 5 ? "five" : i }), /another|kind/],
  "another length": [(i) => ({ row: new Float32Array(i === 5 ? 3 : 2) }), /stack/],
  "a picture of another size": [(i) => ({ image: image(i, i === 5 ? 5 : 4) }), /stack|schema/],
  "a picture as high as others are wide": [
    (i) => ({ image: i === 5 ? pixels(bytes(12, i), 1, 4) : image(i) }),
    /stack|schema/,
  ],
  "a picture of floats among bytes": [(i) => ({ image: i === 5 ? pixels(floats(12, i), 4, 1) : image(i) }), /float32/],
  "a picture of fewer values than it says": [
    (i) => ({ image: i === 5 ? { ...image(i), data: bytes(11, i) } : image(i) }),
    /values|bytes|11/,
  ],
  "a number in the place of a picture": [(i) => ({ image: i === 5 ? 5 : image(i) }) as Sample, /kind/],
  "boxes beyond their image": [
    (i) => ({ image: image(i), boxes: boxes([[0, 0, i === 5 ? 9 : 2, 1]], { format: "xyxy" }) }),
    /box/,
  ],
  "no sample": [(i) => (i === 5 ? (null as unknown as Sample) : { i }), /sample/],
};

for (const [name, [get, message]] of Object.entries(wrong)) {
  test(`${name} is the same error either way`, async () => {
    const found = await bothWays(get);
    assert.equal(typeof found, "string", "it has to fail");
    assert.match(found as string, message);
  });
}

test("what a cache has steps for goes through them", async () => {
  const dataset = { length: 24, get: (i: number) => ({ image: image(i) }) };
  const cached = cache(dataset, { memory: true, maxBytes: 1e6, store: "resized", steps: horizontalFlip() });
  const digests = async (loader: AsyncIterable<Batch>) => {
    const all: unknown[] = [];
    for await (const batch of loader) all.push(digestBatch(batch));
    return all;
  };
  await using short = new DataLoader(cached, { batchSize: 8, workers: 0 });
  await using long = new DataLoader(dataset, { batchSize: 8, workers: 0, transform: horizontalFlip() });
  assert.deepEqual(await digests(short), await digests(long));
});

test("samples that are ready are taken over, and with onError none", () => {
  const schema = [{ name: "i", kind: "number", dtype: "float32", shape: [] }] as const;
  const plan = { samples: [0, 1].map((index) => ({ index, copy: 0, dataset: 0, row: index })) } as unknown as Plan;
  const build = (spec: Partial<PipelineSpec>) =>
    new BatchBuilder({ spec: spec as PipelineSpec, collate: undefined }, plan, schema, kernelMemory(), new Shelf());
  const builder = build({});
  assert.deepEqual([builder.addReady(1, { i: 7 }), builder.addReady(0, { i: 3 })], [true, true]);
  const { i } = builder.finish(tensorArray);
  assert.deepEqual([...(i as { data: Float32Array }).data], [3, 7]);
  assert.equal(build({ onError: "skip" }).addReady(0, { i: 3 }), false, "each is tried out by itself");
});

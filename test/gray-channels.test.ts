import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  colorJitter,
  grayscale,
  horizontalFlip,
  mixUp,
  normalize,
  randomApply,
  randomCrop,
  toFloat,
} from "@millrace/core/image";
import { cache, classLabel, clip, compose, DataLoader, type DataLoaderOptions, pixels, type Step } from "millrace";
import { texture } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(2);

const [width, height, count] = [19, 13, 5];

/** Pictures of so many channels, and clips of two of them. */
function dataset(channels: 1 | 3) {
  const picture = (index: number) => {
    const data = Uint8Array.from(texture(width, height, index));
    return pixels(channels === 3 ? data : data.filter((_, at) => at % 3 === 1), width, height, channels);
  };
  return {
    length: count,
    classes: ["a", "b"],
    get: (index: number) => ({
      image: picture(index),
      clip: clip([picture(index + 20), picture(index + 30)]),
      label: classLabel(index % 2),
    }),
  };
}

const toOne = grayscale({ numOutputChannels: 1 });
const toThree = grayscale({ numOutputChannels: 3 });

type Batches = readonly { readonly shape: readonly number[]; readonly data: readonly number[] }[];

/** The batches of a field, and the shape that the schema says of it. */
async function read(from: object, field: "image" | "clip", options: object) {
  await using loader = new DataLoader(
    from as ReturnType<typeof dataset>,
    {
      ...{ batchSize: 2, seed: 1, shuffle: true, workers: 2 },
      ...options,
    } as DataLoaderOptions,
  );
  const shape = (await loader.schema()).find(({ name }) => name === field)?.shape;
  const batches: { shape: number[]; data: number[] }[] = [];
  for await (const batch of loader) {
    const { shape: own, data } = batch.fields[field] as unknown as { shape: number[]; data: Uint8Array };
    batches.push({ shape: [...own], data: [...data] });
  }
  return { shape, batches };
}

/** As many channels as are there, made one: the first of each pixel. */
function firstOfThree({ batches }: { batches: Batches }): Batches {
  return batches.map(({ shape, data }) => ({
    shape: [...shape.slice(0, -1), 1],
    data: data.filter((_, at) => at % 3 === 0),
  }));
}

/** The shape of a picture, or of a clip. */
const shapes = (channels: number, layout: string, frames: readonly number[], size = [height, width]) =>
  layout === "NCHW" ? [...frames, channels, ...size] : [...frames, ...size, channels];

/** What the schema says where no step fixes a size. */
const open = (channels: number, layout: string, frames: readonly number[] = []) =>
  shapes(channels, layout, frames, [-1, -1]);

describe("one channel of gray in batches", () => {
  for (const [field, frames] of [
    ["image", []],
    ["clip", [2]],
  ] as const) {
    test(`${field}: schema, shape and bytes, in both layouts`, async () => {
      const kept = await read(dataset(3), field, { transform: compose([horizontalFlip(), grayscale()]), workers: 0 });
      for (const layout of ["NHWC", "NCHW"]) {
        const transform = compose([horizontalFlip(), toOne]);
        const { shape, batches } = await read(dataset(3), field, { transform, layout });
        assert.deepEqual(shape, open(1, layout, frames));
        for (const [i, { data }] of firstOfThree(kept).entries()) {
          const rows = i === 2 ? 1 : 2;
          assert.deepEqual(batches[i], { shape: [rows, ...shapes(1, layout, frames)], data });
        }
      }
    });
  }

  test("floats of it have one mean and one deviation, and both layouts hold them", async () => {
    const bytes = await read(dataset(3), "image", { transform: toOne, workers: 0 });
    for (const layout of ["NHWC", "NCHW"]) {
      const transform = compose([toOne, normalize({ mean: [0.25], std: [0.5] })]);
      const { shape, batches } = await read(dataset(3), "image", { transform, layout });
      assert.deepEqual(shape, open(1, layout));
      for (const [i, { data }] of batches.entries()) {
        const wanted = bytes.batches[i]?.data.map((level) => (level / 255 - 0.25) / 0.5) as number[];
        assert.equal(data.length, wanted.length);
        for (const [at, value] of data.entries()) assert.ok(Math.abs(value - (wanted[at] as number)) < 1e-6);
      }
    }
  });

  test("one channel made three, plane after plane or pixel after pixel", async () => {
    const { batches: single } = await read(dataset(1), "image", { workers: 0 });
    const pixelwise = await read(dataset(1), "image", { transform: toThree });
    assert.deepEqual(pixelwise.shape, open(3, "NHWC"));
    assert.deepEqual(
      pixelwise.batches.map(({ data }) => data),
      single.map(({ data }) => data.flatMap((level) => [level, level, level])),
    );
    const planewise = await read(dataset(1), "image", { transform: toThree, layout: "NCHW" });
    assert.deepEqual(planewise.shape, open(3, "NCHW"));
    const plane = width * height;
    for (const [i, { data }] of planewise.batches.entries()) {
      data.forEach((level, at) => {
        const row = Math.floor(at / (3 * plane));
        assert.equal(level, single[i]?.data[row * plane + (at % plane)]);
      });
    }
  });

  test("workers and the main thread make the same, mixed too", async () => {
    const transform = compose([randomCrop(11), colorJitter({ hue: 0.3, saturation: 0.5 }), toOne, toFloat()]);
    const options = { transform, batchTransform: mixUp({ p: 1 }) };
    const alone = await read(dataset(3), "image", { ...options, workers: 0 });
    assert.deepEqual(alone.shape, [11, 11, 1]);
    assert.deepEqual(await read(dataset(3), "image", options), alone);
  });

  test("a cache keeps it, and what comes behind goes on from there", async () => {
    const random = [randomCrop(11), normalize({ mean: 0.5, std: 0.5 })] as const;
    const plain = await read(dataset(3), "image", { transform: compose([toOne, ...random]), workers: 0 });
    const cached = cache<object>(dataset(3), { memory: true, maxBytes: 2 ** 20, store: "resized", steps: toOne });
    for (const workers of [0, 2]) {
      assert.deepEqual(await read(cached, "image", { transform: compose([...random]), workers }), plain);
    }
    assert.ok(cached.stats().hits > 0);
  });

  test("samples that have it by chance alone are refused, with what they are and what the schema says", async () => {
    const transform: Step = randomApply([toOne], { p: 0.5 });
    await assert.rejects(
      read(dataset(3), "image", { transform }),
      /the field "image" is uint8 \[13, 19, [13]\] in this sample, and the schema says uint8 \[-1, -1, [13]\] of all/,
    );
  });
});

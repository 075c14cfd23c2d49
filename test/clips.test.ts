import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  autocontrast,
  colorJitter,
  cutMix,
  gaussianNoise,
  mixUp,
  normalize,
  perFrame,
  randomHorizontalFlip,
  randomResizedCrop,
  randomRotation,
  resize,
} from "@millrace/core/image";
import { Table } from "apache-arrow";
import {
  augment,
  type BatchTensor,
  type BatchTransform,
  type Clip,
  cache,
  classLabel,
  clip,
  compose,
  DataLoader,
  DecodeError,
  encodedImage,
  fromModule,
  imageFile,
  lint,
  type MaskPixels,
  maskClip,
  type Pixels,
  pixels,
  SampleError,
  tensor,
} from "millrace";
import sharp from "sharp";
import * as fixture from "./fixtures/films.ts";
import { digestEpochs } from "./helpers/digest.ts";
import { png } from "./helpers/encoded.ts";
import { filmFiles } from "./helpers/films.ts";
import { temporaryFolder, texture } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

const source = new URL("./fixtures/films.ts", import.meta.url);
const length = 2;
const films = await filmFiles(7, length);
const dataset = () => fromModule<typeof fixture.films>(source, "films", { films });
const framesAt = (frame: number) => fromModule<typeof fixture.frames>(source, "frames", { films, frame });

const steps = [
  randomResizedCrop([20, 24]),
  randomHorizontalFlip(),
  randomRotation(20),
  colorJitter({ brightness: 0.4, contrast: 0.4 }),
  autocontrast(),
  gaussianNoise({ sigma: 0.05 }),
];
const common = { batchSize: 3, shuffle: true, seed: 8 } as const;

interface Tensors {
  readonly clip: BatchTensor;
  readonly masks: BatchTensor;
}

/** The tensors of a whole epoch, batch by batch. */
async function batches(loader: DataLoader<never>): Promise<readonly Tensors[]> {
  const all: Tensors[] = [];
  for await (const { fields } of loader) all.push(fields as unknown as Tensors);
  return all;
}

/** The numbers of one frame of a row. */
function frameOf({ data, shape }: BatchTensor, row: number, frame: number): number[] {
  const [, frames, ...sizes] = shape as [number, number, ...number[]];
  const size = sizes.reduce((product, side) => product * side, 1);
  const start = (row * frames + frame) * size;
  return [...(data as Uint8Array).subarray(start, start + size)];
}

function rowOf({ data, shape }: BatchTensor, row: number): number[] {
  const size = data.length / (shape[0] as number);
  return [...(data as Uint8Array).subarray(row * size, (row + 1) * size)];
}

describe("clips of files", () => {
  for (const [name, transform, layout, shapes] of [
    ["bytes", compose(steps), "NHWC", [[length, 20, 24, 3], "uint8"]],
    ["floats", compose([...steps, normalize()]), "NHWC", [[length, 20, 24, 3], "float32"]],
    ["bytes in planes", compose(steps), "NCHW", [[length, 3, 20, 24], "uint8"]],
    ["floats in planes", compose([...steps, normalize()]), "NCHW", [[length, 3, 20, 24], "float32"]],
  ] as const) {
    test(`${name}: each frame is what the image alone is, with boxes and points`, async () => {
      await using loader = new DataLoader(dataset(), { ...common, workers: 2, transform, layout });
      const schema = await loader.schema();
      const said = schema.map(({ name: field, kind, dtype, shape }) => [field, kind, dtype, shape]).slice(0, 2);
      assert.deepEqual(said, [
        ["clip", "clip", shapes[1], shapes[0]],
        ["masks", "maskClip", "uint8", [length, 20, 24]],
      ]);
      const together: Tensors[] = [];
      const lying: unknown[] = [];
      for await (const batch of loader) {
        together.push({ clip: batch.clip, masks: batch.masks });
        lying.push([batch.boxes.data, batch.boxes.with.id, batch.points.data, batch.label.data]);
      }
      for (let frame = 0; frame < length; frame++) {
        await using alone = new DataLoader(framesAt(frame), { ...common, workers: 0, transform, layout });
        let i = 0;
        for await (const batch of alone) {
          const { clip: frames, masks } = together[i] as Tensors;
          assert.deepEqual(frames.shape, [batch.size, ...shapes[0]]);
          assert.equal(frames.dtype, batch.clip.dtype);
          assert.deepEqual(lying[i++], [batch.boxes.data, batch.boxes.with.id, batch.points.data, batch.label.data]);
          for (let row = 0; row < batch.size; row++) {
            assert.deepEqual(frameOf(frames, row, frame), rowOf(batch.clip, row), `frame ${frame}`);
            assert.deepEqual(frameOf(masks, row, frame), rowOf(batch.masks, row), `mask ${frame}`);
          }
        }
        assert.equal(i, together.length);
      }
    });
  }

  test("0, 1 and 2 workers, read there or here, give the same bytes, in training and in evaluation", async () => {
    const transform = compose([
      randomResizedCrop([20, 24]),
      perFrame([colorJitter({ hue: 0.1 })]),
      randomHorizontalFlip(),
    ]);
    for (const mode of ["train", "evaluate"] as const) {
      const digests = new Set<string>();
      const here = fixture.films({ films });
      const ways = [
        [0, here],
        [2, dataset()],
        [0, dataset()],
        [1, dataset()],
        [2, here],
      ] as const;
      for (const [workers, data] of mode === "train" ? ways : ways.slice(0, 2)) {
        await using loader = new DataLoader(data, { ...common, workers, mode, transform });
        digests.add((await digestEpochs(loader, mode === "train" ? 2 : 1)).join());
      }
      assert.equal(digests.size, 1, mode);
    }
  });

  test("decoded exactly or at a scale that is enough, all frames alike", async () => {
    const large = await largeFrames();
    const data = { length: 1, get: () => ({ clip: clip(large.map((path) => imageFile(path))) }) };
    const alone = { length: 1, get: () => ({ clip: imageFile(large[1] as string) }) };
    for (const decode of ["fast", "exact"] as const) {
      const options = { batchSize: 1, workers: 0, seed: 1, decode, transform: resize([40, 50]) } as const;
      await using loader = new DataLoader(data, options);
      await using single = new DataLoader(alone, options);
      const [[whole], [one]] = [await batches(loader as never), await batches(single as never)];
      assert.deepEqual(frameOf((whole as Tensors).clip, 0, 1), rowOf((one as Tensors).clip, 0));
    }
  });

  test("through Arrow, as tensors of a fixed shape", async () => {
    await using loader = new DataLoader(dataset(), { ...common, workers: 0, transform: resize([6, 5]) });
    for await (const batch of loader) {
      const table = new Table(batch.toArrow());
      const metadata = table.schema.fields[0]?.metadata.get("ARROW:extension:metadata") ?? "";
      assert.deepEqual(JSON.parse(metadata), { shape: [length, 6, 5, 3] });
      assert.deepEqual([...(table.getChild("clip")?.get(1) ?? [])], rowOf(batch.clip, 1));
      break;
    }
  });

  test("as float16, 16 bits and floats; ready pixels too", async () => {
    const values = (index: number) => Uint16Array.from(texture(9, 7, index), (value) => value * 200);
    const data = {
      length: 4,
      get: (index: number) => ({
        wide: clip([0, 1].map((frame) => pixels(values(10 * index + frame), 9, 7))),
        floats: clip([0, 1].map((frame) => pixels(Float32Array.from(values(index + frame)), 9, 7))),
        masks: maskClip([0, 1].map((frame) => ({ kind: "mask" as const, width: 9, height: 7, data: marks(frame) }))),
      }),
    };
    for (const workers of [0, 1]) {
      await using loader = new DataLoader(data, {
        ...{ batchSize: 2, seed: 1, workers },
        schema: { floats: "float16", masks: "uint16" },
      });
      const types = (await loader.schema()).map(({ dtype, shape }) => [dtype, ...shape]);
      assert.deepEqual(types, [
        ["uint16", 2, -1, -1, 3],
        ["float16", 2, -1, -1, 3],
        ["uint16", 2, -1, -1],
      ]);
      let index = 0;
      for await (const { wide, floats, masks } of loader) {
        for (let row = 0; row < 2; row++, index++) {
          assert.deepEqual(frameOf(wide, row, 1), [...values(10 * index + 1)]);
          assert.equal(floats.shape[1], 2);
          assert.deepEqual(frameOf(masks, row, 1), [...marks(1)]);
        }
      }
    }
  });
});

test("masks of 8 and 16 bits in batches: the widest of the first sample, where nothing is stated", async () => {
  const narrow = { kind: "mask" as const, width: 9, height: 7, data: marks(0) };
  const wide = { ...narrow, data: Uint16Array.from(marks(1), (value) => value * 1000) };
  const data = {
    length: 2,
    get: (index: number) => ({ masks: maskClip(index === 0 ? [narrow, wide] : [narrow, narrow]) }),
  };
  await using loader = new DataLoader(data, { batchSize: 2, workers: 0, seed: 1 });
  for await (const { masks } of loader) {
    assert.equal(masks.dtype, "uint16");
    assert.deepEqual(
      [0, 1].map((frame) => frameOf(masks, 0, frame)),
      [[...marks(0)], [...wide.data]],
    );
    assert.deepEqual(frameOf(masks, 1, 1), [...marks(0)]);
  }
});

describe("what does not fit", () => {
  const of = (...counts: readonly number[]) => ({
    length: counts.length,
    get: (index: number) => ({
      clip: clip(Array.from({ length: counts[index] as number }, () => pixels(new Uint8Array(12), 2, 2))),
    }),
  });
  const read = async (data: object, more: object = {}) => {
    await using loader = new DataLoader(data as never, { batchSize: 2, workers: 0, seed: 1, ...more });
    return await batches(loader as never);
  };

  test("another number of frames names the field and what can be done", async () => {
    await assert.rejects(
      read(of(3, 4)),
      /the clip "clip" has 4 frames in this sample, and 3 in the schema; give clips of as many frames.*\{ clip: \{ shape: \[-1, -1, -1, 3\] \} \}/,
    );
    const open = { schema: { clip: { shape: [-1, 2, 2, 3] } } };
    await assert.rejects(
      read(of(3, 4), open),
      /the field "clip" is uint8 \[4, 2, 2, 3\] in this sample and uint8 \[3, 2, 2, 3\] in another of the batch, which do not stack; give clips of as many frames/,
    );
    assert.deepEqual(
      (await read(of(3, 3, 4, 4), open)).map(({ clip: { shape } }) => shape),
      [
        [2, 3, 2, 2, 3],
        [2, 4, 2, 2, 3],
      ],
    );
    const rest = await read(of(3, 4, 3), { onError: "skip" });
    assert.deepEqual(
      rest.map(({ clip: { shape } }) => shape[0]),
      [1, 1],
    );
  });

  test("rows that are left keep their frames", async () => {
    const data = {
      length: 3,
      get: (index: number) => ({
        clip: clip([0, 1].map((frame) => pixels(new Uint8Array(12).fill(10 * index + frame), 2, 2))),
      }),
    };
    const odd = { length: 3, get: (index: number) => (index === 1 ? { clip: 3 } : data.get(index)) };
    const [batch] = await read(odd, { batchSize: 3, onError: "skip" });
    const { clip: frames } = batch as Tensors;
    assert.deepEqual(frames.shape, [2, 2, 2, 2, 3]);
    assert.deepEqual(
      [...frames.data],
      [0, 1, 20, 21].flatMap((value) => new Array(12).fill(value)),
    );
  });

  test("a clip of which a later frame does not fit says nothing of those behind it", async () => {
    const of = (...values: readonly (Uint8Array | Uint16Array)[]) => ({
      masks: maskClip(values.map((data) => ({ kind: "mask" as const, width: 9, height: 7, data }))),
    });
    const good = () => of(marks(0), marks(1));
    const data = {
      length: 4,
      get: (index: number) => (index === 2 ? of(marks(0), marks(1), new Uint16Array(63)) : good()),
    };
    const schema = { masks: { shape: [-1, -1, -1] } };
    const rest = await read(data, { onError: "skip", maxErrorRate: 1, schema });
    assert.deepEqual(
      rest.map(({ masks: { shape } }) => shape),
      [
        [2, 2, 7, 9],
        [1, 2, 7, 9],
      ],
    );
  });

  test("clips are put together in one way", async () => {
    await assert.rejects(read(of(3), { collate: { clip: "ragged" } }), /the field "clip" holds pixels/);
  });

  test("frames of two sizes, a missing and a damaged one name the frame; lint lists them", async () => {
    const [film] = films as readonly [fixture.Film];
    const damaged = { bytes: Uint8Array.of(1, 2, 3) };
    const data = {
      length: 4,
      get: (index: number) => ({
        clip: clip([
          imageFile(film.frames[0] as string),
          index === 1
            ? imageFile("/nowhere/1.jpg")
            : index === 2
              ? encodedImage(damaged.bytes)
              : imageFile(other(index)),
        ]),
      }),
    };
    function other(index: number): string {
      return (index === 3 ? films[1]?.frames[0] : film.frames[1]) as string;
    }
    const { reasons, samples, bad, schema } = await lint(data, { workers: 1 });
    assert.equal(bad, 3);
    assert.deepEqual(
      samples.map(({ index, stage }) => [index, stage]),
      [
        [1, "read"],
        [2, "decode"],
        [3, "transform"],
      ],
    );
    const all = reasons.map(({ first }) => JSON.stringify(first)).join();
    assert.equal(reasons.length, 3, all);
    assert.match(samples[0]?.reason ?? "", /\/nowhere\/1\.jpg: no such file/);
    assert.match(samples[1]?.reason ?? "", /the field "clip\.frames\[1\]": not an image/);
    assert.match(
      samples[2]?.reason ?? "",
      /the clip "clip" has frames of two sizes: frame 0 is 48 × 60 × 3, and frame 1 is/,
    );
    assert.deepEqual(schema[0]?.shape, [2, -1, -1, 3]);
    await assert.rejects(read({ length: 1, get: () => data.get(1) }), (error: unknown) => {
      return error instanceof SampleError && error.path === film.frames[0] && error.cause instanceof DecodeError;
    });
  });
});

describe("mixing", () => {
  const classes = ["a", "b"];
  const data = {
    length: 4,
    classes,
    get: (index: number) => ({
      clip: clip([0, 1].map((frame) => pixels(new Uint8Array(8 * 6 * 3).fill(index * 2 + frame + 1), 8, 6))),
      label: classLabel(index % 2),
    }),
  };
  const masked = {
    ...data,
    get: (index: number) => ({
      ...data.get(index),
      masks: maskClip(
        [0, 1].map((frame) => ({
          kind: "mask" as const,
          width: 8,
          height: 6,
          data: new Uint8Array(48).fill(index * 2 + frame + 1),
        })),
      ),
    }),
  };
  const mixed = async (from: object, batchTransform: BatchTransform, layout: "NHWC" | "NCHW") => {
    await using loader = new DataLoader(from as typeof data, {
      batchSize: 4,
      workers: 0,
      seed: 3,
      batchTransform,
      layout,
    });
    for await (const { fields } of loader) return fields as unknown as Tensors & { label: BatchTensor };
    throw new Error("no batch");
  };

  for (const layout of ["NHWC", "NCHW"] as const) {
    test(`mixUp mixes all frames by one share, ${layout}`, async () => {
      const { clip: frames, label } = await mixed(data, mixUp({ alpha: 1 }), layout);
      for (let row = 0; row < 4; row++) {
        // Row i is mixed with its left neighbour, frame by frame.
        const [own, its] = [row, (row + 3) % 4];
        const share = label.data[row * 2 + (own % 2)] as number;
        for (const frame of [0, 1]) {
          const wanted = share * (own * 2 + frame + 1) + (1 - share) * (its * 2 + frame + 1);
          for (const value of frameOf(frames, row, frame))
            assert.ok(Math.abs(value - wanted) <= 0.5 + 1e-4, `${value} and not ${wanted}`);
        }
      }
    });

    test(`cutMix cuts one rectangle from all frames, masks along, ${layout}`, async () => {
      const { clip: frames, masks, label } = await mixed(masked, cutMix({ alpha: 1 }), layout);
      for (let row = 0; row < 4; row++) {
        const its = (row + 3) % 4;
        const where = (frame: number, values: readonly number[]) =>
          values.map((value) => {
            assert.ok([row * 2 + frame + 1, its * 2 + frame + 1].includes(value), `${value} in row ${row}`);
            return value === its * 2 + frame + 1;
          });
        const [first, second] = [0, 1].map((frame) => where(frame, frameOf(frames, row, frame)));
        const [cut, same] = [0, 1].map((frame) => where(frame, frameOf(masks, row, frame)));
        assert.deepEqual(first, second);
        assert.deepEqual(cut, same);
        const colors = layout === "NHWC" ? first?.filter((_, i) => i % 3 === 0) : first?.slice(0, 48);
        assert.deepEqual(colors, cut);
        const share = (cut as boolean[]).filter(Boolean).length / 48;
        const weight = label.data[row * 2 + (its % 2)] as number;
        assert.ok(share > 0 && Math.abs(weight - share) < 1e-6, `${weight} for ${share}`);
      }
    });
  }

  test("mixUp refuses masks of clips", async () => {
    await assert.rejects(
      mixed(masked, mixUp(), "NHWC"),
      /the field "masks" \(maskClip\) would stay unmixed.*cutMix cuts masks along/,
    );
  });
});

describe("the cache", () => {
  const drawing = [randomResizedCrop([20, 24]), randomHorizontalFlip()];
  const transform = compose(drawing);
  const epochs = async (data: object, workers: number, decode: "fast" | "exact" = "exact") => {
    await using loader = new DataLoader(data as ReturnType<typeof dataset>, { ...common, workers, transform, decode });
    return await digestEpochs(loader, 2);
  };

  test("holds frames decoded: the same bytes, and every sample of the second epoch is found", async () => {
    const plain = await epochs(dataset(), 0);
    for (const workers of [0, 2]) {
      const cached = cache(dataset(), { memory: true, maxBytes: 2 ** 25 });
      assert.deepEqual(await epochs(cached, workers), plain);
      const { hits, misses } = cached.stats();
      assert.deepEqual([hits >= films.length, misses >= films.length], [true, true]);
    }
  });

  test("in front of steps that run once, boxes and points beside them", async () => {
    const steps = resize([30, 32]);
    const stored = cache(dataset(), { memory: true, maxBytes: 2 ** 25, store: "resized", steps });
    const both = compose([steps, ...drawing]);
    await using loader = new DataLoader(dataset(), { ...common, workers: 0, transform: both, decode: "exact" });
    assert.deepEqual(await epochs(stored, 0), await digestEpochs(loader, 2));
  });

  test("frames that came decoded beside encoded ones stay as they are, and so does what was given", async () => {
    const [film] = films as readonly [fixture.Film];
    const { sample } = await augment({ one: imageFile(film.frames[0] as string) }, compose([]), { seed: 1 });
    const given = {
      clip: clip([sample.one as Pixels, imageFile(film.frames[1] as string)]),
      id: tensor(Uint8Array.of(1), [1]),
    };
    const data = { length: 2, get: () => given };
    await using plain = new DataLoader(data, { batchSize: 2, workers: 0, seed: 1, decode: "exact" });
    await using cached = new DataLoader(cache(data, { memory: true, maxBytes: 2 ** 24 }), {
      batchSize: 2,
      workers: 0,
      seed: 1,
    });
    assert.deepEqual(await digestEpochs(cached, 2), await digestEpochs(plain, 2));
    assert.equal((given.clip.frames[1] as { path?: string }).path, film.frames[1]);
  });
});

describe("masks of files are turned as pictures with an EXIF orientation are", () => {
  const decoded = async (sample: object) => (await augment(sample as never, compose([]), { seed: 1 })).sample;
  const maskOf = (width: number, height: number) => ({
    kind: "mask" as const,
    bytes: png(
      { width, height, depth: 2, colorType: 0 },
      Array.from({ length: 2400 }, (_, i) => (i < 60 ? 3 : 0)),
    ),
  });
  const photograph = async (width: number, height: number, orientation: number) => {
    const path = `${temporaryFolder()}/frame.jpg`;
    const picture = sharp(texture(width, height, orientation), { raw: { width, height, channels: 3 } });
    await picture.withMetadata({ orientation }).jpeg().toFile(path);
    return imageFile(path);
  };

  test("one of a clip with the frame of its number", async () => {
    const frames = [await photograph(48, 50, 1), await photograph(48, 50, 3)];
    const [one, other] = [maskOf(48, 50), maskOf(48, 50)];
    const { masks } = await decoded({ clip: clip(frames), masks: maskClip([one, other]) });
    const [upright, turned] = (masks as { frames: readonly MaskPixels[] }).frames as readonly [MaskPixels, MaskPixels];
    assert.deepEqual(upright.data.slice(0, 61).filter((value) => value === 3).length, 60);
    assert.deepEqual([...turned.data], [...upright.data].reverse());
    await assert.rejects(
      decoded({ clip: clip(frames), mask: one }),
      /images of the mask's size, 48 × 50, have different EXIF orientations \(1, 3\)/,
    );
  });

  test("one beside a clip with all of its frames", async () => {
    const frames = [await photograph(60, 40, 6), await photograph(60, 40, 6)];
    const { mask, clip: whole } = await decoded({ clip: clip(frames), mask: maskOf(60, 40) });
    const alone = await decoded({ clip: frames[0], mask: maskOf(60, 40) });
    assert.deepEqual([(mask as MaskPixels).width, (mask as MaskPixels).height], [40, 60]);
    assert.deepEqual(mask, alone.mask);
    assert.deepEqual((whole as Clip<Pixels>).frames[0], alone.clip);
  });
});

/** Frames that are shrunk far enough for a decoder to help. */
async function largeFrames(): Promise<readonly string[]> {
  const folder = temporaryFolder();
  const paths = [0, 1].map((frame) => `${folder}/${frame}.jpg`);
  for (const [frame, path] of paths.entries()) {
    await sharp(texture(400, 320, frame), { raw: { width: 400, height: 320, channels: 3 } })
      .jpeg()
      .toFile(path);
  }
  return paths;
}

function marks(frame: number): Uint8Array {
  return Uint8Array.from({ length: 63 }, (_, i) => (i + frame) % 5);
}

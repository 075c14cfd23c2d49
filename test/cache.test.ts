import assert from "node:assert/strict";
import { readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  centerCrop,
  colorJitter,
  compose,
  normalize,
  oneOf,
  randomHorizontalFlip,
  randomResizedCrop,
  resize,
} from "@millrace/core/image";
import {
  type CacheOptions,
  cache,
  columnTable,
  concat,
  DataLoader,
  type Dataset,
  encodedImage,
  fromModule,
  imageFile,
  kFold,
  map,
  OptionError,
  SampleError,
  type Step,
  split,
  subset,
} from "millrace";
import { cacheOf } from "../src/datasets/cache/cached.ts";
import { sourcesOf } from "../src/datasets/sources.ts";
import * as fixture from "./fixtures/album.ts";
import { blended } from "./fixtures/steps.ts";
import { albumPages } from "./helpers/album.ts";
import { png } from "./helpers/encoded.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";
import { streamOf, warningsOf } from "./helpers/streams.ts";

shareThreads(1, 2);

const module = new URL("./fixtures/album.ts", import.meta.url);
const roomy = 64 * 1024 * 1024;
const inMemory = { memory: true, maxBytes: roomy } as const;
const inFolder = () => ({ directory: join(temporaryFolder(), "pictures"), maxBytes: roomy });
const random = [randomResizedCrop(24), randomHorizontalFlip(), colorJitter({ brightness: 0.3 })];
const steps = compose([centerCrop([44, 40]), resize(30)]);

const pages = await albumPages(12);

function options(transform: Step, workers: number) {
  return { batchSize: 5, shuffle: true, seed: 3, transform, workers, passThrough: [] as string[] };
}

function stream(dataset: Dataset<object>, transform: Step, workers: number, more: object = {}, epochs = 3) {
  return streamOf(new DataLoader(dataset, { ...options(transform, workers), ahead: false, ...more }), epochs);
}

describe("a cache", () => {
  test("changes no byte of any epoch, whoever reads and wherever it lies", async () => {
    const policy = compose([...random, normalize()]);
    const here = fixture.album({ pages });
    const there = fromModule<typeof fixture.album>(module, "album", { pages });
    const plain = await stream(here, policy, 0, { decode: "exact" });
    assert.equal(plain.length, 9);
    for (const [dataset, workers, where] of [
      [here, 0, inMemory],
      [here, 0, inFolder()],
      [here, 2, inMemory],
      [there, 2, inFolder()],
    ] as const) {
      const cached = cache<object>(dataset, where);
      assert.deepEqual(await stream(cached, policy, workers), plain);
      // Each once, and the first one beforehand, for the schema.
      assert.deepEqual(cached.stats(), { hits: 25, misses: 12, stored: 12 });
    }
  });

  test("with steps it is the stream of a transform that begins with them, boxes and points moved along", async () => {
    const here = fixture.album({ pages });
    const there = fromModule<typeof fixture.album>(module, "album", { pages });
    const plain = await stream(here, compose([steps, ...random]), 0, { decode: "exact" });
    for (const [dataset, workers, where] of [
      [here, 0, inMemory],
      [here, 0, inFolder()],
      [here, 2, inFolder()],
      [there, 2, inMemory],
    ] as const) {
      const cached = cache<object>(dataset, { ...where, store: "resized", steps });
      assert.deepEqual(await stream(cached, compose(random), workers), plain);
      assert.deepEqual(cached.stats(), { hits: 25, misses: 12, stored: 12 });
    }
  });

  test("from the second epoch on no decoder runs; a file that changed is decoded anew, one that vanished is missed", async () => {
    const folder = temporaryFolder();
    const paths = pages.filter(({ image }) => image.endsWith("jpg")).map(({ image }) => image);
    const files = paths.map((_, i) => join(folder, `${i}.jpg`));
    const time = new Date("2020-01-02T03:04:05Z");
    files.forEach((file, i) => {
      writeFileSync(file, readFileSync(paths[i] as string));
      utimesSync(file, time, time);
    });
    for (const where of [inMemory, inFolder()]) {
      for (const store of ["decoded", "resized"] as const) {
        files.forEach((file, i) => {
          writeFileSync(file, readFileSync(paths[i] as string));
          utimesSync(file, time, time);
        });
        const cached = cache(fixture.photographs({ paths: files }), {
          ...where,
          ...(store === "resized" ? { store, steps } : {}),
        });
        const loader = new DataLoader(cached, { batchSize: 6, workers: 1, ahead: false, transform: resize([20, 20]) });
        const epoch = async () => {
          for await (const batch of loader) return Buffer.from(batch.image.data).toString("hex");
          return assert.fail("there is a batch");
        };
        const first = await epoch();
        // The same size and the same time: nobody looks into them any more.
        for (const file of files) {
          writeFileSync(file, Buffer.alloc(statSync(file).size));
          utimesSync(file, time, time);
        }
        assert.equal(await epoch(), first);
        utimesSync(files[1] as string, time, new Date("2020-01-02T03:04:06Z"));
        await assert.rejects(epoch(), (error) => error instanceof SampleError && error.path === files[1]);
        utimesSync(files[1] as string, time, time);
        truncateSync(files[2] as string, 100);
        utimesSync(files[2] as string, time, time);
        await assert.rejects(epoch(), (error) => error instanceof SampleError && error.path === files[2]);
        rmSync(files[0] as string);
        await assert.rejects(epoch(), /0\.jpg: no such file/);
        await loader.close();
      }
    }
  });

  test("a full one keeps what it has, says so once, and changes no byte", async () => {
    const dataset = fixture.album({ pages });
    const plain = await stream(dataset, compose(random), 0, { decode: "exact" });
    for (const workers of [0, 2]) {
      const cached = cache(dataset, { memory: true, maxBytes: 90_000 });
      let made: unknown;
      const warnings = await warningsOf("MILLRACE_CACHE", async () => {
        made = await stream(cached, compose(random), workers);
      });
      assert.deepEqual(made, plain);
      const { hits, stored, misses } = cached.stats();
      assert.ok(stored >= 3 && stored < 8, `${stored} stored`);
      assert.equal(hits + misses, 37);
      // What it holds it gives in each of the two epochs that follow.
      assert.ok(hits >= 2 * stored, `${hits} of ${stored}`);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] as string, /bytes of memory are full.*raise maxBytes/);
    }
  });

  test("a picture with no room of its own turns no smaller one away", async () => {
    const dataset = fixture.photographs({ paths: pages.filter((_, i) => i % 4 < 2).map(({ image }) => image) });
    const size = { width: 300, height: 300, depth: 8, colorType: 2 } as const;
    const file = png(size, new Array(3 * 300 * 300).fill(7));
    const large = { length: 1, get: () => ({ image: encodedImage(file), index: 0 }) };
    const mixed = cache(concat<object>([large, dataset]), { memory: true, maxBytes: 200_000 });
    await stream(mixed, resize([8, 8]), 0);
    const { stored } = mixed.stats();
    assert.equal(stored, dataset.length);
  });

  test("samples with the same pictures share an entry; how they are decoded is a part of it", async () => {
    const [{ image: file }] = pages as [fixture.Page];
    const bytes = readFileSync(file);
    const forms = [imageFile(file), imageFile(file), imageFile(file, { colorProfile: "convert" }), encodedImage(bytes)];
    forms.push(encodedImage(Uint8Array.from(bytes)), imageFile(file, { exifOrientation: false }));
    const dataset = { length: forms.length, get: (index: number) => ({ image: forms[index] as object, index }) };
    const plain = await stream(dataset, resize([8, 8]), 0, { decode: "exact", batchSize: 1 });
    const cached = cache(dataset, inMemory);
    assert.deepEqual(await stream(cached, resize([8, 8]), 0, { batchSize: 1 }), plain);
    assert.equal(cached.stats().stored, 4);
  });

  test("limits of a loader hold for what another one has kept", async () => {
    const dataset = fixture.photographs({ paths: [pages[0]?.image as string] });
    for (const more of [{}, { store: "resized", steps: resize(10) }] as const) {
      const cached = cache(dataset, { ...inMemory, ...more });
      await stream(cached, resize([8, 8]), 0);
      await assert.rejects(stream(cached, resize([8, 8]), 0, { maxPixels: 1000 }), /maxPixels allows 1,000/);
      await assert.rejects(stream(cached, resize([8, 8]), 0, { maxFileBytes: 100 }), /maxFileBytes allows 100/);
    }
  });

  test("a broken picture is an error of its sample each time, and is not kept", async () => {
    const folder = temporaryFolder();
    const broken = join(folder, "broken.jpg");
    const whole = readFileSync(pages[0]?.image as string);
    writeFileSync(broken, whole.subarray(0, whole.length >> 1));
    const dataset = fixture.photographs({ paths: [broken] });
    for (const more of [{}, { store: "resized", steps: resize(10) }] as const) {
      const cached = cache(dataset, { ...inMemory, ...more });
      const loader = new DataLoader(cached, { batchSize: 1, workers: 0, transform: resize([8, 8]) });
      const plain = new DataLoader(dataset, { batchSize: 1, workers: 0, transform: resize([8, 8]) });
      const messageOf = async (of: AsyncIterable<object>) => {
        try {
          for await (const _ of of) assert.fail("it is broken");
        } catch (error) {
          return (error as Error).message.replace(/epoch \d/, "epoch");
        }
      };
      const message = await messageOf(plain);
      assert.match(message as string, /truncated or damaged/);
      assert.equal(await messageOf(loader), message);
      assert.equal(await messageOf(loader), message);
      assert.equal(cached.stats().stored, 0);
    }
  });

  test("partners come out of it too, and what is not cached beside it is decoded exactly", async () => {
    const paths = pages.filter(({ image }) => image.endsWith("jpg")).map(({ image }) => image);
    const one = fixture.photographs({ paths });
    const other = fixture.photographs({ paths: paths.toReversed() });
    const policy = compose([resize([6, 6]), blended()]);
    const plain = await stream(concat([one, other]), policy, 0, { decode: "exact" });
    assert.notDeepEqual(await stream(concat([one, other]), policy, 0, { decode: "fast" }), plain);
    for (const workers of [0, 2]) {
      const cached = cache(one, inMemory);
      assert.deepEqual(await stream(concat([cached, other]), policy, workers), plain);
      assert.equal(cached.stats().stored, paths.length);
      assert.equal(cached.stats().misses, paths.length);
      // More often than each in three epochs, and one for the schema: as partners.
      assert.ok(cached.stats().hits > 2 * paths.length + 1);
    }
  });

  test("parts, concatenations and changes stand on either side of it", async () => {
    const dataset = fromModule<typeof fixture.album>(module, "album", { pages });
    const policy = compose(random);
    const sides: readonly ((
      wrap: (of: Dataset<object>) => Dataset<object>,
      wrapAll: typeof wrap,
    ) => Dataset<object>)[] = [
      (inner, outer) => outer(subset(inner(dataset), [7, 2, 5])),
      (inner, outer) => outer(split(inner(dataset), { train: 0.5, rest: 0.5 }, { stratify: "label" }).train as never),
      (inner, outer) => outer(kFold(inner(dataset), 3)[1]?.train as Dataset<object>),
      (inner, outer) => outer(concat([subset(inner(dataset), { end: 3 }), inner(dataset)])),
      (inner, outer) => outer(map(inner(dataset), (sample) => ({ ...sample, more: 1 }))),
      (inner, outer) => outer(map(subset(inner(dataset), { start: 6 }), ({ ...sample }) => sample)),
    ];
    const asIs = (of: Dataset<object>) => of;
    const wrap = (of: Dataset<object>) => cache(of, inMemory);
    for (const build of sides) {
      const plain = await stream(build(asIs, asIs), policy, 0, { decode: "exact" }, 2);
      // A cached dataset that comes twice is one.
      const shared = wrap(dataset);
      for (const [made, workers] of [
        [build(() => shared, asIs), 1],
        [build(asIs, wrap), 0],
      ] as const) {
        assert.ok(sourcesOf(made).datasets.every((source) => cacheOf(source) !== undefined));
        assert.equal(made.split, build(asIs, asIs).split);
        assert.deepEqual(await stream(made, policy, workers, {}, 2), plain);
      }
      assert.ok(shared.stats().hits > 0);
    }
  });

  test("says of itself what its dataset says, and is disposed as it is", async () => {
    let disposed = 0;
    const dataset = {
      ...{ length: 2, classes: ["a", "b"], identity: "v1" },
      split: "test",
      schema: { x: "int64" },
      get: (x: number) => ({ x }),
      getMany: (rows: readonly number[]) => rows.map((x) => ({ x })),
      async [Symbol.asyncDispose]() {
        disposed++;
      },
    } as const;
    const cached = cache<{ x: number }>(dataset, inMemory);
    const { length, classes, schema, split: part, identity } = cached;
    assert.deepEqual(
      { length, classes, schema, split: part, identity },
      { length: 2, classes: ["a", "b"], schema: { x: "int64" }, split: "test", identity: "v1" },
    );
    assert.deepEqual(cached.get(1), { x: 1 });
    const loader = new DataLoader(cached, { batchSize: 2, workers: 1, ahead: false });
    for await (const batch of loader) assert.deepEqual([...batch.x.data], [0n, 1n]);
    await loader.close();
    assert.equal(disposed, 1);
    assert.deepEqual(cached.stats(), { hits: 0, misses: 0, stored: 0 });
  });

  test("a state goes on with a cache or without one, but not with other steps", async () => {
    const dataset = fixture.photographs({ paths: pages.map(({ image }) => image) });
    const common = { batchSize: 2, seed: 1, workers: 0, transform: resize([8, 8]) };
    const plain = new DataLoader(dataset, { ...common, decode: "exact" });
    for await (const _ of plain) break;
    const state = plain.state();
    const resumed = new DataLoader(cache(dataset, inMemory), { ...common, resume: state });
    for await (const batch of resumed) assert.equal(batch.number > 0, true);
    const stepped = () =>
      new DataLoader(cache(dataset, { ...inMemory, store: "resized", steps }), { ...common, resume: state });
    await assert.rejects(async () => {
      for await (const _ of stepped()) assert.fail("it is another stream");
    }, /transform/);
  });

  test("what it does not take is refused by its name", () => {
    const dataset = fixture.photographs({ paths: [] });
    const careless = () => ({});
    const resized = (step: Step) => ({ ...inMemory, store: "resized", steps: step });
    const refused: readonly [unknown, object, RegExp][] = [
      [columnTable({ a: Float32Array.of(1) }), inMemory, /cache: .*gives columns; a table is held as it is/],
      [() => [], inMemory, /cache: .*an iterable's samples have no number/],
      [cache(dataset, inMemory), inMemory, /is cached already/],
      [subset(cache({ length: 1, get: () => ({}) }, inMemory), [0]), inMemory, /is cached already/],
      [dataset, { maxBytes: 1e6 }, /memory: true or a directory, one of the two/],
      [dataset, { ...inMemory, directory: "x" }, /memory: true or a directory, one of the two/],
      [dataset, { memory: true }, /maxBytes is required: a whole number of bytes from 1/],
      [dataset, { memory: true, maxBytes: 100 }, /maxBytes must be more than a table/],
      [dataset, { memory: true, maxBytes: 2 ** 40 }, /maxBytes of memory must be at most/],
      [dataset, { ...inMemory, store: "resized" }, /needs steps, such as steps: resize\(256\)/],
      [dataset, { ...inMemory, steps: resize(4) }, /steps are for store: "resized"/],
      [dataset, { directory: module.pathname, maxBytes: 1e6 }, /directory must be a folder, and .*album\.ts is none/],
      [dataset, resized(careless as never), /the function careless is code of your own/],
      [dataset, resized(blended()), /blended is code of your own/],
      [dataset, resized(randomResizedCrop(8)), /randomResizedCrop draws anew in each epoch/],
      [dataset, resized(compose([resize(9), randomHorizontalFlip()])), /randomHorizontalFlip draws anew/],
      [dataset, resized(oneOf([resize(4), resize(5)])), /oneOf chooses anew for each sample/],
      [dataset, resized(compose([resize(4), normalize()])), /normalize makes floats/],
    ];
    for (const [given, made, message] of refused) {
      assert.throws(
        () => cache(given as Dataset<object>, made as CacheOptions),
        (error: Error) => error instanceof OptionError && message.test(error.message),
        `${message}`,
      );
    }
  });
});

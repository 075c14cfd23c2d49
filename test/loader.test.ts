import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  centerCrop,
  colorJitter,
  compose,
  mixUp,
  normalize,
  oneOf,
  randomApply,
  randomHorizontalFlip,
  randomResizedCrop,
  resize,
} from "@millrace/core/image";
import { benchmark, classLabel, DataLoader, imageFile, imageFolder, pixels, SampleError, text } from "millrace";
import { digestEpochs } from "./helpers/digest.ts";
import { photographFolder, temporaryFolder } from "./helpers/photographs.ts";

const grey = (value: number, width = 8, height = 6) =>
  pixels(new Uint8Array(width * height * 3).fill(value), width, height);
const numbers = { length: 10, get: (i: number) => ({ image: grey(i), label: classLabel(i % 3) }) };

describe("batches", () => {
  test("order, sizes, indices, numbers; the last may be short", async () => {
    await using loader = new DataLoader(numbers, { batchSize: 4, workers: 0 });
    assert.equal(loader.length, 3);
    const rows: unknown[] = [];
    for await (const batch of loader) {
      rows.push([batch.number, batch.epoch, batch.size, batch.indices, batch.image.shape, batch.image.data[0]]);
      assert.equal(batch.image.dtype, "uint8");
      assert.deepEqual(
        [...batch.label.data],
        batch.indices.map((index) => index % 3),
      );
    }
    assert.deepEqual(rows, [
      [0, 0, 4, [0, 1, 2, 3], [4, 6, 8, 3], 0],
      [1, 0, 4, [4, 5, 6, 7], [4, 6, 8, 3], 4],
      [2, 0, 2, [8, 9], [2, 6, 8, 3], 8],
    ]);
    assert.equal(loader.epoch, 1);
  });

  test("dropLast leaves it out", async () => {
    await using loader = new DataLoader(numbers, { batchSize: 4, workers: 0, dropLast: true });
    const sizes: number[] = [];
    for await (const batch of loader) sizes.push(batch.size);
    assert.deepEqual([loader.length, sizes], [2, [4, 4]]);
  });

  test("shuffle meets every sample once an epoch, in another order each time", async () => {
    await using loader = new DataLoader(numbers, { batchSize: 3, workers: 0, shuffle: true, seed: 5 });
    const orders: string[] = [];
    for (let epoch = 0; epoch < 4; epoch++) {
      const seen: number[] = [];
      for await (const batch of loader) seen.push(...batch.indices);
      orders.push(seen.join());
      assert.deepEqual(
        seen.toSorted((a, b) => a - b),
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      );
    }
    assert.equal(new Set(orders).size, 4);
  });

  test("NCHW holds the values of NHWC, for bytes and floats", async () => {
    const image = pixels(
      Uint8Array.from({ length: 24 }, (_, i) => i),
      4,
      2,
    );
    const dataset = { length: 2, get: () => ({ image }) };
    for (const transform of [compose([]), normalize()]) {
      const read = async (layout: "NHWC" | "NCHW") => {
        await using loader = new DataLoader(dataset, { batchSize: 2, workers: 0, layout, transform });
        for await (const batch of loader) return batch.image;
        throw new Error("no batch");
      };
      const [last, first] = [await read("NHWC"), await read("NCHW")];
      assert.deepEqual(first.shape, [2, 3, 2, 4]);
      for (let c = 0; c < 3; c++)
        for (let at = 0; at < 8; at++) assert.equal(first.data[24 + c * 8 + at], last.data[24 + at * 3 + c]);
    }
  });

  test("fields of every kind, and types that do not depend on values", async () => {
    const dataset = {
      length: 2,
      get: (i: number) => ({
        amount: i,
        flag: i === 1,
        name: `n${i}`,
        sentence: text("not bad"),
        bytes: new Uint8Array([i, 2]),
        whole: [i, 1.5],
        other: { nested: i },
        size: 3,
      }),
    };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1, schema: { size: "int32" } });
    for await (const batch of loader) {
      assert.deepEqual([batch.amount.dtype, ...batch.amount.data], ["float32", 0, 1]);
      assert.deepEqual([batch.flag.dtype, ...batch.flag.data], ["uint8", 0, 1]);
      assert.deepEqual(batch.name, ["n0", "n1"]);
      assert.deepEqual(batch.sentence, ["not bad", "not bad"]);
      assert.deepEqual([batch.bytes.dtype, batch.bytes.shape, ...batch.bytes.data], ["uint8", [2, 2], 0, 2, 1, 2]);
      assert.deepEqual([...batch.whole.data], [0, 1.5, 1, 1.5]);
      assert.deepEqual(batch.other, [{ nested: 0 }, { nested: 1 }]);
      // `size` is a part of every batch, so the field is in `fields` alone.
      assert.equal(batch.size, 2);
      assert.deepEqual(batch.fields.size, batch.fields.size);
      assert.equal((batch.fields.size as { dtype: string }).dtype, "int32");
    }
  });

  test("class names become numbers through the dataset's classes", async () => {
    const dataset = {
      classes: ["cat", "dog"],
      length: 2,
      get: (i: number) => ({ label: classLabel(i === 0 ? "dog" : "cat") }),
    };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1 });
    for await (const batch of loader) assert.deepEqual([...batch.label.data], [1, 0]);
    await using wrong = new DataLoader({ ...dataset, classes: ["cat", "dogs"] }, { batchSize: 2, workers: 0 });
    await assert.rejects(digestEpochs(wrong, 1), /class "dog", which is not known.*Did you mean "dogs"/);
  });

  test("mixUp makes soft rows that sum to 1, of the dataset's classes", async () => {
    const dataset = { ...numbers, classes: ["a", "b", "c"] };
    await using loader = new DataLoader(dataset, {
      batchSize: 4,
      workers: 1,
      seed: 3,
      transform: normalize(),
      batchTransform: mixUp(),
    });
    await using plain = new DataLoader(dataset, { batchSize: 4, workers: 0, transform: normalize() });
    const unmixed: Float32Array[] = [];
    for await (const batch of plain) unmixed.push(batch.image.data);
    for await (const batch of loader) {
      assert.deepEqual(batch.label.shape, [batch.size, 3]);
      const rows = Array.from({ length: batch.size }, (_, i) => [...batch.label.data.subarray(i * 3, i * 3 + 3)]);
      for (const row of rows) assert.ok(Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 1e-6);
      // Row 1 is of class 1 (4 and 8 are a multiple of the batch), mixed with row 0.
      const first = batch.indices[1] as number;
      const lambda = rows[1]?.[first % 3] as number;
      const values = unmixed[batch.number] as Float32Array;
      const width = 8 * 6 * 3;
      const expected = lambda * (values[width] as number) + (1 - lambda) * (values[0] as number);
      assert.ok(Math.abs((batch.image.data[width] as number) - expected) < 1e-5);
    }
  });
});

describe("evaluation mode", async () => {
  const folder = await photographFolder(9, 3);
  const transform = compose([
    randomResizedCrop(16),
    randomHorizontalFlip(),
    oneOf([colorJitter({ brightness: 0.5 }), randomApply([colorJitter({ hue: 0.2 })])]),
    normalize(),
  ]);

  test("is the deterministic counterpart, unshuffled, unmixed: two passes give equal bytes", async () => {
    const options = {
      batchSize: 4,
      shuffle: true,
      seed: 1,
      transform,
      batchTransform: mixUp(),
      mode: "evaluate",
    } as const;
    await using loader = new DataLoader(imageFolder(folder), { ...options, workers: 2 });
    const [first, second] = await digestEpochs(loader, 2);
    assert.equal(first, second);
    const counterpart = compose([resize(18), centerCrop(16), normalize()]);
    await using written = new DataLoader(imageFolder(folder), { batchSize: 4, workers: 0, transform: counterpart });
    assert.deepEqual(await digestEpochs(written, 1), [first]);
    await using again = new DataLoader(imageFolder(folder), { ...options, seed: 2, workers: 0 });
    for await (const batch of again) {
      const labels: Int32Array = batch.label.data;
      assert.equal(labels.length, batch.size);
    }
  });
});

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
      /shuffle needs a dataset with length/,
    );
  });
});

describe("errors say what was wrong and where", () => {
  test("options", () => {
    const make = (options: object) => () => new DataLoader(numbers, { workers: 0, ...options } as never);
    assert.throws(make({}), /DataLoader: batchSize is required: a whole number from 1/);
    assert.throws(make({ batchSize: 0 }), /batchSize must be a whole number from 1, got 0/);
    assert.throws(make({ batchSize: 2, suffle: true }), /unknown option "suffle"\. Did you mean "shuffle"/);
    assert.throws(make({ batchSize: 2, workers: -1 }), /workers must be a whole number from 0 to 128, got -1/);
    assert.throws(make({ batchSize: 2, layout: "CHW" }), /layout must be "NHWC" or "NCHW", got "CHW"/);
    assert.throws(make({ batchSize: 2, transform: 3 }), /transform must be a transform or a function/);
    assert.throws(make({ batchSize: 2, transform: randomHorizontalFlip }), /randomHorizontalFlip itself; call it/);
    assert.throws(
      make({ batchSize: 2, batchTransform: resize(3) }),
      /batchTransform must be a batch transform such as mixUp/,
    );
    assert.throws(make({ batchSize: 11, dropLast: true }), /10 samples makes no batch of 11 with dropLast/);
    assert.throws(() => new DataLoader({ length: 2 } as never, { batchSize: 1 }), /a dataset must be/);
    assert.throws(
      () => new DataLoader({ length: -1, get() {} } as never, { batchSize: 1 }),
      /length must be a whole number/,
    );
    assert.throws(
      make({ batchSize: 2, resume: { version: 1, seed: 1, epoch: 0 } }),
      /resume must be what state\(\) returned/,
    );
  });

  test("two loops at once", async () => {
    await using loader = new DataLoader(numbers, { batchSize: 2, workers: 0 });
    const first = loader[Symbol.asyncIterator]();
    await first.next();
    assert.throws(() => loader[Symbol.asyncIterator](), /in a loop already.*make a second DataLoader/);
    await first.return?.();
    assert.equal((await digestEpochs(loader, 1)).length, 1);
  });

  for (const workers of [0, 1]) {
    test(`a broken file names sample, path and epoch, with ${workers} workers; the batches before it come first`, async () => {
      const folder = await photographFolder(6, 1);
      const broken = join(folder, "class-0", "003.jpg");
      writeFileSync(broken, "no photograph");
      await using loader = new DataLoader(imageFolder(folder), { batchSize: 2, workers, transform: resize([8, 8]) });
      let seen = 0;
      const error = await (async () => {
        try {
          for await (const _ of loader) seen++;
        } catch (caught) {
          return caught;
        }
      })();
      assert.ok(error instanceof SampleError);
      assert.deepEqual([error.index, error.epoch, error.path, seen], [3, 0, broken, 1]);
      assert.match(error.message, /^sample 3.*epoch 0.*003\.jpg.*not an image/);
      assert.ok(error.cause instanceof Error);
      assert.equal(error.cause.name, "DecodeError");
      if (workers === 1) assert.ok(error.worker > 0);
      assert.equal(loader.epoch, 1, "a failed epoch is over");
    });
  }

  const fails = async (dataset: object, options: object, expected: RegExp) => {
    for (const workers of [0, 1]) {
      await using loader = new DataLoader(dataset as typeof numbers, { batchSize: 2, workers, ...options });
      await assert.rejects(digestEpochs(loader, 1), expected);
    }
  };

  test("a missing file, a failing get, a sample that is none", async () => {
    await fails({ length: 2, get: () => ({ image: imageFile("/nowhere/cat.jpg") }) }, {}, /sample 0.*no such file/);
    await fails(
      {
        length: 2,
        get: (i: number) => {
          throw new Error(`row ${i} is gone`);
        },
      },
      {},
      /sample 0, epoch 0, main thread: row 0 is gone/,
    );
    await fails(
      {
        length: 2,
        get: async () => {
          throw new Error("gone");
        },
      },
      {},
      /sample 0, epoch 0, main thread: gone/,
    );
    await fails({ length: 2, get: () => 3 }, {}, /objects of named fields.*sample 0 is number/);
    await using loader = new DataLoader({ length: 2, get: () => ({ call: () => 3 }) }, { batchSize: 2, workers: 1 });
    await assert.rejects(digestEpochs(loader as never, 1), /cannot be sent to a worker.*has the fields call/);
  });

  test("samples that do not stack", async () => {
    const sizes = { length: 2, get: (i: number) => ({ image: grey(1, 8 + i, 6) }) };
    await fails(sizes, {}, /"image" is uint8 \[6, 9, 3\].*\[6, 8, 3\].*resize\(\[height, width\]\)/);
    const fields = { length: 2, get: (i: number) => (i === 0 ? { a: 1 } : { a: 1, b: 2 }) };
    await fails(fields, {}, /its fields are a, b, but other samples of the batch have a/);
    const lengths = { length: 2, get: (i: number) => ({ values: new Float32Array(3 + i) }) };
    await fails(lengths, {}, /3 values in one sample and 4 in another/);
  });

  test("annotations that would be left behind", async () => {
    const beside = (extra: object) => ({ length: 2, get: () => ({ image: grey(1), ...extra }) });
    const transform = randomHorizontalFlip();
    await fails(
      beside({ boxes: [[0, 0, 1, 1]] }),
      { transform },
      /"boxes" is a bare Array beside an image.*boxes\(…\)/,
    );
    await fails(beside({ mask: "mask.png" }), { transform }, /"mask" is a bare string.*maskFile/);
    await fails(beside({ heat: new Float32Array(48) }), { transform }, /"heat" has one value for each pixel/);
    await using loader = new DataLoader(beside({ heat: new Float32Array(48) }), {
      batchSize: 2,
      workers: 0,
      transform,
      passThrough: ["heat"],
    });
    assert.equal((await digestEpochs(loader, 1)).length, 1);
    await fails(
      { length: 2, get: () => ({ name: "x" }) },
      { transform },
      /randomHorizontalFlip needs a field of kind image or mask.*name \(string\)/,
    );
    await fails(
      beside({}),
      { transform: compose([normalize(), colorJitter({ hue: 0.1 })]) },
      /colorJitter.*put colorJitter before normalize/,
    );
  });

  test("mixUp without floats or classes", async () => {
    await fails(numbers, { batchTransform: mixUp({ classes: 3 }) }, /mixUp: the field "image" holds uint8/);
    await fails(numbers, { transform: normalize(), batchTransform: mixUp() }, /names no classes/);
    await fails(
      numbers,
      { transform: normalize(), batchTransform: mixUp({ classes: 2 }) },
      /holds class 2, and there are 2 classes/,
    );
  });
});

test("the user's own memory is neither transferred nor emptied", async () => {
  const backing = new Uint8Array(1000).fill(7);
  const view = backing.subarray(100, 100 + 12);
  const image = pixels(view, 2, 2);
  await using loader = new DataLoader({ length: 2, get: () => ({ image, raw: view }) }, { batchSize: 2, workers: 1 });
  for await (const batch of loader) {
    assert.deepEqual([...batch.image.data], new Array(24).fill(7));
    assert.deepEqual(batch.raw.shape, [2, 12]);
  }
  assert.equal(backing.length, 1000);
  assert.equal(view[0], 7);
});

test("benchmark reports what a step leaves of the time", async () => {
  const folder = await photographFolder(12, 2);
  await using loader = new DataLoader(imageFolder(folder), { batchSize: 2, workers: 1, transform: resize([16, 16]) });
  let steps = 0;
  const report = await benchmark(loader, {
    batches: 20,
    warmUp: 3,
    step: () => {
      steps++;
    },
  });
  assert.deepEqual([report.batches, report.samples, steps], [20, 40, 23]);
  assert.ok(
    report.samplesPerSecond > 0 && report.samplesPerCpuSecond > 0 && report.stallShare >= 0 && report.stallShare <= 1,
  );
  assert.ok(report.wait.p50 <= report.wait.p99 && report.wait.p99 <= report.wait.max);
  await assert.rejects(benchmark(loader, { warmUp: 100 }), /6 batches, and 100 of them are warm-up/);
});

test("a loader made in a module that workers import is an error with the remedy", async () => {
  const file = join(temporaryFolder(), "script.mts");
  const index = new URL("../src/index.ts", import.meta.url).href;
  writeFileSync(
    file,
    `import { isMainThread } from "node:worker_threads";
     import { DataLoader } from ${JSON.stringify(index)};
     export const numbers = () => ({ length: 2, get: (i) => ({ value: i }) });
     if (!isMainThread) new DataLoader(numbers(), { batchSize: 1 });`,
  );
  const { fromModule } = await import("millrace");
  const { pathToFileURL } = await import("node:url");
  const dataset = fromModule<() => { length: number; get: (i: number) => object }>(pathToFileURL(file), "numbers");
  await using loader = new DataLoader(dataset, { batchSize: 1, workers: 1 });
  await assert.rejects(
    digestEpochs(loader as never, 1),
    /a DataLoader is made while a worker imports.*file of its own/s,
  );
});

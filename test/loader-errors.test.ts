import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { colorJitter, compose, mixUp, normalize, randomHorizontalFlip, resize } from "@millrace/core/image";
import { DataLoader, imageFile, imageFolder, SampleError, tensor } from "millrace";
import { digestEpochs } from "./helpers/digest.ts";
import { grey, numbers } from "./helpers/numbers.ts";
import { photographFolder, temporaryFolder } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1);

describe("errors say what was wrong and where", () => {
  test("options", () => {
    const make = (options: object) => () => new DataLoader(numbers, { workers: 0, ...options } as never);
    assert.throws(make({}), /DataLoader: batchSize is required: a whole number from 1/);
    assert.throws(
      make({ batchSize: 0 }),
      /batchSize must be a whole number from 1, or a budget such as maxTokens\(lengths, 16384\), got 0/,
    );
    assert.throws(make({ batchSize: 2, suffle: true }), /unknown option "suffle"\. Did you mean "shuffle"/);
    assert.throws(make({ batchSize: 2, resum: {} }), /unknown option "resum"\. Did you mean "resume"\?/);
    assert.throws(make({ batchSize: 2, workers: -1 }), /workers must be a whole number from 0 to 128, got -1/);
    assert.throws(make({ batchSize: 2, layout: "CHW" }), /layout must be "NHWC" or "NCHW", got "CHW"/);
    assert.throws(make({ batchSize: 2, transform: 3 }), /transform must be a transform or a function/);
    assert.throws(make({ batchSize: 2, transform: randomHorizontalFlip }), /randomHorizontalFlip itself; call it/);
    assert.throws(
      make({ batchSize: 2, batchTransform: resize(3) }),
      /batchTransform must be a batch transform such as mixUp/,
    );
    assert.throws(
      make({ batchSize: 11, dropLast: true }),
      /10 samples makes no batch of 11 with tail "drop" \(dropLast\)/,
    );
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
    await assert.rejects(
      digestEpochs(loader as never, 1),
      /sample 0.*the field "call" is the function call, which cannot be sent to a worker/,
    );
  });

  test("samples that do not stack", async () => {
    const sizes = { length: 2, get: (i: number) => ({ image: grey(1, 8 + i, 6) }) };
    await fails(sizes, {}, /"image" is uint8 \[6, 9, 3\].*\[6, 8, 3\].*resize\(\[height, width\]\)/);
    const fields = { length: 2, get: (i: number) => (i === 0 ? { a: 1 } : { a: 1, b: 2 }) };
    await fails(fields, {}, /its fields are a, b, but the loader's schema has a/);
    const lengths = { length: 2, get: (i: number) => ({ values: new Float32Array(3 + i) }) };
    await fails(lengths, {}, /3 values in one sample and 4 values in another/);
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
    const heat = tensor(new Float32Array(48), [6, 8]);
    await fails(beside({ heat }), { transform }, /"heat" has one value for each pixel.*passThrough/);
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

  test("a field called as what every object's prototype is", async () => {
    const sample = JSON.parse('{ "value": 1, "__proto__": 2 }') as { value: number };
    for (const workers of [0, 1]) {
      await using loader = new DataLoader({ length: 2, get: () => sample }, { batchSize: 2, workers });
      await assert.rejects(loader.schema(), /a field cannot be called "__proto__", as one of sample 0 is/);
    }
  });

  test("mixUp without classes", async () => {
    await fails(numbers, { transform: normalize(), batchTransform: mixUp() }, /names no classes/);
    await fails(
      numbers,
      { transform: normalize(), batchTransform: mixUp({ classes: 2 }) },
      /^BatchError: batch 1, epoch 0, .*mixUp: .*holds class 2, and there are 2 classes/,
    );
  });
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

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { centerCrop, compose, mixUp, normalize, resize } from "@millrace/core/image";
import { boxes, classLabel, DataLoader, fromModule, keypoints, mask, padTo, pixels, tensor, text } from "millrace";
import { schemaHash } from "../src/loader/schema-hash.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

const image = (width: number, height: number) => pixels(new Uint8Array(width * height * 3), width, height);

/** Samples of every kind, of which the first has next to nothing in it. */
const poor = {
  classes: ["a", "b"],
  length: 6,
  get: (i: number) => ({
    zeta: i,
    image: image(8 + i, 6),
    mask: mask(new Uint8Array((8 + i) * 6), 8 + i, 6),
    boxes: boxes(
      Array.from({ length: i }, () => [0, 0, 1, 1]),
      {
        format: "xyxy",
        with: {
          iscrowd: Array.from({ length: i }, () => true),
          name: Array.from({ length: i }, () => "x"),
          id: new BigInt64Array(i),
          score: Array.from({ length: i }, () => 0.5),
        },
      },
    ),
    points: keypoints([[1, 1]]),
    label: classLabel("b"),
    tokens: i === 0 ? [] : [1, 2, 3],
    flag: true,
    caption: text("a"),
    path: "a.jpg",
    cube: tensor(new Float64Array(8), [2, 2, 2]),
    extra: { i },
  }),
};

describe("one schema", () => {
  for (const workers of [0, 2]) {
    test(`what every field is, in the order of the sample, with ${workers} workers`, async () => {
      await using loader = new DataLoader(poor, { batchSize: 1, workers, collate: { points: padTo(3) } });
      const schema = await loader.schema();
      assert.deepEqual(
        schema.map(({ name, kind, dtype, shape }) => [name, kind, dtype, shape]),
        [
          ["zeta", "number", "float32", []],
          ["image", "image", "uint8", [-1, -1, 3]],
          ["mask", "mask", "uint8", [-1, -1]],
          ["boxes", "boxes", "float32", [-1, 4]],
          ["points", "keypoints", "float32", [3, 2]],
          ["label", "label", "int32", []],
          ["tokens", "tensor", "float32", [3]],
          ["flag", "boolean", "bool", []],
          ["caption", "text", "string", []],
          ["path", "string", "string", []],
          ["cube", "tensor", "float64", [2, 2, 2]],
          ["extra", "other", "any", []],
        ],
      );
      assert.deepEqual(schema[3]?.with, { iscrowd: "bool", name: "string", id: "int64", score: "float32" });
      assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema, "it is plain JSON");
    });
  }

  test("no batch's values change a type or the order of fields", async () => {
    const { get } = poor;
    // Without the empty list, which does not stack with the others; later samples finish before the first.
    const dataset = { ...poor, get: (i: number) => ({ ...get(i), tokens: [i], image: image(8, 6), mask: undefined }) };
    const slow = async (sample: { zeta: number }) => {
      await new Promise((resolve) => setTimeout(resolve, sample.zeta % 2 === 0 ? 8 : 1));
      const { zeta, ...rest } = sample;
      return zeta % 2 === 0 ? sample : { ...rest, zeta };
    };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 0, transform: slow });
    const found = new Set<string>();
    for await (const batch of loader) {
      const fields = Object.entries(batch.fields).map(([name, field]) => {
        const companions =
          "with" in field ? Object.entries(field.with).map(([key, column]) => [key, column.constructor.name]) : [];
        return [name, "dtype" in field ? field.dtype : field.constructor.name, companions];
      });
      found.add(JSON.stringify(fields));
      assert.deepEqual(batch.schema, await loader.schema());
    }
    assert.equal(found.size, 1, [...found].join("\n"));
  });

  test("the size of pictures where the policy fixes it, in the layout of the batches", async () => {
    const shapes = async (options: object) => {
      await using loader = new DataLoader(poor, { batchSize: 1, workers: 0, ...options });
      return Object.fromEntries((await loader.schema()).map(({ name, dtype, shape }) => [name, [dtype, ...shape]]));
    };
    const fixed = await shapes({ transform: compose([resize([4, 5]), normalize()]), layout: "NCHW" });
    assert.deepEqual(
      [fixed.image, fixed.mask],
      [
        ["float32", 3, 4, 5],
        ["uint8", 4, 5],
      ],
    );
    const free = await shapes({ transform: compose([resize([4, 5]), (sample: object) => sample]) });
    assert.deepEqual(
      [free.image, free.mask],
      [
        ["uint8", -1, -1, 3],
        ["uint8", -1, -1],
      ],
    );
    const beside = await shapes({ transform: centerCrop(4), passThrough: ["mask"] });
    assert.deepEqual(
      [beside.image, beside.mask],
      [
        ["uint8", 4, 4, 3],
        ["uint8", -1, -1],
      ],
    );
  });

  test("what is stated comes first: the loader's option, then the data set's", async () => {
    const dataset = { ...poor, schema: { zeta: "int64", tokens: { dtype: "int16", shape: [-1] } } as const };
    await using loader = new DataLoader(dataset, {
      batchSize: 1,
      workers: 1,
      schema: { zeta: "uint32", boxes: { with: { score: "float64" } }, mask: "uint16", label: "int64" },
    });
    const fields = Object.fromEntries((await loader.schema()).map((field) => [field.name, field]));
    assert.deepEqual([fields.zeta?.dtype, fields.tokens?.dtype, fields.tokens?.shape], ["uint32", "int16", [-1]]);
    assert.equal(fields.boxes?.with?.score, "float64");
    for await (const batch of loader) {
      const { zeta, mask: values, label, boxes: rows, tokens } = batch;
      assert.deepEqual([zeta.dtype, zeta.data[0]], ["uint32", batch.number]);
      assert.deepEqual([values.dtype, values.data.constructor], ["uint16", Uint16Array]);
      assert.deepEqual([label.dtype, label.data[0]], ["int64", 1n]);
      assert.equal(rows.with.score.constructor, Float64Array);
      assert.deepEqual(tokens.shape, [1, batch.number === 0 ? 0 : 3]);
    }
  });

  test("a name that no sample has is an error with the nearest", async () => {
    const refused = async (options: object, expected: RegExp) => {
      await using loader = new DataLoader(poor, { batchSize: 1, workers: 0, ...options });
      await assert.rejects(loader.schema(), expected);
    };
    await refused(
      { schema: { lable: "int64" } },
      /schema names the field "lable", which no sample has\. Did you mean "label"\? Fields: zeta, image/,
    );
    await refused({ collate: { box: padTo(3) } }, /collate names the field "box"/);
    await refused({ passThrough: ["pth"] }, /passThrough names the field "pth".*Did you mean "path"/);
    await refused({ schema: { path: "int32" } }, /the field "path" \(string, string\) cannot be int32/);
    await refused(
      { schema: { image: { shape: [3] } } },
      /the field "image" \(image, uint8 \[-1, -1, 3\]\) cannot have the shape \[3\]/,
    );
    await refused({ schema: { image: { shape: [-1, 8, 4] } } }, /cannot have the shape \[-1, 8, 4\]/);
    await refused(
      { schema: { cube: { shape: [8] } } },
      /"cube" \(tensor, float64 \[2, 2, 2\]\) cannot have the shape \[8\]/,
    );
    await refused({ schema: { boxes: { with: { nam: "string" } } } }, /has no companion "nam"\. Did you mean "name"/);
    assert.throws(
      () => new DataLoader({ ...poor, schema: { zeta: "int" as "int8" } }, { batchSize: 1 }),
      /the dataset: schema\.zeta must be .*"float64".*got "int"/,
    );
    assert.throws(
      () => new DataLoader(poor, { batchSize: 1, schema: { zeta: "int" as "int8" } }),
      /schema\.zeta must be .*"float64"/,
    );
  });

  test("samples of another kind, type or shape are errors that name the sample", async () => {
    const refused = async (get: (i: number) => object, expected: RegExp) => {
      await using loader = new DataLoader({ length: 3, get }, { batchSize: 1, workers: 1 });
      await assert.rejects(async () => {
        for await (const _ of loader);
      }, expected);
    };
    await refused(
      (i) => ({ a: i < 2 ? 1 : "x" }),
      /sample 2.*"a" is of kind number in the schema, and of kind string in this sample/,
    );
    await refused(
      (i) => ({ a: i < 2 ? image(2, 2) : 3 }),
      /sample 2.*"a" is of kind image in the schema, and of kind number/,
    );
    await refused(
      (i) => ({ a: i < 2 ? 3 : image(2, 2) }),
      /sample 2.*"a" is of kind number in the schema, and of kind image/,
    );
    await refused(
      (i) => ({ a: i < 2 ? image(2, 2) : pixels(new Float32Array(12), 2, 2) }),
      /sample 2.*"a" is float32 \[2, 2, 3\] in this sample, and the schema says uint8 \[-1, -1, 3\]/,
    );
    await refused(
      (i) => ({ a: new Float32Array(i < 2 ? 3 : 4) }),
      /sample 2.*"a" has 3 values in one sample and 4 values in another/,
    );
    await refused((i) => ({ a: i < 2 ? 1 : 900100581904 }), /sample 2.*"a" is 900100581904, which float32 cannot hold/);
    await refused((i) => ({ a: i < 2 ? classLabel(1) : classLabel("x") }), /sample 2.*class "x", which is not known/);
    await refused(
      (i) => ({
        a: boxes([[0, 0, 1, 1]], { format: "xyxy", with: i < 2 ? { b: [1] } : { c: [1] } }),
        image: image(2, 2),
      }),
      /sample 2.*"a".*has no with\.b/,
    );
  });

  test("companions keep their type, and whole numbers that float32 would round say so", async () => {
    const large = 900100581904;
    const annotated = (id: readonly number[] | Uint32Array | Float64Array) => ({
      length: 1,
      get: () => ({ image: image(2, 2), boxes: boxes([[0, 0, 1, 1]], { format: "xyxy", with: { id } }) }),
    });
    const ids = async (id: readonly number[] | Uint32Array | Float64Array, options: object = {}) => {
      await using loader = new DataLoader(annotated(id), { batchSize: 1, workers: 1, ...options });
      for await (const batch of loader) return batch.boxes.with.id;
      throw new Error("no batch");
    };
    assert.deepEqual(await ids(Uint32Array.of(4294967295)), Uint32Array.of(4294967295));
    assert.deepEqual(await ids(Float64Array.of(large)), Float64Array.of(large));
    assert.deepEqual(await ids([7]), Float32Array.of(7));
    await assert.rejects(
      ids([large]),
      /sample 0.*"boxes\.with\.id" is 900100581904, which float32 cannot hold.*schema: \{ "boxes": \{ with: \{ "id": "float64" \} \} \}/,
    );
    const stated = { schema: { boxes: { with: { id: "int64" } } } };
    assert.deepEqual(await ids([large], stated), BigInt64Array.of(900100581904n));
  });

  test("a label beyond the classes that the dataset names", async () => {
    const dataset = { classes: ["a", "b"], length: 2, get: () => ({ label: classLabel(5) }) };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 0 });
    await assert.rejects(async () => {
      for await (const _ of loader);
    }, /sample 0.*"label" is of class 5, and the dataset has 2, numbered from 0 \(classes: a, b\)/);
  });

  test("mixUp says what becomes of labels, and a transform that does not is an error", async () => {
    const dataset = { classes: ["a", "b", "c"], length: 4, get: () => ({ image: image(4, 4), label: classLabel(1) }) };
    const options = { batchSize: 2, workers: 1, transform: normalize() };
    await using mixing = new DataLoader(dataset, { ...options, batchTransform: mixUp() });
    assert.deepEqual((await mixing.schema())[1], { name: "label", kind: "label", dtype: "float32", shape: [3] });
    for await (const batch of mixing) assert.deepEqual(batch.label.shape, [2, 3]);
    const { schema: _, ...silent } = mixUp();
    await using wrong = new DataLoader(dataset, {
      ...options,
      workers: 0,
      batchTransform: silent as ReturnType<typeof mixUp>,
    });
    await assert.rejects(async () => {
      for await (const _ of wrong);
    }, /mixUp: the field "label" is float32 \[3\] and not int32 after it, which it does not say/);
  });
});

describe("the first sample is read once", () => {
  for (const workers of [0, 1]) {
    test(`on the main thread, with ${workers} workers`, async () => {
      const reads: number[] = [];
      const dataset = {
        length: 4,
        get: (i: number) => {
          reads.push(i);
          return { value: i, list: new Float32Array([i]) };
        },
      };
      await using loader = new DataLoader(dataset, { batchSize: 2, workers, shuffle: true, seed: 3, ahead: false });
      await loader.schema();
      await loader.schema();
      assert.deepEqual(reads, [0]);
      const seen: number[] = [];
      for await (const batch of loader) seen.push(...(batch.value.data as Float32Array));
      assert.deepEqual(
        [reads.toSorted(), seen.toSorted()],
        [
          [0, 1, 2, 3],
          [0, 1, 2, 3],
        ],
      );
    });
  }

  test("with getMany, which is asked for the others", async () => {
    const asked: number[][] = [];
    const dataset = {
      length: 4,
      get: (i: number) => ({ value: i }),
      getMany: (indices: readonly number[]) => {
        asked.push([...indices]);
        return indices.map((i) => ({ value: i }));
      },
    };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1, ahead: false });
    const seen: number[] = [];
    for await (const batch of loader) seen.push(...batch.value.data);
    assert.deepEqual(
      [asked, seen],
      [
        [[0], [1], [2, 3]],
        [0, 1, 2, 3],
      ],
    );
  });

  test("where workers read the data set, in a worker, and never on the main thread", async () => {
    const folder = temporaryFolder();
    const log = join(folder, "log");
    const file = join(folder, "counted.mjs");
    writeFileSync(
      file,
      `import { appendFileSync } from "node:fs";
       import { threadId } from "node:worker_threads";
       export const counted = ({ log }) => ({
         length: 4,
         get: (i) => { appendFileSync(log, \`\${threadId === 0 ? "main" : "worker"} \${i}\\n\`); return { value: i }; },
       });`,
    );
    const dataset = fromModule<{
      counted: (options: { log: string }) => { length: number; get: (i: number) => { value: number } };
    }>(pathToFileURL(file), "counted", { log });
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 2, ahead: false });
    const seen: number[] = [];
    for await (const batch of loader) seen.push(...batch.value.data);
    assert.deepEqual(seen, [0, 1, 2, 3]);
    assert.equal(existsSync(log), true);
    assert.deepEqual(
      readFileSync(log, "utf8").trim().split("\n").toSorted(),
      [0, 1, 2, 3].map((i) => `worker ${i}`),
    );
  });

  test("of an iterable it is the first one that comes, which is kept", async () => {
    let pulled = 0;
    const dataset = function* () {
      for (let i = 0; i < 5; i++) {
        pulled++;
        yield { value: i };
      }
    };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1 });
    assert.deepEqual(await loader.schema(), [{ name: "value", kind: "number", dtype: "float32", shape: [] }]);
    const seen: number[] = [];
    for await (const batch of loader) seen.push(...batch.value.data);
    assert.deepEqual([seen, pulled], [[0, 1, 2, 3, 4], 5]);
    await using bare = new DataLoader([{ value: 7 }], { batchSize: 2, workers: 0 });
    await bare.schema();
    for await (const batch of bare) assert.deepEqual([...batch.value.data], [7]);
    await using empty = new DataLoader([] as { value: number }[], { batchSize: 2, workers: 0 });
    assert.deepEqual(await empty.schema(), []);
    for await (const _ of empty) assert.fail("there is no batch");
  });

  test("a first sample that never comes holds neither a break nor close", async () => {
    const dataset = { length: 4, get: (): Promise<{ value: number }> => new Promise(() => {}) };
    for (const workers of [0, 1]) {
      const loader = new DataLoader(dataset, { batchSize: 2, workers });
      const left = loader[Symbol.asyncIterator]();
      const waiting = left.next();
      const rejected = assert.rejects(waiting, /this loader was closed/);
      await loader.close();
      await rejected;
    }
  });

  test("an iterable that was looked at and never looped over is ended by close", async () => {
    let ended = false;
    const dataset = function* () {
      try {
        for (;;) yield { value: 1 };
      } finally {
        ended = true;
      }
    };
    const loader = new DataLoader(dataset, { batchSize: 2, workers: 0 });
    await loader.schema();
    await loader.close();
    assert.equal(ended, true);
    await assert.rejects(loader.schema(), /this loader was closed/);
  });
});

test("two schemas share a hash where they are the same, and only there", async () => {
  const schemaOf = async (options: object = {}) => {
    await using loader = new DataLoader(poor, { batchSize: 1, workers: 0, ...options });
    return await loader.schema();
  };
  const schema = await schemaOf();
  assert.match(schemaHash(schema), /^[0-9a-f]{16}$/);
  assert.equal(schemaHash(await schemaOf({ batchSize: 3 })), schemaHash(schema));
  const others = [
    await schemaOf({ layout: "NCHW" }),
    await schemaOf({ schema: { zeta: "float64" } }),
    await schemaOf({ collate: { boxes: "flat" } }),
    await schemaOf({ schema: { boxes: { with: { score: "float64" } } } }),
    schema.toReversed(),
  ];
  assert.equal(new Set([schema, ...others].map(schemaHash)).size, 1 + others.length);
});

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { compose, horizontalFlip, mixUp, oneOf, resize } from "@millrace/core/image";
import { DataLoader, fromModule, type LoaderState, OptionError, pixels, type Step } from "millrace";
import { packSchema, SchemaReader } from "../src/worker/schema-handle.ts";
import { foggy as marked } from "./fixtures/foggy.ts";
import type { counting } from "./fixtures/stored.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

const shared = new Int32Array(new SharedArrayBuffer(4));

const length = 20;
/** What the streams here depend on; the digest is that of no transform. */
const stream = { length, batchSize: 3, shuffle: true, tail: "partial", transform: "232098fed4b2b22d" };
const dataset = { length, get: (value: number) => ({ value }) };
const options = { batchSize: 3, shuffle: true, seed: 11 } as const;

/** What is left of an epoch for who resumes there. */
async function rest(state: LoaderState, workers: number): Promise<number[][]> {
  const { seed: _, ...unseeded } = options;
  await using loader = new DataLoader(dataset, { ...unseeded, workers, resume: JSON.parse(JSON.stringify(state)) });
  assert.equal(loader.epoch, state.epoch);
  const rows: number[][] = [];
  for await (const batch of loader) rows.push([...batch.value.data]);
  return rows;
}

/** The digest that a loader's state has, once the schema is known. */
async function digest(of: { length: number; get(index: number): object }, more: object = {}): Promise<string> {
  await using loader = new DataLoader(of, { ...options, workers: 0, ...more });
  await loader.schema();
  return loader.state().schema as string;
}

async function epochs(count: number): Promise<number[][][]> {
  await using loader = new DataLoader(dataset, { ...options, workers: 0 });
  const all: number[][][] = [];
  for (let epoch = 0; epoch < count; epoch++) {
    const rows: number[][] = [];
    for await (const batch of loader) rows.push([...batch.value.data]);
    all.push(rows);
  }
  return all;
}

describe("state says what was delivered, whatever ended the loop", async () => {
  const [first, second] = (await epochs(2)) as [number[][], number[][]];
  const schema = await digest(dataset);
  const at = (epoch: number, batch: number) => ({ version: 1, seed: 11, epoch, batch, schema, stream });

  for (const workers of [0, 2]) {
    test(`break, save, resume in another process: nothing is lost and nothing comes twice, ${workers} workers`, async () => {
      for (let stopAt = 1; stopAt <= first.length; stopAt++) {
        await using loader = new DataLoader(dataset, { ...options, workers });
        const seen: number[][] = [];
        for await (const batch of loader) {
          seen.push([...batch.value.data]);
          if (seen.length === stopAt) break;
        }
        const state = loader.state();
        assert.deepEqual(state, at(0, stopAt));
        assert.deepEqual([...seen, ...(await rest(state, workers))], first);
      }
    });

    test(`a new loop is the next epoch, and the state follows with its first batch, ${workers} workers`, async () => {
      await using loader = new DataLoader(dataset, { ...options, workers });
      for await (const _ of loader) break;
      assert.deepEqual([loader.epoch, loader.state()], [1, at(0, 1)]);
      const iterator = loader[Symbol.asyncIterator]();
      assert.deepEqual(loader.state(), at(0, 1), "nothing of the second epoch was delivered yet");
      const { value } = await iterator.next();
      assert.deepEqual([...(value?.value.data ?? [])], second[0]);
      assert.deepEqual(loader.state(), at(1, 1));
      await iterator.return?.();
      assert.deepEqual(await rest(loader.state(), workers), second.slice(1));
    });
  }

  const endings: Record<string, (loader: DataLoader<{ value: number }>, stop: AbortController) => Promise<unknown>> = {
    "an error thrown in the loop": async () => {
      throw new Error("mine");
    },
    close: (loader) => loader.close(),
    abort: async (_, stop) => stop.abort(new Error("enough")),
  };
  for (const [name, end] of Object.entries(endings)) {
    test(`after ${name}`, async () => {
      const stop = new AbortController();
      await using loader = new DataLoader(dataset, { ...options, workers: 1, signal: stop.signal });
      await assert.rejects(async () => {
        for await (const batch of loader) if (batch.number === 2) await end(loader, stop);
      });
      assert.deepEqual(loader.state(), at(0, 3));
    });
  }

  test("a batch that failed was not delivered", async () => {
    const broken = {
      length,
      get: (value: number) => {
        if (value === 7) throw new Error("gone");
        return { value };
      },
    };
    await using loader = new DataLoader(broken, { batchSize: 3, seed: 11, workers: 1 });
    await assert.rejects(async () => {
      for await (const _ of loader);
    }, /sample 7.*gone/);
    const { stream: own, ...place } = loader.state();
    assert.deepEqual([loader.epoch, place], [1, { version: 1, seed: 11, epoch: 0, batch: 2, schema }]);
    assert.equal(own?.shuffle, false);
  });

  test("before the first batch and after the last", async () => {
    await using loader = new DataLoader(dataset, { ...options, workers: 0 });
    assert.deepEqual(loader.state(), { version: 1, seed: 11, epoch: 0, batch: 0, stream }, "there is no schema yet");
    for await (const batch of loader) if (batch.number === 6) assert.deepEqual(loader.state(), at(0, 7));
    assert.deepEqual(loader.state(), at(1, 0), "the end was delivered");
    assert.deepEqual(await rest(at(0, 7) as LoaderState, 0), [], "nothing is left of that epoch");
  });
});

test("what is no state is refused, by field", () => {
  const resume = (state: unknown) => () =>
    new DataLoader(dataset, { batchSize: 3, workers: 0, resume: state as LoaderState });
  const good = { version: 1, seed: 1, epoch: 0, batch: 0 };
  assert.throws(resume(null), /resume must be what state\(\) returned, got null/);
  assert.throws(resume(3), /got 3/);
  assert.throws(resume({ ...good, version: 2 }), /its version must be 1, got 2/);
  assert.throws(resume({ version: 1, epoch: 0, batch: 0 }), /its seed must be a whole number or a text, got undefined/);
  assert.throws(resume({ ...good, seed: 0.5 }), /its seed must be/);
  assert.throws(
    resume({ ...good, epoch: 2 ** 32 }),
    /its epoch must be a whole number from 0 to 4294967295, got 4294967296/,
  );
  assert.throws(resume({ ...good, epoch: -1 }), /its epoch must be/);
  assert.throws(
    resume({ ...good, batch: 8 }),
    /its batch must be a whole number from 0 to 7, the batches of an epoch.*got 8/,
  );
  assert.throws(resume({ ...good, batch: "1" }), /its batch must be/);
  resume({ ...good, epoch: 2 ** 32 - 1, batch: 7 })();
});

describe("a state knows the schema of its batches", () => {
  test("as a digest, which stays the same on every machine and version of Node", async () => {
    assert.equal(await digest(dataset), "668082cc3c1db2fb");
    assert.equal(await digest({ ...dataset, length: 7 }, { batchSize: 1 }), "668082cc3c1db2fb");
  });

  test("another one is an error at the first batch, which says what to look at", async () => {
    await using loader = new DataLoader(dataset, { ...options, workers: 0 });
    for await (const _ of loader) break;
    const resume = loader.state();
    for (const workers of [0, 1]) {
      const renamed = { length, get: (other: number) => ({ other }) };
      await using resumed = new DataLoader(renamed, { batchSize: 3, shuffle: true, workers, resume });
      assert.deepEqual(resumed.state(), resume);
      const goes = async () => {
        for await (const _ of resumed);
      };
      await assert.rejects(
        goes,
        (error) =>
          error instanceof OptionError &&
          /another schema \([0-9a-f]{16}\).*its fields are other \(number, float32\).*the options schema/.test(
            error.message,
          ),
      );
      await assert.rejects(resumed.schema(), /another schema/);
    }
    await using typed = new DataLoader(dataset, {
      ...{ batchSize: 3, shuffle: true, workers: 0, schema: { value: "float64" }, resume },
    });
    await assert.rejects(typed.schema(), /value \(number, float64\)/);
  });

  test("a state from before it was known is taken, and one that has no digest there is none", async () => {
    await using loader = new DataLoader(dataset, { ...options, workers: 0 });
    const early = loader.state();
    assert.equal("schema" in early, false);
    assert.equal((await rest(early, 0)).length, 7);
    const resume = (schema: unknown) => () =>
      new DataLoader(dataset, { batchSize: 3, workers: 0, resume: { ...early, schema } as LoaderState });
    assert.throws(resume("xyz"), /its schema must be 16 hexadecimal digits, or absent, got "xyz"/);
    assert.throws(resume(7), /its schema must be/);
  });
});

test("a schema travels once: its handle is one for all plans, and a thread reads it once", () => {
  const schema = [{ name: "größe", kind: "number", dtype: "float32", shape: [] }] as const;
  const handle = packSchema(schema);
  assert.equal(packSchema(schema), handle);
  const reader = new SchemaReader();
  const read = reader.read(structuredClone(handle));
  assert.deepEqual(read, schema);
  assert.equal(reader.read(structuredClone(handle)), read);
  const other = packSchema([]);
  assert.deepEqual(reader.read(other), []);
});

describe("a state knows what its stream depends on", () => {
  const saved = (more: object = {}) => {
    const loader = new DataLoader(dataset, { ...options, workers: 0, ...more });
    return JSON.parse(JSON.stringify(loader.state())) as LoaderState;
  };
  const resume = (state: LoaderState, more: object = {}, of: object = dataset) => {
    return () =>
      new DataLoader(of as typeof dataset, { batchSize: 3, shuffle: true, workers: 0, resume: state, ...more });
  };
  const image = pixels(new Uint8Array(3), 1, 1);
  const images = { length, get: () => ({ image }) };

  test("and refuses to go on in another, naming the difference", () => {
    const state = saved();
    resume(state)();
    assert.throws(resume(state, {}, { ...dataset, length: 21 }), /a dataset of 20 samples, and this one has one of 21/);
    assert.throws(
      resume(state, { batchSize: 4 }),
      /with globalBatchSize 3 \(batchSize × ranks\), and this one has 4; the rest of the stream/,
    );
    assert.throws(resume(state, { shuffle: false }), /with shuffle true .*, and this one has false/);
    assert.throws(resume(state, { mode: "evaluate" }), /with shuffle true/);
    assert.throws(resume(state, { dropLast: true }), /with tail "partial", and this one has "drop"/);
    for (const other of [{ transform: resize(2) }, { decode: "exact" }, { passThrough: ["value"] }]) {
      assert.throws(resume(state, other), /with the transform [0-9a-f]{16}, and this one has [0-9a-f]{16}/);
    }
    assert.throws(
      resume(state, { batchTransform: mixUp() }),
      /with the batchTransform none, and this one has [0-9a-f]{16}/,
    );
    const named = saved();
    const identity = { ...dataset, identity: "first" };
    assert.throws(resume(named, {}, identity), /whose identity is not stated, and this one has [0-9a-f]{16}; a file/);
  });

  test("what does not change the stream does not matter", () => {
    resume(saved(), { workers: 2, prefetch: 1, reads: 3, maxBytes: 1e8, maxPixels: 100 })();
    const { stream: _, ...hand } = saved();
    resume(hand, { batchSize: 4 })();
  });

  test("options of transforms count, and where they stand; combinators and code by name", () => {
    const digestOf = (transform: Step, workers = 0) =>
      new DataLoader(images, { batchSize: 3, workers, transform }).state().stream?.transform;
    const all = [
      resize(2),
      resize(3),
      compose([resize(2), horizontalFlip()]),
      compose([horizontalFlip(), resize(2)]),
      oneOf([horizontalFlip(), resize(2)]),
      function mine(sample: object) {
        return sample;
      } as Step,
      fromModule<typeof counting>(new URL("./fixtures/stored.ts", import.meta.url), "counting", {
        seen: shared,
      }) as Step,
      marked({ amount: 0.1 }) as Step,
      marked({ amount: 0.2 }) as Step,
    ];
    const digests = all.map((transform) => digestOf(transform));
    assert.equal(new Set(digests).size, all.length);
    assert.equal(digestOf(resize(2)), digests[0]);
    // Whether a step crosses to workers says nothing of the stream.
    assert.equal(digestOf(marked({ amount: 0.1 }) as Step, 1), digests[7]);
    assert.equal(digestOf(all[6] as Step, 1), digests[6]);
  });

  test("a file that was moved or compiled is the same, another export or option of it is not", () => {
    const digestOf = (file: string, name = "made", options: object = { amount: 1 }) => {
      const module = pathToFileURL(join(temporaryFolder(), file));
      writeFileSync(module, `export const made = () => (sample) => sample; export const other = made;`);
      const transform = fromModule<(given: object) => Step>(module, name, options);
      return new DataLoader(images, { batchSize: 3, workers: 0, transform }).state().stream?.transform;
    };
    const digest = digestOf("steps.mjs");
    assert.equal(digestOf("steps.js"), digest);
    assert.notEqual(digestOf("others.mjs"), digest);
    assert.notEqual(digestOf("steps.mjs", "other"), digest);
    assert.notEqual(digestOf("steps.mjs", "made", { amount: 2 }), digest);
  });

  test("hostile identities are refused by field", () => {
    const state = saved();
    const wrong = (field: string, value: unknown) =>
      resume({ ...state, stream: { ...state.stream, [field]: value } } as never);
    assert.throws(resume({ ...state, stream: 3 } as never), /its stream must be an object, got 3/);
    assert.throws(wrong("length", "20"), /its stream\.length must be a whole number, got "20"/);
    assert.throws(wrong("batchSize", null), /its stream\.batchSize must be a number above 0, got null/);
    assert.throws(wrong("shuffle", 1), /its stream\.shuffle must be true, false or 16 hexadecimal digits, got 1/);
    assert.throws(wrong("transform", "x"), /its stream\.transform must be 16 hexadecimal digits, got "x"/);
    assert.throws(wrong("transform", [state.stream?.transform]), /its stream\.transform must be 16 hexadecimal digits/);
    assert.throws(wrong("dataset", 0), /its stream\.dataset must be 16 hexadecimal digits, got 0/);
  });

  test("in less than a kilobyte, whatever the policy and the dataset", async () => {
    const many = compose(Array.from({ length: 300 }, () => resize(2)));
    const large = { ...images, length: 1_281_167, identity: "x".repeat(100_000) };
    await using loader = new DataLoader(large, { batchSize: 2, shuffle: true, transform: many, workers: 0 });
    for await (const _ of loader) break;
    assert.equal(JSON.stringify(loader.state()).length < 400, true);
    assert.equal(loader.state().stream, loader.state().stream, "it is digested once");
  });
});

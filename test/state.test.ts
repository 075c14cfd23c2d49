import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DataLoader, type LoaderState, OptionError } from "millrace";
import { packSchema, SchemaReader } from "../src/worker/schema-handle.ts";

const length = 20;
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
  const at = (epoch: number, batch: number) => ({ version: 1, seed: 11, epoch, batch, schema });

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
    assert.deepEqual([loader.epoch, loader.state()], [1, at(0, 2)]);
  });

  test("before the first batch and after the last", async () => {
    await using loader = new DataLoader(dataset, { ...options, workers: 0 });
    assert.deepEqual(loader.state(), { version: 1, seed: 11, epoch: 0, batch: 0 }, "there is no schema yet");
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
    await using typed = new DataLoader(dataset, { batchSize: 3, workers: 0, schema: { value: "float64" }, resume });
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

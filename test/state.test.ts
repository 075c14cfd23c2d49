import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DataLoader, type LoaderState } from "millrace";

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
  const at = (epoch: number, batch: number) => ({ version: 1, seed: 11, epoch, batch });

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
    assert.deepEqual(loader.state(), at(0, 0));
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

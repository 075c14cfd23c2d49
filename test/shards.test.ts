import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import {
  DataLoader,
  type DataLoaderOptions,
  defineTransform,
  type LoaderState,
  type Reference,
  ShardError,
  type ShardedDataset,
  type ShardSamples,
  verifyResume,
} from "millrace";
import { z } from "zod";
import { list } from "./helpers/numbered.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

type Value = { value: number };
type Options = Partial<DataLoaderOptions> & { readonly resume?: LoaderState };

/** Samples that say which they are: 1000 · shard + row. */
const numberOf = (shard: number, row: number) => 1000 * shard + row;

/** Shards of these lengths that note what is asked of them. */
function shards(lengths: readonly number[], more: Partial<ShardedDataset<Value>> = {}) {
  const opened: number[] = [];
  const ended: number[] = [];
  const dataset: ShardedDataset<Value> = {
    shards: lengths.length,
    *open(shard) {
      opened.push(shard as number);
      try {
        for (let row = 0; row < (lengths[shard as number] as number); row++) {
          yield { value: numberOf(shard as number, row) };
        }
      } finally {
        ended.push(shard as number);
      }
    },
    ...more,
  };
  return { dataset, opened, ended };
}

/** As above, of samples that are waited for, and which begin at a cursor: the number of the row. */
function seekable(lengths: readonly number[], more: Partial<ShardedDataset<Value>> = {}) {
  const opened: [number, unknown][] = [];
  const read: number[] = [];
  const dataset: ShardedDataset<Value> = {
    shards: lengths.length,
    open(shard, cursor) {
      opened.push([shard as number, cursor]);
      let row = (cursor as { row: number } | undefined)?.row ?? 0;
      const samples = (async function* () {
        for (; row < (lengths[shard as number] as number); ) {
          await wait(0);
          read.push(numberOf(shard as number, row));
          yield { value: numberOf(shard as number, row++) };
        }
      })();
      return Object.assign(samples, { cursor: () => ({ row }) }) as ShardSamples<Value>;
    },
    ...more,
  };
  return { dataset, opened, read };
}

function make(dataset: ShardedDataset<Value>, options: Options = {}): DataLoader<Value> {
  const seed = options.resume === undefined ? { seed: 5 } : {};
  return new DataLoader(dataset, { batchSize: 4, workers: 0, ...seed, ...options } as DataLoaderOptions) as never;
}

async function epochOf(dataset: ShardedDataset<Value>, options: Options = {}, epochs = 1): Promise<number[]> {
  await using loader = make(dataset, options);
  const values: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) for await (const batch of loader) values.push(...batch.value.data);
  return values;
}

const lengths = [5, 0, 9, 3, 12, 1, 7];
const all = lengths
  .flatMap((length, shard) => list(length).map((row) => numberOf(shard, row)))
  .toSorted((a, b) => a - b);
const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);

describe("a dataset of shards", () => {
  test("gives one sample of each open shard in turn, and its place to the next where one ends", async () => {
    const { dataset, opened, ended } = shards([2, 4, 1, 2], { interleave: 2 });
    const expected = [0, 1000, 1, 1001, 2000, 1002, 3000, 1003, 3001];
    assert.deepEqual(await epochOf(dataset), expected);
    assert.deepEqual(opened, [0, 1, 2, 3]);
    assert.deepEqual(sorted(ended), [0, 1, 2, 3]);
    assert.deepEqual(await epochOf(seekable([2, 4, 1, 2], { interleave: 2 }).dataset), expected);
  });

  test("is the same for any workers and prefetch, by name too", async () => {
    const names = lengths.map((_, shard) => `part-${shard}.tar`);
    const expected = await epochOf(shards(lengths).dataset, {}, 2);
    assert.deepEqual(sorted(expected.slice(0, all.length)), all);
    for (const options of [{ workers: 1 }, { workers: 2, prefetch: 7 }, { workers: 0, prefetch: 3 }]) {
      assert.deepEqual(await epochOf(shards(lengths).dataset, options, 2), expected);
      assert.deepEqual(await epochOf(seekable(lengths).dataset, options, 2), expected);
    }
    const { open } = shards(lengths).dataset;
    const named: ShardedDataset<Value> = {
      shards: names,
      open: (name, cursor, context) => open(names.indexOf(name as string), cursor, context),
    };
    assert.deepEqual(await epochOf(named), expected.slice(0, all.length));
  });

  test("reads its open shards at the same time, where they are waited for", async () => {
    let reading = 0;
    const seen: number[] = [];
    const dataset: ShardedDataset<Value> = {
      shards: 6,
      interleave: 3,
      async *open(shard) {
        for (let row = 0; row < 12; row++) {
          seen.push(++reading);
          await wait(1);
          reading--;
          yield { value: numberOf(shard as number, row) };
        }
      },
    };
    assert.equal((await epochOf(dataset)).length, 72);
    assert.deepEqual(seen.slice(0, 3), [1, 2, 3]);
    assert.ok(seen.filter((count) => count === 3).length >= 50, `${seen}`);
    assert.ok(Math.max(...seen) === 3);
  });

  test("tells of each row its shard and its place there", async () => {
    await using loader = make(shards([2, 3], { interleave: 2 }).dataset);
    const references: Reference[] = [];
    for await (const batch of loader) references.push(...batch.references);
    assert.deepEqual(references, [
      { index: 0, copy: 0, dataset: 0, row: 0 },
      { index: 1, copy: 0, dataset: 1, row: 0 },
      { index: 2, copy: 0, dataset: 0, row: 1 },
      { index: 3, copy: 0, dataset: 1, row: 1 },
      { index: 4, copy: 0, dataset: 1, row: 2 },
    ]);
  });

  test("shuffled, its shards come in another order each epoch, and windows are mixed besides", async () => {
    const many = new Array(20).fill(3);
    const orderOf = (values: readonly number[]) => [...new Set(values.map((value) => Math.floor(value / 1000)))];
    const one = shards(many, { interleave: 1 }).dataset;
    const both = await epochOf(one, { shuffle: true }, 2);
    const [first, second] = [both.slice(0, 60), both.slice(60)];
    assert.notDeepEqual(orderOf(first), list(20));
    assert.deepEqual(sorted(orderOf(first)), list(20));
    assert.notDeepEqual(orderOf(second), orderOf(first));
    assert.deepEqual(
      first.slice(0, 3).map((value) => value % 1000),
      [0, 1, 2],
      "the samples of a shard in their order",
    );
    const mixed = await epochOf(one, { shuffle: { window: 12 } });
    assert.deepEqual(sorted(mixed.slice(0, 12)), sorted(first.slice(0, 12)), "a window of the same stream");
    assert.notDeepEqual(mixed.slice(0, 12), first.slice(0, 12));
    assert.deepEqual(await epochOf(one, { shuffle: true, mode: "evaluate" }), await epochOf(one));
    assert.deepEqual(orderOf(first), [17, 11, 18, 13, 10, 16, 15, 19, 7, 1, 9, 3, 14, 6, 0, 5, 4, 12, 2, 8], "frozen");
  });

  test("is divided among ranks, and their batches together are those of one", async () => {
    const whole: number[][] = [];
    await using loader = make(shards(lengths).dataset, { batchSize: 6, shuffle: { window: 8 } });
    for await (const batch of loader) whole.push([...batch.value.data]);
    for (const count of [2, 3]) {
      const together = whole.map((): number[] => []);
      for (const index of list(count)) {
        const sizes = { batchSize: undefined as never, globalBatchSize: 6 };
        const shard = { index, count };
        await using own = make(shards(lengths).dataset, { ...sizes, shuffle: { window: 8 }, shard });
        for await (const batch of own) {
          together[batch.number]?.push(...Array.from(batch.value.data).slice(0, batch.size - batch.padding));
        }
      }
      assert.deepEqual(together, whole);
    }
  });
});

describe("resuming a dataset of shards", () => {
  const threefold = defineTransform({
    name: "threefold",
    summary: "Three of one.",
    options: z.strictObject({}),
    kinds: [],
    changes: [],
    evaluation: "nothing",
    intensity: "fixed",
    copies: () => 3,
    draw: () => 0,
    edit: (outline) => outline,
  });

  test("goes on exactly, from every batch, with and without cursors, in windows too", async () => {
    const many = [40, 3, 55, 0, 21, 37, 18];
    for (const of of [shards, seekable]) {
      for (const shuffle of [false, true, { window: 10 }] as const) {
        const { states } = await verifyResume(
          (resume) => make(of(many).dataset, { shuffle, ...(resume && { resume }) }),
          { epochs: 2, every: 3 },
        );
        assert.ok(states > 15);
      }
    }
  });

  test("opens no shard that was read to its end, and begins at cursors", async () => {
    const many = [40, 3, 55, 0, 21, 37, 18];
    await using loader = make(seekable(many, { interleave: 2 }).dataset);
    let state: LoaderState | undefined;
    const rest: number[] = [];
    for await (const batch of loader) {
      if (batch.number === 24) state = JSON.parse(JSON.stringify(loader.state())) as LoaderState;
      if (batch.number > 24) rest.push(...batch.value.data);
    }
    assert.deepEqual(state?.shards, {
      ...{ begun: 5, turn: 0 },
      open: [
        [4, 10],
        [2, 47, 32, { row: 32 }],
      ],
    });
    const { dataset, opened, read } = seekable(many, { interleave: 2 });
    assert.deepEqual(await epochOf(dataset, { resume: state as LoaderState }), rest);
    assert.deepEqual(opened, [
      [4, undefined],
      [2, { row: 32 }],
      [5, undefined],
      [6, undefined],
    ]);
    assert.equal(read.length, rest.length + 10 + 15);
  });

  test("reads ahead, and the state is that of the batch at hand", async () => {
    await using loader = make(shards(lengths).dataset, { workers: 1, prefetch: 6 });
    await using slow = make(shards(lengths).dataset, { workers: 0, prefetch: 1 });
    const states = async (of: DataLoader<Value>) => {
      const seen: unknown[] = [];
      for await (const _ of of) {
        await wait(2);
        seen.push(of.state());
      }
      return seen;
    };
    assert.deepEqual(await states(loader), await states(slow));
  });

  test("with copies of samples, and in the middle of a sample's", async () => {
    await verifyResume((resume) =>
      make(seekable([9, 4, 6]).dataset, { batchSize: 5, transform: threefold(), ...(resume && { resume }) }),
    );
  });

  test("a cursor that is too long counts for none, and the state stays short", async () => {
    const long = (characters: number) => {
      const { dataset } = shards([40, 40, 40, 40]);
      const open: ShardedDataset<Value>["open"] = (shard, _cursor, context) =>
        Object.assign(dataset.open(shard, undefined, context), { cursor: () => "x".repeat(characters - 2) });
      return { ...dataset, open };
    };
    const stateOf = async (characters: number) => {
      await using loader = make(long(characters));
      for await (const batch of loader) if (batch.number === 30) break;
      return loader.state();
    };
    assert.deepEqual((await stateOf(117)).shards?.open[0], [0, 31]);
    const state = await stateOf(116);
    assert.deepEqual(state.shards?.open[0], [0, 31, 16, "x".repeat(114)]);
    assert.ok(JSON.stringify(state).length < 1000, `${JSON.stringify(state).length}`);
  });

  test("a state without places is gone on from by reading all, and a broken one is refused by its field", async () => {
    const { dataset } = shards(lengths);
    const whole = await epochOf(dataset);
    const bare = { version: 1, seed: 5, epoch: 0, batch: 3 } as const;
    const { dataset: again, opened } = shards(lengths);
    assert.deepEqual(await epochOf(again, { resume: bare }), whole.slice(12));
    assert.deepEqual(sorted(opened), list(7));
    const fails = (place: unknown, message: RegExp) =>
      assert.throws(() => make(dataset, { resume: { ...bare, shards: place } as never }), message);
    fails(3, /its shards\.begun must be a whole number from 0 to 7, got undefined/);
    fails({ begun: 8, turn: 0, open: [] }, /its shards\.begun must be a whole number from 0 to 7, got 8/);
    fails(
      {
        begun: 1,
        turn: 0,
        open: [
          [0, 1],
          [0, 1],
        ],
      },
      /its shards\.open must be a list of at most 1 shards/,
    );
    fails(
      {
        begun: 2,
        turn: 2,
        open: [
          [0, 1],
          [1, 1],
        ],
      },
      /its shards\.turn must be a whole number from 0 to 1, got 2/,
    );
    for (const open of [[2, 1], [0, -1], [0], [0, 4, 5, 1], [0, 4, 4], [0, 4, 4, "x".repeat(115)], "0"]) {
      fails({ begun: 2, turn: 0, open: [open] }, /its shards\.open\[0\] must be \[place, given\] or/);
    }
    fails(
      {
        begun: 2,
        turn: 0,
        open: [
          [1, 1],
          [1, 2],
        ],
      },
      /its shards\.open\[1\] must be/,
    );
    const plain = () => [{ value: 1 }];
    assert.throws(
      () => new DataLoader(plain, { batchSize: 1, resume: { ...bare, shards: { begun: 0, turn: 0, open: [] } } }),
      /its shards must be absent, since the dataset has none/,
    );
  });

  test("of other shards is refused", () => {
    const { open } = shards(lengths).dataset;
    const of = (names: string[], more: object = {}): ShardedDataset<Value> => ({ shards: names, open, ...more });
    const state = make(of(["a", "b"])).state();
    make(of(["a", "b"], { interleave: 4 }), { resume: state });
    const others = [of(["a", "c"]), of(["a", "b"], { interleave: 3 }), of(["a", "b"], { identity: 2 })];
    for (const other of others) assert.throws(() => make(other, { resume: state }), /a dataset whose identity is/);
  });
});

describe("shards that fail", () => {
  test("are named, with what had come of them", async () => {
    const dataset = (open: ShardedDataset<Value>["open"]) => ({ shards: ["a.tar", "b.tar"], open });
    const errorOf = async (open: ShardedDataset<Value>["open"], options: Options = {}) => {
      const error = await epochOf(dataset(open), options).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof ShardError, String(error));
      return error;
    };
    const missing = await errorOf((name) => {
      if (name === "b.tar") throw new Error("no such file");
      return [{ value: 1 }];
    });
    assert.equal(missing.message, 'shard "b.tar" cannot be opened, epoch 0: no such file');
    assert.deepEqual([missing.shard, missing.samples, missing.epoch], ["b.tar", undefined, 0]);
    const broken = async function* (name: number | string) {
      for (let row = 0; row < 3; row++) yield { value: row };
      if (name === "a.tar") throw new Error("truncated");
    };
    assert.match(
      (await errorOf(broken, { workers: 1 })).message,
      /^shard "a\.tar" failed behind 3 samples, epoch 0: truncated$/,
    );
    const sync = await errorOf(function* () {
      yield { value: 1 };
      throw new Error("truncated");
    });
    assert.equal(sync.samples, 1);
    assert.match(
      (await errorOf(() => 3 as never)).message,
      /cannot be opened.*open\(\) must return an iterable, got 3/,
    );
    assert.match((await errorOf((async () => []) as never)).message, /got a promise; an async generator/);
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const cursor = () =>
      Object.assign(
        list(20).map((value) => ({ value })),
        { cursor: () => circular as never },
      );
    assert.match((await errorOf(cursor)).message, /failed behind 16 samples.*cursor\(\) must return plain JSON/);
  });

  test("the batches before come, and a bad value is skipped alone", async () => {
    const dataset: ShardedDataset<Value> = {
      shards: 1,
      *open() {
        yield* list(5).map((value) => ({ value }));
        throw new Error("truncated");
      },
    };
    await using loader = make(dataset, { batchSize: 2 });
    const seen: number[] = [];
    await assert.rejects(async () => {
      for await (const batch of loader) seen.push(...batch.value.data);
    }, ShardError);
    assert.deepEqual(seen, [0, 1, 2, 3]);
    const bad = {
      shards: 2,
      open: (shard: number | string) => (shard === 0 ? [{ value: 1 }, 7, { value: 2 }] : [{ value: 3 }]),
    };
    await using skipping = make(bad as never, { onError: "skip", maxErrorRate: 1, batchSize: 8 });
    for await (const batch of skipping) assert.deepEqual([...batch.value.data], [1, 3, 2]);
    const [sample] = skipping.report().samples;
    assert.deepEqual([sample?.index, sample?.dataset, sample?.row], [2, 0, 1]);
  });

  test("what is no dataset of shards is refused", () => {
    const fails = (dataset: object, message: RegExp) => assert.throws(() => make(dataset as never), message);
    const open = () => [];
    fails(
      { shards: 0, open },
      /the dataset's shards must be a whole number from 1, or a list of at least one name, got 0/,
    );
    fails({ shards: [], open }, /shards must be a whole number from 1/);
    fails({ shards: [3], open }, /shards\[0\] must be a name, got 3/);
    fails({ shards: 1, open: 3 }, /open must be a function \(shard, cursor\) => iterable, got 3/);
    fails({ shards: 1, open, interleave: 17 }, /interleave must be a whole number from 1 to 16, got 17/);
  });
});

describe("the end of shards", () => {
  test("all that are open are ended by break and by close, once, and those that were read are not", async () => {
    for (const end of ["break", "close"] as const) {
      const { dataset, ended } = shards([1, 50, 50, 50, 50]);
      const loader = make(dataset, { batchSize: 10, prefetch: 1 });
      for await (const _ of loader) {
        if (end === "close") await loader.close();
        break;
      }
      assert.deepEqual(ended.slice(0, 1), [0], "read to its end");
      assert.deepEqual(sorted(ended), list(5), end);
      await loader.close();
    }
  });

  test("one that never answers is let go of, and what it throws afterwards is nobody's", async () => {
    let fail = (_: Error): void => {};
    const dataset: ShardedDataset<Value> = {
      shards: 2,
      async *open(shard) {
        yield { value: shard as number };
        await new Promise((_, reject) => {
          fail = reject;
        });
      },
    };
    await using loader = make(dataset, { batchSize: 2 });
    for await (const _ of loader) break;
    assert.equal(loader.epoch, 1);
    fail(new Error("late"));
    await new Promise((resolve) => setImmediate(resolve));
  });

  test("is told of what they throw, and disposes the dataset", async () => {
    let disposed = 0;
    const dataset: ShardedDataset<Value> = {
      shards: 3,
      *open() {
        try {
          for (;;) yield { value: 1 };
        } finally {
          // biome-ignore lint/correctness/noUnsafeFinally: it is what is tried.
          throw new Error("disk gone");
        }
      },
      async [Symbol.asyncDispose]() {
        disposed++;
      },
    };
    const loader = make(dataset);
    await assert.rejects(async () => {
      for await (const _ of loader) break;
    }, /3 shards failed at their end/);
    await loader.close();
    assert.equal(disposed, 1);
  });
});

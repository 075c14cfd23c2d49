import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { columnTable, DataLoader, type DataLoaderOptions, type LoaderState, verifyResume } from "millrace";
import { BlockShuffle } from "../src/order/block-shuffle.ts";
import { list, sorted, whole } from "./helpers/numbered.ts";

describe("block shuffle", () => {
  const order = (length: number, blocks: number | number[], window: number, epoch = 0) => {
    const indices = new Uint32Array(length);
    new BlockShuffle(length, blocks, window, 7, epoch).fill(0, indices);
    return [...indices];
  };

  test("meets every sample once, from any position on, for any blocks and window", () => {
    const cases = fc.record({
      blocks: fc.oneof(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
      ),
      rows: fc.integer({ min: 1, max: 300 }),
      window: fc.integer({ min: 1, max: 120 }),
      epoch: fc.nat(5),
    });
    fc.assert(
      fc.property(cases, ({ blocks, rows, window, epoch }) => {
        const length = typeof blocks === "number" ? rows : blocks.reduce((sum, block) => sum + block, 0);
        const all = order(length, blocks, window, epoch);
        assert.deepEqual(sorted(all), list(length));
        const start = Math.floor(length / 3);
        const rest = new Uint32Array(length - start);
        new BlockShuffle(length, blocks, window, 7, epoch).fill(start, rest);
        assert.deepEqual([...rest], all.slice(start));
      }),
      { numRuns: 300 },
    );
  });

  test("a window holds whole blocks, so a batch is read from few of them", () => {
    const blockOf = (index: number) => Math.floor(index / 100);
    const all = order(10_000, 100, 500);
    for (let window = 0; window < 20; window++) {
      const own = all.slice(window * 500, (window + 1) * 500);
      assert.equal(new Set(own.map(blockOf)).size, 5, "five blocks of 100, and none in part");
      const first = own.slice(0, 50);
      assert.ok(new Set(first.map(blockOf)).size > 1, "mixed within the window");
      assert.notDeepEqual(first, sorted(first));
    }
    const blocks = list(100).map((place) => blockOf(all[place * 100] as number));
    assert.notDeepEqual(blocks, sorted(blocks), "blocks come in a shuffled order");
    assert.notDeepEqual(order(10_000, 100, 500, 1), all);
  });

  test("the order is frozen", () => {
    assert.deepEqual(order(10, 2, 4), [2, 3, 5, 4, 6, 0, 7, 1, 9, 8]);
  });

  const make = (of: object, options: object) =>
    new DataLoader(of as never, { batchSize: 8, seed: 5, workers: 0, ...options } as DataLoaderOptions);

  async function epochOf(of: object, options: object): Promise<number[]> {
    await using loader = make(of, options);
    const indices: number[] = [];
    for await (const batch of loader) indices.push(...batch.indices);
    return indices;
  }

  test("a loader shuffles so where it is told to, or where its dataset states blocks", async () => {
    const expected = new Uint32Array(100);
    new BlockShuffle(100, 10, 30, 5, 0).fill(0, expected);
    assert.deepEqual(await epochOf(whole(100), { shuffle: { blocks: 10, window: 30 } }), [...expected]);
    const blocks = [30, 10, 60];
    new BlockShuffle(100, blocks, 65_536, 5, 0).fill(0, expected);
    assert.deepEqual(await epochOf({ ...whole(100), blocks }, { shuffle: true }), [...expected]);
    new BlockShuffle(100, blocks, 20, 5, 0).fill(0, expected);
    assert.deepEqual(await epochOf({ ...whole(100), blocks }, { shuffle: { window: 20 } }), [...expected]);
    const table = Object.assign(columnTable({ value: new Float32Array(100) }), { blocks });
    assert.deepEqual(await epochOf(table, { shuffle: { window: 20 } }), [...expected]);
    assert.deepEqual(await epochOf({ ...whole(100), blocks }, { shuffle: true, mode: "evaluate" }), list(100));
  });

  test("and resumes exactly, with a state that knows the blocks", async () => {
    const shuffle = { blocks: 10, window: 30 };
    await verifyResume((resume) =>
      make(whole(100), resume === undefined ? { shuffle } : { shuffle, seed: undefined, resume }),
    );
    const state = make(whole(100), { shuffle }).state();
    for (const other of [
      { blocks: 20, window: 30 },
      { blocks: 10, window: 31 },
      { blocks: [50, 50], window: 30 },
      true,
    ]) {
      assert.throws(() => make(whole(100), { seed: undefined, resume: state, shuffle: other }), /with shuffle/);
    }
  });

  test("blocks that are not the dataset's are refused", () => {
    const fails = (shuffle: object, message: RegExp) => assert.throws(() => make(whole(10), { shuffle }), message);
    fails({ blocks: [4, 4], window: 4 }, /the blocks hold 8 samples together, and the dataset 10/);
    fails({ window: 4 }, /shuffle: \{ window \} is for iterables and for datasets that state their blocks/);
    fails(
      { blocks: 0, window: 4 },
      /shuffle.blocks must be true, false or \{ window, blocks \} of whole numbers from 1, got 0/,
    );
    fails(
      { blocks: [10, 0], window: 4 },
      /shuffle must be true, false or \{ window, blocks \} of whole numbers from 1, got/,
    );
    fails({ blocks: 4 }, /shuffle must be true, false or/);
  });
});

describe("an iterable shuffled within windows", () => {
  function* rowsFrom(first: number, length: number) {
    for (let row = first; row < length; row++) yield { row };
  }
  const numbers = (length: number) => () => rowsFrom(0, length);
  const seekingNumbers = (length: number) =>
    Object.assign(({ skip }: { skip: number }) => rowsFrom(skip, length), { seeks: true });
  const make = (of: object, options: object = {}) =>
    new DataLoader(
      of as never,
      {
        ...{ batchSize: 4, seed: 5, workers: 0, shuffle: { window: 10 } },
        ...options,
      } as DataLoaderOptions,
    );

  async function epochOf(loader: DataLoader<{ row: number }>): Promise<number[]> {
    const rows: number[] = [];
    for await (const batch of loader) rows.push(...batch.indices);
    return rows;
  }

  for (const asynchronous of [false, true]) {
    test(`gives every sample once, those of a window before those of the next, ${asynchronous ? "" : "not "}waiting`, async () => {
      const of = asynchronous
        ? async function* () {
            for (let row = 0; row < 34; row++) yield { row };
          }
        : numbers(34);
      await using loader = make(of) as unknown as DataLoader<{ row: number }>;
      const first = await epochOf(loader);
      for (const start of [0, 10, 20]) {
        const own = first.slice(start, start + 10);
        assert.deepEqual(
          sorted(own),
          list(10).map((row) => row + start),
        );
        assert.notDeepEqual(own, sorted(own));
      }
      assert.deepEqual(sorted(first.slice(30)), [30, 31, 32, 33]);
      const second = await epochOf(loader);
      assert.notDeepEqual(second, first);
      await using workers = make(of, { workers: 1 }) as unknown as DataLoader<{ row: number }>;
      assert.deepEqual(await epochOf(workers), first);
    });
  }

  test("resumes exactly, from where the window begins", async () => {
    for (const of of [numbers(34), seekingNumbers(34)]) {
      const { states } = await verifyResume(
        (resume) => make(of, resume === undefined ? {} : { seed: undefined, resume }),
        {
          epochs: 2,
        },
      );
      assert.ok(states > 10);
    }
    const asked: number[] = [];
    const seeking = Object.assign(
      ({ skip }: { skip: number }) => {
        asked.push(skip);
        return rowsFrom(skip, 34);
      },
      { seeks: true },
    );
    const state: LoaderState = { version: 1, seed: 5, epoch: 0, batch: 6 };
    await using resumed = make(seeking, { seed: undefined, resume: state });
    for await (const _ of resumed) break;
    assert.deepEqual(asked, [20]);
  });

  test("is left as it is in evaluation mode", async () => {
    await using loader = make(numbers(12), { mode: "evaluate" }) as unknown as DataLoader<{ row: number }>;
    assert.deepEqual(await epochOf(loader), list(12));
  });

  test("breaking off closes it", async () => {
    let closed = 0;
    const of = () =>
      (function* () {
        try {
          for (let row = 0; row < 100; row++) yield { row };
        } finally {
          closed++;
        }
      })();
    await using loader = make(of);
    for await (const _ of loader) break;
    assert.equal(closed, 1);
  });
});

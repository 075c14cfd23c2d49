import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { defineBatchTransform, defineTransform } from "@millrace/core";
import { normalize } from "@millrace/core/image";
import fc from "fast-check";
import {
  classLabel,
  columnTable,
  DataLoader,
  type DataLoaderOptions,
  dataParallelShard,
  filter,
  type LoaderState,
  mergeStates,
  pixels,
  type Reference,
  verifyResume,
} from "millrace";
import { z } from "zod";
import { sourcesOf } from "../src/datasets/sources.ts";
import { shardOf } from "../src/loader/shard-of.ts";
import type { Tail } from "../src/order/global-batches.ts";
import { whole } from "./helpers/numbered.ts";
import { orderOf } from "./helpers/order.ts";

/** Gives each sample a number drawn for it. */
const drawing = defineTransform({
  name: "drawing",
  summary: "Draws a number.",
  options: z.strictObject({}),
  changes: [],
  evaluation: "same",
  intensity: "fixed",
  kinds: [],
  draw: (random) => random.next(),
  apply: (sample, drawn) => ({ ...sample, drawn: drawn as number }),
});

type Row = readonly [index: number, copy: number, drawn: number];

const keyOf = ({ index, copy }: Reference) => `${index} ${copy}`;

describe("the order of ranks, for any dataset, size and number of them", () => {
  const cases = fc.record({
    length: fc.integer({ min: 1, max: 200 }),
    size: fc.integer({ min: 1, max: 40 }),
    count: fc.integer({ min: 1, max: 9 }),
    copies: fc.integer({ min: 1, max: 3 }),
    tail: fc.constantFrom<Tail>("partial", "drop", "pad"),
    shuffle: fc.boolean(),
  });

  test("all have as many batches, none is empty, and together they are the batches of one", () => {
    fc.assert(
      fc.property(cases, ({ length, size, count, copies, tail, shuffle }) => {
        const { places } = sourcesOf(whole(length));
        const given = { size: Math.max(size, count), copies, tail, shuffle, seed: length };
        const one = orderOf(places, given);
        const ranks = Array.from({ length: count }, (_, index) =>
          orderOf(places, { ...given, shard: { index, count } }),
        );
        for (const rank of ranks) assert.equal(rank.batches, one.batches);
        for (let batch = 0; batch < one.batches; batch++) {
          const parts = ranks.map((rank) => rank.batch(batch));
          for (const part of parts) assert.ok(part.length > 0);
          const real = (rows: readonly Reference[]) => rows.filter(({ padding }) => padding !== true).map(keyOf);
          assert.deepEqual(parts.flatMap(real), real(one.batch(batch)));
          if (tail === "pad") assert.equal(parts.flat().length, given.size);
          // As equal as the size allows, but for the rows that keep a rank from having none.
          const sizes = parts.map((part) => part.length);
          assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
          let position = one.positionOf(batch);
          for (const [index, part] of parts.entries()) {
            if (real(part).length === 0) continue;
            assert.equal(ranks[index]?.positionOf(batch), position);
            position += part.length;
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("padding is the batch's own rows over again, flagged, and only at the end", () => {
    const { places } = sourcesOf(whole(10));
    const rows = orderOf(places, { size: 7, tail: "pad" }).batch(1);
    assert.deepEqual(
      rows.map(({ index, padding = false }) => [index, padding]),
      [
        [7, false],
        [8, false],
        [9, false],
        [7, true],
        [8, true],
        [9, true],
        [7, true],
      ],
    );
    const { padding, indices } = orderOf(places, { size: 7, tail: "pad", shard: { index: 1, count: 2 } }).rows(1);
    assert.deepEqual([[...indices], padding], [[7, 8, 9, 7], 4]);
  });
});

/** What the ranks of a job deliver, batch by batch: the rows of all of them, one behind the other. */
async function job(count: number, options: object, of: object, resume?: LoaderState) {
  const loaders = Array.from(
    { length: count },
    (_, index) =>
      new DataLoader(
        of as never,
        {
          seed: 7,
          globalBatchSize: 12,
          shard: { index, count },
          workers: 0,
          transform: drawing(),
          ...options,
          ...(resume === undefined ? {} : { seed: undefined, resume }),
        } as DataLoaderOptions,
      ),
  );
  const iterators = loaders.map((loader) => loader[Symbol.asyncIterator]());
  return { loaders, iterators };
}

async function step({ iterators }: Awaited<ReturnType<typeof job>>): Promise<Row[] | undefined> {
  const results = await Promise.all(iterators.map((iterator) => iterator.next()));
  const done = new Set(results.map((result) => result.done));
  assert.equal(done.size, 1, "every rank has as many steps");
  if (done.has(true)) return undefined;
  return results.flatMap(({ value }) => {
    const batch = value as never as {
      references: Reference[];
      size: number;
      padding: number;
      drawn: { data: Float32Array };
    };
    return batch.references
      .slice(0, batch.size - batch.padding)
      .map(({ index, copy }, row): Row => [index, copy, batch.drawn.data[row] as number]);
  });
}

async function steps(of: Awaited<ReturnType<typeof job>>, most = Number.POSITIVE_INFINITY): Promise<Row[][]> {
  const all: Row[][] = [];
  while (all.length < most) {
    const rows = await step(of);
    if (rows === undefined) break;
    all.push(rows);
  }
  return all;
}

async function end({ loaders, iterators }: Awaited<ReturnType<typeof job>>): Promise<void> {
  for (const iterator of iterators) await iterator.return?.();
  for (const loader of loaders) await loader.close();
}

describe("loaders of several ranks", async () => {
  const filtered = await filter(whole(90), ({ row }) => row % 7 !== 3);
  const iterable = ({ epoch }: { epoch: number }) =>
    (function* () {
      for (let row = 0; row < 75; row++) yield { row: row + 1000 * epoch };
    })();
  const sets: Record<string, { of: object; options: object }> = {
    "a filtered dataset, shuffled": { of: filtered, options: { shuffle: true } },
    "padded to full batches": { of: whole(75), options: { shuffle: true, tail: "pad" } },
    "without the rest": { of: whole(75), options: { tail: "drop" } },
    "an iterable": { of: iterable, options: {} },
  };

  for (const [name, { of, options }] of Object.entries(sets)) {
    test(`${name}: the batches of all together are the same for 1, 2, 3 and 8 ranks, draws and all`, async () => {
      const one = await job(1, options, of);
      const expected = await steps(one);
      await end(one);
      assert.ok(expected.length >= 6);
      for (const count of [2, 3, 8]) {
        const several = await job(count, options, of);
        assert.deepEqual(await steps(several), expected, `${count} ranks`);
        await end(several);
      }
    });

    test(`${name}: saved with 4 ranks, resumed with 2 and 8`, async () => {
      const one = await job(1, options, of);
      const expected = await steps(one);
      await end(one);
      for (const at of [1, 4]) {
        const four = await job(4, options, of);
        await steps(four, at);
        const state = mergeStates(four.loaders.map((loader) => loader.state()));
        await end(four);
        for (const count of [2, 8]) {
          const resumed = await job(count, options, of, JSON.parse(JSON.stringify(state)) as LoaderState);
          assert.deepEqual(await steps(resumed), expected.slice(at), `${count} ranks from batch ${at}`);
          await end(resumed);
        }
      }
    });
  }

  test("through workers, with fewer samples left than ranks", async () => {
    const several = await job(5, { workers: 1, globalBatchSize: 6, transform: undefined }, whole(8));
    const sizes: number[][] = [];
    for (;;) {
      const results = await Promise.all(several.iterators.map((iterator) => iterator.next()));
      if (results[0]?.done) break;
      sizes.push(results.map(({ value }) => (value as { size: number }).size));
    }
    assert.deepEqual(sizes, [
      [1, 1, 1, 1, 2],
      [1, 1, 1, 1, 1],
    ]);
    await end(several);
  });

  test("columns too, with flagged padding", async () => {
    const table = columnTable({ value: Float32Array.from({ length: 10 }, (_, row) => row) });
    const seen: number[][] = [];
    for (const index of [0, 1]) {
      await using loader = new DataLoader(table, {
        globalBatchSize: 8,
        tail: "pad",
        seed: 1,
        workers: 0,
        shard: { index, count: 2 },
      });
      for await (const batch of loader) seen.push([...batch.indices, -batch.padding]);
    }
    assert.deepEqual(seen, [
      [0, 1, 2, 3, -0],
      [8, 9, 8, 9, -2],
      [4, 5, 6, 7, -0],
      [8, 9, 8, 9, -4],
    ]);
  });

  test("each rank resumes exactly", async () => {
    const options = { globalBatchSize: 9, seed: 3, shuffle: true, workers: 0, shard: { index: 1, count: 4 } } as const;
    const { states } = await verifyResume((resume) => {
      const { seed: _, ...unseeded } = options;
      return resume === undefined
        ? new DataLoader(whole(50), options)
        : new DataLoader(whole(50), { ...unseeded, resume });
    });
    assert.equal(states, 8);
  });

  test("ranks that mix within their batches do not mix alike", async () => {
    const image = pixels(new Uint8Array(3), 1, 1);
    const of = { length: 16, classes: ["a", "b"], get: () => ({ image, label: classLabel(0) }) };
    const shares: unknown[] = [];
    for (const index of [0, 1]) {
      const seen = { ...{ batchSize: 8, seed: 5, workers: 0 }, shard: { index, count: 2 }, transform: normalize() };
      let drawn = 0;
      const draws = defineBatchTransform({
        name: "draws",
        summary: "Keeps what it draws.",
        options: z.strictObject({}),
        changes: [],
        evaluation: "same",
        intensity: "fixed",
        draw: (random) => {
          drawn = random.next();
          return drawn;
        },
        apply: ({ tensors }) => tensors,
      });
      await using loader = new DataLoader(of, { ...seen, batchTransform: draws() });
      for await (const _ of loader) break;
      shares.push(drawn);
    }
    assert.notEqual(shares[0], shares[1]);
  });
});

describe("which rank a loader works for", () => {
  const environment = { RANK: "2", WORLD_SIZE: "4" };
  const found = (more: object, variables: Record<string, string> = environment) =>
    shardOf({ shard: undefined, mode: "train", split: undefined, ...more }, variables);

  test("RANK and WORLD_SIZE count for training data, and for others when they are asked for", () => {
    const rank = { index: 2, count: 4 };
    const all = { index: 0, count: 1 };
    assert.deepEqual(found({}), rank);
    assert.deepEqual(found({ split: "train" }), rank);
    for (const split of ["validation", "test"]) assert.deepEqual(found({ split }), all);
    assert.deepEqual(found({ mode: "evaluate" }), all);
    assert.deepEqual(found({ shard: "env", split: "test" }), rank);
    assert.deepEqual(found({ shard: false }), all);
    assert.deepEqual(found({ shard: { index: 1, count: 3 } }), { index: 1, count: 3 });
    assert.deepEqual(found({}, {}), all);
    assert.deepEqual(found({}, { RANK: "1" }), all);
  });

  test("what cannot be is refused", () => {
    assert.throws(() => found({ shard: "env" }, {}), /RANK and WORLD_SIZE are not set/);
    for (const [RANK, WORLD_SIZE] of [
      ["4", "4"],
      ["-1", "4"],
      ["x", "4"],
      ["1", ""],
    ] as const) {
      assert.throws(() => found({}, { RANK, WORLD_SIZE }), /must be whole numbers with 0 ≤ RANK < WORLD_SIZE, got/);
    }
    const make = (options: object) => () => new DataLoader(whole(8), { workers: 0, ...options } as DataLoaderOptions);
    const shard = { index: 0, count: 2 };
    assert.throws(make({ batchSize: 2, shard }), /seed is missing; 2 ranks need the same one/);
    assert.throws(make({ batchSize: 2, globalBatchSize: 4 }), /cannot both be given/);
    assert.throws(make({}), /batchSize is required/);
    assert.throws(make({ globalBatchSize: 1, shard, seed: 1 }), /at least the number of ranks, 2, got 1/);
    assert.throws(make({ batchSize: 2, dropLast: true, tail: "pad" }), /dropLast true contradicts tail "pad"/);
    for (const wrong of [{ index: 2, count: 2 }, { index: 0 }, { index: 0, count: 2, size: 1 }, "RANK", true]) {
      assert.throws(make({ batchSize: 2, shard: wrong }), /shard must be \{ index, count \}/);
    }
  });

  test("it is said once, on one line, in a process with these variables", () => {
    const script = `
      import { DataLoader } from "millrace";
      for (let i = 0; i < 2; i++) {
        const loader = new DataLoader({ length: 8, get: (row) => ({ row }) }, { batchSize: 2, seed: 1, workers: 0 });
        const rows = [];
        for await (const batch of loader) rows.push(...batch.indices);
        console.log(rows.join(" "));
      }`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", new URL("../register.mjs", import.meta.url).href, "--input-type=module", "--eval", script],
      { env: { ...process.env, RANK: "1", WORLD_SIZE: "2" }, encoding: "utf8" },
    );
    assert.equal(stdout, "2 3 6 7\n2 3 6 7\n");
    const warnings = stderr.split("\n").filter((line) => line.includes("MILLRACE_SHARD"));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /RANK is 1 and WORLD_SIZE 2: loaders of training data give part 1 of 2/);
  });

  test("ranks of one replica get one shard, as Megatron-LM numbers them", () => {
    const shards = (parallelism: object) =>
      Array.from({ length: 16 }, (_, rank) => dataParallelShard(rank, 16, parallelism).index);
    assert.deepEqual(shards({ tensor: 2, pipeline: 4 }), [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]);
    assert.deepEqual(shards({ tensor: 2, context: 2 }), [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
    assert.deepEqual(dataParallelShard(5, 16), { index: 5, count: 16 });
    assert.throws(() => dataParallelShard(0, 6, { tensor: 4 }), /worldSize 6 must be a multiple/);
    assert.throws(() => dataParallelShard(6, 6), /rank must be a whole number from 0 to 5, got 6/);
    assert.throws(() => dataParallelShard(0, 6, { pipeline: 0 }), /pipeline must be a whole number from 1, got 0/);
  });
});

describe("states of several ranks", () => {
  const state = (epoch: number, batch: number, more: object = {}): LoaderState => ({
    ...{ version: 1, seed: 4, epoch, batch },
    ...more,
  });

  test("become the earliest of them", () => {
    assert.deepEqual(mergeStates([state(1, 0), state(0, 9), state(0, 8)]), state(0, 8));
    assert.deepEqual(mergeStates([state(0, 9), state(1, 0)]), state(0, 9));
  });

  test("of different streams are refused by field", () => {
    assert.throws(() => mergeStates([]), /at least one state/);
    assert.throws(() => mergeStates([state(0, 1), state(0, 1, { seed: 5 })]), /seed of state 0 is 4, of state 1 5/);
    assert.throws(() => mergeStates([state(0, 1), state(0, 1, { schema: "x" })]), /schema of state 0 is undefined/);
  });
});

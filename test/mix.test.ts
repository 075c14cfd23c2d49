import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  columnTable,
  concat,
  DataLoader,
  type DataLoaderOptions,
  type MixOptions,
  mix,
  type Reference,
  split,
  subset,
  verifyResume,
} from "millrace";
import { Period } from "../src/order/period.ts";
import { Proportions } from "../src/order/proportions.ts";
import { list, whole } from "./helpers/numbered.ts";

const weightsOf = (most: number) =>
  fc
    .array(fc.oneof(fc.double({ min: 0.001, max: 1, noNaN: true }), fc.integer({ min: 1, max: 9 })), {
      minLength: 1,
      maxLength: most,
    })
    .filter((weights) => weights.some((weight) => weight > 0));

/** The furthest that any source is from its share in the first `count` turns. */
function furthest(turns: Pick<Period, "at">, weights: readonly number[], count: number): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const had = weights.map(() => 0);
  const turn = { source: 0, nth: 0 };
  let most = 0;
  for (let position = 0; position < count; position++) {
    turns.at(position, turn);
    assert.equal(turn.nth, had[turn.source], "each turn of a source is its next");
    had[turn.source] = (had[turn.source] as number) + 1;
    for (const [source, weight] of weights.entries()) {
      most = Math.max(most, Math.abs((had[source] as number) - (weight / sum) * (position + 1)));
    }
  }
  return most;
}

describe("turns by weights", () => {
  test("periods: any first n give each source its share to within one", () => {
    fc.assert(
      fc.property(weightsOf(12), (weights) => {
        const period = new Period(weights);
        assert.ok(furthest(period, period.quotas, 2000) < 1);
        // What rounding to 65,536ths adds is nothing that 2,000 turns show.
        assert.ok(furthest(period, weights, 2000) < 1 + 2000 / 65_536);
      }),
      { numRuns: 150 },
    );
    assert.deepEqual(new Period([3, 1]).quotas, [3, 1]);
    assert.deepEqual(new Period([0.5, 0.3, 0.2]).quotas, [5, 3, 2]);
    assert.deepEqual(new Period([0, 2]).quotas, [0, 1]);
    assert.equal(new Period([Math.PI, 1]).length, 65_536);
  });

  test("periods: how many turns a source has is counted from anywhere", () => {
    const period = new Period([3, 2, 2]);
    const turn = { source: 0, nth: 0 };
    let had = 0;
    for (let count = 0; count < 40; count++) {
      assert.equal(period.turnsOf(1, count), had);
      period.at(count, turn);
      if (turn.source === 1) had++;
    }
  });

  test("trees: of any number of sources each has its share to within one and a half, and exactly in the end", () => {
    const counts = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        counts.filter((all) => all.some((count) => count > 0)),
        (weights) => {
          const sum = weights.reduce((total, weight) => total + weight, 0);
          const turns = new Proportions(weights);
          assert.ok(furthest(turns, weights, sum) < 1.5);
          const had = weights.map(() => 0);
          turns.countsBefore(sum, had);
          assert.deepEqual(had, weights);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("mixtures", () => {
  const parts = [
    { dataset: whole(100), weight: 3 },
    { dataset: whole(10), weight: 1 },
  ];
  const make = (options: object = {}, given: MixOptions = {}) =>
    new DataLoader(mix(parts, given), {
      batchSize: 8,
      shuffle: true,
      seed: 2,
      workers: 0,
      ...options,
    } as DataLoaderOptions);

  async function batches(loader: AsyncIterable<{ readonly references: readonly Reference[] }>): Promise<Reference[][]> {
    const all: Reference[][] = [];
    for await (const batch of loader) all.push([...batch.references]);
    return all;
  }

  const isSecond = ({ index }: Reference) => index >= 100;

  test("each part has its share of every batch, and begins again augmented anew", async () => {
    await using loader = make();
    const all = await batches(loader);
    assert.equal(all.flat().length, 110);
    for (const batch of all.slice(0, -1)) assert.equal(batch.filter(isSecond).length, 2);
    const second = all.flat().filter(isSecond);
    assert.deepEqual(
      second.map(({ copy }) => copy),
      list(second.length).map((place) => Math.floor(place / 10)),
    );
    assert.equal(new Set(second.slice(0, 10).map(({ index }) => index)).size, 10);
    assert.notDeepEqual(
      second.slice(0, 10).map(({ index }) => index),
      second.slice(10, 20).map(({ index }) => index),
    );
    assert.deepEqual(second[0] === undefined ? [] : [second[0].row, second[0].dataset], [
      (second[0]?.index ?? 0) - 100,
      1,
    ]);
  });

  test("weights change at an epoch and at a batch, and a resume knows", async () => {
    const given: MixOptions = {
      length: 80,
      changes: [
        { epoch: 1, batch: 4, weights: [0, 1] },
        { epoch: 2, weights: [1, 1] },
      ],
    };
    const shares = [];
    {
      await using loader = make({}, given);
      for (let epoch = 0; epoch < 4; epoch++) {
        const all = await batches(loader);
        shares.push(all.map((batch) => batch.filter(isSecond).length));
      }
    }
    assert.deepEqual(shares, [
      new Array(10).fill(2),
      [2, 2, 2, 2, 8, 8, 8, 8, 8, 8],
      new Array(10).fill(4),
      new Array(10).fill(4),
    ]);
    await verifyResume((resume) => make(resume === undefined ? {} : { seed: undefined, resume }, given), {
      epochs: 3,
      every: 4,
    });
    const state = make({}, given).state();
    assert.throws(() => make({ seed: undefined, resume: state }), /with the sampler [0-9a-f]{16}/);
  });

  test("no part begins again where weights change", async () => {
    await using loader = make({}, { length: 80, changes: [{ epoch: 0, batch: 2, weights: [1, 1] }] });
    const all = (await batches(loader)).flat();
    // 70 of the first part, which has 100, and 36 of the second, which has 10.
    for (const part of [all.filter(isSecond), all.filter((one) => !isSecond(one))]) {
      assert.equal(new Set(part.map(({ index, copy }) => `${index} ${copy}`)).size, part.length);
    }
  });

  test("in workers, in ranks, of columns too", async () => {
    await using here = make();
    const expected = await batches(here);
    await using there = make({ workers: 1 });
    assert.deepEqual(await batches(there), expected);
    const ranks: Reference[][][] = [];
    for (const index of [0, 1, 2]) {
      await using rank = make({ batchSize: undefined, globalBatchSize: 8, shard: { index, count: 3 } });
      ranks.push(await batches(rank));
    }
    assert.deepEqual(
      expected.map((_, batch) => ranks.flatMap((own) => own[batch] ?? [])),
      expected,
    );
    const table = (length: number) => columnTable({ value: Float32Array.from(list(length)) });
    const columns = mix([
      { dataset: table(100), weight: 3 },
      { dataset: table(10), weight: 1 },
    ]);
    await using loader = new DataLoader(columns, { batchSize: 8, shuffle: true, seed: 2, workers: 0 });
    assert.deepEqual(await batches(loader), expected);
  });

  test("in evaluation mode every sample comes once", async () => {
    await using loader = make({ mode: "evaluate" });
    assert.deepEqual(
      (await batches(loader)).flat().map(({ index }) => index),
      list(110),
    );
  });

  test("what would lose the mixture is refused", () => {
    const mixed = mix(parts);
    assert.throws(
      () => subset(mixed, { end: 3 }),
      /what mix makes has an order of its own, which taking a part would lose/,
    );
    assert.throws(() => split(mixed, { a: 0.5, b: 0.5 }), /has an order of its own/);
    assert.throws(() => concat([mixed, whole(3)]), /has an order of its own, which concat would lose/);
    assert.throws(() => make({ sampler: { batches: () => 1, at: () => [1] } }), /there can be no sampler beside it/);
  });

  test("what cannot be is refused", () => {
    const fails = (of: unknown, options: object, message: RegExp) =>
      assert.throws(() => mix(of as typeof parts, options), message);
    const [one] = parts as [(typeof parts)[0]];
    fails([], {}, /at least one \{ dataset, weight \}/);
    fails([{ ...one, weight: -1 }], {}, /the parts' weights must be numbers from 0, but that of part 0 is -1/);
    fails([{ ...one, weight: 0 }], {}, /the parts' weights are all 0/);
    fails([one, { ...one, weight: 1e-9 }], {}, /must be 0 or at least 1\/65536 of all/);
    fails([{ dataset: whole(0), weight: 1 }], {}, /part 0 has no samples, so its weight must be 0/);
    fails(parts, { length: 0.5 }, /mix: length must be a whole number of samples from 1/);
    fails(parts, { changes: [{ epoch: 1, weights: [1] }] }, /weights of changes\[0\] must be a list of 2/);
    fails(
      parts,
      { changes: [{ epoch: 0, weights: [1, 1] }] },
      /changes\[0\] must be at an epoch and batch behind epoch 0/,
    );
    const changes = [2, 1].map((epoch) => ({ epoch, weights: [1, 1] }));
    fails(parts, { changes }, /changes\[1\] must be at an epoch and batch behind epoch 2, batch 0/);
  });
});

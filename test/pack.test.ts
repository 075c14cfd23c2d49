import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  columnTable,
  DataLoader,
  type DataLoaderOptions,
  type LoaderState,
  lengthsOf,
  type ProgressReport,
  pack,
  type Reference,
  SampleError,
  verifyResume,
} from "millrace";
import { packed } from "../src/order/packing.ts";
import { Permutation } from "../src/order/permutation.ts";
import { list, sorted, whole } from "./helpers/numbered.ts";

type Options = Partial<DataLoaderOptions> & { readonly resume?: LoaderState };
interface Seen {
  readonly references: readonly Reference[];
  readonly bins: readonly number[][];
  readonly padding: number;
}

const capacity = 100;
const lengths = Uint32Array.from(list(600), (index) => ((index * 7919) % 83) + 1);

function make(length: number, options: Options): DataLoader<{ row: number }> {
  const sampler = pack(lengths.subarray(0, length), { capacity });
  const seed = options.resume === undefined ? { seed: 3 } : {};
  const given = { batchSize: 8, workers: 0, sampler, ...seed, ...options } as DataLoaderOptions;
  return new DataLoader(whole(length), given) as never;
}

/** The indices of each bin of a batch. */
function binsOf({ indices, packs }: { indices: readonly number[]; packs: Uint32Array | undefined }): number[][] {
  assert.ok(packs instanceof Uint32Array);
  assert.equal(packs.at(-1), indices.length);
  return Array.from(packs, (end, bin) => indices.slice(bin === 0 ? 0 : packs[bin - 1], end));
}

async function batches(length: number, options: Options, epochs = 1): Promise<Seen[][]> {
  await using loader = make(length, options);
  const all: Seen[][] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const own: Seen[] = [];
    for await (const batch of loader) {
      assert.deepEqual([...batch.row.data], batch.indices);
      own.push({ references: batch.references, bins: binsOf(batch), padding: batch.padding });
    }
    all.push(own);
  }
  return all;
}

const sumOf = (bin: readonly number[]) => bin.reduce((sum, index) => sum + (lengths[index] as number), 0);

/** How many bins there are if one is closed when the next sample does not fit. */
function nextFit(of: readonly number[], most: number): number {
  let bins = of.length === 0 ? 0 : 1;
  let sum = 0;
  for (const length of of) {
    if (sum + length > most) {
      bins++;
      sum = 0;
    }
    sum += length;
  }
  return bins;
}

describe("packing", () => {
  test("no bin is over capacity, all samples are in one, and no more bins than next-fit takes", () => {
    const cases = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 10 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(cases, (own) => {
        const { order, ends } = packed(own, Uint32Array.from(list(own.length)), 20);
        assert.deepEqual(sorted([...order]), list(own.length));
        assert.ok(ends.length <= nextFit(own, 20));
        let start = 0;
        const firsts: number[] = [];
        for (const end of ends) {
          const bin = [...order.slice(start, end)];
          assert.ok(bin.length > 0);
          assert.deepEqual(bin, sorted(bin), "in the loader's order");
          assert.ok(bin.reduce((sum, at) => sum + (own[at] as number), 0) <= 20);
          firsts.push(bin[0] as number);
          start = end;
        }
        assert.equal(start, own.length);
        assert.deepEqual(firsts, sorted(firsts), "bins by their first samples");
      }),
      { numRuns: 500 },
    );
  });

  test("next-fit's own bins where first-fit decreasing needs more", () => {
    // From the longest on: 6 5, 4 4 3, 2.
    const own = [4, 5, 3, 2, 4, 6];
    assert.equal(nextFit(own, 12), 2);
    assert.deepEqual([...packed(own, Uint32Array.from(list(6)), 12).ends], [3, 6]);
  });

  test("a window of random lengths is nearly full", async () => {
    const [own] = (await batches(600, { shuffle: true, batchSize: 64 })) as [Seen[]];
    const bins = own.flatMap((batch) => batch.bins);
    const total = sumOf(list(600));
    assert.deepEqual(sorted(bins.flat()), list(600));
    assert.ok(bins.length <= Math.ceil(total / capacity) * 1.02, `${bins.length} bins for ${total / capacity}`);
  });
});

describe("a loader that packs", () => {
  test("has batches of so many bins, and says where each ends", async () => {
    const [first, second] = (await batches(600, { shuffle: true }, 2)) as [Seen[], Seen[]];
    for (const epoch of [first, second]) {
      assert.deepEqual(sorted(epoch.flatMap(({ bins }) => bins.flat())), list(600));
      for (const { bins } of epoch.slice(0, -1)) assert.equal(bins.length, 8);
      for (const { bins, references } of epoch) {
        for (const bin of bins) assert.ok(sumOf(bin) <= capacity);
        assert.deepEqual(
          references.map((reference) => reference.pack),
          bins.flatMap((bin, number) => bin.map(() => number)),
        );
      }
    }
    assert.notDeepEqual(first, second);
    const order = new Permutation(600, 3, 0);
    const place = new Map(list(600).map((position) => [order.at(position), position]));
    const starts = first.flatMap(({ bins }) => bins.map(([index]) => place.get(index as number) as number));
    assert.notDeepEqual(starts, sorted(starts), "bins come in an order of their own");
    const [plain] = (await batches(600, {})) as [Seen[]];
    const own = plain.flatMap(({ bins }) => bins.map(([index]) => index as number));
    assert.deepEqual(own, sorted(own), "or in that of the dataset");
  });

  test("is the same for any workers, and resumes exactly", async () => {
    const expected = await batches(300, { shuffle: true }, 2);
    assert.deepEqual(await batches(300, { shuffle: true, workers: 1 }, 2), expected);
    for (const tail of ["partial", "drop", "pad"] as const) {
      const { states } = await verifyResume((resume) => make(300, { shuffle: true, tail, ...(resume && { resume }) }), {
        epochs: 2,
        every: 3,
      });
      assert.ok(states > 5);
    }
  });

  test("a bin is never divided between ranks, and together they are one", async () => {
    for (const tail of ["partial", "pad"] as const) {
      const [all] = (await batches(300, { shuffle: true, tail })) as [Seen[]];
      for (const count of [2, 3, 5]) {
        const ranks: Seen[][] = [];
        for (const index of list(count)) {
          const sizes = { batchSize: undefined as never, globalBatchSize: 8 };
          const [own] = await batches(300, { shuffle: true, tail, ...sizes, shard: { index, count } });
          ranks.push(own as Seen[]);
        }
        for (const [number, { bins, padding }] of all.entries()) {
          const together = ranks.flatMap((own) => {
            const { bins: theirs, padding: rows, references } = own[number] as Seen;
            const kept = references.length - rows;
            let seen = 0;
            return theirs.filter((bin) => {
              seen += bin.length;
              return seen <= kept;
            });
          });
          const rows = bins.flat().length - padding;
          let seen = 0;
          const expected = bins.filter((bin) => {
            seen += bin.length;
            return seen <= rows;
          });
          assert.deepEqual(together, expected);
        }
      }
    }
  });

  test("fills a last batch up with its own bins, or leaves it out", async () => {
    const [partial] = (await batches(300, {})) as [Seen[]];
    const last = partial.at(-1) as Seen;
    assert.ok(last.bins.length < 8);
    const [padded] = (await batches(300, { tail: "pad" })) as [Seen[]];
    const filled = padded.at(-1) as Seen;
    assert.deepEqual(
      filled.bins,
      list(8).map((bin) => last.bins[bin % last.bins.length]),
    );
    assert.equal(filled.padding, filled.bins.slice(last.bins.length).flat().length);
    assert.deepEqual(padded.slice(0, -1), partial.slice(0, -1));
    assert.deepEqual((await batches(300, { tail: "drop" }))[0], partial.slice(0, -1));
  });

  test("batch 10⁶ is found without those before it", async () => {
    const many = 9_000_000;
    const halves = new Uint8Array(many).fill(50);
    const dataset = whole(many);
    const sampler = pack(halves, { capacity });
    const of = (resume: LoaderState) => new DataLoader(dataset, { batchSize: 3, workers: 0, sampler, resume });
    // 32,768 bins a window of 65,536: window 91 begins in the middle of batch 993,962, behind two of its bins.
    const window = { window: 91, batch: 993_962, before: 2 };
    const state = { version: 1, seed: 1, epoch: 0, batch: 1_000_000, window } as const;
    await using loader = of(state);
    for await (const batch of loader) {
      assert.equal(batch.indices[0], 6_000_000);
      assert.deepEqual([...(batch.packs as Uint32Array)], [2, 4, 6]);
      break;
    }
    assert.deepEqual(loader.state().window, window);
    assert.throws(() => of({ ...state, window: { ...window, before: -1 } }), /its window must be/);
    assert.throws(() => of({ ...state, window: { ...window, batch: 1_000_001 } }), /its window must be/);
  });

  test("a bin is what is left of it where bad samples are skipped", async () => {
    const bad = new Set([4, 5, 6, 7]);
    const dataset = {
      length: 12,
      get: (row: number) => {
        if (bad.has(row)) throw new Error("bad");
        return { row };
      },
    };
    const own = [60, 40, 30, 30, 50, 50, 20, 10, 100, 90, 10, 20];
    const options = { batchSize: 3, workers: 0, onError: "skip", maxErrorRate: 1 } as const;
    await using all = new DataLoader(whole(12), { ...options, sampler: pack(own, { capacity }) });
    const expected: number[][] = [];
    for await (const batch of all) {
      expected.push(
        ...binsOf(batch)
          .map((bin) => bin.filter((index) => !bad.has(index)))
          .filter(({ length }) => length > 0),
      );
    }
    await using loader = new DataLoader(dataset, { ...options, sampler: pack(own, { capacity }) });
    const bins: number[][] = [];
    for await (const batch of loader) bins.push(...binsOf(batch));
    assert.deepEqual(bins, expected);
  });

  test("columns too", async () => {
    const table = columnTable({ value: Float32Array.from(list(300)) });
    const sampler = pack(lengths.subarray(0, 300), { capacity });
    await using loader = new DataLoader(table, { batchSize: 8, workers: 0, sampler, seed: 3, shuffle: true });
    const [expected] = (await batches(300, { shuffle: true })) as [Seen[]];
    for await (const batch of loader) {
      assert.deepEqual(binsOf(batch), expected[batch.number]?.bins);
      assert.deepEqual(batch.references, expected[batch.number]?.references);
    }
  });

  test("without it a batch has no packs", async () => {
    await using loader = new DataLoader(whole(3), { batchSize: 3, workers: 0 });
    for await (const batch of loader) {
      assert.equal(batch.packs, undefined);
      assert.equal("pack" in (batch.references[0] as Reference), false);
    }
  });

  test("what cannot be is refused", () => {
    assert.throws(() => pack([1], { capacity: 0 }), /pack: capacity must be a number above 0, got 0/);
    assert.throws(() => pack([1, 101], { capacity }), /pack: sample 1 has a length of 101, and a bin holds 100; leave/);
    assert.throws(() => pack([1, -1], { capacity }), /lengths\[1\] must be a number from 0, got -1/);
    assert.throws(() => make(5, { sampler: pack([1], { capacity }) }), /lengths must be a list of 5, one for each/);
    assert.throws(() => make(5, { onError: "replace" }), /onError "replace" does not go with pack/);
    const state = make(5, {}).state();
    const other = pack(lengths.subarray(0, 5), { capacity: 101 });
    assert.throws(() => make(5, { resume: state, sampler: other }), /with the sampler/);
  });
});

describe("lengthsOf", () => {
  const texts = { length: 250, get: (row: number) => ({ tokens: new Array(row % 7).fill(0) }) };

  test("reads every sample once, and tells how far it is", async () => {
    let reads = 0;
    const counted = {
      length: 250,
      async get(row: number) {
        reads++;
        return texts.get(row);
      },
    };
    const reports: ProgressReport[] = [];
    const progress = (report: ProgressReport) => void reports.push(report);
    const found = await lengthsOf(counted, ({ tokens }) => tokens.length, { progress });
    assert.ok(found instanceof Uint32Array);
    assert.deepEqual(
      [...found],
      list(250).map((row) => row % 7),
    );
    assert.equal(reads, 250);
    const { task, done, total, unit } = reports.at(-1) as ProgressReport;
    assert.deepEqual({ task, done, total, unit }, { task: "lengthsOf", done: 250, total: 250, unit: "samples" });
    assert.equal(reports[0]?.done, 3);
  });

  test("ends at its signal, and names what fails", async () => {
    await assert.rejects(
      lengthsOf(texts, () => 1, { signal: AbortSignal.abort(new Error("enough")) }),
      /enough/,
    );
    const fails = (lengthOf: unknown, message: RegExp) =>
      assert.rejects(lengthsOf(texts, lengthOf as () => number), message);
    await fails(
      () => -1,
      /lengthOf must return a whole number from 0 to 4294967295, and at once, but for sample 0 .* -1/,
    );
    await fails(() => 2 ** 32, /sample 0 it returned 4294967296/);
    await fails(async () => 1, /sample 0 it returned a promise/);
    await fails(3, /lengthOf must be a function \(sample, index\) => number, got 3/);
    const broken = (_: unknown, index: number) => {
      if (index === 9) throw new Error("no tokens");
      return 1;
    };
    await assert.rejects(
      lengthsOf(texts, broken),
      (error: unknown) => error instanceof SampleError && error.index === 9,
    );
    await assert.rejects(
      lengthsOf((() => []) as never, () => 1),
      /an iterable has no samples by number/,
    );
    await assert.rejects(
      lengthsOf(columnTable({ value: new Float32Array(2) }) as never, () => 1),
      /lengths are a column/,
    );
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  batchesOf,
  bucketByLength,
  classBalanced,
  DataLoader,
  type DataLoaderOptions,
  maxPixels,
  maxTokens,
  type Reference,
  repeat,
  type Sampler,
  stratified,
  verifyResume,
  weighted,
} from "millrace";
import { AliasTable } from "../src/samplers/alias-table.ts";
import { list, sorted, whole } from "./helpers/numbered.ts";

type Options = Partial<DataLoaderOptions>;

function make(length: number, options: Options) {
  return new DataLoader(whole(length), { batchSize: 8, seed: 3, workers: 0, ...options } as DataLoaderOptions);
}

/** The batches of some epochs, as references. */
async function batches(length: number, options: Options, epochs = 1): Promise<Reference[][][]> {
  await using loader = make(length, options);
  const all: Reference[][][] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const own: Reference[][] = [];
    for await (const batch of loader) own.push([...batch.references]);
    all.push(own);
  }
  return all;
}

const indicesOf = (references: readonly Reference[]) => references.map(({ index }) => index);

async function epoch(length: number, options: Options): Promise<number[]> {
  const [first] = await batches(length, options);
  return indicesOf((first as Reference[][]).flat());
}

/** No sample comes twice as the same copy. */
function allDiffer(references: readonly Reference[]): void {
  assert.equal(new Set(references.map(({ index, copy }) => `${index} ${copy}`)).size, references.length);
}

/** What every sampler holds to: the same whatever the workers, other in each epoch, resumed exactly, in several ranks. */
async function keepsItsPromises(length: number, options: Options): Promise<void> {
  const [first, second] = (await batches(length, options, 2)) as [Reference[][], Reference[][]];
  assert.deepEqual(await batches(length, { ...options, workers: 1 }, 2), [first, second]);
  if (options.shuffle !== false) assert.notDeepEqual(first.map(indicesOf), second.map(indicesOf));
  const { seed = 3, ...unseeded } = options;
  await verifyResume(
    (resume) =>
      make(length, resume === undefined ? { ...options, seed } : ({ ...unseeded, seed: undefined, resume } as never)),
    { epochs: 2, every: 3 },
  );
  const { batchSize, ...others } = options;
  const ranks: Reference[][][] = [];
  for (const index of [0, 1, 2]) {
    const shard = { index, count: 3 };
    const [own] = await batches(length, {
      ...others,
      batchSize: undefined as never,
      globalBatchSize: batchSize ?? 8,
      shard,
    });
    ranks.push(own as Reference[][]);
  }
  const together = first.map((_, batch) =>
    ranks.flatMap((own) => (own[batch] ?? []).filter(({ padding }) => padding !== true)),
  );
  assert.deepEqual(
    together,
    first.map((batch) => batch.filter(({ padding }) => padding !== true)),
  );
}

describe("weighted", () => {
  test("draws samples as often as their weights say, with replacement: chi-squared of 40,000 draws", async () => {
    const weights = [1, 2, 0, 4, 0.5, 2.5];
    const drawn = await epoch(6, { sampler: weighted(weights, { length: 40_000 }), batchSize: 500 });
    assert.equal(drawn.length, 40_000);
    const counts = weights.map((_, index) => drawn.filter((one) => one === index).length);
    assert.equal(counts[2], 0);
    let chiSquared = 0;
    for (const [index, weight] of weights.entries()) {
      if (weight > 0) chiSquared += ((counts[index] as number) - weight * 4000) ** 2 / (weight * 4000);
    }
    // Five standard deviations above the mean for four degrees of freedom.
    assert.ok(chiSquared < 4 + 5 * Math.sqrt(8), `${counts}: ${chiSquared}`);
  });

  test("keeps its promises, and no two draws of a sample are augmented alike", async () => {
    const sampler = weighted(list(20));
    allDiffer(((await batches(20, { sampler }))[0] as Reference[][]).flat());
    await keepsItsPromises(20, { sampler });
  });

  test("the order is frozen", async () => {
    const drawn = await epoch(10, { sampler: weighted(list(10)) });
    assert.deepEqual(drawn, [3, 5, 5, 7, 5, 9, 5, 3, 7, 9]);
  });

  test("of more than 2²⁴ weights the last are drawn as well as the first", () => {
    const length = 2 ** 24 + 1000;
    const weights = new Uint8Array(length).fill(1, length - 1000);
    const table = new AliasTable(weights);
    const seen = new Set<number>();
    let random = 1;
    const next = () => {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
      return random / 2 ** 32;
    };
    for (let draw = 0; draw < 20_000; draw++) seen.add(table.draw(next(), next()));
    for (const index of seen) assert.ok(index >= length - 1000);
    assert.ok(seen.size > 990, `${seen.size} of 1000`);
  });

  test("what cannot be is refused", () => {
    assert.throws(() => weighted([0, 0]), /weighted: all weights are 0/);
    assert.throws(() => weighted([1, -1]), /weights\[1\] must be a number from 0, got -1/);
    assert.throws(() => weighted([1, Number.NaN]), /weights\[1\] must be a number from 0, got NaN/);
    assert.throws(() => weighted([1], { length: 0 }), /length must be a whole number of samples from 1, got 0/);
    assert.throws(
      () => make(3, { sampler: weighted([1, 1]) }),
      /weights must be a list of 3, one for each sample, got 2/,
    );
    assert.throws(
      () => make(3, { sampler: weighted as never }),
      /sampler must be a sampler such as weighted\(weights\)/,
    );
  });
});

describe("classBalanced", () => {
  // 90 of one class, 8 and 2 of others.
  const labels = list(100).map((index) => (index < 90 ? "many" : index < 98 ? "few" : "two"));
  const classOf = (index: number) => labels[index] as string;

  test("every batch has as many of each class, to within one or two", async () => {
    const [first] = await batches(100, { sampler: classBalanced(labels), batchSize: 12 });
    for (const batch of (first as Reference[][]).slice(0, -1)) {
      for (const name of ["many", "few", "two"]) {
        const count = indicesOf(batch).filter((index) => classOf(index) === name).length;
        assert.ok(Math.abs(count - 4) <= 2, `${count} of ${name}`);
      }
    }
    const all = (first as Reference[][]).flat();
    allDiffer(all);
    const counts = ["many", "few", "two"].map((name) => indicesOf(all).filter((i) => classOf(i) === name).length);
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 2, `${counts}`);
    // All of a small class come before one of them comes again.
    const few = indicesOf(all).filter((index) => classOf(index) === "few");
    assert.equal(new Set(few.slice(0, 8)).size, 8);
  });

  test("keeps its promises, by labels and by the name of a field", async () => {
    await keepsItsPromises(100, { sampler: classBalanced(labels), batchSize: 12 });
    await keepsItsPromises(30, { sampler: classBalanced("group", { length: 50 }) });
    assert.equal((await epoch(30, { sampler: classBalanced("group", { length: 50 }) })).length, 50);
  });

  test("labels that do not fit are refused", () => {
    assert.throws(() => make(3, { sampler: classBalanced(["a"]) }), /labels must be a list of 3, .* got 1/);
    assert.throws(
      () => make(1, { sampler: classBalanced([null as never]) }),
      /labels\[0\] must be a number or a text, got null/,
    );
    assert.throws(
      () => make(3, { sampler: classBalanced("colour") }),
      /classBalanced: labels is "colour", but sample 0 has/,
    );
  });
});

describe("stratified", () => {
  const labels = Uint8Array.from(list(200), (index) => (index % 10 === 0 ? 2 : index % 2));

  test("every sample comes once, and each stretch has its share of each class", async () => {
    const order = await epoch(200, { sampler: stratified(labels), shuffle: true, batchSize: 20 });
    assert.deepEqual(sorted(order), list(200));
    for (let start = 0; start < 200; start += 20) {
      const counts = [0, 0, 0];
      for (const index of order.slice(start, start + 20)) counts[labels[index] as number]!++;
      for (const [label, share] of [8, 10, 2].entries()) {
        assert.ok(Math.abs((counts[label] as number) - share) <= 2, `${counts} from ${start}`);
      }
    }
  });

  test("keeps its promises, and the dataset's order where nothing is shuffled", async () => {
    await keepsItsPromises(200, { sampler: stratified(labels), shuffle: true, batchSize: 20 });
    const order = await epoch(200, { sampler: stratified(labels), shuffle: false });
    for (const label of [0, 1, 2]) {
      const own = order.filter((index) => labels[index] === label);
      assert.deepEqual(own, sorted(own));
    }
  });
});

describe("repeat", () => {
  test("goes through the dataset several times in an epoch, in an order of its own each time", async () => {
    const [first] = await batches(10, { sampler: repeat(3), shuffle: true, batchSize: 10 });
    const [one, two, three] = first as [Reference[], Reference[], Reference[]];
    for (const [copy, pass] of [one, two, three].entries()) {
      assert.deepEqual(sorted(indicesOf(pass)), list(10));
      for (const reference of pass) assert.equal(reference.copy, copy);
    }
    assert.notDeepEqual(indicesOf(one), indicesOf(two));
    assert.deepEqual(await epoch(3, { sampler: repeat(2) }), [0, 1, 2, 0, 1, 2]);
    await keepsItsPromises(10, { sampler: repeat(3), shuffle: true });
    assert.throws(() => repeat(0), /repeat: times must be a whole number from 1, got 0/);
  });
});

describe("bucketByLength", () => {
  const lengths = list(500).map((index) => ((index * 7919) % 101) + 1);
  const spread = (batch: readonly number[]) => {
    const own = batch.map((index) => lengths[index] as number);
    return Math.max(...own) - Math.min(...own);
  };

  test("puts samples of like length together, every sample once, the leftovers last", async () => {
    const sampler = bucketByLength(lengths, { batches: 20 });
    const [first] = await batches(500, { sampler, shuffle: true });
    const own = (first as Reference[][]).map(indicesOf);
    assert.deepEqual(sorted(own.flat()), list(500));
    assert.deepEqual(
      own.map(({ length }) => length),
      [...new Array(62).fill(8), 4],
    );
    // Of 160 samples of lengths 1 to 101, eight neighbours are within a few of one another.
    for (const batch of own.slice(0, 60)) assert.ok(spread(batch) <= 20, `${spread(batch)}`);
    const means = own.slice(0, 20).map((batch) => batch.reduce((sum, index) => sum + (lengths[index] as number), 0));
    assert.notDeepEqual(
      means,
      means.toSorted((a, b) => a - b),
      "batches come in a shuffled order",
    );
  });

  test("the leftovers come last where all is one window", async () => {
    const [first] = await batches(500, { sampler: bucketByLength(lengths), shuffle: true });
    const sizes = (first as Reference[][]).map((batch) => batch.length);
    assert.deepEqual(sizes, [...new Array(62).fill(8), 4]);
  });

  test("keeps its promises, with every tail", async () => {
    for (const tail of ["partial", "drop", "pad"] as const) {
      await keepsItsPromises(100, {
        sampler: bucketByLength(lengths.slice(0, 100), { batches: 5 }),
        shuffle: true,
        tail,
      });
    }
    await keepsItsPromises(100, { sampler: bucketByLength(lengths.slice(0, 100)), shuffle: false });
  });

  test("what cannot be is refused", () => {
    assert.throws(() => bucketByLength([1], { batches: 1 }), /batches must be a whole number from 2 to 4096, got 1/);
    assert.throws(() => bucketByLength([1, -2]), /lengths\[1\] must be a number from 0, got -2/);
    assert.throws(() => make(3, { sampler: bucketByLength([1]) }), /lengths must be a list of 3/);
  });
});

describe("budgets", () => {
  const lengths = Uint32Array.from(list(3000), (index) => ((index * 7919) % 97) + 3);
  const cost = (batch: readonly number[]) => batch.length * Math.max(...batch.map((index) => lengths[index] as number));

  test("a batch costs at most its budget, padding and all, and could not take another sample", async () => {
    for (const sortedByLength of [true, false]) {
      const budget = maxTokens(lengths, 1000, { sorted: sortedByLength });
      const [first] = await batches(3000, { batchSize: budget, shuffle: true });
      const own = (first as Reference[][]).map(indicesOf);
      assert.deepEqual(sorted(own.flat()), list(3000));
      for (const batch of own) assert.ok(cost(batch) <= 1000);
      if (sortedByLength) continue;
      for (const [number, batch] of own.slice(0, -1).entries()) {
        assert.ok(cost([...batch, own[number + 1]?.[0] as number]) > 1000, `batch ${number} had room`);
      }
    }
  });

  test("pixels are summed up, and maxSamples holds too", async () => {
    const [first] = await batches(3000, { batchSize: maxPixels(lengths, 1000, { maxSamples: 30 }), shuffle: true });
    for (const batch of first as Reference[][]) {
      const sum = indicesOf(batch).reduce((total, index) => total + (lengths[index] as number), 0);
      assert.ok(sum <= 1000 && batch.length <= 30);
    }
  });

  test("sorting makes batches even", async () => {
    const waste = async (sortedByLength: boolean) => {
      const [first] = await batches(3000, {
        batchSize: maxTokens(lengths, 1000, { sorted: sortedByLength }),
        shuffle: true,
      });
      return (first as Reference[][]).length;
    };
    assert.ok((await waste(true)) * 1.3 < (await waste(false)));
  });

  test("resume, ranks and the number of batches", async () => {
    const budget = maxTokens(lengths, 4000);
    await using loader = make(3000, { batchSize: budget, shuffle: true });
    const counted = [loader.length, 0];
    const seen: number[] = [0, 0];
    for (const number of [0, 1]) {
      for await (const _ of loader) seen[number] = (seen[number] as number) + 1;
      if (number === 0) counted[1] = loader.length as number;
    }
    assert.deepEqual(seen, counted);
    const small = lengths.slice(0, 300);
    await keepsItsPromises(300, { batchSize: maxTokens(small, 1000), shuffle: true });
    // Each of two ranks has the budget for itself.
    for (const index of [0, 1]) {
      const shard = { index, count: 2 };
      const [own] = await batches(3000, { batchSize: maxTokens(lengths, 1000), shuffle: true, shard });
      for (const batch of own as Reference[][]) assert.ok(cost(indicesOf(batch)) <= 1000);
    }
  });

  test("a resume goes through the window of its batch only", async () => {
    const many = new Uint32Array(200_000).fill(1);
    const make = (resume?: object) =>
      new DataLoader(whole(200_000), {
        ...{ batchSize: maxTokens(many, 100), workers: 0, ...(resume === undefined ? { seed: 1 } : { resume }) },
      } as DataLoaderOptions);
    await using loader = make();
    const { stream } = loader.state();
    const state = { version: 1, seed: 1, epoch: 0, batch: 1400, stream, window: { window: 2, batch: 1312 } } as const;
    await using resumed = make(state);
    for await (const batch of resumed) {
      // Two windows of 65,536 have 656 batches each; the 88 before it in the third have 100 samples each.
      assert.equal(batch.references[0]?.index, 2 * 65_536 + 88 * 100);
      break;
    }
    assert.deepEqual(resumed.state().window, { window: 2, batch: 1312 });
    assert.throws(
      () => make({ ...state, window: { window: 2, batch: 1401 } }),
      /its window must be \{ window, batch \}/,
    );
    assert.throws(() => make({ ...state, window: 3 }), /its window must be \{ window, batch \}/);
  });

  test("what cannot be is refused", () => {
    assert.throws(() => maxTokens([1, 2000], 1000), /sample 1 takes 2000 by itself, and a batch may take 1000/);
    assert.throws(() => maxTokens([1], 0), /the most of a batch must be a number above 0, got 0/);
    assert.throws(() => maxTokens([1], 9, { maxSamples: 0 }), /maxSamples must be a whole number from 1, got 0/);
    assert.throws(() => make(3, { batchSize: maxTokens([1], 9) }), /lengths must be a list of 3/);
    assert.throws(
      () => make(1, { batchSize: maxTokens([1], 9), tail: "drop" }),
      /tail "drop" needs batches of a number/,
    );
    const sampler = bucketByLength([1]);
    assert.throws(() => make(1, { batchSize: maxTokens([1], 9), sampler }), /the sampler makes batches itself/);
  });
});

describe("samplers of one's own", () => {
  const odd = {
    batches: ({ length }: { length: number }) => Math.floor(length / 4),
    at: (batch: number, { epoch }: { epoch: number }) => [4 * batch + 1, 4 * batch + 3, { index: epoch, copy: 7 }],
  };

  test("decide which samples are in a batch, copies and all", async () => {
    const [first, second] = await batches(8, { sampler: odd }, 2);
    const rows = (batch: Reference[] | undefined) => batch?.map(({ index, copy }) => [index, copy]);
    assert.deepEqual((first as Reference[][]).map(rows), [
      [
        [1, 0],
        [3, 0],
        [0, 7],
      ],
      [
        [5, 0],
        [7, 0],
        [0, 7],
      ],
    ]);
    assert.deepEqual(rows(second?.[1]), [
      [5, 0],
      [7, 0],
      [1, 7],
    ]);
    await keepsItsPromises(40, { sampler: odd });
  });

  test("batches that are written down, their order shuffled or not", async () => {
    const written = [[0, 5], [3], [7, 1, 2], [4, 6]];
    const sampler = batchesOf(written);
    const [plain] = await batches(8, { sampler });
    assert.deepEqual((plain as Reference[][]).map(indicesOf), written);
    const [first, second] = await batches(8, { sampler, shuffle: true }, 2);
    const own = (first as Reference[][]).map(indicesOf);
    assert.deepEqual(own.toSorted(), written.toSorted());
    assert.notDeepEqual(own, (second as Reference[][]).map(indicesOf));
    await keepsItsPromises(8, { sampler, shuffle: true });
  });

  test("are held to what they say", async () => {
    const fails = (sampler: object, message: RegExp) =>
      assert.rejects(batches(8, { sampler: sampler as never, batchSize: 2 }), message);
    await fails({ batches: () => 0, at: () => [1] }, /batches\(\) must give a whole number from 1, got 0/);
    await fails({ batches: () => 1, at: () => [] }, /batch 0 must be a list of at least one index/);
    await fails({ batches: () => 1, at: () => [8] }, /row 0 of batch 0 must be an index from 0 to 7, .* got 8/);
    await fails({ batches: () => 1, at: () => [1, 2, 3] }, /batch 0 3 samples, more than the batch size of 2/);
    assert.throws(() => make(8, { sampler: batchesOf([[0], [9]]) }), /batchesOf: row 0 of batch 1 must be an index/);
    assert.throws(() => batchesOf([]), /at least one batch/);
  });
});

describe("samplers and the rest of a loader", () => {
  const choosing: Record<string, Sampler> = {
    weighted: weighted(list(20)),
    classBalanced: classBalanced("group"),
    repeat: repeat(2),
  };

  test("those that choose are left out in evaluation mode", async () => {
    for (const [name, sampler] of Object.entries(choosing)) {
      assert.deepEqual(await epoch(20, { sampler, mode: "evaluate" }), list(20), name);
    }
    const arranged = await epoch(20, { sampler: bucketByLength(list(20).reverse()), mode: "evaluate" });
    assert.deepEqual(arranged, list(20).reverse());
  });

  test("a state of another sampler is refused", async () => {
    const state = make(20, { sampler: weighted(list(20)) }).state();
    const resume = (options: Options) => () =>
      make(20, { seed: undefined as never, ...options, resume: state } as never);
    resume({ sampler: weighted(list(20)) })();
    const differs = /with the sampler [0-9a-f]{16}, and this one has/;
    assert.throws(resume({}), differs);
    assert.throws(resume({ sampler: weighted([...list(19), 5]) }), differs);
    assert.throws(resume({ sampler: weighted(list(20), { length: 9 }) }), differs);
  });

  test("an iterable has none", () => {
    const iterable = () => [];
    const fails = (options: object, message: RegExp) =>
      assert.throws(
        () => new DataLoader(iterable, { batchSize: 2, workers: 0, ...options } as DataLoaderOptions),
        message,
      );
    fails({ sampler: repeat(2) }, /sampler needs a dataset with length and get/);
    fails({ batchSize: maxTokens([1], 2) }, /a budget needs a dataset with length and get/);
    fails({ shuffle: { window: 4, blocks: 2 } }, /shuffle\.blocks needs a dataset/);
  });
});

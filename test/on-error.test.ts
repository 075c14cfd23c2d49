import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { compose } from "@millrace/core/image";
import {
  BadSamplesError,
  type Batch,
  columnTable,
  DataLoader,
  fromModule,
  lint,
  type Step,
  tensor,
  text,
  verifyResume,
} from "millrace";
import type * as fixture from "./fixtures/fallible.ts";
import { asked, met, unserved, whole } from "./fixtures/fallible.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(2);

/** Holds the threads that all loaders of the file share. */
const keeper = new DataLoader({ length: 1, get: (value) => ({ value }) }, { batchSize: 1, workers: 2 });
before(() => keeper.schema());
after(() => keeper.close());

/** Numbers, of which those named are thrown. */
const numbers = (
  length: number,
  bad: readonly number[],
  thrown: (index: number) => unknown = (i) => new Error(`${i}`),
) => ({
  length,
  get: (value: number) => {
    if (bad.includes(value)) throw thrown(value);
    return { value };
  },
});

async function rowsOf(loader: AsyncIterable<Batch>): Promise<(readonly number[])[]> {
  const rows: (readonly number[])[] = [];
  for await (const { indices, size, references } of loader) {
    assert.deepEqual([references.length, references.map(({ index }) => index)], [size, indices]);
    rows.push(indices);
  }
  return rows;
}

const list = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i);

describe("limits", () => {
  test("maxErrors: the batch with the one too many throws, whatever the workers do, and again after a resume", async () => {
    const bad = [5, 30, 31, 50, 90];
    for (const workers of [0, 2]) {
      const options = { batchSize: 10, workers, onError: "skip", maxErrors: 3 } as const;
      await using loader = new DataLoader(numbers(100, bad), options);
      const sizes: number[] = [];
      const run = async (of: AsyncIterable<Batch>) => {
        for await (const { size } of of) sizes.push(size);
      };
      const expected = (error: unknown) => {
        assert.ok(error instanceof BadSamplesError);
        assert.deepEqual([error.seen, error.bad, error.samples.at(-1)?.index], [60, 4, 50]);
        assert.match(
          error.message,
          /^4 of 60 samples were bad \(6\.7 %\), and maxErrors allows 3; the last: .*sample 50, read: 50/,
        );
        return true;
      };
      await assert.rejects(run(loader), expected);
      assert.deepEqual(sizes, [9, 10, 10, 8, 10]);
      const state = loader.state();
      assert.deepEqual([state.batch, state.errors], [5, { seen: 50, skipped: 3, replaced: 0 }]);
      assert.equal(loader.stats().skipped, 3);
      assert.deepEqual(
        loader.report().samples.map(({ index }) => index),
        [5, 30, 31, 50],
      );
      await using resumed = new DataLoader(numbers(100, bad), { ...options, resume: state });
      await assert.rejects(run(resumed), expected);
      await using patient = new DataLoader(numbers(100, bad), { ...options, maxErrors: 5, resume: state });
      await run(patient);
      assert.deepEqual(patient.state().errors, { seen: 100, skipped: 5, replaced: 0 });
      assert.equal(patient.stats().skipped, 2, "what it did itself");
    }
  });

  test("a state counts what was delivered, and no empty batch behind it", async () => {
    const options = { batchSize: 4, workers: 0, onError: "skip", maxErrors: 5 } as const;
    await using loader = new DataLoader(numbers(20, [4, 5, 6, 7, 8, 9]), options);
    await assert.rejects(rowsOf(loader), /6 of 12 samples were bad/);
    assert.deepEqual(loader.state().errors, { seen: 4, skipped: 0, replaced: 0 });
  });

  test("maxErrorRate is looked at from 100 samples on, and a tenth is allowed by default", async () => {
    const first = numbers(300, list(0, 20));
    await using strict = new DataLoader(first, { batchSize: 20, workers: 2, onError: "skip" });
    const seen: number[] = [];
    await assert.rejects(async () => {
      for await (const { number } of strict) seen.push(number);
    }, /^BadSamplesError: 20 of 100 samples were bad \(20\.0 %\), and maxErrorRate allows 10 %/);
    assert.deepEqual(seen, [1, 2, 3], "the first batch is empty and does not come");
    await using lenient = new DataLoader(first, { batchSize: 20, workers: 2, onError: "skip", maxErrorRate: 0.2 });
    assert.equal((await rowsOf(lenient)).length, 14);
    await using few = new DataLoader(numbers(99, list(1, 99)), { batchSize: 20, workers: 0, onError: "skip" });
    assert.deepEqual(await rowsOf(few), [[0]]);
  });

  test("the report is bounded, and counts what is beyond", async () => {
    const half = numbers(
      2400,
      list(0, 2400).filter((i) => i % 2 === 1),
    );
    await using loader = new DataLoader(half, { batchSize: 100, workers: 0, onError: "skip", maxErrorRate: 1 });
    await rowsOf(loader);
    const { samples, beyond } = loader.report();
    assert.deepEqual([samples.length, samples.at(-1)?.index, beyond], [1000, 1999, 200]);
    await using throwing = new DataLoader(numbers(4, []), { batchSize: 2, workers: 0 });
    await rowsOf(throwing);
    assert.deepEqual([throwing.report(), throwing.state().errors], [{ samples: [], beyond: 0 }, undefined]);
  });
});

describe("what a bad sample does to its stream", () => {
  for (const workers of [0, 2]) {
    test(`a batch of which nothing is left does not come, also at the end, workers: ${workers}`, async () => {
      const bad = [...list(4, 12), ...list(16, 20)];
      const make = (resume?: object) =>
        new DataLoader(numbers(20, bad), {
          ...{ batchSize: 4, workers, onError: "skip", maxErrorRate: 1 },
          ...(resume && { resume: resume as never }),
        });
      await using loader = make();
      const seen: number[] = [];
      for await (const { number } of loader) seen.push(number);
      assert.deepEqual(seen, [0, 3]);
      assert.deepEqual(loader.state().errors, { seen: 20, skipped: 12, replaced: 0 });
      await verifyResume(make, { epochs: 2 });
      await loader.warm();
      assert.deepEqual((await rowsOf(loader)).length, 2);
    });

    test(`where the first samples are bad the next ones are looked at; where 65 are, the first is the error, workers: ${workers}`, async () => {
      const options = { batchSize: 8, workers, onError: "skip", maxErrorRate: 1 } as const;
      await using some = new DataLoader(numbers(70, list(0, 64)), options);
      assert.deepEqual(await rowsOf(some), [list(64, 70)]);
      await using many = new DataLoader(numbers(70, list(0, 65)), options);
      await assert.rejects(many.schema(), /^SampleError: sample 0, epoch 0, .*: 0$/);
      await using all = new DataLoader(numbers(5, list(0, 5)), options);
      await assert.rejects(rowsOf(all), /^SampleError: sample 0, epoch 0, .*: 0$/);
    });

    test(`whatever is thrown, and what is no sample, is bad, workers: ${workers}`, async () => {
      const thrown = [null, undefined, "a text", 17, { an: "object" }, Symbol("none")];
      const strange = { length: 12, get: (i: number) => [undefined, null, 3][i - 8] as never };
      const dataset = {
        length: 12,
        get: (value: number) => {
          if (value >= 8 && value < 11) return strange.get(value);
          if (value > 1 && value < 8) throw thrown[value - 2];
          return { value };
        },
      };
      await using loader = new DataLoader(dataset, { batchSize: 4, workers, onError: "skip", maxErrorRate: 1 });
      assert.deepEqual(await rowsOf(loader), [[0, 1], [11]]);
      const { samples } = loader.report();
      assert.deepEqual(
        samples.map(({ index, stage }) => [index, stage]),
        list(2, 11).map((i) => [i, "read"]),
      );
      assert.match(samples[2]?.reason ?? "", /a text/);
      assert.match(samples[6]?.reason ?? "", /sample/);
    });

    test(`one that does not fit the schema is bad, and lint says so, workers: ${workers}`, async () => {
      const of = (value: number) => {
        if (value === 3) return { value: "three", other: tensor(new Float32Array(2), [2]) };
        if (value === 4) return { value, more: 1 };
        return { value, other: tensor(new Float32Array(value === 5 ? 3 : 2), [value === 5 ? 3 : 2]) };
      };
      const dataset = (length: number) => ({ length, get: (value: number) => of(value) as { value: number } });
      await using loader = new DataLoader(dataset(5), { batchSize: 4, workers, onError: "skip", maxErrorRate: 1 });
      assert.deepEqual(await rowsOf(loader), [[0, 1, 2]]);
      const { samples } = loader.report();
      assert.deepEqual(
        samples.map(({ index, stage }) => `${index} ${stage}`),
        ["3 schema", "4 schema"],
      );
      const options = { batchSize: 4, workers, maxErrorRate: 1 } as const;
      await using collating = new DataLoader(dataset(8), { ...options, onError: "skip" });
      assert.deepEqual(
        await rowsOf(collating),
        [
          [0, 1, 2],
          [6, 7],
        ],
        "one of another length than the schema says",
      );
      const large = { length: 8, get: (id: number) => ({ id: id === 5 ? 900100581904 : id }) };
      await using replacing = new DataLoader(large, { ...options, onError: "replace", seed: 1 });
      assert.deepEqual(
        (await rowsOf(replacing)).map(({ length }) => length),
        [4, 4],
      );
      const { samples: bad } = replacing.report();
      assert.deepEqual(
        bad.map(({ index, stage, action }) => [index, stage, action]),
        [[5, "schema", "replace"]],
      );
      assert.match(bad[0]?.reason ?? "", /"id" is 900100581904, which float32 cannot hold/);
      const any = { length: 8, get: (i: number) => ({ row: new Float32Array(i === 5 ? 3 : 2) }) };
      const open = { schema: { row: { shape: [-1] } } } as const;
      await using stacking = new DataLoader(any, { ...options, ...open, onError: "skip" });
      await assert.rejects(rowsOf(stacking), /which do not stack/, "two that do not stack are their batch's");
      const linted = await lint(dataset(8), { workers });
      assert.deepEqual(
        linted.samples.map(({ index, stage }) => `${index} ${stage}`),
        ["3 schema", "4 schema", "5 schema"],
      );
      assert.deepEqual([linted.tried, linted.bad, linted.reasons.length], [8, 3, 3]);
    });

    test(`where no substitute is good it is an error of its batch, workers: ${workers}`, async () => {
      const options = { batchSize: 2, workers, onError: "replace", maxErrorRate: 1 } as const;
      await using loader = new DataLoader(numbers(40, list(3, 40)), options);
      const seen: number[] = [];
      await assert.rejects(async () => {
        for await (const { number } of loader) seen.push(number);
      }, /^Error: sample \d+ of batch \d+ of epoch 0 is bad, and so are the 5 that were tried in its place \(samples \d+, \d+, \d+, \d+, \d+\): /);
      assert.ok(seen.includes(0));
      await using alone = new DataLoader({ length: 1, get: () => ({ value: 1 }) }, options);
      assert.deepEqual(await rowsOf(alone), [[0]]);
      let calls = 0;
      const get = () => {
        if (calls++ > 0) throw new Error("gone");
        return { value: 1 };
      };
      await using single = new DataLoader({ length: 1, get }, options);
      await rowsOf(single);
      await assert.rejects(
        rowsOf(single),
        /sample 0 of batch 0 of epoch 1 is bad, and there is no other sample in the dataset to take its place: .*gone/,
      );
    });
  }

  test("an iterable skips what is no sample, and its copies, and nothing shifts", async () => {
    for (const workers of [0, 2]) {
      const dataset = async function* () {
        for (let i = 0; i < 10; i++)
          yield (i === 0 || i === 4 ? null : { word: text(`${i}`) }) as { word: ReturnType<typeof text> };
      };
      const make = (resume?: object) =>
        new DataLoader(() => dataset(), {
          batchSize: 3,
          workers,
          onError: "skip",
          maxErrorRate: 1,
          ...(resume && { resume: resume as never }),
        });
      await using loader = make();
      assert.deepEqual(await rowsOf(loader), [[1, 2], [3, 5], [6, 7, 8], [9]]);
      assert.deepEqual(
        loader.report().samples.map(({ index, batch }) => [index, batch]),
        [
          [0, 0],
          [4, 1],
        ],
      );
      await verifyResume(make);
    }
  });
});

describe("steps that meet or serve several", () => {
  const bad = [3, 9];
  const module = new URL("./fixtures/fallible.ts", import.meta.url);
  const dataset = () => fromModule<typeof fixture.words>(module, "words", { length: 24, bad });
  const options = { batchSize: 6, shuffle: true, seed: 3, onError: "skip", maxErrorRate: 1 } as const;

  async function words(transform: Step, workers: number, onError: "skip" | "replace") {
    await using loader = new DataLoader(dataset(), { ...options, onError, workers, transform });
    const found: [number, string][] = [];
    for await (const { indices, word } of loader)
      for (const [row, index] of indices.entries()) found.push([index, (word as unknown as string[])[row] as string]);
    return { found, report: loader.report() };
  }

  test("are served without those that are bad, and what fails by itself is bad", async () => {
    for (const onError of ["skip", "replace"] as const) {
      const expected = await words(compose([asked(), whole()]), 0, onError);
      for (const [index, word] of expected.found) assert.equal(word, `<${index}>!`);
      assert.equal(expected.found.length, onError === "skip" ? 21 : 24);
      const failed = new Set(expected.report.samples.map(({ index, stage }) => `${index} ${stage}`));
      assert.ok(
        ["3 read", "9 read", "12 transform"].every((one) => failed.has(one)),
        [...failed].join(),
      );
      assert.deepEqual(await words(compose([asked(), whole()]), 2, onError), expected);
    }
  });

  test("a partner that is bad makes the sample that meets it bad", async () => {
    for (const onError of ["skip", "replace"] as const) {
      const expected = await words(compose([asked(), met()]), 0, onError);
      for (const [index, word] of expected.found) {
        assert.match(word, new RegExp(`^<${index}>\\+<\\d+>\\+<\\d+>$`));
        assert.ok(![...word.matchAll(/\d+/g)].some(([one]) => [3, 9, 12].includes(Number(one))), word);
      }
      assert.ok(expected.report.samples.some(({ index }) => ![3, 9, 12].includes(index)));
      assert.deepEqual(await words(compose([asked(), met()]), 2, onError), expected);
    }
  });

  test("a step of all that fails is no sample's fault", async () => {
    for (const workers of [0, 2]) {
      await using loader = new DataLoader(dataset(), { ...options, workers, transform: unserved() });
      await assert.rejects(rowsOf(loader), /nobody answers/);
    }
  });
});

describe("what is refused", () => {
  const refused = (make: () => unknown, message: RegExp) => assert.throws(make, { name: "OptionError", message });
  const some = numbers(10, []);

  test("options that cannot work", () => {
    refused(
      () => new DataLoader(some, { batchSize: 2, onError: "ignore" as never }),
      /onError.*"throw", "skip" or "replace"/,
    );
    refused(
      () => new DataLoader(some, { batchSize: 2, maxErrors: 1 }),
      /maxErrors is for onError: "skip" or "replace"/,
    );
    refused(
      () => new DataLoader(some, { batchSize: 2, onError: "skip", maxErrorRate: 2 }),
      /maxErrorRate.*from 0 to 1/,
    );
    refused(() => new DataLoader(some, { batchSize: 2, maxRetries: -1 }), /maxRetries/);
    refused(() => new DataLoader(some, { batchSize: 2, timeoutMs: 0 }), /timeoutMs/);
    refused(
      () => new DataLoader([{ value: 1 }], { batchSize: 2, onError: "replace" }),
      /onError "replace" needs a dataset with length and get/,
    );
    const table = columnTable({ a: Float32Array.of(1, 2) });
    for (const given of [{ onError: "skip" }, { timeoutMs: 10 }] as const) {
      refused(
        () => new DataLoader(table as never, { batchSize: 2, ...given }),
        /is for datasets of samples, and this one gives columns/,
      );
    }
  });

  test("states whose counts are broken, by their fields; old ones without are taken", async () => {
    const options = { batchSize: 2, workers: 0, onError: "skip", seed: 1 } as const;
    await using loader = new DataLoader(some, options);
    const { errors, ...old } = loader.state();
    assert.deepEqual(errors, { seen: 0, skipped: 0, replaced: 0 });
    const broken: readonly (readonly [unknown, RegExp])[] = [
      [3, /its errors must be an object, or absent, got 3/],
      [{ seen: -1, skipped: 0, replaced: 0 }, /its errors\.seen must be a whole number from 0, got -1/],
      [{ seen: 1, skipped: 0.5, replaced: 0 }, /its errors\.skipped must be/],
      [{ seen: 1, skipped: 0 }, /its errors\.replaced must be/],
      [{ seen: 1, skipped: 1, replaced: 1 }, /its errors\.seen must be at least skipped \+ replaced, 2, got 1/],
    ];
    for (const [value, message] of broken) {
      refused(() => new DataLoader(some, { ...options, resume: { ...old, errors: value as never } }), message);
    }
    await using taken = new DataLoader(some, { ...options, resume: old });
    assert.equal((await rowsOf(taken)).length, 5);
  });

  test("what cannot be linted", async () => {
    await assert.rejects(lint(columnTable({ a: Float32Array.of(1) }) as never), /a table has no samples/);
    await assert.rejects(lint([] as never), /an iterable is looked at while it is used/);
    await assert.rejects(lint(some, { shuffle: true } as never), /lint: unknown option "shuffle"/);
    const ended = new AbortController();
    ended.abort(new Error("enough"));
    await assert.rejects(lint(some, { workers: 0, signal: ended.signal }), /enough/);
  });
});

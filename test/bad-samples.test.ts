import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Batch, DataLoader, type Dataset, verifyResume } from "millrace";
import { shareThreads } from "./helpers/share-threads.ts";
import { workerDataset } from "./helpers/user-module.ts";

shareThreads(2);

/** Every sample that a row may be, with what it is made of. */
const badOnes = [3, 4, 17, 40];

/** Numbers from 0 to 47, some of which cannot be read; read here, or in workers. */
const datasets: Readonly<Record<string, () => Dataset<{ value: number }>>> = {
  "read on the main thread": () => ({
    length: 48,
    get: (i) => {
      if (badOnes.includes(i)) throw new Error(`no number ${i}`);
      return { value: i };
    },
  }),
  "waited for on the main thread": () => ({
    length: 48,
    get: async (i) => {
      await new Promise((resolve) => setTimeout(resolve, i % 3));
      if (badOnes.includes(i)) throw new Error(`no number ${i}`);
      return { value: i };
    },
  }),
  "read together": () => ({
    length: 48,
    get: () => ({ value: 0 }),
    getMany: async (indices) => {
      const broken = indices.find((i) => badOnes.includes(i));
      if (broken !== undefined) throw new Error(`no number ${broken}`);
      return indices.map((value) => ({ value }));
    },
  }),
  "read in workers": () =>
    workerDataset(`() => ({ length: 48, get: (i) => {
      if (${JSON.stringify(badOnes)}.includes(i)) throw new Error("no number " + i);
      return { value: i };
    } })`),
  "waited for in workers": () =>
    workerDataset(`() => ({ length: 48, get: async (i) => {
      await wait(i % 3);
      if (${JSON.stringify(badOnes)}.includes(i)) throw new Error("no number " + i);
      return { value: i };
    } })`),
  "read together in workers": () =>
    workerDataset(`() => ({ length: 48, getMany: (indices) => {
      const broken = indices.find((i) => ${JSON.stringify(badOnes)}.includes(i));
      if (broken !== undefined) throw new Error("no number " + broken);
      return indices.map((value) => ({ value }));
    }, get: () => ({ value: 0 }) })`),
};

const options = { batchSize: 4, shuffle: true, seed: 5, maxErrorRate: 1 } as const;

interface Row {
  readonly number: number;
  readonly rows: readonly number[];
  readonly indices: readonly number[];
}

async function rowsOf(loader: AsyncIterable<Batch & { value: { data: ArrayLike<number> } }>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { number, value, indices } of loader) rows.push({ number, rows: Array.from(value.data), indices });
  return rows;
}

const whole = () =>
  new DataLoader({ length: 48, get: (value: number) => ({ value }) }, { ...options, onError: "skip", workers: 0 });

/** Holds the threads that all loaders of the file share. */
const keeper = new DataLoader({ length: 1, get: (value) => ({ value }) }, { batchSize: 1, workers: 2 });
before(() => keeper.schema());
after(() => keeper.close());

for (const [name, make] of Object.entries(datasets)) {
  describe(`a dataset ${name}`, () => {
    for (const workers of [0, 2]) {
      test(`skip leaves rows out and nothing shifts, workers: ${workers}`, async () => {
        await using calm = whole();
        const expected = (await rowsOf(calm as never)).map(({ number, rows }) => {
          const left = rows.filter((value) => !badOnes.includes(value));
          return { number, rows: left, indices: left };
        });
        await using loader = new DataLoader(make(), { ...options, onError: "skip", workers });
        assert.deepEqual(await rowsOf(loader as never), expected);
        const { skipped, replaced } = loader.stats();
        assert.deepEqual([skipped, replaced], [4, 0]);
        const { samples, beyond } = loader.report();
        assert.equal(beyond, 0);
        assert.deepEqual(
          samples.map(({ index }) => index).sort((a, b) => a - b),
          badOnes,
        );
        for (const { stage, reason, action, epoch, row, index } of samples) {
          assert.deepEqual([stage, reason, action, epoch, row], ["read", `no number ${index}`, "skip", 0, index]);
        }
      });

      test(`replace takes others in their place and nothing shifts, workers: ${workers}`, async () => {
        await using calm = whole();
        const before = await rowsOf(calm as never);
        await using loader = new DataLoader(make(), { ...options, onError: "replace", workers });
        const after = await rowsOf(loader as never);
        const { samples } = loader.report();
        assert.ok(samples.length >= 4);
        for (const [number, { rows }] of before.entries()) {
          const expected = rows.map((value) => {
            if (!badOnes.includes(value)) return value;
            let at = samples.findIndex(({ batch, index }) => batch === number && index === value);
            while (samples[at]?.index !== undefined && badOnes.includes(samples[at]?.substitute as number)) at++;
            return samples[at]?.substitute;
          });
          assert.deepEqual(after[number], { number, rows: expected, indices: expected });
        }
        assert.deepEqual(loader.stats().replaced, samples.length);
        await using other = new DataLoader(datasets["read on the main thread"]?.() as Dataset<{ value: number }>, {
          ...options,
          onError: "replace",
          workers: 0,
        });
        assert.deepEqual(await rowsOf(other as never), after, "the same, wherever it is read");
        assert.deepEqual(other.report(), loader.report());
      });

      for (const onError of ["skip", "replace"] as const) {
        test(`${onError} resumes exactly, with its counts, workers: ${workers}`, async () => {
          const { states } = await verifyResume(
            (resume) => new DataLoader(make(), { ...options, onError, workers, ...(resume && { resume }) }),
            { epochs: 2, every: 3 },
          );
          assert.ok(states >= 8);
        });
      }
    }
  });
}

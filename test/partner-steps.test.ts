import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compose, randomHorizontalFlip } from "@millrace/core/image";
import { augment, concat, DataLoader, fromModule, type Pixels, type Step, subset, type Text, text } from "millrace";
import type * as fixture from "./fixtures/steps.ts";
import { blended, joined, tripled, turned } from "./fixtures/steps.ts";
import { grey } from "./helpers/numbers.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

const module = new URL("./fixtures/steps.ts", import.meta.url);
const here = { length: 12, get: (index: number) => ({ image: grey(index * 20), caption: text(`t${index}`) }) };
const there = fromModule<typeof fixture.captioned>(module, "captioned", { length: 12 });

interface Options {
  transform: Step;
  workers: number;
  batchSize?: number;
  resume?: { version: 1; seed: number; epoch: number; batch: number };
}

async function stream(dataset: typeof here, { resume, ...options }: Options) {
  const more = resume === undefined ? {} : { resume };
  await using loader = new DataLoader(dataset, { batchSize: 5, shuffle: true, seed: 7, ...options, ...more });
  const rows: { index: number; copy: number; caption: string; first: number }[] = [];
  for await (const batch of loader) {
    const bytes = batch.image.data as Uint8Array;
    for (const [row, { index, copy }] of batch.references.entries()) {
      const first = bytes[(row * bytes.length) / batch.size] as number;
      rows.push({ index, copy, caption: batch.caption[row] as string, first });
    }
  }
  return rows;
}

describe("a step that meets other samples", () => {
  test("through workers it is what augment says, whoever reads", async () => {
    const transform = compose([randomHorizontalFlip(), turned(), joined(), blended()]);
    for (const dataset of [here, there as unknown as typeof here]) {
      for (const workers of [0, 1, 2]) {
        const rows = await stream(dataset, { transform, workers });
        assert.equal(rows.length, 12);
        for (const { index, caption, first } of rows) {
          const options = { seed: 7, epoch: 0, index, partners: dataset };
          const { sample } = await augment(dataset.get(index), transform, options);
          assert.equal(caption, (sample.caption as Text).value);
          assert.equal(first, (sample.image as Pixels).data[0]);
        }
        assert.equal(
          rows.some(({ caption }) => /t\d+.*\+.*t\d+/.test(caption)),
          true,
        );
      }
    }
  });

  test("in parts and concatenations it meets samples of the whole loader's dataset", async () => {
    const dataset = concat([subset(here, { start: 6 }), here]) as typeof here;
    const rows = await stream(dataset, { transform: joined(), workers: 2 });
    assert.equal(rows.length, 18);
    for (const { index, caption } of rows) {
      const { sample } = await augment(dataset.get(index), joined(), { seed: 7, index, partners: dataset });
      assert.equal(caption, (sample.caption as Text).value);
    }
  });

  test("and those whom it meets have met others before", async () => {
    const transform = compose([joined(), turned(), joined()]);
    for (const dataset of [here, there as unknown as typeof here]) {
      for (const { index, caption } of await stream(dataset, { transform, workers: 2 })) {
        const { sample } = await augment(dataset.get(index), transform, { seed: 7, index, partners: dataset });
        assert.equal(caption, (sample.caption as Text).value);
        assert.equal(caption.split("+").length, 9);
      }
    }
  });

  test("after a resume it is the same", async () => {
    const transform = compose([turned(), joined()]);
    const all = await stream(here, { transform, workers: 2 });
    const rest = await stream(here, { transform, workers: 1, resume: { version: 1, seed: 7, epoch: 0, batch: 1 } });
    assert.deepEqual(rest, all.slice(5));
  });

  test("one that cannot be read fails the sample that meets it", async () => {
    const dataset = fromModule<typeof fixture.captioned>(module, "captioned", { length: 12, missing: 3 });
    for (const workers of [0, 2]) {
      await using loader = new DataLoader(subset(dataset, { start: 0, end: 12 }), {
        batchSize: 1,
        workers,
        seed: 7,
        transform: joined(),
      });
      const error = await (async () => {
        for await (const _ of loader);
      })().catch((caught: Error & { index: number }) => caught);
      assert.equal(error instanceof Error, true);
      assert.match((error as Error).message, /row 3 is gone/);
      // The samples in front of the third that meet nobody of them come first.
      assert.equal((error as { index: number }).index <= 3, true);
    }
  });

  test("an iterable cannot be asked for partners", () => {
    assert.throws(
      () => new DataLoader(function* () {} as never, { batchSize: 1, transform: joined() }),
      /takes other samples of the dataset as partners.*an iterable cannot be asked/,
    );
  });
});

describe("a step that makes several samples of one", () => {
  test("they follow one another, over the ends of batches, with draws of their own", async () => {
    const alone = await stream(here, { transform: tripled(), workers: 0 });
    assert.equal(alone.length, 36);
    for (const [position, { index, copy, caption }] of alone.entries()) {
      assert.equal(copy, position % 3);
      assert.equal(caption, `t${index}#${copy}`);
      assert.equal(index, alone[position - copy]?.index);
    }
    assert.deepEqual(
      [...new Set(alone.map(({ index }) => index))].sort((a, b) => a - b),
      [...Array(12).keys()],
    );
    assert.deepEqual(
      await stream(there as unknown as typeof here, { transform: tripled(), workers: 2 }),
      rescaled(alone),
    );
  });

  test("their number is that of the policy, and a resume begins in the middle of them", async () => {
    await using loader = new DataLoader(here, { batchSize: 5, transform: tripled({ copies: 2 }) });
    assert.equal(loader.length, 5);
    const all = await stream(here, { transform: tripled(), workers: 2 });
    const rest = await stream(here, {
      transform: tripled(),
      workers: 2,
      resume: { version: 1, seed: 7, epoch: 0, batch: 2 },
    });
    assert.deepEqual(rest, all.slice(10));
  });

  test("of an iterable too", async () => {
    const seen: string[][] = [];
    const read = async (firstBatch: number) => {
      const iterable = Object.assign(
        function* ({ skip }: { skip: number }) {
          for (let index = skip; index < 4; index++) yield { caption: text(`t${index}`) };
        },
        { seeks: true as const },
      );
      const resume = { version: 1 as const, seed: 7, epoch: 0, batch: firstBatch };
      await using loader = new DataLoader(iterable, { batchSize: 5, workers: 1, transform: tripled(), resume });
      const captions: string[] = [];
      for await (const batch of loader) captions.push(...(batch.caption as string[]));
      seen.push(captions);
    };
    await read(0);
    await read(1);
    const whole = [0, 1, 2, 3].flatMap((index) => [0, 1, 2].map((copy) => `t${index}#${copy}`));
    assert.deepEqual(seen, [whole, whole.slice(5)]);
  });
});

/** The images of the dataset that workers read are not as bright. */
function rescaled(rows: Awaited<ReturnType<typeof stream>>) {
  return rows.map((row) => ({ ...row, first: row.first / 20 }));
}

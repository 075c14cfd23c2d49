import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { boxes, DataLoader, padTo, pixels, tensor } from "millrace";
import { Credits } from "../src/loader/credits.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { runScript } from "./helpers/run-script.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

/** Boxes from 0 to 2. */
const corners = Float32Array.from({ length: 25_000 }, (_, i) => (i % 4 < 2 ? 0 : 2));

/** Samples of 100 kB that hold no picture. */
const layouts: Readonly<Record<string, (i: number) => object>> = {
  "typed arrays": (i) => ({ list: new Float32Array(25_000).fill(i) }),
  tensors: () => ({ cube: tensor(new Float64Array(12_500), [10, 1250]) }),
  texts: (i) => ({ caption: String(i % 10).repeat(50_000) }),
  boxes: () => ({ image: pixels(new Uint8Array(12), 2, 2), boxes: boxes(corners, { format: "xyxy" }) }),
  "values as they are": (i) => ({ other: { deep: [new Uint8Array(100_000).fill(i)] } }),
};

describe("maxBytes bounds batches of every layout", () => {
  for (const [name, get] of Object.entries(layouts)) {
    for (const workers of [0, 2]) {
      test(`${name}, ${workers} workers: in flight, at its peak and never more than allowed`, async () => {
        const maxBytes = 30e6;
        await using loader = new DataLoader({ length: 60, get }, { batchSize: 5, workers, prefetch: 100, maxBytes });
        for await (const _ of loader) {
          await wait(10);
          const { bytes } = loader.stats();
          assert.ok(bytes.inFlight <= maxBytes, `${bytes.inFlight} in flight, ${maxBytes} allowed`);
        }
        const { bytes } = loader.stats();
        assert.ok(bytes.peak <= maxBytes, `peak ${bytes.peak}`);
        assert.ok(bytes.batch >= 5 * 100_000 && bytes.batch < 5 * 130_000, `a batch is said to take ${bytes.batch}`);
        assert.ok(bytes.inFlight - bytes.working - bytes.recycled >= 0);
      });
    }
  }

  test("rows and their companions count, padded or not", async () => {
    const dataset = {
      length: 4,
      get: () => ({
        image: pixels(new Uint8Array(12), 2, 2),
        boxes: boxes(
          new Float32Array(4000).fill(1).map((_, i) => (i % 4 < 2 ? 0 : 2)),
          {
            format: "xyxy",
            with: { id: new BigInt64Array(1000), name: new Array<string>(1000).fill("a box") },
          },
        ),
      }),
    };
    // 1,000 boxes of 16 bytes with a number of 8 and a name of at least 10.
    for (const [collate, least] of [
      ["ragged", 4 * 34_000],
      [padTo(2000), 8 * 24_000],
    ] as const) {
      await using loader = new DataLoader(dataset, { batchSize: 4, workers: 1, collate: { boxes: collate } });
      for await (const _ of loader) {
        const { batch } = loader.stats().bytes;
        assert.ok(batch > least && batch < 4 * least, `${batch} for ${least}`);
      }
    }
  });

  test("samples that cross to a worker count while their plan is carried out, here and there", async () => {
    const list = new Float32Array(250_000);
    const dataset = { length: 4, get: () => ({ list }) };
    const slow = { batchSize: 2, workers: 1, prefetch: 1 };
    await using loader = new DataLoader(dataset, slow);
    const iterator = loader[Symbol.asyncIterator]();
    await iterator.next();
    // The next plan is on its way: two samples here, two there, and the batches of which one is in use.
    const { peak, batch } = loader.stats().bytes;
    assert.equal(batch, 2e6);
    assert.ok(peak >= 2 * 2e6 + batch, `peak ${peak}`);
    await iterator.return?.();
    const { inFlight, working, recycled } = loader.stats().bytes;
    assert.equal(inFlight - working - recycled, 0, "and not afterwards");
  });

  test("a limit that the samples of one plan do not leave room in is an error, not a standstill", async () => {
    const dataset = { length: 8, get: () => ({ deep: { list: new Uint8Array(1e6) } }) };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1, maxBytes: 7.5e6 });
    await assert.rejects(async () => {
      for await (const _ of loader);
    }, /maxBytes is 7\.5 MB, but a batch takes 2\.0 MB and at least two must fit.*samples on their way take 4\.0 MB/);
  });

  test("credits: what was carried for one plan is kept free for the next", () => {
    const credits = new Credits(100, 1, 10, () => 0);
    credits.expect({ batch: 10, working: 0 });
    assert.equal(credits.available(0), true);
    credits.carried(45);
    assert.equal(credits.bytes, 45);
    // 45 carried, as much again for the next plan, and its batch.
    assert.equal(credits.hasRoom(0), true);
    credits.take();
    assert.equal(credits.hasRoom(0), false);
    credits.uncarried(45);
    assert.equal(credits.bytes, 10);
    assert.equal(credits.hasRoom(0), true);
    assert.equal(credits.peak, 55);
  });
});

test("texts do not fill the memory while a consumer is slow", async () => {
  const maxBytes = 80e6;
  const { stdout, stderr } = await runScript(
    temporaryFolder(),
    `
    import { DataLoader } from "millrace";
    const options = { batchSize: 8, workers: 2, prefetch: 1000 };
    const idle = new DataLoader({ length: 100, get: (i) => ({ i }) }, { ...options, batchSize: 1, prefetch: 4 });
    for await (const batch of idle);
    const base = process.memoryUsage.rss();
    let peak = 0;
    const dataset = { length: 3200, get: (i) => ({ caption: String(i % 10).repeat(200_000) }) };
    const loader = new DataLoader(dataset, { ...options, maxBytes: ${maxBytes} });
    for await (const batch of loader) {
      // All 640 MB would be ready by now if nothing held them back.
      if (batch.number === 0) await new Promise((resolve) => setTimeout(resolve, 2000));
      peak = Math.max(peak, process.memoryUsage.rss());
    }
    console.log(JSON.stringify({ grown: peak - base, said: loader.stats().bytes.peak }));
    await loader.close();
    await idle.close();
  `,
  );
  assert.equal(stderr, "");
  const { grown, said } = JSON.parse(stdout);
  assert.ok(said <= maxBytes, `${said} were said`);
  assert.ok(said > maxBytes / 2, `only ${said} bytes in flight: the limit was not put to the test`);
  // Three heaps hold garbage beside that; without a bound it would be all 640 MB and theirs.
  assert.ok(grown < 450e6, `the process grew by ${grown}, the loader says ${said}`);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { compose, normalize, randomResizedCrop, resize } from "@millrace/core/image";
import { DataLoader, pixels } from "millrace";
import { photographFolder, temporaryFolder } from "./helpers/photographs.ts";
import { runScript } from "./helpers/run-script.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

const image = pixels(new Uint8Array(64 * 64 * 3), 64, 64);
const dataset = { length: 400, get: () => ({ image }) };
/** 10 × 64 × 64 × 3 floats. */
const batchBytes = 10 * 64 * 64 * 3 * 4;

for (const workers of [0, 1, 2]) {
  test(`a slow consumer holds ${workers} workers back: bytes never pass maxBytes`, async () => {
    const kernels = Math.max(1, workers) * 4e6;
    const maxBytes = 4 * batchBytes + kernels;
    await using loader = new DataLoader(dataset, {
      batchSize: 10,
      workers,
      prefetch: 100,
      maxBytes,
      transform: normalize(),
    });
    let seen = 0;
    for await (const batch of loader) {
      await new Promise((resolve) => setTimeout(resolve, seen < 10 ? 30 : 0));
      const { bytes } = loader.stats();
      assert.ok(bytes.inFlight <= maxBytes, `${bytes.inFlight} in flight, ${maxBytes} allowed`);
      assert.equal(bytes.batch, batchBytes);
      if (seen % 3 === 0) batch.release();
      seen++;
    }
    assert.equal(seen, 40);
    const { bytes } = loader.stats();
    assert.ok(bytes.peak <= maxBytes, `peak ${bytes.peak}, ${maxBytes} allowed`);
    assert.ok(bytes.peak >= Math.min(2, workers + 1) * batchBytes, `peak ${bytes.peak} is not what was in flight`);
  });
}

test("prefetch bounds the batches ahead, whatever the bytes", async () => {
  let read = 0;
  const counted = { length: 400, get: () => ({ image, read: ++read }) };
  await using loader = new DataLoader(counted, { batchSize: 10, workers: 1, prefetch: 2, transform: normalize() });
  let seen = 0;
  for await (const _ of loader) {
    await new Promise((resolve) => setTimeout(resolve, 40));
    seen++;
    // Two ahead of the one that is used; the first sample, which tells the size, is not read again.
    assert.ok(read <= (seen + 2) * 10, `${read} samples were read for batch ${seen}`);
    if (seen === 8) break;
  }
});

test("a batch that is ready comes before others are planned, and those are planned though steps block the event loop", async () => {
  let read = 0;
  const counted = { length: 400, get: () => ({ image, read: ++read }) };
  await using loader = new DataLoader(counted, { batchSize: 10, workers: 1, prefetch: 3, transform: normalize() });
  const batches = loader[Symbol.asyncIterator]();
  await batches.next();
  const ready = async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return read;
  };
  const before = await ready();
  await batches.next();
  assert.equal(read, before, "the trainer would wait for it");
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(read, before + 10, "when the trainer waits for something else");

  const again = await ready();
  // Batches that are ready come without a turn of the event loop.
  await batches.next();
  await batches.next();
  assert.ok(read > again, "what the last one gave room for");
  await batches.return?.(undefined as never);
});

test("a maxBytes too small for two batches is refused when the loader is made, if the policy fixes the size", () => {
  const transform = compose([randomResizedCrop(224), normalize()]);
  assert.throws(
    () => new DataLoader(dataset, { batchSize: 64, workers: 0, transform, maxBytes: 20e6 }),
    // One channel is certain, and no sample was read.
    /maxBytes is 20\.0 MB, but a batch takes at least 12\.8 MB and at least two must fit: 25\.7 MB are needed/,
  );
});

test("a first sample tells the rest: its channels", async () => {
  const transform = compose([randomResizedCrop(224), normalize()]);
  await using loader = new DataLoader(dataset, { batchSize: 64, workers: 0, transform, maxBytes: 50e6 });
  await assert.rejects(
    loader.schema().then(async () => {
      for await (const _ of loader);
    }),
    /maxBytes is 50\.0 MB, but a batch takes 38\.5 MB and at least two must fit/,
  );
});

test("otherwise at the first batch, with need and limit", async () => {
  await using loader = new DataLoader(dataset, {
    batchSize: 10,
    workers: 1,
    maxBytes: 2_000_000,
    transform: normalize(),
  });
  await assert.rejects(async () => {
    for await (const _ of loader);
  }, /maxBytes is 2\.0 MB, but a batch takes 491\.5 kB and at least two must fit and the workers' working memory takes 1\.6 MB: 2\.5 MB are needed/);
});

test("where a plain function hides the size, the first made batch tells it", async () => {
  const transform = (sample: object) => sample;
  await using loader = new DataLoader(dataset, { batchSize: 10, workers: 0, maxBytes: 200_000, transform });
  await assert.rejects(async () => {
    for await (const _ of loader);
  }, /maxBytes is 200\.0 kB, but a batch takes 122\.9 kB/);
});

test("recycled memory is used again, and is not counted twice", async () => {
  await using loader = new DataLoader(dataset, { batchSize: 10, workers: 1, transform: normalize() });
  const buffers = new Set<ArrayBufferLike>();
  let fresh = 0;
  for await (using batch of loader) {
    const { inFlight, recycled, working } = loader.stats().bytes;
    assert.ok(inFlight <= 8 * batchBytes + working, `${inFlight} in flight`);
    assert.ok(recycled <= 4 * batchBytes);
    if (!buffers.has(batch.image.data.buffer)) fresh++;
    buffers.add(batch.image.data.buffer);
  }
  assert.equal(fresh, 40, "buffers change their identity when they change threads");
});

test("a released batch throws when it is touched, and releasing twice is harmless", async () => {
  await using loader = new DataLoader(dataset, { batchSize: 10, workers: 0, transform: resize([8, 8]) });
  for await (const batch of loader) {
    const tensor = batch.image;
    batch.release();
    batch.release();
    assert.throws(() => tensor.data, /was released.*release a batch after its last use/);
    assert.throws(() => batch.toArrow(), /was released/);
    break;
  }
});

test("the process takes the memory that the loader says: a slow consumer's peak", async () => {
  const photographs = await photographFolder(24, 2);
  const maxBytes = 150e6;
  const script = `
    import { DataLoader, imageFolder } from "millrace";
    import { compose, normalize, resize } from "@millrace/core/image";
    const folder = imageFolder(${JSON.stringify(photographs)});
    const dataset = { length: 24 * 16, get: (i) => folder.get(i % 24) };
    const transform = compose([resize([256, 256]), normalize()]);
    const rss = () => process.memoryUsage.rss();
    // What the threads themselves take is not the loader's: measure with next to no batches first.
    const idle = new DataLoader(dataset, { batchSize: 1, workers: 2, transform });
    for await (const batch of idle) if (batch.number > 60) break;
    const base = rss();
    let peak = 0;
    const loader = new DataLoader(dataset, { batchSize: 24, workers: 2, prefetch: 100, maxBytes: ${maxBytes}, transform });
    for await (const batch of loader) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      peak = Math.max(peak, rss());
      batch.release();
    }
    console.log(JSON.stringify({ grown: peak - base, said: loader.stats().bytes.peak }));
    await loader.close();
    await idle.close();
  `;
  const result = await runScript(temporaryFolder(), script);
  const { grown, said } = JSON.parse(result.stdout);
  assert.ok(said <= maxBytes);
  assert.ok(said > 75e6, `only ${said} bytes in flight: the limit was not put to the test`);
  // The heap and the decoder's own buffers come on top.
  assert.ok(grown < said + 60e6, `the process grew by ${grown}, the loader says ${said}`);
});

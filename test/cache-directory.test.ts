import assert from "node:assert/strict";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { resize } from "@millrace/core/image";
import { cache, DataLoader, type Dataset } from "millrace";
import { Ledger } from "../src/datasets/cache/ledger.ts";
import { photographs } from "./fixtures/album.ts";
import { albumPages } from "./helpers/album.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { runScript } from "./helpers/run-script.ts";
import { shareThreads } from "./helpers/share-threads.ts";
import { streamOf, warningsOf } from "./helpers/streams.ts";

shareThreads(1);

const paths = (await albumPages(10)).map(({ image }) => image);
const dataset = photographs({ paths });
const maxBytes = 1e6;
const folder = () => join(temporaryFolder(), "pictures");
const stream = (of: Dataset<object>, workers = 1, epochs = 1) =>
  streamOf(
    new DataLoader(of, { batchSize: 4, workers, ahead: false, decode: "exact", transform: resize([9, 9]) }),
    epochs,
  );
const plain = await stream(dataset);

/** The blocks that files take. */
const blocksOf = (files: readonly string[]) =>
  files.reduce((sum, file) => sum + Math.ceil(statSync(file).size / 4096), 0);

/** The files of entries, and of none else. */
function entries(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => /^[0-9a-f]{3}$/.test(name))
    .flatMap((name) => readdirSync(join(directory, name)).map((file) => join(directory, name, file)));
}

describe("a cache in a folder", () => {
  test("serves the next process; entries lie in folders of three digits, and nothing is left beside them", async () => {
    const directory = folder();
    assert.deepEqual(await stream(cache(dataset, { directory, maxBytes })), plain);
    for (const file of entries(directory)) assert.match(file, /[0-9a-f]{3}[/\\][0-9a-f]{61}\.entry$/);
    assert.equal(entries(directory).length, paths.length);
    assert.deepEqual(readdirSync(join(directory, "partial")), []);
    const next = cache(dataset, { directory, maxBytes });
    assert.deepEqual(await stream(next, 2), plain);
    assert.deepEqual(next.stats(), { hits: paths.length + 1, misses: 0, stored: 0 });
  });

  test("is shared by processes that write at the same time, which together stay below maxBytes", async () => {
    const directory = folder();
    const small = 7 * 3 * 4096;
    const source = `
      import { cache, DataLoader, imageFile } from "millrace";
      import { resize } from "@millrace/core/image";
      import { createHash } from "node:crypto";
      const paths = ${JSON.stringify(paths)};
      const dataset = { length: paths.length, get: (index) => ({ image: imageFile(paths[index]) }) };
      const cached = cache(dataset, { directory: ${JSON.stringify(directory)}, maxBytes: ${small} });
      const loader = new DataLoader(cached, { batchSize: 4, workers: 2, ahead: false, transform: resize([9, 9]) });
      const hash = createHash("sha256");
      for (let epoch = 0; epoch < 3; epoch++) for await (const batch of loader) hash.update(batch.image.data);
      await loader.close();
      console.log(hash.digest("hex"), cached.stats().stored);
    `;
    const scripts = temporaryFolder();
    const results = await Promise.all([0, 1, 2].map(() => runScript(scripts, source)));
    const digests = results.map(({ stdout }) => stdout.split(" ")[0]);
    assert.match(digests[0] as string, /^[0-9a-f]{64}$/, results[0]?.stderr);
    assert.equal(new Set(digests).size, 1);
    const kept = entries(directory);
    const blocks = blocksOf(kept);
    assert.ok(4096 * blocks <= small && 2 * 4096 * blocks > small, `${4096 * blocks} of ${small}`);
    // The bound is known to whoever comes later, and so is what lies there.
    const later = cache(dataset, { directory, maxBytes: small });
    assert.deepEqual(
      await stream(later, 0, 2),
      [...plain, ...plain].map((batch, i) => plain[i % plain.length] ?? batch),
    );
    assert.equal(later.stats().stored, 0);
    assert.equal(entries(directory).length, kept.length);
    // With more room the rest comes in.
    const more = cache(dataset, { directory, maxBytes });
    await stream(more, 0);
    assert.equal(entries(directory).length, paths.length);
  });

  test("what is torn, damaged or of another sample is made again, with one warning", async () => {
    const directory = folder();
    await stream(cache(dataset, { directory, maxBytes }));
    const files = entries(directory);
    const before = blocksOf(files);
    const [torn, empty, flipped, foreign, swapped, long] = files as [string, string, string, string, string, string];
    truncateSync(torn, 300);
    truncateSync(empty, 0);
    const bytes = readFileSync(flipped);
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] as number) ^ 1;
    writeFileSync(flipped, bytes);
    copyFileSync(files[7] as string, foreign);
    writeFileSync(swapped, "a text");
    appendFileSync(long, "more");
    const lost = before - blocksOf(files);
    const cached = cache(dataset, { directory, maxBytes });
    const warnings = await warningsOf("MILLRACE_CACHE", async () => {
      assert.deepEqual(await stream(cached, 2, 2), [...plain, ...plain]);
    });
    assert.equal(cached.stats().stored, 6);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] as string, /\.entry is damaged \(it is no whole entry of this sample\).*made again/);
    const next = cache(dataset, { directory, maxBytes });
    assert.deepEqual(await stream(next), plain);
    assert.equal(next.stats().misses, 0);
    // What was replaced counts no longer, as far as it was there.
    const ledger = new Int32Array(Uint8Array.from(readFileSync(join(directory, "ledger"))).buffer);
    const counted = ledger.reduce((sum, blocks) => sum + blocks, 0);
    assert.equal(counted, before + lost);
  });

  test("a full disk or a folder that cannot be written costs speed alone, with one warning", async (t) => {
    const faults: readonly [string, RegExp, (directory: string) => void][] = [
      ["ENOSPC", /ENOSPC/, (directory) => symlinkSync("/dev/full", join(directory, "ledger"))],
      [
        "no folder for partial files",
        /ENOTDIR|EEXIST/,
        (directory) => {
          rmSync(join(directory, "partial"), { recursive: true });
          writeFileSync(join(directory, "partial"), "");
        },
      ],
      [
        "a ledger that is torn",
        /ends in the middle of a number/,
        (directory) => writeFileSync(join(directory, "ledger"), "abc"),
      ],
      [
        "a ledger that counts less than nothing",
        /counts less than nothing/,
        (directory) => writeFileSync(join(directory, "ledger"), Int32Array.of(-50)),
      ],
    ];
    for (const [name, message, fault] of faults) {
      if (name === "ENOSPC" && !existsSync("/dev/full")) {
        t.diagnostic("there is no /dev/full here");
        continue;
      }
      const directory = folder();
      // One entry that was there before.
      await stream(cache(photographs({ paths: paths.slice(0, 1) }), { directory, maxBytes }));
      rmSync(join(directory, "ledger"));
      fault(directory);
      let warnings = await warningsOf("MILLRACE_CACHE", async () => {
        const cached = cache(dataset, { directory, maxBytes });
        assert.deepEqual(await stream(cached, 1, 2), [...plain, ...plain], name);
        // It is read all the same: the first one for the schema, and in both epochs.
        assert.equal(cached.stats().hits, 3);
        assert.equal(cached.stats().stored, 0);
      });
      assert.equal(warnings.length, 1, name);
      assert.match(warnings[0] as string, message);
      assert.equal(entries(directory).length, 1);
      // In the calling thread too.
      warnings = await warningsOf("MILLRACE_CACHE", () => stream(cache(dataset, { directory, maxBytes }), 0));
      assert.match(warnings[0] as string, message);
    }
  });

  test("what crashed writers left is removed when it is old, and never read", async () => {
    const directory = folder();
    mkdirSync(join(directory, "partial"), { recursive: true });
    const [old, fresh] = ["old", "fresh"].map((name) => join(directory, "partial", name)) as [string, string];
    for (const file of [old, fresh]) writeFileSync(file, "half");
    const before = new Date(Date.now() - 2 * 60 * 60 * 1000);
    utimesSync(old, before, before);
    const cached = cache(dataset, { directory, maxBytes });
    assert.deepEqual([existsSync(old), existsSync(fresh)], [false, true]);
    assert.deepEqual(await stream(cached), plain);
  });
});

describe("the ledger of a folder", () => {
  test("counts what all writers took, in blocks, and lets nobody take more than is left", () => {
    const path = join(temporaryFolder(), "ledger");
    const [one, other] = [new Ledger(path), new Ledger(path)];
    assert.equal(one.take(5000, 5 * 4096), true);
    assert.equal(other.take(4096, 5 * 4096), true);
    assert.equal(one.take(3 * 4096, 5 * 4096), false);
    assert.equal(other.take(2 * 4096, 5 * 4096), true);
    assert.equal(one.take(1, 5 * 4096), false);
    other.giveBack(5000);
    assert.equal(one.take(8192, 5 * 4096), true);
    assert.equal(one.take(1, 5 * 4096), false);
    // One that comes later reads all of it, in pieces.
    appendFileSync(path, new Uint8Array(new Int32Array(70_000).fill(1).buffer));
    assert.equal(new Ledger(path).take(4096, 70_006 * 4096), true);
    assert.equal(new Ledger(path).take(4096, 70_006 * 4096), false);
    one.close();
    other.close();
  });
});

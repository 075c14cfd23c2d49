import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { resize } from "@millrace/core/image";
import { augment, DataLoader, imageFile, maskFile } from "millrace";
import { temporaryFolder } from "./helpers/photographs.ts";
import { runScript } from "./helpers/run-script.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1);

const folder = temporaryFolder();

describe("image paths that are no files", { skip: process.platform === "win32" }, () => {
  const pipe = join(folder, "pipe.jpg");
  execFileSync("mkfifo", [pipe]);
  const sparse = join(folder, "sparse.jpg");
  writeFileSync(sparse, "");
  truncateSync(sparse, 3e9);
  const blank = join(folder, "blank.jpg");
  writeFileSync(blank, "");
  truncateSync(blank, 100e6);

  const expected = {
    [pipe]: /pipe\.jpg: this is a pipe, a device or a socket, not a file/,
    "/dev/zero": /\/dev\/zero: this is a pipe, a device or a socket/,
    [sparse]: /sparse\.jpg: the file has 3,000,000,000 bytes, and maxFileBytes allows 268,435,456/,
    [blank]: /blank\.jpg: not an image that can be decoded: its first bytes are 00 00 00 00/,
  };

  for (const [path, message] of Object.entries(expected)) {
    test(`${path.slice(path.lastIndexOf("/") + 1)}: as the first sample, as a later one, and without a loader`, async () => {
      for (const field of [imageFile(path), maskFile(path)]) {
        await assert.rejects(augment({ image: field }, resize([8, 8]), { seed: 1 }), message);
      }
      for (const workers of [0, 1]) {
        const dataset = { length: 1, get: () => ({ image: imageFile(path) }) };
        await using loader = new DataLoader(dataset, { batchSize: 1, workers });
        await assert.rejects(async () => {
          for await (const _ of loader);
        }, message);
      }
    });
  }

  test("a worker that met a pipe goes on, and the process ends by itself", async () => {
    const { stdout, stderr, code } = await runScript(
      folder,
      `
      import { DataLoader, imageFile } from "millrace";
      const options = { batchSize: 1, workers: 1 };
      const loader = new DataLoader({ length: 1, get: () => ({ image: imageFile(${JSON.stringify(pipe)}) }) }, options);
      try { for await (const _ of loader); } catch (error) { console.log(error.name); }
      const other = new DataLoader({ length: 1, get: (i) => ({ i }) }, options);
      for await (const batch of other) console.log(batch.size);
    `,
    );
    assert.deepEqual([stdout, stderr, code], ["SampleError\n1\n", "", 0]);
  });

  test("maxFileBytes is the loader's to set", async () => {
    const dataset = { length: 1, get: () => ({ image: imageFile(blank) }) };
    await using loader = new DataLoader(dataset, { batchSize: 1, workers: 1, maxFileBytes: 1000 });
    await assert.rejects(loader.schema(), /blank\.jpg: the file has 100,000,000 bytes, and maxFileBytes allows 1,000/);
    assert.throws(
      () => new DataLoader(dataset, { batchSize: 1, maxFileBytes: 0 }),
      /maxFileBytes must be a whole number of bytes from 1, got 0/,
    );
  });
});

describe("pixels of another size than is stated", () => {
  const image = { kind: "image" as const, width: 8, height: 8, channels: 3 };
  const refused = async (
    dataset: () => object,
    transform: ((sample: object) => object) | undefined,
    message: RegExp,
  ) => {
    for (const workers of transform === undefined ? [0, 1] : [0]) {
      const options = { batchSize: 1, workers, ...(transform === undefined ? {} : { transform }) };
      await using loader = new DataLoader({ length: 2, get: dataset }, options);
      await assert.rejects(async () => {
        for await (const _ of loader);
      }, message);
    }
  };

  test("from a data set", async () => {
    const wrong = { ...image, data: new Uint8Array(8 * 7 * 3) };
    await refused(
      () => ({ image: wrong }),
      undefined,
      /sample 0.*the image "image" states 8 × 8 × 3 pixels, which are 192 values, and holds 168/,
    );
    const mask = { kind: "mask", width: 3, height: 3, data: new Uint8Array(8) };
    await refused(() => ({ m: mask }), undefined, /the mask "m" states 3 × 3 pixels, which are 9 values, and holds 8/);
    await refused(
      () => ({ image: { ...image, channels: 256, data: new Uint8Array(8 * 8 * 256) } }),
      undefined,
      /channels 1 to 255/,
    );
  });

  test("from a plain function", async () => {
    const right = { image: { ...image, data: new Uint8Array(192) } };
    await refused(
      () => right,
      () => ({ image: { ...right.image, width: 16 } }),
      /states 16 × 8 × 3 pixels, which are 384 values, and holds 192/,
    );
  });

  test("of 32 bits", async () => {
    const wide = { ...image, data: new Uint32Array(192) };
    await refused(
      () => ({ image: wide }),
      undefined,
      /the image "image" must hold a Uint8Array, a Uint16Array or a Float32Array, got Uint32Array/,
    );
  });
});

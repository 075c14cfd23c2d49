import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { encodedImage, encodedMask, imageFile, maskFile } from "@millrace/core";
import sharp, { type Sharp } from "sharp";
import { DecodeError } from "../src/decode/decode-error.ts";
import { createFieldReader, type FieldReaderOptions } from "../src/decode/reader.ts";
import { decodeField, png, tiff } from "./helpers/encoded.ts";
import { temporaryFolder, texture } from "./helpers/photographs.ts";

const folder = temporaryFolder();
const picture = (): Sharp => sharp(texture(120, 90, 1), { raw: { width: 120, height: 90, channels: 3 } });

/** Writes the bytes to a file, reads it as an image and gives the error. */
async function errorOf(name: string, bytes: Uint8Array | undefined, options: FieldReaderOptions = {}) {
  const path = join(folder, name);
  if (bytes !== undefined) writeFileSync(path, bytes);
  const error = await decodeField({ image: imageFile(path) }, "image", {}, createFieldReader(options)).then(
    () => assert.fail("it was decoded"),
    (error: unknown) => error,
  );
  assert.ok(error instanceof DecodeError, String(error));
  assert.equal(error.path, path);
  assert.ok(error.message.startsWith(`${path}: `), error.message);
  return error;
}

test("files that are not there or cannot be read", async () => {
  const missing = await errorOf("missing.jpg", undefined);
  assert.match(missing.message, /: no such file$/);
  assert.equal((missing.cause as NodeJS.ErrnoException).code, "ENOENT");
  mkdirSync(join(folder, "folder.jpg"));
  assert.match((await errorOf("folder.jpg", undefined)).message, /a folder, not a file/);
  const late = await errorOf("missing.jpg", undefined, { readFile: (path) => readFile(path) });
  assert.match(late.message, /: no such file$/);
  const down = await errorOf("any.jpg", undefined, { readFile: () => Promise.reject(new Error("bucket is gone")) });
  assert.match(down.message, /the file cannot be read: bucket is gone/);
});

test("files that are no images say what they are and what is decoded", async () => {
  assert.match((await errorOf("empty.jpg", new Uint8Array())).message, /the file is empty/);
  const text = await errorOf("text.jpg", Buffer.from("hello, no image here"));
  assert.match(text.message, /first bytes are 68 65 6c 6c; formats: JPEG, PNG, WebP, AVIF, TIFF, GIF/);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  assert.match((await errorOf("vector.png", svg)).message, /not an image that can be decoded/);
});

test("bytes are named by their field", async () => {
  await assert.rejects(decodeField({ photo: encodedImage(new Uint8Array()) }, "photo"), {
    name: "DecodeError",
    message: 'the field "photo": the file is empty',
  });
});

for (const format of ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const) {
  test(`${format}: what ends early is an error, and so is garbage behind the signature`, async () => {
    const bytes = await picture()[format]().toBuffer();
    for (const share of [0.9, 0.5, 0.1]) {
      const error = await errorOf(`short-${share}.${format}`, bytes.subarray(0, Math.floor(bytes.length * share)));
      assert.match(error.message, /data are truncated or damaged: ./, `${share}`);
      assert.ok(error.cause instanceof Error);
    }
    const garbage = Buffer.concat([bytes.subarray(0, 16), Buffer.alloc(500, 0xa5)]);
    await errorOf(`garbage.${format}`, garbage);
  });
}

test("a file that claims more than maxPixels is refused by its header", async () => {
  const small = png({ width: 1, height: 1, depth: 8, colorType: 0 }, [0]);
  small.writeUInt32BE(60_000, 16);
  small.writeUInt32BE(60_000, 20);
  const claim = await errorOf("bomb.png", small);
  assert.match(
    claim.message,
    /60000 × 60000 is 3,600,000,000 pixels, and maxPixels allows 50,000,000; raise maxPixels/,
  );

  const jpeg = await picture().jpeg().toBuffer();
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  jpeg.writeUInt16BE(60_000, frame + 5);
  jpeg.writeUInt16BE(60_000, frame + 7);
  assert.match((await errorOf("bomb.jpg", jpeg)).message, /maxPixels/);
  const wide = tiff({ width: 60_000, height: 60_000, bits: 8, photometric: 1 }, new Uint8Array(16));
  assert.match((await errorOf("bomb.tif", wide)).message, /maxPixels/);

  // The headers that sharp reads, and masks.
  const gif = await picture().gif().toBuffer();
  const limited = createFieldReader({ maxPixels: 10_799 });
  for (const bytes of [gif, await picture().avif().toBuffer(), await picture().webp().toBuffer()]) {
    const message = /120 × 90 is 10,800 pixels, and maxPixels allows 10,799/;
    await assert.rejects(decodeField({ image: encodedImage(bytes) }, "image", {}, limited), message);
    await decodeField({ image: encodedImage(bytes) }, "image", {}, createFieldReader({ maxPixels: 10_800 }));
  }
  await decodeField(
    { image: encodedImage(gif) },
    "image",
    {},
    createFieldReader({ maxPixels: Number.POSITIVE_INFINITY }),
  );
  await assert.rejects(decodeField({ mask: encodedMask(small) }, "mask"), /maxPixels/);
});

test("nothing is decoded before the limit is checked, and reading alone decodes nothing", async () => {
  const damaged = (await picture().jpeg().toBuffer()).subarray(0, 700);
  const read = await createFieldReader().read({ image: encodedImage(damaged) });
  assert.equal(read.image?.width, 120);
  await assert.rejects(decodeField({ image: encodedImage(damaged) }, "image"), /truncated or damaged/);
});

test("floats and masks that are no files say so", async () => {
  const float = tiff({ width: 2, height: 2, bits: 32, photometric: 1, format: 3 }, new Uint8Array(16));
  assert.match((await errorOf("float.tif", float)).message, /floats of 32 bits, and images are decoded to 8 or 16/);
  const path = join(folder, "rgb-mask.png");
  writeFileSync(path, await picture().png().toBuffer());
  await assert.rejects(decodeField({ mask: maskFile(path) }, "mask"), {
    name: "DecodeError",
    path,
    message: /rgb-mask\.png: the mask is RGB/,
  });
});

test("limits that are no numbers are refused", () => {
  for (const maxPixels of [0, -1, Number.NaN, "9" as unknown as number]) {
    assert.throws(() => createFieldReader({ maxPixels }), /maxPixels must be a number of at least 1/);
    assert.throws(() => createFieldReader({ maxFileBytes: maxPixels }), /maxFileBytes must be a number of at least 1/);
  }
});

test("files may come as promises, and the reader answers at once where they do not", async () => {
  const path = join(folder, "good.png");
  writeFileSync(path, await picture().png().toBuffer());
  const now = createFieldReader().read({ image: imageFile(path), note: "text" });
  assert.ok(!(now instanceof Promise));
  assert.deepEqual(Object.keys(now), ["image"]);
  const later = createFieldReader({ readFile: (name) => readFile(name) });
  const image = await decodeField({ image: imageFile(path) }, "image", {}, later);
  assert.deepEqual(Buffer.from(image.bytes), texture(120, 90, 1));
});

test("bytes that are none are refused with the field", () => {
  for (const [kind, bytes, got] of [
    ["image", new ArrayBuffer(8), "{}"],
    ["mask", "GIF89a", '"GIF89a"'],
  ] as const) {
    assert.throws(
      () => createFieldReader().read({ given: { kind, bytes } }),
      new TypeError(`the ${kind} "given" must hold its file's bytes as a Uint8Array, got ${got}`),
    );
  }
});

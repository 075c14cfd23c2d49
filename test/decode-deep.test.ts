import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { encodedImage, type ImageDecodeOptions, pixels } from "@millrace/core";
import { compose, crop, horizontalFlip, normalize, resize } from "@millrace/core/image";
import { augment, DataLoader } from "millrace";
import sharp from "sharp";
import { decodeField, png, tiff } from "./helpers/encoded.ts";

const [width, height] = [8, 6];
const values = (count: number, most = 65536) => Array.from({ length: count }, (_, i) => (i * 7919 + (i >> 3)) % most);
const decode = (bytes: Uint8Array, options: ImageDecodeOptions, region?: object) =>
  decodeField({ image: encodedImage(bytes, options) }, "image", region === undefined ? {} : (region as object));
const deepTiff = (samples: number, numbers: readonly number[], photometric = samples < 3 ? 1 : 2) =>
  tiff({ width, height, bits: 16, photometric, samples }, new Uint8Array(Uint16Array.from(numbers).buffer));

describe("images of 16 bits", () => {
  for (const [colorType, channels] of [
    [0, 1],
    [2, 3],
    [6, 4],
  ] as const) {
    test(`a PNG of ${channels} channels keeps every value`, async () => {
      const stored = values(width * height * channels);
      const file = png({ width, height, depth: 16, colorType }, stored);
      const image = await decode(file, { bits: 16, channels });
      assert.deepEqual([image.type, image.field.type, image.channels], ["uint16", "uint16", channels]);
      assert.deepEqual(image.values, stored);
      const window = await decode(file, { bits: 16, channels }, { region: { x: 2, y: 1, width: 3, height: 4 } });
      const at = (x: number, y: number) => stored.slice((y * width + x) * channels, (y * width + x + 1) * channels);
      const want = [1, 2, 3, 4].flatMap((y) => [2, 3, 4].flatMap((x) => at(x, y)));
      assert.deepEqual(window.values, want);
    });
  }

  for (const samples of [1, 3]) {
    test(`a TIFF of ${samples} channels keeps every value`, async () => {
      const stored = values(width * height * samples);
      assert.deepEqual((await decode(deepTiff(samples, stored), { bits: 16, channels: samples })).values, stored);
    });
  }

  test("grey is grey in all colors, alpha is dropped or opaque", async () => {
    const grey = values(width * height);
    const asColor = await decode(png({ width, height, depth: 16, colorType: 0 }, grey), { bits: 16 });
    assert.deepEqual(
      asColor.values,
      grey.flatMap((value) => [value, value, value]),
    );
    const color = values(width * height * 4);
    const dropped = await decode(png({ width, height, depth: 16, colorType: 6 }, color), { bits: 16, channels: 3 });
    assert.deepEqual(
      dropped.values,
      color.filter((_, i) => i % 4 !== 3),
    );
    const opaque = await decode(png({ width, height, depth: 16, colorType: 2 }, values(width * height * 3)), {
      bits: 16,
      channels: 4,
    });
    assert.deepEqual(new Set(opaque.values.filter((_, i) => i % 4 === 3)), new Set([65535]));
  });

  test("a file of 8 bits is widened: 255 becomes 65535", async () => {
    const stored = values(width * height * 3, 256);
    const file = await sharp(Uint8Array.from(stored), { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    assert.deepEqual(
      (await decode(file, { bits: 16 })).values,
      stored.map((value) => value * 257),
    );
  });

  test("what would be a conversion of colors, or has no 16 bits, is refused", async () => {
    const color = png({ width, height, depth: 16, colorType: 2 }, values(width * height * 3));
    await assert.rejects(decode(color, { bits: 16, channels: 1 }), /3 channels of 16 bits, and 1 are asked for/);
    const jpeg = await sharp(Uint8Array.from(values(width * height * 3, 256)), { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer();
    await assert.rejects(decode(jpeg, { bits: 16 }), /a JPEG is decoded to 8 bits; bits: 16 is for PNG and TIFF/);
    await assert.rejects(decode(color, { bits: 12 as 16 }), /bits must be 8 or 16, got 12/);
  });
});

describe("bands", () => {
  for (const [samples, bits] of [
    [2, 8],
    [5, 8],
    [9, 16],
  ] as const) {
    test(`a TIFF of ${samples} bands of ${bits} bits keeps every value`, async () => {
      const stored = values(width * height * samples, 2 ** bits);
      const data = bits === 8 ? Uint8Array.from(stored) : new Uint8Array(Uint16Array.from(stored).buffer);
      const file = tiff({ width, height, bits, photometric: 1, samples }, data);
      const image = await decode(file, { bits, channels: samples });
      assert.equal(image.channels, samples);
      assert.deepEqual(image.values, stored);
    });
  }

  test("another number than the file has is refused with both", async () => {
    const file = tiff({ width, height, bits: 8, photometric: 1, samples: 5 }, Uint8Array.from(values(240, 256)));
    await assert.rejects(decode(file, { channels: 6 }), /the image has 5 channels, and 6 are asked for/);
    await assert.rejects(decode(file, { channels: 0 }), /channels must be a whole number from 1 to 255, got 0/);
  });
});

describe("16 bits from the file to the batch", () => {
  const stored = values(width * height * 3);
  const file = png({ width, height, depth: 16, colorType: 2 }, stored);

  test("through geometry, as uint16", async () => {
    const dataset = { length: 4, get: () => ({ image: encodedImage(file, { bits: 16 }) }) };
    const transform = compose([crop({ x: 1, y: 1, width: 6, height: 4 }), horizontalFlip()]);
    for (const workers of [0, 1]) {
      const loader = new DataLoader(dataset, { batchSize: 2, workers, transform, seed: 1 });
      for await (const { image } of loader) {
        assert.deepEqual([image.dtype, image.shape], ["uint16", [2, 4, 6, 3]]);
        const first = stored.slice((1 * width + 6) * 3, (1 * width + 7) * 3);
        assert.deepEqual([...image.data.subarray(0, 3)], first);
      }
      await loader.close();
    }
  });

  test("in other layouts, beside decoded ones, as floats", async () => {
    const dataset = { length: 2, get: () => ({ image: pixels(Uint16Array.from(stored), width, height) }) };
    const planes = new DataLoader(dataset, { batchSize: 2, workers: 0, layout: "NCHW", transform: resize([6, 8]) });
    for await (const { image } of planes) {
      assert.deepEqual([image.dtype, image.shape], ["uint16", [2, 3, 6, 8]]);
      assert.equal(image.data[0], stored[0]);
    }
    const floats = new DataLoader(dataset, { batchSize: 2, workers: 0, transform: normalize({ mean: 0, std: 1 }) });
    for await (const { image } of floats) {
      assert.equal(image.dtype, "float32");
      assert.ok(Math.abs((image.data[5] as number) - (stored[5] as number) / 65535) < 1e-6);
    }
  });

  test("augment gives them back as a Uint16Array", async () => {
    const { sample } = await augment({ image: encodedImage(file, { bits: 16 }) }, horizontalFlip(), { seed: 1 });
    const { data } = sample.image as { data: Uint16Array };
    assert.ok(data instanceof Uint16Array);
    assert.deepEqual([...data.subarray(0, 3)], stored.slice(21, 24));
  });
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import sharp from "sharp";
import { createDecoder, readHeader, type Scale } from "../src/index.ts";
import { fixture, fixtureNames, picture } from "./picture.ts";

const decoder = createDecoder();

/** sharp's libjpeg decodes the same file with its accurate transform and interpolated chroma. */
async function agrees(file: Uint8Array, what: string): Promise<void> {
  const { data, info } = await sharp(file, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
  const image = decoder.decodeToBytes(file, { channels: info.channels as 1 | 3 });
  assert.deepEqual([image.width, image.height, image.warnings], [info.width, info.height, 0], what);
  assert.ok(Buffer.from(image.data).equals(data), `${what}: pixels differ`);
}

test("sharp's files decode to the same bytes: sampling, quality, progressive", async () => {
  const raw = { width: 203, height: 141, channels: 3 } as const;
  for (const chromaSubsampling of ["4:4:4", "4:2:0"]) {
    for (const quality of [5, 50, 85, 100]) {
      for (const progressive of [false, true]) {
        const options = { chromaSubsampling, quality, progressive, optimiseCoding: quality !== 50 };
        const file = await sharp(picture(203, 141), { raw }).jpeg(options).toBuffer();
        await agrees(file, JSON.stringify(options));
      }
    }
  }
});

test("small and odd sizes decode to the same bytes", async () => {
  for (let side = 1; side <= 20; side++) {
    for (const [width, height] of [
      [side, 21 - side],
      [side, side],
      [side, 1],
      [1, side],
    ] as const) {
      const input = sharp(picture(width, height, side), { raw: { width, height, channels: 3 } });
      for (const progressive of [false, true]) {
        await agrees(await input.clone().jpeg({ progressive }).toBuffer(), `${width}×${height}`);
        await agrees(await input.clone().greyscale().jpeg({ progressive }).toBuffer(), `grey ${width}×${height}`);
      }
    }
  }
});

test("files of other encoders decode to libjpeg-turbo's bytes at every scale", () => {
  type Expected = Record<string, Record<string, { width: number; height: number; sha256: string }>>;
  const expected = JSON.parse(new TextDecoder().decode(fixture("expected.json"))) as Expected;
  for (const name of fixtureNames) {
    const file = fixture(`${name}.jpg`);
    const channels = readHeader(file).components === 1 ? 1 : 3;
    assert.ok(Object.keys(expected[name]!).length >= 2);
    for (const [scale, { width, height, sha256 }] of Object.entries(expected[name]!)) {
      const image = decoder.decodeToBytes(file, { scale: Number(scale) as Scale, channels });
      assert.deepEqual([image.width, image.height, image.warnings], [width, height, 0], `${name} 1/${scale}`);
      assert.equal(createHash("sha256").update(image.data).digest("hex"), sha256, `${name} 1/${scale}`);
    }
  }
});

test("luma alone is what the grey conversion of libjpeg yields; grey files repeat it", async () => {
  const raw = { width: 61, height: 47, channels: 3 } as const;
  for (const progressive of [false, true]) {
    const file = await sharp(picture(61, 47), { raw }).jpeg({ progressive }).toBuffer();
    const luma = decoder.decodeToBytes(file, { channels: 1 });
    const region = decoder.decodeToBytes(file, { channels: 1, region: { x: 9, y: 20, width: 30, height: 5 } });
    assert.equal(luma.data.length, 61 * 47);
    for (let y = 0; y < 5; y++) {
      const row = luma.data.subarray((20 + y) * 61 + 9, (20 + y) * 61 + 39);
      assert.deepEqual(region.data.subarray(y * 30, y * 30 + 30), row);
    }
  }
  const grey = decoder.decodeToBytes(fixture("grey.jpg"), { channels: 1 });
  const rgb = decoder.decodeToBytes(fixture("grey.jpg"));
  grey.data.forEach((value, n) => {
    assert.deepEqual([...rgb.data.subarray(3 * n, 3 * n + 3)], [value, value, value]);
  });
  // RGB files have no luma plane: it is computed, and close to the definition.
  const weighted = decoder.decodeToBytes(fixture("adobe-rgb.jpg"), { channels: 1 });
  const colors = decoder.decodeToBytes(fixture("adobe-rgb.jpg"));
  weighted.data.forEach((value, n) => {
    const [red, green, blue] = [...colors.data.subarray(3 * n, 3 * n + 3)];
    assert.ok(Math.abs(value - (0.299 * red! + 0.587 * green! + 0.114 * blue!)) <= 0.51);
  });
});

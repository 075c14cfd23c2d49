import assert from "node:assert/strict";
import { test } from "node:test";
import { encodedImage, type ImageDecodeOptions, pixels } from "@millrace/core";
import fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { decodeField, png, tiff } from "./helpers/encoded.ts";
import { texture } from "./helpers/photographs.ts";

const width = 37;
const height = 22;
const picture = (channels: 3 | 4 = 3): Sharp =>
  sharp(texture(width, height, 5, channels), { raw: { width, height, channels } });
const decode = (bytes: Uint8Array, options: ImageDecodeOptions = {}) =>
  decodeField({ image: encodedImage(bytes, options) }, "image");

/** The whole file through sharp alone, turned by sharp's own reading of EXIF. */
async function reference(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes, { ignoreIcc: true }).autoOrient().removeAlpha().toColourspace("srgb").raw().toBuffer();
}

const encoders: Record<string, (image: Sharp) => Sharp> = {
  jpeg: (image) => image.jpeg({ quality: 95 }),
  png: (image) => image.png(),
  webp: (image) => image.webp({ lossless: true }),
  tiff: (image) => image.tiff({ compression: "lzw" }),
  avif: (image) => image.avif({ lossless: true }),
  gif: (image) => image.gif(),
};

for (const [format, encode] of Object.entries(encoders)) {
  test(`${format}: the pixels are those of the file`, async () => {
    const bytes = await encode(picture()).toBuffer();
    const image = await decode(bytes);
    assert.deepEqual([image.width, image.height, image.channels, image.type], [width, height, 3, "uint8"]);
    assert.deepEqual(Buffer.from(image.bytes), await reference(bytes));
    assert.deepEqual([image.field.width, image.field.height, image.field.channels], [width, height, 3]);
  });
}

for (const format of ["jpeg", "png", "webp", "tiff"]) {
  test(`${format}: the eight orientations, whole and in windows`, async () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const bytes = await (encoders[format] as (image: Sharp) => Sharp)(
        picture().withMetadata({ orientation }),
      ).toBuffer();
      const whole = await decode(bytes);
      const shown = orientation >= 5 ? [height, width] : [width, height];
      assert.deepEqual([whole.width, whole.height], shown, `orientation ${orientation}`);
      assert.deepEqual([whole.field.width, whole.field.height], shown);
      assert.deepEqual(Buffer.from(whole.bytes), await reference(bytes), `orientation ${orientation}`);

      const stored = await decode(bytes, { exifOrientation: false });
      assert.deepEqual([stored.width, stored.height], [width, height]);
      assert.deepEqual(stored.bytes, (await decode(await stripped(bytes))).bytes);
      await windows(bytes, whole);
    }
  });
}

const stripped = (bytes: Buffer) =>
  sharp(bytes)
    .raw()
    .toBuffer({ resolveWithObject: true })
    .then(({ data, info }) =>
      sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
        .png()
        .toBuffer(),
    );

async function windows(file: Uint8Array, whole: { width: number; height: number; bytes: Uint8Array }): Promise<void> {
  const sides = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()).map(([a, b, c, d]) => {
    const x = a % whole.width;
    const y = b % whole.height;
    return { x, y, width: 1 + (c % (whole.width - x)), height: 1 + (d % (whole.height - y)) };
  });
  await fc.assert(
    fc.asyncProperty(sides, async (region) => {
      const window = await decodeField({ image: encodedImage(file) }, "image", { region });
      assert.deepEqual([window.width, window.height], [region.width, region.height]);
      assert.deepEqual(window.source.region, region);
      assert.equal(window.source.scale, 1);
      const rows = Array.from({ length: region.height }, (_, row) => {
        const start = ((region.y + row) * whole.width + region.x) * 3;
        return whole.bytes.subarray(start, start + region.width * 3);
      });
      assert.deepEqual(Buffer.from(window.bytes), Buffer.concat(rows));
    }),
    { numRuns: 12 },
  );
}

test("a big-endian EXIF block and an undefined orientation", async () => {
  const bytes = await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const exif = bytes.indexOf("Exif\0\0", 0, "latin1") + 6;
  const endian = bytes.toString("latin1", exif, exif + 2);
  const other = Buffer.from(bytes);
  const block = Buffer.alloc(26);
  if (endian === "II") {
    block.write("MM\0*", "latin1");
    block.writeUInt32BE(8, 4);
    block.writeUInt16BE(1, 8);
    block.writeUInt16BE(0x0112, 10);
    block.writeUInt16BE(3, 12);
    block.writeUInt32BE(1, 14);
    block.writeUInt16BE(8, 18);
  } else assert.fail("the encoder changed its byte order: turn this test around");
  other.set(block, exif);
  assert.deepEqual(Buffer.from((await decode(other)).bytes), await reference(other));
  assert.equal((await decode(other)).width, height);
  other.writeUInt16BE(9, exif + 18);
  assert.equal((await decode(other)).width, width);
});

test("alpha is dropped without blending, kept, or added", async () => {
  const raw = texture(width, height, 3, 4);
  const colors = Buffer.from(raw.filter((_, i) => i % 4 !== 3));
  for (const encode of [(image: Sharp) => image.png(), (image: Sharp) => image.webp({ lossless: true, exact: true })]) {
    const bytes = await encode(sharp(raw, { raw: { width, height, channels: 4 } })).toBuffer();
    assert.deepEqual(Buffer.from((await decode(bytes)).bytes), colors);
    const kept = await decode(bytes, { channels: 4 });
    assert.equal(kept.channels, 4);
    assert.deepEqual(Buffer.from(kept.bytes), raw);
  }
  const opaque = await decode(await picture().png().toBuffer(), { channels: 4 });
  assert.ok(opaque.bytes.every((value, i) => i % 4 !== 3 || value === 255));
  assert.equal(opaque.bytes.length, width * height * 4);
});

test("one channel is Pillow's grey, and grey values stay as they are", async () => {
  const rgb = texture(width, height, 5);
  const grey = await decode(await picture().png().toBuffer(), { channels: 1 });
  assert.equal(grey.channels, 1);
  for (let i = 0; i < width * height; i++) {
    const [r, g, b] = [...rgb.subarray(3 * i, 3 * i + 3)] as [number, number, number];
    assert.equal(grey.bytes[i], (19595 * r + 38470 * g + 7471 * b + 0x8000) >>> 16);
  }
  const all = Array.from({ length: 256 }, (_, i) => i);
  const greyFile = png({ width: 16, height: 16, depth: 8, colorType: 0 }, all);
  assert.deepEqual((await decode(greyFile, { channels: 1 })).values, all);
  assert.deepEqual(
    (await decode(greyFile)).values,
    all.flatMap((value) => [value, value, value]),
  );
});

test("images of 16 bits are refused unless they are asked for: they would lose their lower byte", async () => {
  const values = Array.from({ length: 64 * 4 }, (_, i) => (i * 7919) % 65536);
  for (const [colorType, channels] of [
    [0, 1],
    [2, 3],
    [6, 4],
  ] as const) {
    const file = png({ width: 8, height: 8, depth: 16, colorType }, values.slice(0, 64 * channels));
    await assert.rejects(
      decode(file),
      /the image has values of 16 bits.*they would lose.*bits: 16 to keep them.*maskFile/,
    );
  }
});

test("a buffer that is filled anew holds another picture, header and all", async () => {
  const buffer = Buffer.alloc(100_000);
  const sizes: (readonly [number, number])[] = [];
  for (const [w, h] of [
    [40, 30],
    [30, 50],
  ] as const) {
    const file = await sharp(texture(w, h, 1), { raw: { width: w, height: h, channels: 3 } })
      .jpeg()
      .toBuffer();
    buffer.fill(0);
    buffer.set(file);
    const decoded = await decode(buffer);
    sizes.push([decoded.width, decoded.height]);
  }
  assert.deepEqual(sizes, [
    [40, 30],
    [30, 50],
  ]);
});

test("CMYK becomes RGB by Pillow's formula", async () => {
  const inks = Uint8Array.from({ length: 64 * 4 }, (_, i) => (i * 37 + (i >> 2) * 11) % 256);
  const file = tiff({ width: 8, height: 8, bits: 8, photometric: 5, samples: 4 }, inks);
  const expected: number[] = [];
  for (let i = 0; i < inks.length; i += 4) {
    const white = 255 - (inks[i + 3] as number);
    for (let c = 0; c < 3; c++) expected.push(white - Math.round((white * (inks[i + c] as number)) / 255));
  }
  assert.deepEqual((await decode(file)).values, expected);
  assert.deepEqual(
    (await decode(file, { channels: 4 })).values.filter((_, i) => i % 4 !== 3),
    expected,
  );
  const region = { x: 2, y: 3, width: 1, height: 1 };
  const window = await decodeField({ image: encodedImage(file) }, "image", { region });
  assert.deepEqual(window.values, expected.slice(26 * 3, 27 * 3));
});

test("a CMYK JPEG gives three channels near the colours it was made of", async () => {
  const bytes = await sharp({ create: { width: 16, height: 16, channels: 3, background: { r: 30, g: 160, b: 60 } } })
    .toColourspace("cmyk")
    .jpeg({ quality: 100 })
    .toBuffer();
  assert.equal((await sharp(bytes).metadata()).channels, 4);
  for (const options of [{}, { colorProfile: "convert" } as const]) {
    const image = await decode(bytes, options);
    assert.equal(image.channels, 3);
    const [red, green, blue] = image.values as [number, number, number];
    assert.ok(green > red + 60 && green > blue + 40, `${red} ${green} ${blue}`);
  }
  assert.equal((await decode(bytes, { channels: 1 })).values.length, 256);
});

test("a colour profile is ignored unless it is to be converted", async () => {
  const tagged = await picture().withIccProfile("p3").jpeg({ quality: 95 }).toBuffer();
  assert.equal((await sharp(tagged).metadata()).hasProfile, true);
  const image = await decode(tagged);
  assert.deepEqual(image.bytes, (await decode(withoutProfile(tagged))).bytes);
  const converted = await decode(tagged, { colorProfile: "convert" });
  assert.notDeepEqual(converted.bytes, image.bytes);
  assert.deepEqual(Buffer.from(converted.bytes), await sharp(tagged).toColourspace("srgb").raw().toBuffer());
});

test("a colour profile in a PNG is ignored too, and so it is in a WebP", async () => {
  const tagged = await picture().withIccProfile("p3").png().toBuffer();
  const start = tagged.indexOf("iCCP", 0, "latin1") - 4;
  assert.ok(start > 0);
  const plain = Buffer.concat([tagged.subarray(0, start), tagged.subarray(start + 12 + tagged.readUInt32BE(start))]);
  assert.deepEqual((await decode(tagged)).bytes, (await decode(plain)).bytes);
  assert.notDeepEqual((await decode(tagged, { colorProfile: "convert" })).bytes, (await decode(tagged)).bytes);
  const webp = await picture().withIccProfile("p3").webp({ lossless: true }).toBuffer();
  assert.deepEqual((await decode(webp)).bytes, (await decode(plain)).bytes);
});

/** The same JPEG without its APP2 segments, where the profile is. */
function withoutProfile(bytes: Buffer): Buffer {
  const parts = [bytes.subarray(0, 2)];
  let offset = 2;
  while (bytes[offset + 1] !== 0xda) {
    const end = offset + 2 + bytes.readUInt16BE(offset + 2);
    if (bytes[offset + 1] !== 0xe2) parts.push(bytes.subarray(offset, end));
    offset = end;
  }
  parts.push(bytes.subarray(offset));
  assert.ok(parts.length > 2);
  return Buffer.concat(parts);
}

test("an animation gives its first frame", async () => {
  const frames = [0, 1].map((seed) => texture(width, height, seed));
  const raw = { width, height: height * 2, channels: 3 as const, pageHeight: height };
  for (const format of ["gif", "webp"] as const) {
    const bytes = await sharp(Buffer.concat(frames), { raw })
      [format]({ ...(format === "webp" ? { lossless: true } : {}) })
      .toBuffer();
    assert.equal((await sharp(bytes).metadata()).pages, 2);
    const image = await decode(bytes);
    assert.deepEqual([image.width, image.height], [width, height]);
    if (format === "webp") assert.deepEqual(Buffer.from(image.bytes), frames[0]);
  }
});

test("palette and one-bit pictures come out in their colours", async () => {
  const palette = [10, 20, 30, 200, 100, 50];
  const file = png({ width: 2, height: 1, depth: 1, colorType: 3 }, [1, 0], { palette });
  assert.deepEqual((await decode(file)).values, [200, 100, 50, 10, 20, 30]);
  const bits = tiff({ width: 8, height: 1, bits: 1, photometric: 1 }, Uint8Array.of(0b10110000));
  assert.deepEqual((await decode(bits, { channels: 1 })).values, [255, 0, 255, 255, 0, 0, 0, 0]);
});

test("decoded pixels are copied, whole or in a window, and never changed", async () => {
  const data = new Uint8Array(texture(width, height, 1));
  const kept = data.slice();
  const whole = await decodeField({ image: pixels(data, width, height) }, "image");
  assert.deepEqual(whole.bytes, kept);
  const region = { x: 5, y: 4, width: 3, height: 2 };
  const window = await decodeField({ image: pixels(data, width, height) }, "image", { region });
  const start = (4 * width + 5) * 3;
  assert.deepEqual(window.bytes.subarray(0, 9), kept.subarray(start, start + 9));
  assert.deepEqual(data, kept);
});

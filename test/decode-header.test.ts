import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { sniffFormat } from "../src/decode/header/sniff-format.ts";
import { readImageHeader } from "../src/decode/header.ts";
import { chunk, png, tiff } from "./helpers/encoded.ts";
import { texture } from "./helpers/photographs.ts";

const picture = (width: number, height: number, channels: 3 | 4 = 3): Sharp =>
  sharp(texture(width, height, 1, channels), { raw: { width, height, channels } });

const encoders: Record<string, (image: Sharp) => Sharp> = {
  "jpeg baseline": (image) => image.jpeg(),
  "jpeg progressive": (image) => image.jpeg({ progressive: true }),
  "jpeg grey": (image) => image.toColourspace("b-w").jpeg(),
  "jpeg cmyk": (image) => image.toColourspace("cmyk").jpeg(),
  "jpeg with a profile": (image) => image.withIccProfile("p3").jpeg(),
  png: (image) => image.png(),
  "png palette": (image) => image.png({ palette: true }),
  "png grey": (image) => image.toColourspace("b-w").png(),
  "png 16": (image) => image.toColourspace("rgb16").png(),
  "webp lossy": (image) => image.webp(),
  "webp lossless": (image) => image.webp({ lossless: true }),
  tiff: (image) => image.tiff(),
  "tiff deflate": (image) => image.tiff({ compression: "deflate" }),
};

for (const [name, encode] of Object.entries(encoders)) {
  test(`${name}: the header says what sharp reads`, async () => {
    for (const [width, height] of [
      [1, 1],
      [130, 100],
      [65, 257],
    ] as const) {
      for (const orientation of [undefined, 6, 8]) {
        const image = encode(picture(width, height));
        const bytes = await (orientation === undefined ? image : image.withMetadata({ orientation })).toBuffer();
        const header = readImageHeader(bytes);
        const found = await sharp(bytes).metadata();
        assert.ok(header !== undefined);
        assert.equal(header.format, found.format);
        assert.deepEqual([header.width, header.height], [found.width, found.height]);
        assert.equal(header.orientation, found.orientation ?? 1);
        if (!name.includes("palette")) assert.equal(header.channels, found.channels);
        if (!name.includes("palette")) assert.equal(header.depth, found.depth === "ushort" ? 16 : 8);
        const colors: Record<string, string> = { "b-w": "grey", srgb: "rgb", rgb16: "rgb", cmyk: "cmyk" };
        assert.equal(header.color, name.includes("palette") ? "palette" : colors[found.space]);
      }
    }
  });
}

test("WebP and PNG with alpha have four channels", async () => {
  for (const encode of [
    (image: Sharp) => image.webp(),
    (image: Sharp) => image.webp({ lossless: true }),
    (image: Sharp) => image.png(),
  ]) {
    assert.equal(readImageHeader(await encode(picture(20, 10, 4)).toBuffer())?.channels, 4);
  }
});

test("JPEG: tables before the frame and filling bytes are passed over", () => {
  const table = "ffc4 0008 08 0001 0002 0003".replaceAll(" ", "");
  const frame = "ffff ffc2 000b 08 0102 0304 01 012200".replaceAll(" ", "");
  assert.deepEqual(readImageHeader(Buffer.from(`ffd8${table}${frame}ffda`, "hex")), {
    format: "jpeg",
    width: 0x304,
    height: 0x102,
    depth: 8,
    color: "grey",
    channels: 1,
    orientation: 1,
  });
});

test("PNG: an orientation that comes after the pixels counts", () => {
  const file = png({ width: 2, height: 1, depth: 8, colorType: 0 }, [1, 2]);
  const exif = Buffer.from("4d4d002a000000080001011200030000000100070000", "hex");
  const end = file.length - 12;
  const late = Buffer.concat([file.subarray(0, end), chunk("eXIf", exif), file.subarray(end)]);
  assert.equal(readImageHeader(late)?.orientation, 7);
});

test("the formats are known by their bytes; GIF, AVIF and BigTIFF are left to sharp", async () => {
  const image = () => picture(16, 16);
  assert.equal(sniffFormat(await image().gif().toBuffer()), "gif");
  assert.equal(sniffFormat(await image().avif().toBuffer()), "avif");
  assert.equal(readImageHeader(await image().gif().toBuffer()), undefined);
  assert.equal(readImageHeader(await image().avif().toBuffer()), undefined);
  const big = await image().tiff({ bigtiff: true }).toBuffer();
  assert.equal(sniffFormat(big), "tiff");
  assert.equal(readImageHeader(big), undefined);
  for (const text of [
    "",
    "G",
    "hello, this is text",
    "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "%PDF-1.7",
    "RIFF1234WAVE",
  ]) {
    assert.equal(sniffFormat(Buffer.from(text)), undefined, text);
  }
});

test("whatever follows a signature, a header is read without an error and within bounds", async () => {
  const files = [
    await picture(40, 30).withMetadata({ orientation: 6 }).withIccProfile("p3").jpeg().toBuffer(),
    await picture(40, 30).withMetadata({ orientation: 6 }).png().toBuffer(),
    await picture(40, 30).withMetadata({ orientation: 6 }).webp().toBuffer(),
    tiff({ width: 4, height: 4, bits: 8, photometric: 1, orientation: 6 }, new Uint8Array(16)),
  ];
  for (const file of files) {
    for (let length = 0; length <= Math.min(file.length, 3000); length++) readImageHeader(file.subarray(0, length));
  }
  const edits = fc.array(fc.tuple(fc.nat(1200), fc.nat(255)), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom(...files), edits, fc.nat(), (file, changes, cut) => {
      const bytes = new Uint8Array(file.subarray(0, 4 + (cut % file.length)));
      for (const [at, value] of changes) if (at >= 4 && at < bytes.length) bytes[at] = value;
      const header = readImageHeader(bytes);
      assert.ok(header === undefined || (header.width > 0 && header.height > 0));
      assert.ok(header === undefined || (header.orientation >= 1 && header.orientation <= 8));
    }),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...files), fc.uint8Array({ maxLength: 400 }), (file, rest) => {
      readImageHeader(Buffer.concat([file.subarray(0, 4), rest]));
    }),
    { numRuns: 2000 },
  );
});

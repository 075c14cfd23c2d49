import assert from "node:assert/strict";
import { test } from "node:test";
import { encodedImage, encodedMask, mask, pixels } from "@millrace/core";
import fc from "fast-check";
import sharp from "sharp";
import { DecodeError } from "../src/decode/decode-error.ts";
import { decodeField, png, tiff } from "./helpers/encoded.ts";
import { texture } from "./helpers/photographs.ts";

const decode = (bytes: Uint8Array) => decodeField({ mask: encodedMask(bytes) }, "mask");

test("PNG: every depth, plain and interlaced, as indices and as grey, gives the stored values", async () => {
  const sizes = fc.record({ width: fc.integer({ min: 1, max: 21 }), height: fc.integer({ min: 1, max: 21 }) });
  await fc.assert(
    fc.asyncProperty(
      sizes,
      fc.constantFrom(1, 2, 4, 8, 16),
      fc.constantFrom(0 as const, 3 as const),
      fc.boolean(),
      fc.nat(),
      async ({ width, height }, bits, colorType, interlaced, seed) => {
        const depth = colorType === 3 ? Math.min(bits, 8) : bits;
        const values = Array.from({ length: width * height }, (_, i) => ((i + seed) * 40503) % 2 ** depth);
        const palette = Array.from({ length: 3 * 2 ** depth }, (_, i) => (i * 91) % 256);
        const file = png({ width, height, depth, colorType }, values, {
          interlaced,
          ...(colorType === 3 ? { palette } : {}),
        });
        const read = await decode(file);
        assert.equal(read.type, depth === 16 ? "uint16" : "uint8");
        assert.equal(read.field.type, read.type);
        assert.deepEqual([read.width, read.height, read.channels], [width, height, 1]);
        assert.deepEqual(read.values, values);
      },
    ),
    { numRuns: 150 },
  );
});

test("PNG: indices of another encoder's palettes lead to the colours that sharp shows", async () => {
  const raw = { width: 61, height: 43, channels: 3 as const };
  for (const colours of [2, 4, 16, 256]) {
    for (const progressive of [false, true]) {
      const file = await sharp(texture(61, 43, 2), { raw })
        .png({ palette: true, colours, progressive })
        .toBuffer();
      const at = file.indexOf("PLTE", 0, "latin1") + 4;
      const palette = file.subarray(at, at + file.readUInt32BE(at - 8));
      const shown = await sharp(file).removeAlpha().raw().toBuffer();
      const { values } = await decode(file);
      assert.deepEqual(
        values.flatMap((value) => [...palette.subarray(3 * value, 3 * value + 3)]),
        [...shown],
        `${colours} colours, progressive ${progressive}`,
      );
    }
  }
});

test("16-bit and 8-bit TIFF and grey JPEG keep their values", async () => {
  const wide = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const bytes = new Uint8Array(wide.buffer);
  const sixteen = await decode(tiff({ width: 256, height: 256, bits: 16, photometric: 1 }, bytes));
  assert.equal(sixteen.type, "uint16");
  assert.deepEqual(sixteen.values, [...wide]);
  const narrow = Uint8Array.from({ length: 256 }, (_, i) => i);
  const eight = await decode(tiff({ width: 16, height: 16, bits: 8, photometric: 1 }, narrow));
  assert.equal(eight.type, "uint8");
  assert.deepEqual(eight.values, [...narrow]);
  const raw = { width: 32, height: 32, channels: 1 as const };
  const jpeg = await sharp(texture(32, 32, 1, 1), { raw })
    .toColourspace("b-w")
    .jpeg()
    .toBuffer();
  assert.deepEqual((await decode(jpeg)).values, [...(await sharp(jpeg).extractChannel(0).raw().toBuffer())]);
});

test("what is no mask, or would not come out as stored, is refused with what was found", async () => {
  const raw = { width: 8, height: 8, channels: 3 as const };
  const rgb = () => sharp(texture(8, 8, 1), { raw });
  const grey = new Uint8Array(64);
  const cases: [Uint8Array, RegExp][] = [
    [await rgb().png().toBuffer(), /the mask is RGB; a mask has one channel: store palette indices \(PNG\) or grey/],
    [png({ width: 1, height: 1, depth: 8, colorType: 6 }, [1, 2, 3, 4]), /RGB with alpha/],
    [png({ width: 1, height: 1, depth: 8, colorType: 4 }, [1, 2]), /grey with alpha/],
    [await rgb().jpeg().toBuffer(), /the mask is RGB/],
    [await rgb().webp({ lossless: true }).toBuffer(), /the mask is RGB/],
    [await rgb().gif().toBuffer(), /a GIF, whose palette indices/],
    [tiff({ width: 8, height: 8, bits: 8, photometric: 0 }, grey), /grey in which 0 is white/],
    [
      tiff({ width: 8, height: 8, bits: 8, photometric: 3, colorMap: new Array(768).fill(0) }, grey),
      /a TIFF with a palette/,
    ],
    [tiff({ width: 8, height: 8, bits: 1, photometric: 1 }, grey.subarray(0, 8)), /a TIFF of 1 bits/],
    [tiff({ width: 4, height: 4, bits: 32, photometric: 1, format: 3 }, grey), /a TIFF of 32-bit floats/],
    [tiff({ width: 4, height: 4, bits: 8, photometric: 5, samples: 4 }, grey), /CMYK/],
  ];
  for (const [bytes, message] of cases) {
    await assert.rejects(decode(bytes), (error: unknown) => {
      assert.ok(error instanceof DecodeError);
      assert.match(error.message, message);
      return true;
    });
  }
});

test("a PNG mask that is cut off or changed is an error", async () => {
  const values = Array.from({ length: 400 }, (_, i) => (i * i) % 251);
  const file = png({ width: 20, height: 20, depth: 8, colorType: 0 }, values);
  for (let length = 41; length < file.length - 12; length += 17) {
    await assert.rejects(decode(file.subarray(0, length)), /truncated/, `${length} of ${file.length} bytes`);
  }
  const data = file.indexOf("IDAT", 0, "latin1") + 10;
  const changed = Buffer.from(file);
  changed[data] = (changed[data] as number) ^ 4;
  await assert.rejects(decode(changed), /damaged.*checksum of the PNG chunk IDAT/s);
});

test("a PNG mask whose data unpack to more than its header says is not unpacked", async () => {
  const large = png({ width: 3000, height: 3000, depth: 8, colorType: 0 }, new Array(9_000_000).fill(0));
  const small = png({ width: 10, height: 10, depth: 8, colorType: 0 }, new Array(100).fill(0));
  const header = small.subarray(0, 33);
  await assert.rejects(decode(Buffer.concat([header, large.subarray(33)])), /truncated or damaged/);
});

const width = 9;
const height = 5;
const values = Array.from({ length: width * height }, (_, i) => i);
const stored = png({ width, height, depth: 8, colorType: 0 }, values);

/** A JPEG of this size whose red channel says little, but whose EXIF turns it. */
const image = (orientation: number, size = { width, height }) =>
  sharp({ create: { ...size, channels: 3, background: "teal" } })
    .withMetadata({ orientation })
    .jpeg()
    .toBuffer();

/** The mask turned by sharp, through a lossless picture that carries the orientation. */
async function turnedBySharp(orientation: number) {
  const tagged = await sharp(stored).withMetadata({ orientation }).png().toBuffer();
  const { data, info } = await sharp(tagged).autoOrient().extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  return { values: [...data], width: info.width, height: info.height };
}

test("a mask follows its image's orientation, all eight, in either order of fields and in windows", async () => {
  for (let orientation = 1; orientation <= 8; orientation++) {
    const expected = await turnedBySharp(orientation);
    const photo = encodedImage(await image(orientation));
    for (const sample of [
      { photo, mask: encodedMask(stored) },
      { mask: encodedMask(stored), photo },
    ]) {
      const read = await decodeField(sample, "mask");
      assert.deepEqual([read.width, read.height], [expected.width, expected.height], `orientation ${orientation}`);
      assert.deepEqual([read.field.width, read.field.height], [expected.width, expected.height]);
      assert.deepEqual(read.values, expected.values, `orientation ${orientation}`);
    }
    const region = { x: 1, y: 2, width: 3, height: 2 };
    const window = await decodeField({ photo, mask: encodedMask(stored) }, "mask", { region });
    const at = (x: number, y: number) => expected.values[y * expected.width + x];
    assert.deepEqual(window.values, [at(1, 2), at(2, 2), at(3, 2), at(1, 3), at(2, 3), at(3, 3)]);
    const untouched = await decodeField(
      { photo: encodedImage(await image(orientation), { exifOrientation: false }), mask: encodedMask(stored) },
      "mask",
    );
    assert.deepEqual(untouched.values, values);
  }
});

test("a 16-bit mask is turned too", async () => {
  const wide = values.map((value) => value * 1000);
  const file = png({ width, height, depth: 16, colorType: 0 }, wide);
  const read = await decodeField({ photo: encodedImage(await image(6)), mask: encodedMask(file) }, "mask");
  assert.deepEqual(
    read.values,
    (await turnedBySharp(6)).values.map((value) => value * 1000),
  );
});

test("a mask as large as the turned image only is taken as turned; values are taken as they are", async () => {
  const turned = png({ width: height, height: width, depth: 8, colorType: 0 }, values);
  const photo = encodedImage(await image(6));
  assert.deepEqual((await decodeField({ photo, mask: encodedMask(turned) }, "mask")).values, values);
  const given = mask(Uint8Array.from(values), width, height);
  assert.deepEqual((await decodeField({ photo, given }, "given")).values, values);
});

test("a mask of neither size is an error that names both, and so are images that disagree", async () => {
  const odd = png({ width: 4, height: 4, depth: 8, colorType: 0 }, values.slice(0, 16));
  const photo = encodedImage(await image(6));
  await assert.rejects(
    decodeField({ photo, mask: encodedMask(odd) }, "mask"),
    /the field "mask": the mask is 4 × 4, but its image is 9 × 5 as stored and 5 × 9 as its EXIF orientation 6 shows/,
  );
  const other = encodedImage(await image(8));
  await assert.rejects(
    decodeField({ photo, other, mask: encodedMask(stored) }, "mask"),
    /different EXIF orientations \(6, 8\).*exifOrientation: false/,
  );
  const small = pixels(new Uint8Array(4 * 4 * 3), 4, 4);
  assert.deepEqual((await decodeField({ photo, small, mask: encodedMask(odd) }, "mask")).values, values.slice(0, 16));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { createDecoder, JpegError, type JpegErrorCode, readHeader } from "../src/index.ts";
import { fixture, picture } from "./picture.ts";

function fails(code: JpegErrorCode, action: () => unknown): void {
  assert.throws(action, (error) => error instanceof JpegError && error.code === code);
}

test("the header says size, sampling and colour space", () => {
  const facts = (name: string) => {
    const header = readHeader(fixture(`${name}.jpg`));
    return [header.width, header.height, header.components, header.subsampling, header.colorSpace, header.progressive];
  };
  assert.deepEqual(facts("422"), [45, 29, 3, "4:2:2", "ycbcr", false]);
  assert.deepEqual(facts("440-progressive"), [31, 27, 3, "4:4:0", "ycbcr", true]);
  assert.deepEqual(facts("restart"), [50, 41, 3, "4:2:0", "ycbcr", false]);
  assert.deepEqual(facts("adobe-rgb"), [33, 21, 3, "4:4:4", "rgb", false]);
  assert.deepEqual(facts("grey"), [19, 35, 1, "grey", "grey", false]);
  assert.deepEqual(facts("411"), [35, 18, 3, "other", "ycbcr", false]);
});

/** An APP1 segment with an EXIF orientation. */
function exif(value: number, little: boolean): Uint8Array {
  const tiff = new DataView(new ArrayBuffer(26));
  tiff.setUint16(0, little ? 0x4949 : 0x4d4d);
  tiff.setUint16(2, 42, little);
  tiff.setUint32(4, 8, little);
  tiff.setUint16(8, 1, little);
  tiff.setUint16(10, 0x0112, little);
  tiff.setUint16(12, 3, little);
  tiff.setUint32(14, 1, little);
  tiff.setUint16(18, value, little);
  const name = [..."Exif\0\0"].map((character) => character.charCodeAt(0));
  return Uint8Array.from([0xff, 0xe1, 0, 34, ...name, ...new Uint8Array(tiff.buffer)]);
}

function withSegment(file: Uint8Array, segment: Uint8Array): Uint8Array {
  return Uint8Array.from([...file.subarray(0, 2), ...segment, ...file.subarray(2)]);
}

test("the orientation is read in both byte orders, and is 1 when absent, wrong or cut", async () => {
  const file = fixture("grey.jpg");
  assert.equal(readHeader(file).orientation, 1);
  for (let value = 0; value <= 9; value++) {
    for (const little of [false, true]) {
      const header = readHeader(withSegment(file, exif(value, little)));
      assert.equal(header.orientation, value >= 1 && value <= 8 ? value : 1);
    }
  }
  const whole = exif(6, true);
  for (let length = 10; length < whole.length; length++) {
    const cut = Uint8Array.from([0xff, 0xe1, 0, length - 2, ...whole.subarray(4, length)]);
    assert.ok([1, 6].includes(readHeader(withSegment(file, cut)).orientation));
  }
  const bare = Uint8Array.from([0xff, 0xe1, 0, 28, ...whole.subarray(10)]);
  assert.equal(readHeader(withSegment(file, bare)).orientation, 1, "what is not called Exif is not EXIF");
  const raw = { width: 8, height: 8, channels: 3 } as const;
  const written = await sharp(picture(8, 8), { raw }).withMetadata({ orientation: 8 }).jpeg().toBuffer();
  assert.equal(readHeader(written).orientation, 8);
});

test("what is not a JPEG file, or has no frame header, is refused by name", () => {
  const file = fixture("422.jpg");
  fails("not-jpeg", () => readHeader(new Uint8Array(0)));
  fails("not-jpeg", () => readHeader(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3)));
  fails("truncated", () => readHeader(file.subarray(0, 60)));
  fails("truncated", () => readHeader(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)));
});

/** The file with bytes of its frame header replaced. */
function reframed(name: string, ...replacements: readonly (readonly [offset: number, value: number])[]): Uint8Array {
  const file = fixture(`${name}.jpg`);
  const at = file.findIndex((byte, n) => byte === 0xff && (file[n + 1] === 0xc0 || file[n + 1] === 0xc2));
  for (const [offset, value] of replacements) file[at + offset] = value;
  return file;
}

test("what the decoder does not take, it names", () => {
  const decoder = createDecoder();
  const cases: [Uint8Array, RegExp][] = [
    [fixture("cmyk.jpg"), /CMYK/],
    [fixture("411.jpg"), /sampling factors 4×1, 1×1, 1×1/],
    [reframed("422", [1, 0xc9]), /arithmetic/],
    [reframed("422", [1, 0xca]), /arithmetic/],
    [reframed("422", [1, 0xc3]), /lossless/],
    [reframed("422", [1, 0xc5]), /hierarchical/],
    [reframed("422", [4, 12]), /12 bits/],
    [reframed("422", [11, 0x22], [14, 0x22], [17, 0x22]), /sampling factors 2×2, 2×2, 2×2/],
  ];
  for (const [file, reason] of cases) {
    const header = readHeader(file);
    assert.equal(header.supported, false);
    assert.match(header.unsupportedReason!, reason);
    fails("unsupported", () => decoder.decode(file));
  }
  fails("unsupported", () => decoder.decode(zeroHeight()));
  fails("corrupt", () => decoder.decode(reframed("422", [11, 0])));
  // Extended sequential is baseline with more tables.
  assert.equal(decoder.decode(reframed("422", [1, 0xc1])).warnings, 0);
});

function zeroHeight(): Uint8Array {
  const file = reframed("grey", [5, 0]);
  const at = file.findIndex((byte, n) => byte === 0xff && file[n + 1] === 0xc0);
  file[at + 6] = 0;
  return file;
}

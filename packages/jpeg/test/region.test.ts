import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { createDecoder, readHeader, type Scale } from "../src/index.ts";
import { fixture, fixtureNames, generator, picture } from "./picture.ts";

const decoder = createDecoder();

test("a region is the same window of the whole image, byte for byte, at every scale", async () => {
  const raw = { width: 150, height: 133, channels: 3 } as const;
  const files = fixtureNames.map((name) => fixture(`${name}.jpg`));
  for (const progressive of [false, true]) {
    files.push(await sharp(picture(150, 133), { raw }).jpeg({ progressive }).toBuffer());
  }
  const random = generator(3);
  const below = (limit: number) => Math.floor(random() * limit);
  for (const file of files) {
    const header = readHeader(file);
    for (const scale of [1, 2, 4, 8] as Scale[]) {
      for (const channels of [1, 3] as const) {
        const whole = decoder.decodeToBytes(file, { scale, channels });
        for (let n = 0; n < 25; n++) {
          const x = below(header.width);
          const y = below(header.height);
          const region = { x, y, width: 1 + below(header.width - x), height: 1 + below(header.height - y) };
          const part = decoder.decodeToBytes(file, { scale, channels, region });
          assert.deepEqual([part.x, part.y], [Math.floor(x / scale), Math.floor(y / scale)]);
          assert.equal(part.x + part.width, Math.ceil((x + region.width) / scale));
          assert.equal(part.y + part.height, Math.ceil((y + region.height) / scale));
          for (let row = 0; row < part.height; row++) {
            const at = ((part.y + row) * whole.width + part.x) * channels;
            const wanted = whole.data.subarray(at, at + part.width * channels);
            const got = part.data.subarray(row * part.width * channels, (row + 1) * part.width * channels);
            assert.ok(Buffer.from(got).equals(wanted), `1/${scale}, ${JSON.stringify(region)}, row ${row}`);
          }
        }
      }
    }
  }
});

test("a scaled image is close to the mean of what each pixel covers", async () => {
  const raw = { width: 128, height: 96, channels: 3 } as const;
  const file = await sharp(picture(128, 96), { raw }).jpeg({ quality: 95 }).toBuffer();
  const whole = decoder.decodeToBytes(file);
  for (const scale of [2, 4, 8] as Scale[]) {
    const small = decoder.decodeToBytes(file, { scale });
    let difference = 0;
    for (let y = 0; y < small.height; y++) {
      for (let x = 0; x < small.width; x++) {
        for (let c = 0; c < 3; c++) {
          let sum = 0;
          for (let v = 0; v < scale; v++) {
            for (let u = 0; u < scale; u++) sum += whole.data[((y * scale + v) * 128 + x * scale + u) * 3 + c]!;
          }
          difference += Math.abs(sum / scale ** 2 - small.data[(y * small.width + x) * 3 + c]!);
        }
      }
    }
    // Near the edges of shapes a reduced transform is not a mean.
    assert.ok(difference / small.data.length < 4, `1/${scale}: ${difference / small.data.length}`);
  }
});

test("a region outside the image is the caller's mistake", () => {
  const file = fixture("422.jpg");
  const regions = [
    { x: -1, y: 0, width: 2, height: 2 },
    { x: 0, y: 0, width: 46, height: 1 },
    { x: 0, y: 29, width: 1, height: 1 },
    { x: 0, y: 0, width: 0, height: 1 },
    { x: 0.5, y: 0, width: 1, height: 1 },
    { x: 0, y: 0, width: Number.NaN, height: 1 },
  ];
  for (const region of regions) assert.throws(() => decoder.decode(file, { region }), RangeError);
  assert.throws(() => decoder.decode(file, { scale: 3 as Scale }), RangeError);
});

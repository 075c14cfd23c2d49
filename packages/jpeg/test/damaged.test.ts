import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { createDecoder, JpegError, type Scale } from "../src/index.ts";
import { attempt, GuardedArena } from "./guarded.ts";
import { mutator } from "./mutate.ts";
import { fixture, fixtureNames, generator, picture } from "./picture.ts";

const sound = fixtureNames.map((name) => fixture(`${name}.jpg`));

/** Where the kernels' constants and scratch end: they begin at 64 KiB. */
const constantsEnd = 65536 + 4096;

test("50,000 broken files end in an image or a JpegError", () => {
  const decoder = createDecoder({ maxPixels: 100_000 });
  const next = mutator(sound, 1);
  const random = generator(2);
  const counts = { refused: 0, warned: 0, whole: 0 };
  for (let n = 0; n < 50_000; n++) {
    const scale = [1, 1, 1, 2, 4, 8][Math.floor(random() * 6)] as Scale;
    const warnings = attempt(decoder, next(), { scale });
    if (warnings < 0) counts.refused++;
    else if (warnings > 0) counts.warned++;
    else counts.whole++;
  }
  // The cases are of all kinds, or the test would be worth little.
  for (const count of Object.values(counts)) assert.ok(count > 2000, JSON.stringify(counts));
});

test("broken files never write outside what was allocated", () => {
  const arena = new GuardedArena();
  const decoder = createDecoder({ arena, maxPixels: 20_000 });
  const next = mutator(sound, 5);
  const random = generator(6);
  for (const file of sound) {
    for (const scale of [1, 2, 4, 8] as Scale[]) attempt(decoder, file, { scale });
    arena.check(constantsEnd);
  }
  for (let n = 0; n < 1500; n++) {
    const options = { scale: [1, 2, 4, 8][Math.floor(random() * 4)], region: { x: 0, y: 0, width: 3, height: 2 } };
    const file = next();
    try {
      attempt(decoder, file, n % 2 ? options : { scale: options.scale });
    } catch (error) {
      // The region may be outside of what has become of the image; the guarded memory is small.
      if (!(error instanceof RangeError)) throw error;
    }
    arena.check(constantsEnd);
  }
});

test("nothing of an earlier image shows in a later one", async () => {
  const raw = { width: 90, height: 70, channels: 3 } as const;
  const bright = await sharp(picture(90, 70), { raw }).jpeg({ quality: 100 }).toBuffer();
  const used = createDecoder();
  const next = mutator(sound, 9);
  const cut = [...sound.flatMap((file) => [0.5, 0.8, 0.95].map((part) => file.subarray(0, part * file.length)))];
  for (let n = 0; n < 300; n++) cut.push(next());
  for (const file of cut) {
    used.decodeToBytes(bright);
    // All the memory that a decode may find dirty.
    const { memory } = used.decode(bright);
    new Uint8Array(memory.buffer).fill(0xcd, 256 * 1024);
    const fresh = createDecoder({ maxPixels: 100_000 });
    let expected: Uint8Array | undefined;
    try {
      expected = fresh.decodeToBytes(file).data;
    } catch {
      continue;
    }
    assert.ok(Buffer.from(used.decodeToBytes(file).data).equals(expected));
  }
});

test("a cut file yields what is there, grey below, and says so; strict refuses it", async () => {
  const raw = { width: 64, height: 64, channels: 3 } as const;
  const file = await sharp(picture(64, 64), { raw }).jpeg({ chromaSubsampling: "4:4:4" }).toBuffer();
  const decoder = createDecoder();
  const whole = decoder.decodeToBytes(file);
  const half = decoder.decodeToBytes(file.subarray(0, file.length * 0.6));
  assert.equal(whole.warnings, 0);
  assert.ok(half.warnings > 0);
  assert.deepEqual(half.data.subarray(0, 64 * 3 * 8), whole.data.subarray(0, 64 * 3 * 8));
  assert.deepEqual([...half.data.subarray(-3)], [128, 128, 128]);
  assert.throws(() => decoder.decode(file.subarray(0, file.length * 0.6), { strict: true }), JpegError);
  assert.equal(decoder.decode(file, { strict: true }).warnings, 0);
});

test("pixels and scans are limited, and a refused file leaves the arena as it was", async () => {
  const file = await sharp(picture(64, 64), { raw: { width: 64, height: 64, channels: 3 } })
    .jpeg({ progressive: true })
    .toBuffer();
  const isLimit = (error: unknown) => error instanceof JpegError && error.code === "limit";
  assert.throws(() => createDecoder({ maxPixels: 64 * 64 - 1 }).decode(file), isLimit);
  assert.equal(createDecoder({ maxPixels: 64 * 64 }).decode(file).warnings, 0);
  assert.throws(() => createDecoder({ maxScans: 3 }).decode(file), isLimit);
  // A thousand empty scans after one another.
  const scan = file.indexOf(Buffer.of(0xff, 0xda));
  const header = file.subarray(scan, scan + 2 + file.readUInt16BE(scan + 2));
  const many = Buffer.concat([file.subarray(0, scan), ...Array.from({ length: 1000 }, () => header)]);
  assert.throws(() => createDecoder().decode(many), isLimit);

  const decoder = createDecoder();
  const first = decoder.decode(file);
  assert.throws(() => decoder.decode(file.subarray(0, 200)), JpegError);
  assert.throws(() => decoder.decode(file.subarray(0, file.length - 300), { strict: true }), JpegError);
  const second = decoder.decode(file);
  assert.equal(second.pointer, first.pointer + 64 * 64 * 3);
});

test("an interval that is missing altogether is missing data, although every other one is whole", () => {
  const file = fixture("restart.jpg");
  let marker = file.length - 2;
  while (!(file[marker] === 0xff && (file[marker + 1]! & 0xf8) === 0xd0)) marker--;
  const cut = Buffer.concat([file.subarray(0, marker), Buffer.of(0xff, 0xd9)]);
  const decoder = createDecoder();
  assert.equal(decoder.decodeToBytes(file).warnings, 0);
  assert.ok(decoder.decodeToBytes(cut).warnings > 0, "no warning");
  assert.throws(() => decoder.decode(cut, { strict: true }), JpegError);
});

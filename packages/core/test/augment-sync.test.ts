import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  augment,
  augmentSync,
  compose,
  KeptPixels,
  keepPixels,
  mask,
  type Pixels,
  pixels,
  type Sample,
} from "@millrace/core";
import { arenaBase, KernelMemory, kernelMemory } from "@millrace/core/engine";
import {
  adjustBrightness,
  centerCrop,
  colorJitter,
  crop,
  gaussianBlur,
  horizontalFlip,
  invert,
  normalize,
  randomErasing,
  rotate,
  toFloat,
} from "@millrace/core/image";
import { everyLeaf } from "./helpers/factories.ts";
import { bytes, fingerprint, fullSample, noise } from "./helpers/samples.ts";

const seed = { seed: 3, index: 2 };

describe("augmentSync", () => {
  for (const { title, transform } of everyLeaf()) {
    if (transform.needs.length > 0 || transform.partners !== undefined) continue;
    test(`${title}: the same as augment`, async () => {
      const want = await augment(fullSample(), transform, seed);
      assert.equal(fingerprint(augmentSync(fullSample(), transform, seed)), fingerprint(want));
    });
  }

  test("what has to be waited for is an error that says so", () => {
    const later = async (sample: Sample) => sample;
    assert.throws(() => augmentSync(fullSample(), later, seed), /takes decoded images and steps that answer at once/);
  });
});

describe("into", () => {
  test("takes pictures, masks among them, and no other memory", () => {
    const into = { image: new Uint8Array(32 * 24 * 3), mask: new Uint8Array(32 * 24) };
    const sample = { image: noise(), mask: mask(bytes(32 * 24, 4), 32, 24) };
    const { sample: result } = augmentSync(sample, horizontalFlip(), { ...seed, into });
    assert.equal((result.image as Pixels).data, into.image);
    assert.equal((result.mask as { data: unknown }).data, into.mask);
    const plain = augmentSync(sample, horizontalFlip(), seed).sample;
    assert.equal(fingerprint(result), fingerprint(plain));
  });

  test("of floats too, where floats come out", () => {
    const into = { image: new Float32Array(16 * 16 * 3) };
    const { sample } = augmentSync({ image: noise() }, compose([centerCrop(16), normalize()]), { ...seed, into });
    assert.equal((sample.image as Pixels).data, into.image);
  });

  test("memory that does not fit is refused with what would", () => {
    const image = noise();
    const short = { image: new Uint8Array(5) };
    assert.throws(
      () => augmentSync({ image }, horizontalFlip(), { ...seed, into: short }),
      /32 × 24 × 3 are 2304 values, and there is room for 5/,
    );
    const floats = { image: new Float32Array(2304) };
    assert.throws(
      () => augmentSync({ image }, horizontalFlip(), { ...seed, into: floats }),
      /a Uint8Array comes out, and a Float32Array was given/,
    );
  });
});

describe("pixels in kernel memory", () => {
  const steps = [
    horizontalFlip(),
    invert(),
    compose([invert(), rotate(20), colorJitter({ hue: 0.2 })]),
    gaussianBlur(5),
    randomErasing({ p: 1 }),
    crop({ x: 3, y: 2, width: 9, height: 8 }),
    compose([adjustBrightness(1.3), toFloat()]),
    compose([]),
  ];

  test("are read where they lie, stay as they are, and give the same bytes", async () => {
    const image = noise();
    using kept = keepPixels(image);
    for (const step of steps) {
      const want = (await augment({ image }, step, seed)).sample.image as Pixels;
      const got = augmentSync({ image: kept }, step, seed).sample.image as Pixels;
      assert.deepEqual(got, want, JSON.stringify(step));
      assert.deepEqual([...kept.data], [...image.data]);
    }
  });

  test("results stay there too, and may be gone on with", async () => {
    const image = noise();
    using first = keepPixels(image);
    for (const step of steps) {
      const { sample: after } = await augment({ image }, step, seed);
      const want = (await augment(after, horizontalFlip(), seed)).sample.image as Pixels;
      using between = augmentSync({ image: first }, step, { ...seed, keep: true }).sample.image as KeptPixels;
      assert.ok(between instanceof KeptPixels);
      using last = augmentSync({ image: between }, horizontalFlip(), { ...seed, keep: true }).sample
        .image as KeptPixels;
      const { width, height, channels } = want;
      assert.deepEqual([last.width, last.height, last.channels], [width, height, channels]);
      assert.deepEqual(last.data, want.data);
    }
  });

  test("several of one sample are kept beside one another, masks are copied out", () => {
    const sample = { a: noise(32, 24, 3, 1), b: noise(32, 24, 1, 2), mask: mask(bytes(32 * 24), 32, 24) };
    const step = compose([horizontalFlip(), normalize({ mean: 0.5, std: 0.5 })]);
    const want = augmentSync(sample, step, seed).sample as unknown as Record<string, Pixels>;
    const got = augmentSync(sample, step, { ...seed, keep: true }).sample as unknown as Record<string, KeptPixels>;
    for (const name of ["a", "b", "mask"]) assert.deepEqual(got[name]?.data, want[name]?.data, name);
    got.b?.release();
    got.a?.release();
  });

  test("take no more memory however often they are made and given back", () => {
    const image = noise(200, 150);
    const round = () => {
      using kept = keepPixels(image);
      using flipped = augmentSync({ image: kept }, horizontalFlip(), { ...seed, keep: true }).sample
        .image as KeptPixels;
      using _blurred = augmentSync({ image: flipped }, gaussianBlur(5), { ...seed, keep: true }).sample
        .image as KeptPixels;
    };
    for (let i = 0; i < 5; i++) round();
    const before = kernelMemory().bytes;
    for (let i = 0; i < 50; i++) round();
    assert.equal(kernelMemory().bytes, before);
  });

  test("survive the growth of the memory, and the release of others in any order", () => {
    const held = Array.from({ length: 6 }, (_, i) => keepPixels(noise(40, 30, 3, i)));
    held[1]?.release();
    held[3]?.release();
    using large = keepPixels(pixels(new Uint8Array(3_000_000).fill(7), 1000, 1000));
    using small = keepPixels(noise(20, 10, 3, 9));
    for (const i of [0, 2, 4, 5]) assert.deepEqual(held[i]?.data, noise(40, 30, 3, i).data);
    assert.equal(large.data[2_999_999], 7);
    assert.deepEqual(small.data, noise(20, 10, 3, 9).data);
    for (const one of held) one.release();
  });

  test("are gone after release, and say so", () => {
    const kept = keepPixels(noise());
    kept.release();
    kept.release();
    assert.throws(() => kept.data, /these pixels were released/);
    assert.throws(() => augmentSync({ image: kept }, horizontalFlip(), seed), /these pixels were released/);
  });

  test("keep 16 bits and floats", () => {
    for (const data of [Uint16Array.of(1, 60000, 3), Float32Array.of(0.5, -1, 2)]) {
      using kept = keepPixels(pixels(data, 1, 1, 3));
      assert.deepEqual(kept.data, data);
      assert.deepEqual((augmentSync({ image: kept }, horizontalFlip(), seed).sample.image as Pixels).data, data);
    }
  });
});

describe("a memory that keeps", () => {
  test("fills gaps, and goes back to its beginning when all is given back", () => {
    const memory = new KernelMemory({ maximumBytes: 2 ** 24 });
    const [a, b, c] = [memory.keep(100), memory.keep(200), memory.keep(50)];
    memory.free(b);
    assert.equal(memory.keep(180), b);
    memory.free(b);
    memory.free(c);
    assert.equal(memory.keep(300), b, "the end is the arena's again");
    memory.free(a);
    memory.free(b);
    assert.equal(memory.keep(16), a);
  });

  test("keeps nothing new while the arena is in use, and gives nothing back that is kept", () => {
    const memory = new KernelMemory({ maximumBytes: 2 ** 24 });
    const mark = memory.mark();
    const pointer = memory.allocate(64);
    assert.throws(() => memory.keep(10), /while the arena is in use/);
    memory.bytesAt(pointer, 64).fill(9);
    const kept = memory.keepFrom(pointer, 64, true);
    memory.release(mark);
    const next = memory.allocate(64);
    assert.ok(next >= kept + 64);
    memory.bytesAt(next, 64).fill(1);
    assert.deepEqual(new Set(memory.bytesAt(kept, 64)), new Set([9]));
  });

  test("does not grow while the newest is kept and the one before it given back", () => {
    for (const alone of [true, false]) {
      const memory = new KernelMemory({ maximumBytes: 2 ** 24 });
      const kept: { pointer: number; bytes: number; value: number }[] = [];
      for (let i = 0; i < 1000; i++) {
        const mark = memory.mark();
        const bytes = 10_000 + ((i * 7919) % 5000);
        memory.allocate(3000);
        const pointer = memory.allocate(bytes);
        const behind = memory.allocate(100);
        memory.bytesAt(pointer, bytes).fill(i % 251);
        memory.bytesAt(behind, 100).fill(255);
        kept.push({ pointer: memory.keepFrom(pointer, bytes, alone), bytes, value: i % 251 });
        if (!alone) assert.deepEqual(new Set(memory.bytesAt(behind, 100)), new Set([255]), "what is needed yet");
        memory.release(mark);
        if (kept.length > 3) memory.free((kept.shift() as { pointer: number }).pointer);
        for (const one of kept) assert.ok(memory.bytesAt(one.pointer, one.bytes).every((value) => value === one.value));
      }
      assert.ok(memory.mark() - arenaBase < 150_000, `${memory.mark() - arenaBase} bytes lie below the arena`);
    }
  });

  test("neighbouring gaps are one, on either side", () => {
    for (const [first, second] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const memory = new KernelMemory({ maximumBytes: 2 ** 24 });
      const blocks = [64, 96, 128, 16].map((bytes) => memory.keep(bytes)) as [number, number, number, number];
      memory.free(blocks[first]);
      memory.free(blocks[second]);
      assert.equal(memory.keep(224), blocks[1]);
    }
  });

  test("nothing of the arena that is needed yet is a gap for the next", () => {
    const memory = new KernelMemory({ maximumBytes: 2 ** 24 });
    const mark = memory.mark();
    const [needed, first, second] = [memory.allocate(256), memory.allocate(64), memory.allocate(64)];
    memory.bytesAt(needed, 256).fill(7);
    memory.keepFrom(first, 64, false);
    memory.keepFrom(second, 64, false);
    assert.deepEqual(new Set(memory.bytesAt(needed, 256)), new Set([7]));
    memory.release(mark);
    assert.equal(memory.keep(256), needed, "and is one afterwards");
  });

  test("several images of one sample, each sample given back when the next is there, do not make it grow", () => {
    const images = { a: noise(30, 20, 3, 1), b: noise(31, 20, 3, 2), c: noise(32, 20, 3, 3) };
    const pass = () =>
      augmentSync(images, horizontalFlip(), { ...seed, keep: true }).sample as unknown as Record<
        "a" | "b" | "c",
        KeptPixels
      >;
    const want = augmentSync(images, horizontalFlip(), seed).sample;
    let before = pass();
    const heights: number[] = [];
    for (let i = 0; i < 40; i++) {
      const now = pass();
      for (const image of Object.values(before)) image.release();
      before = now;
      heights.push(kernelMemory().mark());
      for (const name of ["a", "b", "c"] as const) assert.deepEqual(now[name].data, (want[name] as Pixels).data);
    }
    for (const image of Object.values(before)) image.release();
    assert.ok(Math.max(...heights) <= Math.max(...heights.slice(0, 5)), `${heights.join(", ")}`);
  });
});

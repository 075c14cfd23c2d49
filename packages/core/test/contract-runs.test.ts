import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type Augmented,
  augment,
  augmentSync,
  type Boxes,
  boxes,
  type Canvas,
  evaluationOf,
  fromPolicy,
  isDecodedImage,
  keepPixels,
  type LeafTransform,
  mask,
  type Outline,
  type Pixels,
  pixelsReader,
  type ReadableFields,
  replay,
  type Sample,
  toPolicy,
} from "@millrace/core";
import { compilePolicy, hashSeed, partnersOf, randomFor } from "@millrace/core/engine";
import fc from "fast-check";
import { atIntensity } from "../src/intensity.ts";
import { outlineOf } from "../src/outline.ts";
import { everyLeaf, everyTransform } from "./helpers/factories.ts";
import { outlineAfterPolicy } from "./helpers/outline-after.ts";
import { bytes, clipSample, deepFreeze, fingerprint, fullSample, noise } from "./helpers/samples.ts";

/** Those whom a transform may meet. */
const partners = { length: 7, get: (index: number) => fullSample(3, index + 20) };

const key = { seed: 5, epoch: 1, index: 3, partners };

/** The draws of several places, as text. */
async function drawsAt(transform: LeafTransform, keys: readonly object[]): Promise<Set<string>> {
  const results = await Promise.all(keys.map((change) => augment(fullSample(), transform, { ...key, ...change })));
  return new Set(results.map(({ draws }) => JSON.stringify(draws)));
}

/** An image, with the fields that a transform cannot do without. */
function sampleWith(image: Pixels, { kinds }: LeafTransform): Sample {
  if (kinds.includes("image")) return { image };
  const { width, height } = image;
  return {
    image,
    mask: mask(new Uint8Array(width * height).fill(1), width, height),
    boxes: boxes([[2, 3, 14, 11]], { format: "xyxy", with: { id: ["c"], instance: [1] } }),
  };
}

/** Whether what a leaf draws depends on the stream that it gets. */
function isRandom({ definition, given }: LeafTransform): boolean {
  return definition.evaluation !== "same" && typeof given.sigma !== "number";
}

for (const { title, transform } of everyTransform()) {
  // What goes by frames needs some.
  const sampleFor = transform.type === "combinator" && transform.evaluatesAs === "frames" ? clipSample : fullSample;
  describe(title, () => {
    test("the same key gives the same bytes, whatever ran between", async () => {
      const first = await augment(sampleFor(), transform, key);
      await augment(sampleFor(3, 9), transform, { seed: 6, partners });
      assert.equal(fingerprint(await augment(sampleFor(), transform, key)), fingerprint(first));
    });

    test("draws are plain JSON, and replay repeats them to the byte", async () => {
      const { sample, draws } = await augment(sampleFor(), transform, key);
      const stored: Augmented["draws"] = JSON.parse(JSON.stringify(draws));
      assert.deepEqual(stored, draws);
      assert.equal(fingerprint(await replay(sampleFor(), transform, stored, { partners })), fingerprint(sample));
    });

    test("as a policy, through JSON, it gives the same bytes", async () => {
      const policy = fromPolicy(JSON.parse(JSON.stringify(toPolicy(transform))));
      assert.equal(
        fingerprint(await augment(sampleFor(), policy, key).then(({ sample }) => sample)),
        fingerprint(await augment(sampleFor(), transform, key).then(({ sample }) => sample)),
      );
    });

    test("a frozen sample is never changed, nor is its memory given away", async () => {
      const sample = deepFreeze(sampleFor());
      const before = fingerprint(sample);
      const { sample: result } = await augment(sample, transform, key);
      assert.equal(fingerprint(sample), before);
      for (const value of Object.values(result)) {
        if (!["image", "mask"].includes((value as Pixels).kind)) continue;
        const { buffer } = (value as Pixels).data;
        assert.equal([sample.image.data.buffer, sample.mask.data.buffer].includes(buffer as ArrayBuffer), false);
      }
    });

    // What sees fields before it draws cannot be foretold without them.
    const foretold = transform.type !== "leaf" || transform.needs.length === 0;
    test("the outline foretells sizes, types and annotations", { skip: !foretold }, async () => {
      const sample = sampleFor();
      const readable = await pixelsReader.read(sample);
      const seed = hashSeed(key.seed);
      const source = {
        random: (node: { pathHash: Parameters<typeof randomFor>[1] }) => randomFor(seed, node.pathHash, key),
      };
      const policy = compilePolicy(transform);
      const met = (): Outline[] =>
        partnersOf(policy, source, partners.length).flatMap(({ indices }) =>
          indices.map((index) =>
            outlineOf(partners.get(index), pixelsReader.read(partners.get(index)) as ReadableFields, new Set()),
          ),
        );
      const outline = outlineAfterPolicy(sample, readable, policy, source, new Set(), undefined, met);
      assert.ok(outline);
      const { sample: result } = await augment(sample, transform, key);
      const pictures = Object.keys(outline.fields).filter((name) => /^(image|mask)/.test(name));
      assert.equal(pictures.length >= 2, true);
      for (const [name, field] of Object.entries(outline.fields)) {
        if (!("rows" in field && "corners" in field) || transform.name === "copyPaste" || transform.type !== "leaf")
          continue;
        assert.equal((result[name] as Boxes).data.length / 4, field.rows.length);
      }
      for (const name of pictures) {
        const { width, height, data } = result[name] as Pixels;
        const type = data instanceof Float32Array ? "float32" : "uint8";
        const { width: w, height: h, type: foretold } = outline.fields[name] as Pixels & { type: string };
        assert.deepEqual({ width: w, height: h, type: foretold }, { width, height, type });
      }
    });

    test("in evaluation mode chance is gone", async () => {
      const counterpart = evaluationOf(transform);
      const results = [1, 2, 3].map((seed) => augment(sampleFor(), counterpart, { seed, index: seed }));
      const [first, ...others] = (await Promise.all(results)).map(({ sample }) => fingerprint(sample));
      for (const other of others) assert.equal(other, first);
    });

    test("at intensity 1 it does what it does", async () => {
      const given = await augment(sampleFor(), transform, key);
      assert.equal(fingerprint(await augment(sampleFor(), atIntensity(transform, 1), key)), fingerprint(given));
    });
  });
}

for (const { title, transform } of everyLeaf()) {
  describe(title, () => {
    if (isRandom(transform)) {
      test("another index, epoch, copy or seed draws anew", async () => {
        const eight = Array.from({ length: 24 }, (_, i) => i);
        for (const part of ["index", "epoch", "copy", "seed"]) {
          const drawn = await drawsAt(
            transform,
            eight.map((value) => ({ [part]: value })),
          );
          assert.ok(drawn.size > 1, `${part} makes no difference`);
        }
      });
    } else {
      test("draws nothing", async () => {
        assert.equal((await drawsAt(transform, [{}, { seed: 1 }, { index: 9 }])).size, 1);
      });
    }

    test("an image that lies in kernel memory stays as it is, and gives the same", () => {
      const image = noise(32, 24);
      using kept = keepPixels(image);
      const want = augmentSync(sampleWith(image, transform), transform, key).sample.image as Pixels;
      const sample = { ...sampleWith(image, transform), image: kept };
      const got = augmentSync(sample, transform, key).sample.image as Pixels;
      assert.deepEqual(got, want);
      assert.deepEqual(kept.data, image.data);
    });

    test("1 and 4 channels keep their number or become as many as is said, or the error names them", async () => {
      for (const channels of [1, 4]) {
        try {
          const { sample } = await augment(sampleWith(noise(32, 24, channels), transform), transform, key);
          assert.equal((sample.image as Pixels).channels, transform.given.numOutputChannels ?? channels);
        } catch (error) {
          assert.match((error as Error).message, new RegExp(`${channels} channel`));
          assert.equal((error as Error).message.startsWith(transform.name), true);
        }
      }
    });

    test("alpha is no color", async () => {
      if (!transform.kinds.includes("image") || transform.changes.length === 0) return;
      if (transform.kinds.includes("mask") || transform.changes.includes("detail")) return;
      // Where it is said how many channels come out, alpha is refused.
      if (transform.given.numOutputChannels !== undefined) return;
      const image = noise(16, 16, 4);
      const { sample } = await augment({ image }, transform, key);
      const alpha = (pixels: Pixels) => pixels.data.filter((_: number, i: number) => i % 4 === 3);
      assert.deepEqual(alpha(sample.image as Pixels), alpha(image));
    });

    if (transform.definition.intensity !== "fixed") {
      test("at intensity 0 it does what it does when a model is tested", async () => {
        for (const index of [0, 1, 2]) {
          const sample = fullSample(3, index);
          const mild = await augment(sample, atIntensity(transform, 0), { ...key, index });
          const tested = await augment(sample, evaluationOf(transform), { ...key, index });
          assert.equal(fingerprint(mild.sample), fingerprint(tested.sample));
        }
      });

      test("just above 0 the picture stays but for what rounding takes, or loses no more than it must", async () => {
        const mild = atIntensity(transform, 1e-9);
        // A crop that fixes the size leaves a square of that size alone.
        const { size = 24 } = mild.given;
        if (typeof size !== "number") return;
        const image = noise(size, size);
        const sample = { ...sampleWith(image, transform), mask: mask(bytes(size * size), size, size) };
        for (const index of [0, 1, 2, 3]) {
          const { sample: result } = await augment(sample, mild, { ...key, index });
          const { data, width, height } = result.image as Pixels;
          if (width !== size || height !== size) {
            // A size that is cut to whole pixels.
            assert.ok(Math.abs(width - size) <= 1 && Math.abs(height - size) <= 1, `${width} × ${height}`);
            continue;
          }
          const change = image.data.reduce((sum: number, level, i) => sum + Math.abs(level - (data[i] as number)), 0);
          assert.ok(change <= 2 * data.length, `${change / data.length} levels on average`);
          assert.equal(fingerprint({ ...result, image }), fingerprint({ ...sample, image }));
        }
      });

      test("between 0 and 1 its options are valid", () => {
        fc.assert(
          fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (intensity) => {
            atIntensity(transform, intensity);
          }),
          { numRuns: 30, seed: 1 },
        );
      });
    }

    test("says of the size what it does: fixes it, keeps it, or lets it vary", async () => {
      const { canvas, options } = transform.definition;
      const said = canvas?.(options.parse(transform.given));
      if (said === "varies") return;
      for (const index of [0, 1, 2, 3]) {
        const image = noise(64, 48);
        const { sample } = await augment(sampleWith(image, transform), transform, { ...key, index });
        const { width, height } = sample.image as Pixels;
        const expected: Canvas = said ?? { width: 64, height: 48 };
        assert.deepEqual({ width, height }, expected);
      }
    });
  });
}

test("every field that no transform touches is the same object afterwards", async () => {
  const { transform } = everyLeaf()[0] as { transform: LeafTransform };
  const extra = { path: "a.jpg", list: [1, 2], nested: { deep: new Date(0) } };
  const sample: Sample = { ...extra, image: noise() };
  const { sample: result } = await augment(sample, transform, key);
  for (const name of Object.keys(extra)) assert.equal(result[name], sample[name]);
  assert.deepEqual(Object.keys(result), Object.keys(sample));
  assert.ok(isDecodedImage(result.image as Pixels));
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  augment,
  augmentSync,
  type Clip,
  clip,
  compose,
  type KeptPixels,
  keepPixels,
  mask,
  type Pixels,
  pixels,
  type Step,
} from "@millrace/core";
import {
  adjustBrightness,
  adjustContrast,
  adjustHue,
  autocontrast,
  colorJitter,
  crop,
  equalize,
  gaussianBlur,
  grayscale,
  horizontalFlip,
  normalize,
  perFrame,
  randomApply,
  resize,
  rotate,
  views,
} from "@millrace/core/image";
import { z } from "zod";
import { defineImageTransform } from "../src/image/define.ts";
import { oneChannel, threeChannels } from "../src/kernels/color/gray.ts";
import type { ImageOutline } from "../src/outline-types.ts";
import { bytes, noise } from "./helpers/samples.ts";
import { fenced, type Picture, testMemory, upload } from "./kernels-support.ts";

/** What a transform says of itself that is nothing special. */
const plain = (name: string) => ({
  name,
  summary: "Does what a test needs.",
  options: z.strictObject({}),
  changes: [],
  evaluation: "same" as const,
  intensity: "fixed" as const,
  kinds: ["image" as const],
  draw: () => null,
});

const key = { seed: 3, index: 2 };
const one = grayscale({ numOutputChannels: 1 });
const three = grayscale({ numOutputChannels: 3 });

async function imageAfter(image: Pixels, ...steps: readonly Step[]): Promise<Pixels> {
  return (await augment({ image }, compose(steps as [Step]), key)).sample.image as Pixels;
}

/** Every third level of three, as one channel. */
function first({ data, width, height }: Pixels): Pixels {
  return pixels(
    (data as Uint8Array).filter((_, at) => at % 3 === 0),
    width,
    height,
    1,
  );
}

describe("gray of interleaved bytes", () => {
  const counts = [1, 2, 15, 16, 17, 31, 33, 48, 1027];

  for (const compat of ["torchvision", "pillow", "opencv"] as const) {
    test(`of ${compat} is that which grayscale gives three channels, and nothing is written beside it`, async () => {
      for (const width of counts) {
        const image = noise(width, 1, 3, width);
        // One of the three colors whose gray is put right.
        (image.data as Uint8Array).set([250, 9, 228], 3 * (width - 1));
        const want = first(await imageAfter(image, grayscale({ compat })));
        const got = fenced(image as Picture, (memory, source) => oneChannel(memory, source, compat));
        assert.deepEqual(got, { width, height: 1, channels: 1, data: want.data });
      }
    });
  }

  test("made three is three times the same, and nothing is written beside it", () => {
    for (const width of counts) {
      const image = noise(width, 1, 1, width);
      const got = fenced(image as Picture, threeChannels);
      assert.deepEqual(
        [...got.data],
        [...image.data].flatMap((level) => [level, level, level]),
      );
    }
  });

  test("takes bytes of 1 or 3 channels", () => {
    const memory = testMemory();
    const raster = upload(memory, noise(4, 4, 4));
    assert.throws(() => oneChannel(memory, raster, "pillow"), /Gray takes 1 or 3 channels, not 4/);
    assert.throws(() => threeChannels(memory, { ...raster, channels: 2 }), /not 2/);
    assert.throws(() => threeChannels(memory, { ...raster, type: "uint16" }), /takes uint8 pixels/);
  });
});

describe("numOutputChannels", () => {
  test("what is one channel stays as it is with 1, and becomes three with 3", async () => {
    const image = noise(9, 7, 1);
    assert.deepEqual(await imageAfter(image, one), image);
    const { channels, data } = await imageAfter(image, three);
    assert.equal(channels, 3);
    assert.deepEqual(
      [...data],
      [...image.data].flatMap((level) => [level, level, level]),
    );
  });

  test("alpha, bands and other types are refused before anything is decoded", async () => {
    for (const step of [one, three]) {
      for (const channels of [2, 4]) {
        await assert.rejects(
          imageAfter(noise(4, 4, channels), step),
          new RegExp(`^RangeError: grayscale: it takes images of 1 or 3 channels, and .* has ${channels} channels`),
        );
      }
      await assert.rejects(imageAfter(noise(4, 4, 5), step), /grayscale: it takes images of .* and .* has 5 channels/);
      await assert.rejects(imageAfter(pixels(new Uint16Array(12), 2, 2, 3), step), /grayscale: it takes uint8 images/);
      await assert.rejects(imageAfter(noise(4, 4), normalize(), step), /put grayscale before normalize/);
    }
    assert.throws(() => grayscale({ numOutputChannels: 2 } as never), /numOutputChannels.*1 or 3 channels/);
  });

  test("what stands behind it has as many channels before it", async () => {
    const image = noise(9, 7);
    const gray = await imageAfter(image, one);
    const turned = rotate(20, { fill: [7] });
    assert.deepEqual(await imageAfter(image, one, turned), await imageAfter(gray, turned));
    await assert.rejects(
      imageAfter(image, one, rotate(20, { fill: [1, 2, 3] })),
      /rotate: fill has 3 values, and the image has 1 channels/,
    );
    await assert.rejects(imageAfter(image, one, normalize()), /normalize: mean has 3 values, and the image has 1/);
    const scaled = normalize({ mean: [0.5], std: [0.25] });
    assert.deepEqual(await imageAfter(image, one, scaled), await imageAfter(gray, scaled));
    const colored = rotate(20, { fill: [1, 2, 3] });
    assert.deepEqual(await imageAfter(gray, three, colored), await imageAfter(await imageAfter(gray, three), colored));
  });

  test("masks beside it stay", async () => {
    const classes = mask(
      bytes(63).map((value) => value % 4),
      9,
      7,
    );
    const { sample } = await augment({ image: noise(9, 7), mask: classes }, compose([one, horizontalFlip()]), key);
    const alone = await augment({ mask: classes }, horizontalFlip(), key);
    assert.deepEqual(sample.mask, alone.sample.mask);
    assert.equal((sample.image as Pixels).channels, 1);
  });

  const policies: Record<string, readonly Step[]> = {
    "tables before and behind": [adjustBrightness(1.3), one, adjustContrast(0.6), autocontrast(), equalize()],
    "space before and behind": [resize([19, 23]), horizontalFlip(), one, crop({ x: 2, y: 3, width: 15, height: 11 })],
    "colors, and three again": [adjustHue(0.2), one, gaussianBlur(3), three, adjustContrast(1.4), normalize()],
    "three of three": [adjustBrightness(0.7), three, colorJitter({ hue: 0.3 }), resize(12)],
    "the gray of Pillow": [adjustContrast(1.3), grayscale({ numOutputChannels: 1, compat: "pillow" }), rotate(9)],
  };
  for (const [name, steps] of Object.entries(policies)) {
    test(`${name}: the bytes are those of one step after another`, async () => {
      const image = noise(37, 29);
      let apart = image as Pixels;
      // Each draws as it does in its place: none of them draws anything but the jitter, which does not see gray.
      for (const step of steps) apart = await imageAfter(apart, step);
      assert.deepEqual(await imageAfter(image, ...steps), apart);
    });
  }
});

describe("who says how many channels there are", () => {
  test("pixels that come out with others than the outline says are an error", async () => {
    const loses = defineImageTransform({
      ...plain("loses"),
      effect: () => ({ family: "pixel", run: (memory, source) => oneChannel(memory, source, "opencv") }),
    });
    await assert.rejects(
      imageAfter(noise(9, 7), loses()),
      /"image" came out as 9 × 7 × 1, but its outline says 9 × 7 × 3/,
    );
  });

  test("an edit does not", async () => {
    const says = defineImageTransform({
      ...plain("says"),
      edit: (outline) => ({ ...outline, fields: { image: { ...outline.fields.image, channels: 1 } as ImageOutline } }),
    });
    await assert.rejects(
      imageAfter(noise(9, 7), says()),
      /its edit changes the size, the channels or the type of the field "image"/,
    );
  });
});

describe("what holds the pixels", () => {
  const image = noise(37, 29);

  test("augmentSync writes into memory of one channel, or of three", async () => {
    for (const [source, step] of [
      [image, one],
      [noise(37, 29, 1), three],
    ] as const) {
      const want = await imageAfter(source, step);
      const into = { image: new Uint8Array(want.data.length) };
      const got = augmentSync({ image: source }, step, { ...key, into }).sample.image as Pixels;
      assert.equal(got.data, into.image);
      assert.deepEqual(got, want);
      const wrong = { image: new Uint8Array(source.data.length) };
      assert.throws(() => augmentSync({ image: source }, step, { ...key, into: wrong }), /into: .* and there is room/);
    }
  });

  test("what is kept stays, and what comes of it is kept with its own number of channels", async () => {
    for (const source of [image, noise(37, 29, 1)]) {
      using kept = keepPixels(source);
      for (const step of [one, three, compose([one, horizontalFlip(), three]), compose([three, one])]) {
        const want = await imageAfter(source, step);
        using got = augmentSync({ image: kept }, step, { ...key, keep: true }).sample.image as KeptPixels;
        assert.equal(got.channels, want.channels);
        assert.deepEqual([...got.data], [...want.data]);
        const onwards = augmentSync({ image: got }, rotate(10), key).sample.image;
        assert.deepEqual(onwards, await imageAfter(want, rotate(10)));
        assert.deepEqual([...kept.data], [...source.data]);
      }
    }
  });

  test("frames of clips become smaller or larger where they lie, in views too", async () => {
    for (const channels of [1, 3]) {
      const frames = [1, 2, 3].map((seed) => noise(21, 13, channels, seed));
      for (const steps of [[one], [three], [horizontalFlip(), one, resize(9)], [three, normalize()]]) {
        const step = compose(steps as unknown as [Step]);
        const { sample } = await augment({ clip: clip(frames) }, step, key);
        const want = await Promise.all(frames.map((frame) => imageAfter(frame, step)));
        assert.deepEqual((sample.clip as Clip).frames, want);
        const both = await augment({ clip: clip(frames) }, views([step, horizontalFlip()]), key);
        assert.deepEqual((both.sample.clip0 as Clip).frames, want);
        const flipped = await Promise.all(frames.map((frame) => imageAfter(frame, horizontalFlip())));
        assert.deepEqual((both.sample.clip1 as Clip).frames, flipped);
      }
    }
  });

  test("frame by frame it may not change how many channels there are", async () => {
    const clipOf = (channels: number) => ({ clip: clip([1, 2].map((seed) => noise(8, 6, channels, seed))) });
    await assert.rejects(
      augment(clipOf(3), perFrame([one]), key),
      /grayscale: in perFrame it makes a picture of 1 channel of one frame of "clip"; put it before or behind perFrame/,
    );
    await assert.rejects(
      augment(clipOf(1), perFrame([randomApply([three], { p: 1 })]), key),
      /3 channels of one frame/,
    );
    const stays = await augment(clipOf(1), perFrame([one]), key);
    assert.deepEqual(stays.sample, clipOf(1));
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  augment,
  augmentSync,
  type Clip,
  clip,
  compose,
  defineTransform,
  evaluationOf,
  imageFile,
  KeptPixels,
  type LeafTransform,
  type MaskClip,
  mask,
  maskClip,
  OptionError,
  type Pixels,
  pixels,
  pixelsReader,
  replay,
  type Sample,
} from "@millrace/core";
import { compilePolicy, KernelMemory, kernelMemory, runSample } from "@millrace/core/engine";
import {
  adjustContrast,
  autoAugment,
  autocontrast,
  centerCrop,
  coarseDropout,
  colorJitter,
  copyPaste,
  cropNonEmptyMaskIfExists,
  equalize,
  gaussianNoise,
  horizontalFlip,
  invert,
  mosaic,
  normalize,
  oneOf,
  perFrame,
  randomApply,
  randomCrop,
  randomHorizontalFlip,
  randomResizedCrop,
  resize,
  rotate,
  toFloat,
  views,
} from "@millrace/core/image";
import { z } from "zod";
import { atIntensity } from "../src/intensity.ts";
import { fixedDraws } from "../src/walk/fixed-steps.ts";
import type { FinishedClip } from "../src/walk/pixel-engine.ts";
import { everyLeaf } from "./helpers/factories.ts";
import { clipSample, fingerprint, fullSample, noise } from "./helpers/samples.ts";
import { spyingReader } from "./helpers/spying-reader.ts";

const seed = { seed: 5, epoch: 1, index: 3 };

const frameNumbers = [0, 1, 2];

/** A clip with masks of its own, and with boxes and points that lie on all frames. */
function annotated(channels = 3) {
  const { clip: frames, clipMasks } = clipSample(channels);
  const { boxes, keypoints, label } = fullSample();
  return { clip: frames, clipMasks, boxes, keypoints, label };
}

/** One frame of it, as a sample of an image. */
function alone({ clip: { frames }, clipMasks, ...rest }: ReturnType<typeof annotated>, frame: number) {
  return { clip: frames[frame], clipMasks: clipMasks.frames[frame], ...rest };
}

function frameOf(sample: Sample, name: string, frame: number): unknown {
  return (sample[name] as Clip | MaskClip).frames[frame];
}

describe("a clip is moved as each of its frames alone would be, with one draw", () => {
  for (const { title, transform } of everyLeaf()) {
    if (transform.needs.length > 0 || transform.partners !== undefined) continue;
    test(title, async () => {
      const sample = annotated();
      const { sample: together, draws } = await augment(sample, transform, seed);
      for (const frame of frameNumbers) {
        const one = await augment(alone(sample, frame), transform, seed);
        assert.deepEqual(one.draws, draws);
        const { clip: image, clipMasks: own, ...rest } = one.sample;
        assert.equal(fingerprint(frameOf(together, "clip", frame)), fingerprint(image), `frame ${frame}`);
        assert.equal(fingerprint(frameOf(together, "clipMasks", frame)), fingerprint(own), `mask ${frame}`);
        for (const name of Object.keys(rest)) {
          assert.equal(fingerprint(together[name]), fingerprint(rest[name]), name);
        }
      }
    });
  }
});

describe("frames of all types and channels", () => {
  const wide = (type: typeof Uint16Array | typeof Float32Array, scale: number, channels: number) =>
    clip(
      frameNumbers.map((frame) =>
        pixels(
          new type(noise(32, 24, channels, frame + 1).data).map((value) => value * scale),
          32,
          24,
          channels,
        ),
      ),
    );
  const policies = {
    geometry: compose([randomResizedCrop(12), randomHorizontalFlip(), rotate({ degrees: 30 })]),
    noise: compose([gaussianNoise()]),
  };
  for (const channels of [1, 3, 4, 7]) {
    for (const [name, frames] of [
      ["uint8", clip(frameNumbers.map((frame) => noise(32, 24, channels, frame + 1)))],
      ["uint16", wide(Uint16Array, 257, channels)],
      ["float32", wide(Float32Array, 1 / 255, channels)],
    ] as const) {
      for (const [what, policy] of Object.entries(policies)) {
        test(`${what}, ${name}, ${channels} channels`, async () => {
          const { sample } = await augment({ clip: frames }, policy, seed);
          for (const frame of frameNumbers) {
            const one = await augment({ clip: frames.frames[frame] }, policy, seed);
            assert.equal(fingerprint(frameOf(sample, "clip", frame)), fingerprint(one.sample.clip));
          }
        });
      }
    }
  }
});

test("statistics are those of each frame: a dark frame is not stretched by a bright one", async () => {
  const flat = (low: number, high: number) =>
    pixels(
      Uint8Array.from({ length: 12 }, (_, i) => (i < 6 ? low : high)),
      2,
      2,
    );
  const frames = [flat(10, 61), flat(199, 250)];
  const { sample } = await augment({ clip: clip(frames) }, autocontrast(), seed);
  for (const frame of [0, 1]) {
    const { data } = frameOf(sample, "clip", frame) as Pixels;
    assert.equal(Math.min(...data), 0);
    assert.equal(Math.max(...data) >= 254, true);
  }
  for (const step of [adjustContrast({ factor: 0.2 }), equalize()]) {
    const { sample: together } = await augment({ clip: clip(frames) }, step, seed);
    const apart = await augment({ image: frames[1] }, step, seed);
    assert.deepEqual(frameOf(together, "clip", 1), apart.sample.image);
  }
});

describe("perFrame", () => {
  const jitter = colorJitter({ brightness: 0.5, hue: 0.1 });

  test("draws anew for each frame, and every frame is what its draws make of it alone", async () => {
    const policy = compose([randomCrop([20, 20]), perFrame([jitter, gaussianNoise()]), horizontalFlip()]);
    const sample = clipSample();
    const { sample: result, draws } = await augment(sample, policy, seed);
    const [crop, { draw: byFrames }, flip] = (draws as unknown as { chosen: Recorded[] }).chosen as [
      Recorded,
      { draw: { chosen: Recorded[] } },
      Recorded,
    ];
    assert.equal(byFrames.chosen.length, 6);
    assert.equal(new Set(byFrames.chosen.map(({ draw }) => JSON.stringify(draw))).size, 6);
    for (const frame of frameNumbers) {
      const own = byFrames.chosen.slice(2 * frame, 2 * frame + 2);
      const apart = compose([randomCrop([20, 20]), compose([jitter, gaussianNoise()]), horizontalFlip()]);
      const its = { chosen: [crop, { step: 1, draw: { chosen: own } }, flip] };
      const one = await replay({ image: sample.clip.frames[frame] }, apart, its as never);
      assert.deepEqual(frameOf(result, "clip", frame), one.image);
    }
  });

  test("pictures that are no clips, and masks, stay as they are", async () => {
    const sample = clipSample();
    const { sample: result } = await augment(sample, perFrame([jitter, gaussianNoise()]), seed);
    assert.equal(fingerprint(result.image), fingerprint(sample.image));
    assert.equal(fingerprint(result.mask), fingerprint(sample.mask));
    assert.equal(fingerprint(result.clipMasks), fingerprint(sample.clipMasks));
    assert.notEqual(fingerprint(result.clip), fingerprint(sample.clip));
  });

  test("a frame more leaves the draws of the others alone, and clips of one sample share those of a frame", async () => {
    const frames = [...frameNumbers, 3].map(() => noise());
    const policy = perFrame([oneOf([jitter, gaussianNoise()])]);
    const four = await augment({ other: clip(frames.slice(1)), clip: clip(frames) }, policy, seed);
    const three = await augment({ clip: clip(frames.slice(1)) }, policy, seed);
    for (const frame of frameNumbers) {
      assert.deepEqual(frameOf(four.sample, "clip", frame), frameOf(three.sample, "clip", frame));
      assert.deepEqual(frameOf(four.sample, "other", frame), frameOf(three.sample, "clip", frame));
    }
    const all = [...frameNumbers, 3].map((frame) => fingerprint(frameOf(four.sample, "clip", frame)));
    assert.equal(new Set([...all, fingerprint(noise())]).size, 5);
  });

  test("in views, each view has frames of its own", async () => {
    const { sample } = await augment(
      { clip: clipSample().clip },
      views([perFrame([jitter]), perFrame([jitter])]),
      seed,
    );
    const all = [0, 1].flatMap((view) =>
      frameNumbers.map((frame) => fingerprint(frameOf(sample, `clip${view}`, frame))),
    );
    assert.equal(new Set(all).size, 6);
  });

  test("replay wants as many frames, evaluation keeps what draws nothing, intensity reaches the steps", async () => {
    const policy = perFrame([jitter, invert()]);
    const { draws } = await augment(clipSample(), policy, seed);
    const two = { clip: clip(clipSample().clip.frames.slice(0, 2)) };
    await assert.rejects(
      replay(two, policy, draws),
      /the draws do not fit the sample: perFrame has 2 steps for each of 2 frames, and 6 draws are recorded/,
    );
    const fewer = await augment(two, policy, seed);
    await assert.rejects(
      replay(clipSample(), policy, fewer.draws),
      /perFrame has 2 steps for each of 3 frames, and 4 draws are recorded/,
    );
    await assert.rejects(
      replay(clipSample(), perFrame([jitter, jitter, jitter, invert()]), draws),
      /the draws do not fit/,
    );
    const sample = clipSample();
    const evaluated = await augment(sample, evaluationOf(policy), seed);
    const plain = await augment({ clip: sample.clip }, invert(), seed);
    assert.equal(fingerprint(evaluated.sample.clip), fingerprint(plain.sample.clip));
    assert.equal(fingerprint(evaluated.sample.image), fingerprint(sample.image), "what is no clip still stays");
    assert.equal(
      fingerprint((await augment(sample, evaluationOf(perFrame([jitter])), seed)).sample),
      fingerprint(sample),
    );
    const mild = await augment(sample, atIntensity(perFrame([gaussianNoise()]), 0), seed);
    assert.equal(fingerprint(mild.sample), fingerprint(sample));
  });

  test("takes what changes pixels where they are, and nothing else", async () => {
    const refused: readonly (readonly [unknown, RegExp])[] = [
      [randomHorizontalFlip(), /randomHorizontalFlip moves pictures, and each frame would go elsewhere/],
      [autoAugment(), /autoAugment moves pictures/],
      [oneOf([jitter, resize(8)]), /resize moves pictures/],
      [normalize(), /normalize makes floats of all frames alike; put it behind perFrame/],
      [toFloat(), /toFloat makes floats/],
      [mosaic(16), /mosaic takes the whole sample/],
      [(sample: Sample) => sample, /is a plain function/],
      [views([jitter]), /views makes several of one sample/],
      [randomApply([perFrame([jitter])]), /perFrame goes by frames already/],
      [cropNonEmptyMaskIfExists(8), /cropNonEmptyMaskIfExists looks at pixels before it draws/],
    ];
    for (const [step, message] of refused) {
      assert.throws(
        () => perFrame([step as LeafTransform]),
        (error: Error) => error instanceof OptionError && message.test(error.message),
      );
    }
    assert.throws(() => perFrame([]), /perFrame: at least one step is needed/);
  });

  for (const { title, transform } of everyLeaf()) {
    let step: ReturnType<typeof perFrame> | undefined;
    try {
      step = perFrame([transform]);
    } catch {
      continue;
    }
    test(`${title} moves nothing that lies on frames`, async () => {
      const sample = annotated();
      if (transform.edit !== undefined) {
        await assert.rejects(
          augment(sample, step, seed),
          /in perFrame it covers each frame elsewhere, and the boxes "boxes"/,
        );
        await augment({ clip: sample.clip, clipMasks: sample.clipMasks }, step, seed);
        return;
      }
      if (transform.given.numOutputChannels === 1) {
        await assert.rejects(augment(sample, step, seed), /in perFrame it makes a picture of 1 channel of one frame/);
        return;
      }
      const { clip: _, ...rest } = (await augment(sample, step, seed)).sample;
      const { clip: __, ...before } = (await augment(sample, compose([]), seed)).sample;
      assert.equal(fingerprint(rest), fingerprint(before));
    });
  }

  test("a sample without a clip is an error that lists its fields", async () => {
    await assert.rejects(
      augment({ image: noise(), label: 3 }, perFrame([jitter]), seed),
      /perFrame needs a clip, and the sample has none\. Its fields: image \(image, 32 × 24\), label/,
    );
    await assert.rejects(
      augment({ image: noise(), masks: clipSample().clipMasks }, perFrame([jitter]), seed),
      /perFrame needs a clip.*masks \(mask, 3 frames of 32 × 24\)/,
    );
  });
});

describe("decoding", () => {
  test("all frames are opened at the window that the policy needs, once for all views", async () => {
    const { reader, opened } = spyingReader();
    const policy = compose([randomCrop([8, 10]), horizontalFlip()]);
    await augment({ clip: clipSample().clip }, policy, { ...seed, reader });
    const one = spyingReader();
    await augment({ clip: clipSample().clip.frames[0] }, policy, { ...seed, reader: one.reader });
    const [alone] = one.opened;
    assert.deepEqual([alone?.request.region?.width, alone?.request.region?.height], [10, 8]);
    assert.deepEqual(opened, [alone, alone, alone]);
    const both = spyingReader();
    await augment({ clip: clipSample().clip }, views([resize([6, 6]), resize([4, 4])]), {
      ...seed,
      reader: both.reader,
    });
    assert.equal(both.opened.length, 3);
  });

  test("kernel memory holds finished frames and the making of one, however many there are", async () => {
    const memory = new KernelMemory();
    const frames = Array.from({ length: 40 }, (_, i) => noise(256, 256, 3, i + 1));
    const policy = compilePolicy(compose([resize([8, 8]), normalize()]));
    await runSample(
      { sample: { clip: clip(frames) }, policy, draws: fixedDraws, reader: pixelsReader, memory },
      ({ images }) => assert.equal((images.clip as FinishedClip).frames.length, 40),
    );
    assert.ok(memory.bytes < 4e6, `${memory.bytes} bytes for frames of ${256 * 256 * 3}`);
  });

  test("views of a clip that share their decoding are what each is alone", async () => {
    const sample = { clip: clipSample().clip };
    const policies = [compose([]), centerCrop([10, 12]), compose([resize([30, 31]), normalize()])];
    const { sample: together } = await augment(sample, views(policies), seed);
    for (const [view, policy] of policies.entries()) {
      const apart = await augment(sample, policy, seed);
      assert.equal(fingerprint(together[`clip${view}`]), fingerprint(apart.sample.clip), `view ${view}`);
    }
  });
});

describe("augmentSync", () => {
  test("writes all frames into memory that is given, in a row", () => {
    const into = { clip: new Float32Array(3 * 5 * 4 * 3) };
    const policy = compose([resize([4, 5]), normalize()]);
    const { sample } = augmentSync({ clip: clipSample().clip }, policy, { ...seed, into });
    const plain = augmentSync({ clip: clipSample().clip }, policy, seed).sample;
    assert.equal(fingerprint(sample), fingerprint(plain));
    const data = frameNumbers.flatMap((frame) => [...(frameOf(plain, "clip", frame) as Pixels).data]);
    assert.deepEqual([...into.clip], data);
    assert.throws(
      () => augmentSync({ clip: clipSample().clip }, policy, { ...seed, into: { clip: new Float32Array(61) } }),
      /into: there is room for 61 values, which 3 frames cannot share evenly/,
    );
  });

  test("keeps frames in kernel memory, and reads them there", () => {
    const policy = compose([resize([8, 8]), toFloat()]);
    const plain = augmentSync({ clip: clipSample().clip }, policy, seed).sample;
    const before = kernelMemory().mark();
    const { sample } = augmentSync({ clip: clipSample().clip }, policy, { ...seed, keep: true });
    const kept = (sample.clip as Clip).frames as readonly KeptPixels[];
    assert.equal(
      kept.every((frame) => frame instanceof KeptPixels),
      true,
    );
    for (const frame of frameNumbers) {
      assert.deepEqual(kept[frame]?.data, (frameOf(plain, "clip", frame) as Pixels).data);
    }
    const flipped = augmentSync({ clip: clip(kept) }, horizontalFlip(), seed).sample;
    const wanted = augmentSync({ clip: plain.clip }, horizontalFlip(), seed).sample;
    assert.equal(fingerprint(flipped), fingerprint(wanted));
    const untouched = augmentSync({ clip: clip(kept) }, views([compose([]), horizontalFlip()]), seed).sample;
    assert.equal(fingerprint(untouched.clip1), fingerprint(wanted.clip));
    assert.deepEqual(kept[0]?.data, (frameOf(plain, "clip", 0) as Pixels).data, "kept frames stay as they are");
    for (const frame of kept) frame.release();
    assert.equal(kernelMemory().mark(), before);
  });
});

describe("steps of one's own", () => {
  test("a plain function sees a clip of pixels, and what follows goes on with what it returns", async () => {
    const reversed = (sample: { clip: Clip<Pixels> }) => ({ ...sample, clip: clip([...sample.clip.frames].reverse()) });
    const policy = compose([centerCrop([8, 8]), reversed, horizontalFlip()]);
    const { sample } = await augment({ clip: clipSample().clip }, policy, seed);
    const plain = await augment({ clip: clipSample().clip }, compose([centerCrop([8, 8]), horizontalFlip()]), seed);
    assert.deepEqual(frameOf(sample, "clip", 0), frameOf(plain.sample, "clip", 2));
    const broken = (frames: unknown) => () => ({ clip: { kind: "clip", frames } });
    for (const [frames, message] of [
      [[], /the clip "clip" must have a list of at least one frame/],
      [undefined, /the clip "clip" must have a list of at least one frame, got undefined/],
      [[noise(), mask(new Uint8Array(4), 2, 2)], /clip\.frames\[1\] must be of kind image/],
      [
        [noise(), noise(16, 16)],
        /the clip "clip" has frames of two sizes: frame 0 is 32 × 24 × 3, and frame 1 is 16 × 16 × 3/,
      ],
      [
        [noise(), { ...noise(), data: new Float32Array(32 * 24 * 3) }],
        /the clip "clip" has frames of two types: frame 0 is uint8, and frame 1 is float32/,
      ],
      [[noise(), { ...noise(), width: 31 }], /the image "clip\.frames\[1\]" states 31 × 24 × 3 pixels/],
    ] as const) {
      await assert.rejects(augment({ clip: clipSample().clip }, compose([broken(frames)]), seed), message);
    }
  });

  test("masks of a clip may have 8 and 16 bits", async () => {
    const masks = maskClip([mask(new Uint8Array(4), 2, 2), mask(Uint16Array.of(1, 2, 3, 400), 2, 2)]);
    const { sample } = await augment({ masks }, horizontalFlip(), seed);
    assert.deepEqual((frameOf(sample, "masks", 1) as Pixels).data, Uint16Array.of(2, 1, 400, 3));
  });
});

test("a transform of one's own for clips finds them, whatever their frames are", async () => {
  const first = (kinds: LeafTransform["kinds"]) =>
    defineTransform({
      name: "firstFrame",
      summary: "Takes the first frame.",
      options: z.strictObject({}),
      changes: [],
      evaluation: "same",
      intensity: "fixed",
      kinds,
      draw: () => null,
      apply: (sample) => ({ ...sample, clip: frameOf(sample, "clip", 0) }),
    })();
  const sample = clipSample();
  const { sample: result } = await augment({ clip: sample.clip }, first(["clip"]), seed);
  assert.deepEqual(result.clip, sample.clip.frames[0]);
  await assert.rejects(
    augment({ clip: sample.clip }, first(["maskClip"]), seed),
    /firstFrame needs a field of kind maskClip/,
  );
  await assert.rejects(augment({ image: noise() }, first(["clip"]), seed), /firstFrame needs a field of kind clip/);
});

describe("what does not take clips says so", () => {
  const sample = annotated();
  test("steps that look at pixels, and steps that put partners together", async () => {
    await assert.rejects(
      augment(sample, cropNonEmptyMaskIfExists(8), seed),
      /cropNonEmptyMaskIfExists: it looks at the pixels of one mask before it draws, and "clipMasks" is a clip of 3/,
    );
    const partners = { length: 2, get: () => sample };
    for (const step of [mosaic(16), copyPaste({ p: 1 })]) {
      await assert.rejects(
        augment(sample, step, { ...seed, partners }),
        new RegExp(`${step.name}: the field "clip" is a clip of 3 frames, and partners are put together from single`),
      );
    }
    const mixed = { length: 2, get: () => ({ image: sample.clip }) };
    await assert.rejects(
      augment({ image: noise() }, mosaic({ size: 16, p: 1 }), { ...seed, partners: mixed }),
      /mosaic: the field "image" is a clip of 3 frames/,
    );
  });

  test("masks that are as many as the frames of no clip", async () => {
    const two = maskClip(sample.clipMasks.frames.slice(0, 2));
    await assert.rejects(
      augment({ clip: sample.clip, masks: two }, horizontalFlip(), seed),
      /the masks "masks" are 2, and no clip of the sample has as many frames \("clip" has 3\)/,
    );
    await augment({ clip: sample.clip, masks: two }, horizontalFlip(), { ...seed, passThrough: ["masks"] });
    await augment({ clip: sample.clip, other: clip(sample.clip.frames.slice(1)), masks: two }, horizontalFlip(), seed);
    await augment({ image: noise(), masks: two }, horizontalFlip(), seed);
  });

  test("masks of another shape than the frames", async () => {
    const masks = maskClip(frameNumbers.map(() => mask(new Uint8Array(100), 10, 10)));
    await assert.rejects(
      augment({ clip: sample.clip, masks }, horizontalFlip(), seed),
      /the mask "masks" is 10 × 10, and so shaped is no image of the sample \("clip" is 32 × 24\)/,
    );
  });

  test("a bare list of pictures is a forgotten constructor", async () => {
    for (const [frames, name] of [
      [[noise(), noise()], "clip"],
      [[mask(new Uint8Array(4), 2, 2)], "maskClip"],
    ] as const) {
      await assert.rejects(
        augment({ image: noise(), frames }, horizontalFlip(), seed),
        (error: Error) => error instanceof OptionError && error.message.includes(`Create it with ${name}([…])`),
      );
      await augment({ image: noise(), frames }, horizontalFlip(), { ...seed, passThrough: ["frames"] });
    }
  });

  test("coarseDropout and its like cover all frames alike, and boxes beneath", async () => {
    const policy = coarseDropout({
      numHolesRange: [3, 3],
      holeHeightRange: [0.6, 0.8],
      holeWidthRange: [0.6, 0.8],
      p: 1,
    });
    const { sample: result } = await augment(sample, policy, seed);
    const one = await augment(alone(sample, 1), policy, seed);
    assert.equal(fingerprint(result.boxes), fingerprint(one.sample.boxes));
    await augment({ clip: sample.clip }, perFrame([policy]), seed);
  });
});

test("constructors say what is wrong", () => {
  const frame = noise();
  assert.deepEqual(clip([frame, imageFile("a.jpg")]).frames.length, 2);
  assert.throws(() => clip([]), /clip: at least one frame is needed/);
  assert.throws(() => clip(frame as never), /clip: frames must be a list of images, got/);
  assert.throws(() => clip([frame, "b.jpg" as never]), /clip: frame 1 must be an image: imageFile\(…\).*got "b\.jpg"/);
  assert.throws(() => clip([frame, null as never]), /clip: frame 1 must be an image/);
  assert.throws(() => maskClip([frame as never]), /maskClip: frame 0 must be a mask: maskFile/);
  assert.throws(
    () => clip([imageFile("a.jpg"), frame, noise(8, 8)]),
    /clip: frame 1 is 32 × 24, and frame 2 is 8 × 8; frames have one size/,
  );
  assert.throws(
    () => maskClip([mask(new Uint8Array(4), 2, 2), mask(new Uint8Array(4), 4, 1)]),
    /maskClip: frame 0 is 2 × 2/,
  );
});

/** A step of a policy and what it drew. */
interface Recorded {
  readonly step: number;
  readonly draw: unknown;
}

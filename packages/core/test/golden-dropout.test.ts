import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { augment, clip, compose, type Json, type MaskPixels, mask, maskClip, perFrame, replay } from "@millrace/core";
import { coarseDropout, cutout, gridDropout, horizontalFlip } from "@millrace/core/image";
import { goldenSet, type Stored } from "./helpers/golden.ts";
import { noise } from "./helpers/samples.ts";

interface Parameters {
  readonly step: "coarseDropout" | "gridDropout";
  readonly options: { readonly fillMask?: number };
  readonly holes: [number, number, number, number][];
}

const set = goldenSet<Parameters>("dropout");
const factories = { coarseDropout, gridDropout };

describe("masks in holes are Albumentations'", () => {
  for (const { image: name, parameters, result } of set.cases) {
    const { step, options, holes } = parameters;
    test(`${step} of ${name} ${JSON.stringify(options)} ${JSON.stringify(holes)}`, async () => {
      const { width, height, ...source } = set.inputs[name] as Stored;
      const given = () => ({
        image: noise(width, height),
        mask: mask(set.values({ width, height, ...source }) as Uint8Array, width, height),
      });
      const drawn = { holes } as unknown as Json;
      const made = await replay(given(), factories[step](options), drawn);
      assert.deepEqual((made.mask as MaskPixels).data, set.values(result));
      const fixed = await augment(given(), cutout({ holes, ...options }), { seed: 1 });
      assert.deepEqual(fixed.sample.mask, made.mask);
    });
  }
  assert.equal(set.cases.length, 2 * 3 * (3 * 3 + 4));
});

/** A mask of ones with the picture that it lies on, and another of 16 bits. */
const sample = () => ({
  image: noise(12, 8),
  mask: mask(new Uint8Array(96).fill(1), 12, 8),
  other: mask(new Uint16Array(96).fill(1), 12, 8),
});

test("holes of masks are those of the picture, behind a flip and with noise in them", async () => {
  for (const dropout of [coarseDropout, gridDropout]) {
    const policy = compose([horizontalFlip(), dropout({ p: 1, fill: 0, fillMask: 9 }), horizontalFlip()]);
    const { sample: made } = await augment(sample(), policy, { seed: 3 });
    const { image, mask: numbers, other } = made as ReturnType<typeof sample>;
    const before = sample().image.data;
    const holes = numbers.data.filter((value) => value === 9).length;
    assert.ok(holes > 0 && holes < 96);
    for (let at = 0; at < 96; at++) {
      const isHole = numbers.data[at] === 9;
      assert.equal(other.data[at], isHole ? 9 : 1);
      if (isHole) assert.deepEqual([...image.data.subarray(3 * at, 3 * at + 3)], [0, 0, 0]);
      else assert.deepEqual(image.data.subarray(3 * at, 3 * at + 3), before.subarray(3 * at, 3 * at + 3));
    }
    const noisy = await augment(sample(), dropout({ p: 1, fill: "random", fillMask: 9 }), { seed: 3 });
    assert.ok((noisy.sample.mask as MaskPixels).data.includes(9));
  }
});

test("in perFrame each frame's mask has its own frame's holes", async () => {
  const frames = () => ({
    clip: clip([noise(12, 8), noise(12, 8)]),
    masks: maskClip([sample().mask, sample().mask]),
  });
  const { sample: made, draws } = await augment(frames(), perFrame([coarseDropout({ p: 1, fillMask: 9 })]), {
    seed: 2,
  });
  const steps = (draws as { chosen: { draw: { holes: [number, number, number, number][] } }[] }).chosen;
  const { masks } = made as unknown as { masks: { frames: MaskPixels[] } };
  for (const [frame, { draw }] of steps.entries()) {
    const want = new Uint8Array(96).fill(1);
    for (const [x, y, w, h] of draw.holes) {
      for (let row = y; row < y + h; row++) want.fill(9, row * 12 + x, row * 12 + x + w);
    }
    assert.deepEqual(masks.frames[frame]?.data, want);
  }
  assert.notDeepEqual(masks.frames[0]?.data, masks.frames[1]?.data);
});

test("a number that a mask cannot hold is refused when it draws", async () => {
  const holes: [number, number, number, number][] = [[1, 1, 2, 2]];
  for (const step of [
    coarseDropout({ fillMask: 300 }),
    gridDropout({ fillMask: 300 }),
    cutout({ holes, fillMask: 300 }),
  ]) {
    await assert.rejects(augment(sample(), step, { seed: 1 }), /: on bytes a fillMask lies between 0 and 255, not 300/);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  augment,
  type Boxes,
  boxes,
  compose,
  type MaskPixels,
  mask,
  type Pixels,
  pixels,
  replay,
} from "@millrace/core";
import { horizontalFlip, maskDropout } from "@millrace/core/image";
import { objectsOf } from "../src/image/occlusion/objects.ts";

const width = 8;
/** Three objects: one of 1, one of 2 that touches at a corner, and another of 1. */
const numbers = ["11000000", "11000011", "00200011", "02000000"].flatMap((row) => [...row].map(Number));
const height = numbers.length / width;
const sample = () => ({
  image: pixels(
    Uint16Array.from({ length: width * height * 2 }, (_, i) => 1000 + i),
    width,
    height,
    2,
  ),
  mask: mask(Uint8Array.from(numbers), width, height),
  boxes: boxes(
    [
      [0, 0, 2, 2],
      [6, 1, 8, 3],
    ],
    { format: "xyxy", minVisibility: 0.5, with: { id: [0, 1] } },
  ),
});

test("objects are what touches in one number, at corners too", () => {
  const sizes = objectsOf(mask(Uint8Array.from(numbers), width, height)).map((runs) =>
    runs.reduce((sum, { from, to }) => sum + to - from, 0),
  );
  assert.deepEqual(sizes.sort(), [2, 4, 4]);
  const ring = mask(Uint8Array.of(5, 5, 5, 5, 0, 5, 5, 5, 5), 3, 3);
  assert.equal(objectsOf(ring).length, 1);
  const fork = mask(Uint8Array.of(1, 0, 1, 1, 0, 1, 1, 1, 1), 3, 3);
  assert.equal(objectsOf(fork).length, 1, "arms that meet below are one");
  assert.deepEqual(objectsOf(mask(new Uint8Array(6), 3, 2)), []);
});

test("one object goes from image and mask, and its box with it", async () => {
  const step = maskDropout({ p: 1, fill: 7, fillMask: 255 });
  const gone = new Set<string>();
  for (let index = 0; index < 30; index++) {
    const { sample: result, draws } = await augment(sample(), step, { seed: 1, index });
    const values = [...(result.mask as MaskPixels).data];
    const dropped = values.flatMap((value, i) => (value === 255 ? [i] : []));
    gone.add(dropped.join(" "));
    const image = (result.image as Pixels).data;
    for (let i = 0; i < width * height; i++) {
      const want = dropped.includes(i) ? [7, 7] : [1000 + 2 * i, 1001 + 2 * i];
      assert.deepEqual([...image.subarray(2 * i, 2 * i + 2)], want);
      if (!dropped.includes(i)) assert.equal(values[i], numbers[i]);
    }
    const left = (result.boxes as Boxes).with as { id: number[] };
    assert.deepEqual(left.id, dropped.includes(0) ? [1] : dropped.includes(14) ? [0] : [0, 1]);
    assert.deepEqual(await replay(sample(), step, draws), result);
  }
  assert.equal(gone.size, 3, "each of the three is met");
});

test("as many go as are asked for, and no more than there are", async () => {
  const { sample: all } = await augment(sample(), maskDropout({ p: 1, maxObjects: 9 }), { seed: 1 });
  assert.deepEqual(new Set((all.mask as MaskPixels).data), new Set([0]));
  const counts = new Set<number>();
  for (let index = 0; index < 30; index++) {
    const { sample: some } = await augment(sample(), maskDropout({ p: 1, maxObjects: [1, 2] }), { seed: 1, index });
    counts.add(objectsOf(some.mask as MaskPixels).length);
  }
  assert.deepEqual(counts, new Set([1, 2]));
});

test("what stands in front of it moved the mask, and what follows moves what is left", async () => {
  const step = compose([horizontalFlip(), maskDropout({ p: 1, maxObjects: 9, fill: 3 }), horizontalFlip()]);
  const { sample: result } = await augment(sample(), step, { seed: 1 });
  const image = (result.image as Pixels).data;
  numbers.forEach((value, i) => {
    assert.equal(image[2 * i], value === 0 ? 1000 + 2 * i : 3);
  });
});

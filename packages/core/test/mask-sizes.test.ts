import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { augment, compose, mask, type Pixels, pixels, type Step } from "@millrace/core";
import { centerCrop, crop, horizontalFlip, randomResizedCrop, resize, rotate } from "@millrace/core/image";

const image = (width: number, height: number) => pixels(new Uint8Array(width * height * 3), width, height);
const values = (width: number, height: number) => mask(new Uint8Array(width * height), width, height);

const run = async (sample: Record<string, unknown>, transform: Step, passThrough: readonly string[] = []) => {
  const { sample: result } = await augment(sample, transform, { seed: 1, passThrough });
  return result.mask as Pixels;
};

describe("a mask of another size than its image", () => {
  const sample = { image: image(64, 48), mask: values(16, 12) };

  test("may be the picture at another scale: both become one size, or keep theirs", async () => {
    const resized = await run(sample, compose([resize([24, 32]), randomResizedCrop(8)]));
    assert.deepEqual([resized.width, resized.height], [8, 8]);
    const flipped = await run(sample, horizontalFlip());
    assert.deepEqual([flipped.width, flipped.height], [16, 12]);
    await run(sample, rotate({ degrees: 30, expand: true }));
  });

  test("rounded sides are no other shape", async () => {
    await run({ image: image(333, 500), mask: values(84, 125) }, resize([8, 8]));
    await run({ image: image(333, 500), mask: values(83, 125) }, resize([8, 8]));
  });

  test("of another shape is refused, with both sizes", async () => {
    for (const wrong of [values(48, 64), values(16, 16), values(64, 40)]) {
      await assert.rejects(
        run({ image: image(64, 48), mask: wrong }, horizontalFlip()),
        new RegExp(`the mask "mask" is ${wrong.width} × ${wrong.height}.*"image" is 64 × 48.*passThrough`),
      );
      await run({ image: image(64, 48), mask: wrong }, horizontalFlip(), ["mask"]);
    }
    await run({ left: image(64, 48), image: image(48, 64), mask: values(48, 64) }, horizontalFlip());
  });

  test("is refused by a window in pixels, which would be two places", async () => {
    for (const window of [centerCrop(8), crop({ x: 0, y: 0, width: 8, height: 8 })]) {
      await assert.rejects(
        run(sample, window),
        /Crop|crop: it takes a window in pixels, and the mask "mask" \(16 × 12\) has another size than the image "image"; resize/,
      );
    }
    await run({ ...sample, mask: values(64, 48) }, centerCrop(8));
    await run({ left: image(10, 10), image: image(64, 48), mask: values(64, 48) }, centerCrop(8));
  });
});

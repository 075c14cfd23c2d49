import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compose, horizontalFlip, randomResizedCrop, resize, views } from "@millrace/core/image";
import { augment, DataLoader, encodedImage, type Pixels, replay, type Step } from "millrace";
import sharp from "sharp";
import { digestEpochs } from "./helpers/digest.ts";
import { texture } from "./helpers/photographs.ts";

async function photograph(width: number, height: number, orientation = 1): Promise<Uint8Array> {
  // Smooth as photographs are at this size: enlarged from a quarter.
  const raw = { width: width >> 2, height: height >> 2, channels: 3 as const };
  return sharp(texture(raw.width, raw.height, 5), { raw })
    .resize(width, height)
    .withMetadata({ orientation })
    .jpeg({ quality: 92 })
    .toBuffer();
}

async function run(bytes: Uint8Array, transform: Step, index: number, decode: "fast" | "exact"): Promise<Uint8Array> {
  const { sample } = await augment({ image: encodedImage(bytes) }, transform, { seed: 3, index, decode });
  return (sample.image as Pixels<Uint8Array>).data;
}

function meanDifference(a: Uint8Array, b: Uint8Array, shift = 0): number {
  let sum = 0;
  for (let i = 0; i < a.length - shift; i++) sum += Math.abs((a[i] as number) - (b[i + shift] as number));
  return sum / (a.length - shift);
}

describe("decoding at a smaller scale", async () => {
  const crops = { horizontal: await photograph(1603, 1205), turned: await photograph(1603, 1205, 6) };

  for (const [name, bytes] of Object.entries(crops)) {
    test(`is near the exact result and lies on it, ${name}`, async () => {
      let approximated = 0;
      for (let index = 0; index < 12; index++) {
        for (const transform of [
          randomResizedCrop(96),
          compose([horizontalFlip(), randomResizedCrop(64), horizontalFlip()]),
        ]) {
          const exact = await run(bytes, transform, index, "exact");
          const fast = await run(bytes, transform, index, "fast");
          const difference = meanDifference(exact, fast);
          if (difference > 0) approximated++;
          assert.ok(difference < 1.5, `crop ${index}: mean difference ${difference}`);
          // A shift by one pixel, three bytes, would be worse: the picture did not move.
          assert.ok(meanDifference(exact, fast, 3) > 2 * difference);
        }
      }
      assert.ok(approximated >= 18, `only ${approximated} of 24 crops were scaled`);
    });
  }

  test("is exact where the policy shrinks less than twice, or picks pixels", async () => {
    for (const transform of [
      resize([700, 900]),
      resize([100, 100], { antialias: false }),
      resize([100, 100], { interpolation: "nearest" }),
    ]) {
      assert.deepEqual(
        await run(crops.horizontal, transform, 0, "fast"),
        await run(crops.horizontal, transform, 0, "exact"),
      );
    }
  });

  test("the loader's option decides, and workers agree", async () => {
    const dataset = { length: 6, get: () => ({ image: encodedImage(crops.horizontal) }) };
    const options = { batchSize: 3, seed: 1, transform: randomResizedCrop(64) };
    const digests: string[] = [];
    for (const [decode, workers] of [
      ["fast", 0],
      ["fast", 2],
      ["exact", 0],
      ["exact", 1],
    ] as const) {
      await using loader = new DataLoader(dataset, { ...options, workers, decode });
      digests.push(...(await digestEpochs(loader, 1)));
    }
    assert.equal(digests[0], digests[1]);
    assert.equal(digests[2], digests[3]);
    assert.notEqual(digests[0], digests[2]);
  });
});

test("views that are decoded together at a smaller scale are what each is alone", async () => {
  const alone = [
    compose([randomResizedCrop(32)]),
    compose([horizontalFlip(), randomResizedCrop(32)]),
    resize([40, 40]),
  ];
  for (const orientation of [1, 2, 6]) {
    const sample = { image: encodedImage(await photograph(203, 151, orientation)) };
    for (let index = 0; index < 12; index++) {
      const together = await augment(sample, views(alone), { seed: 3, index, decode: "fast" });
      const { chosen } = together.draws as unknown as { chosen: { draw: Parameters<typeof replay>[2] }[] };
      for (const [number, { draw }] of chosen.entries()) {
        const expected = await replay(sample, alone[number] as Step, draw, { decode: "fast" });
        const found = together.sample[`image${number}`] as Pixels;
        const same = Buffer.compare(Buffer.from(found.data), Buffer.from((expected.image as Pixels).data)) === 0;
        assert.equal(same, true, `orientation ${orientation}, sample ${index}, view ${number}`);
      }
    }
  }
});

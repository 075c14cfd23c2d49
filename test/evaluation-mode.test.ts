import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  centerCrop,
  colorJitter,
  compose,
  mixUp,
  normalize,
  oneOf,
  randomApply,
  randomHorizontalFlip,
  randomResizedCrop,
  resize,
} from "@millrace/core/image";
import { DataLoader, imageFolder } from "millrace";
import { digestEpochs } from "./helpers/digest.ts";
import { photographFolder } from "./helpers/photographs.ts";

describe("evaluation mode", async () => {
  const folder = await photographFolder(9, 3);
  const transform = compose([
    randomResizedCrop(16),
    randomHorizontalFlip(),
    oneOf([colorJitter({ brightness: 0.5 }), randomApply([colorJitter({ hue: 0.2 })])]),
    normalize(),
  ]);

  test("is the deterministic counterpart, unshuffled, unmixed: two passes give equal bytes", async () => {
    const options = {
      batchSize: 4,
      shuffle: true,
      seed: 1,
      transform,
      batchTransform: mixUp(),
      mode: "evaluate",
    } as const;
    await using loader = new DataLoader(imageFolder(folder), { ...options, workers: 2 });
    const [first, second] = await digestEpochs(loader, 2);
    assert.equal(first, second);
    const counterpart = compose([resize(18), centerCrop(16), normalize()]);
    await using written = new DataLoader(imageFolder(folder), { batchSize: 4, workers: 0, transform: counterpart });
    assert.deepEqual(await digestEpochs(written, 1), [first]);
    await using again = new DataLoader(imageFolder(folder), { ...options, seed: 2, workers: 0 });
    for await (const batch of again) {
      const labels: Int32Array = batch.label.data;
      assert.equal(labels.length, batch.size);
    }
  });
});

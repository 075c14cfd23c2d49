import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { augment, compose, type Sample, type Step, views } from "@millrace/core";
import { horizontalFlip, resize } from "@millrace/core/image";
import { noise } from "./helpers/samples.ts";

/** What every object answers to, whether it has such a field or not. */
const names = ["constructor", "toString", "valueOf", "hasOwnProperty"];
const picture = () => noise(4, 4);

async function run(sample: Sample, policy: Step, passThrough: readonly string[] = []): Promise<Sample> {
  return (await augment(sample, policy, { seed: 1, passThrough })).sample;
}

for (const name of names) {
  describe(`a field named ${name}`, () => {
    test("is no annotation that was left bare", async () => {
      const sample = await run({ image: picture(), [name]: "Ford" }, resize([2, 2]));
      assert.equal(sample[name], "Ford");
    });

    test("goes through a step that sees the sample", async () => {
      const step = (sample: Sample) => ({ ...sample });
      assert.equal((await run({ [name]: "Ford" }, step))[name], "Ford");
      assert.equal((await run({ image: picture(), [name]: "Ford" }, compose([resize([2, 2]), step])))[name], "Ford");
    });

    test("is left alone by passThrough", async () => {
      const image = picture();
      const sample = await run({ image, [name]: image }, horizontalFlip(), [name]);
      assert.deepEqual(sample[name], image);
      assert.notDeepEqual(sample.image, image);
    });

    test("may be added in a view", async () => {
      const added = (sample: Sample) => ({ ...sample, [name]: 1 });
      const sample = await run({ image: picture() }, views([added, added]));
      assert.deepEqual([sample[`${name}0`], sample[`${name}1`]], [1, 1]);
    });
  });
}

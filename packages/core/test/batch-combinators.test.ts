import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  atIntensity,
  type BatchTransform,
  type CollatedBatch,
  compose,
  defineBatchTransform,
  fromBatchPolicy,
  fromPolicy,
  oneOf,
  randomApply,
  toPolicy,
  views,
} from "@millrace/core";
import { hashSeed, hashText, randomFor, runBatchTransform } from "@millrace/core/engine";
import { mixUp } from "@millrace/core/image";
import { z } from "zod";

const draws = (batch: number) => (path: string) =>
  randomFor(hashSeed(3), hashText(path), { seed: 3, epoch: 0, index: batch });

function batch(): CollatedBatch {
  const image = { dtype: "float32" as const, shape: [2, 2], data: Float32Array.of(0, 1, 10, 11) };
  const label = { dtype: "int32" as const, shape: [2], data: Int32Array.of(0, 2) };
  const schema = [
    { name: "image", kind: "image" as const, dtype: "float32" as const, shape: [2] },
    { name: "label", kind: "label" as const, dtype: "int32" as const, shape: [] },
  ];
  const fields = { images: ["image"], labels: ["label"], schema, passThrough: [] };
  return { size: 2, tensors: { image, label }, ...fields, classes: 3 };
}

const run = (transform: BatchTransform, number: number) => runBatchTransform(transform, batch(), draws(number));

const blackening = defineBatchTransform({
  name: "blackening",
  summary: "Blackens everything.",
  options: z.strictObject({}),
  changes: ["brightness"],
  evaluation: "nothing",
  intensity: "fixed",
  draw: () => null,
  apply: ({ tensors, images }) => {
    for (const name of images) (tensors[name] as { data: Float32Array }).data.fill(0);
    return tensors;
  },
});

describe("combinators of batch transforms", () => {
  test("one of several, drawn for each batch by a stream of its own", () => {
    const mixing = oneOf([mixUp(), blackening()]);
    const chosen = Array.from(
      { length: 40 },
      (_, number) => run(mixing, number).draw as { chosen: { step: number }[] },
    );
    const first = chosen.filter((draw) => draw.chosen[0]?.step === 0).length;
    assert.equal(first > 8 && first < 32, true);
    assert.deepEqual(run(mixing, 4).draw, chosen[4]);
  });

  test("a child draws the same whatever stands beside it", () => {
    const alone = run(randomApply([mixUp()], { p: 1 }), 1).draw as { chosen: { draw: unknown }[] };
    const beside = run(randomApply([blackening(), mixUp()], { p: 1 }), 1).draw as { chosen: { draw: unknown }[] };
    assert.deepEqual(beside.chosen[1]?.draw, alone.chosen[0]?.draw);
    const twice = run(compose([mixUp(), mixUp()]), 1).draw as { chosen: { draw: unknown }[] };
    assert.notDeepEqual(twice.chosen[0]?.draw, twice.chosen[1]?.draw);
  });

  test("labels have one type, whichever child runs, and none at all", () => {
    for (const mixing of [oneOf([mixUp(), blackening()]), randomApply([mixUp()], { p: 0.3 })]) {
      assert.equal(mixing.labels, "soft");
      for (let number = 0; number < 12; number++) {
        const { label } = run(mixing, number).tensors;
        assert.deepEqual([label?.dtype, label?.shape], ["float32", [2, 3]]);
        const sum = Array.from((label?.data ?? []) as Float32Array).reduce(
          (total: number, weight) => total + Number(weight),
          0,
        );
        assert.equal(Math.abs(sum - 2) < 1e-5, true);
      }
    }
    assert.equal(compose([blackening()]).labels, undefined);
    assert.equal(run(compose([blackening()]), 0).tensors.label?.dtype, "int32");
  });

  test("they say what they change, weaken, and go through JSON", () => {
    const mixing = compose([oneOf([mixUp({ alpha: 0.4 }), mixUp()], { weights: [1, 3] }), randomApply([mixUp()])]);
    assert.deepEqual(mixing.changes, ["mixture"]);
    const json = JSON.parse(JSON.stringify(toPolicy(mixing)));
    assert.deepEqual(json.steps, [
      { oneOf: { transforms: [{ "image.mixUp": { alpha: 0.4 } }, { "image.mixUp": {} }], weights: [1, 3] } },
      { randomApply: [{ "image.mixUp": {} }] },
    ]);
    const same = fromBatchPolicy(json);
    for (let number = 0; number < 6; number++) assert.deepEqual(run(same, number), run(mixing, number));
    const rest = { mode: "batch", labelSmoothing: 0 };
    const half = toPolicy(atIntensity(mixing, 0.5)).steps;
    const rarer = { alpha: 1, p: 0.5, ...rest };
    assert.deepEqual(half[1], { randomApply: { transforms: [{ "image.mixUp": rarer }], p: 0.25 } });
    assert.deepEqual(toPolicy(atIntensity(mixUp({ alpha: 0.4 }), 0.5)).steps, [
      { "image.mixUp": { alpha: 0.4, p: 0.5, ...rest } },
    ]);
  });

  test("what works on samples and what works on batches is told apart", () => {
    const steps = [{ "image.mixUp": {} }];
    assert.throws(
      () => fromPolicy({ version: 1, steps }),
      /steps\[0\]: image\.mixUp works on whole batches.*batchTransform/,
    );
    const flips = [{ oneOf: [{ "image.horizontalFlip": {} }] }];
    assert.throws(
      () => fromBatchPolicy({ version: 1, steps: flips }),
      /oneOf\[0\]: image\.horizontalFlip works on samples.*transform/,
    );
    assert.throws(() => fromBatchPolicy({ version: 1, steps: [] }), /at least one batch transform/);
    assert.throws(() => views([mixUp()] as never), /views makes several of one sample, and a batch is not one/);
  });

  test("a transform that makes labels soft has to say how it does so without mixing", () => {
    const description = { ...blackening.definition, draw: () => null, apply: () => ({}), labels: "soft" as const };
    assert.throws(() => defineBatchTransform(description), /blackening: .*needs soften/);
  });
});

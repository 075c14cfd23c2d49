import assert from "node:assert/strict";
import { test } from "node:test";
import {
  augment,
  boxes,
  compose,
  evaluationOf,
  type Json,
  pixelsReader,
  replay,
  type Sample,
  text,
  views,
} from "@millrace/core";
import {
  adjustBrightness,
  crop,
  gaussianBlur,
  horizontalFlip,
  normalize,
  randomResizedCrop,
  resize,
} from "@millrace/core/image";
import { leafDraws } from "./helpers/draws.ts";
import { fingerprint, fullSample, noise } from "./helpers/samples.ts";
import { spyingReader } from "./helpers/spying-reader.ts";
import { reversing } from "./helpers/text-steps.ts";

const seed = { seed: 4, index: 2 };

test("each view is what its policy makes of the sample, with draws of its own", async () => {
  const two = views([randomResizedCrop(8), compose([randomResizedCrop(6), gaussianBlur(3), normalize()])]);
  const { sample, draws } = await augment(
    { ...fullSample(), caption: text("ab") },
    compose([horizontalFlip(), two]),
    seed,
  );
  assert.deepEqual(Object.keys(sample).sort(), [
    ...[
      "boxes0",
      "boxes1",
      "caption0",
      "caption1",
      "image0",
      "image1",
      "keypoints0",
      "keypoints1",
      "label",
      "mask0",
      "mask1",
    ],
  ]);
  const drawn = Object.values(leafDraws(draws)).slice(1);
  assert.notDeepEqual(drawn[0], drawn[1]);
  const { chosen } = (draws as { chosen: { draw: { chosen: { draw: Json }[] } }[] }).chosen[1]?.draw ?? { chosen: [] };
  assert.equal(chosen.length, 2);
  for (const [number, policy] of [
    randomResizedCrop(8),
    compose([randomResizedCrop(6), gaussianBlur(3), normalize()]),
  ].entries()) {
    const own = chosen[number]?.draw as Json;
    const flipped = (await augment(fullSample(), horizontalFlip(), seed)).sample;
    const alone = await replay(flipped, policy, own);
    for (const name of ["image", "mask", "boxes", "keypoints"]) {
      assert.equal(fingerprint(sample[`${name}${number}`]), fingerprint(alone[name]), `${name}${number}`);
    }
  }
});

test("one decoding serves views whose windows lie over one another, and the bytes are those of two", async () => {
  const overlapping: [number, number][] = [
    [2, 3],
    [3, 2],
  ];
  const steps = overlapping.map(([x, y]) => compose([crop({ x, y, width: 20, height: 16 }), resize([8, 9])]));
  const { reader, opened } = spyingReader();
  const { sample } = await augment({ image: noise() }, views(steps), { ...seed, reader });
  assert.deepEqual(
    opened.map(({ request }) => request.region),
    [{ x: 2, y: 2, width: 21, height: 17 }],
  );
  for (const [number, step] of steps.entries()) {
    const alone = await augment({ image: noise() }, step, seed);
    assert.equal(fingerprint(sample[`image${number}`]), fingerprint(alone.sample.image));
  }
  const apart = spyingReader();
  const corners = [crop({ x: 0, y: 0, width: 4, height: 4 }), crop({ x: 28, y: 20, width: 4, height: 4 })];
  await augment({ image: noise() }, views(corners), { ...seed, reader: apart.reader });
  assert.equal(apart.opened.length, 2);
});

test("a view that works in place leaves the others alone", async () => {
  const { sample } = await augment(
    { image: noise() },
    views([adjustBrightness(0), compose([]), adjustBrightness(0.5)]),
    seed,
  );
  assert.equal(fingerprint(sample.image1), fingerprint(noise()));
  const half = await augment({ image: noise() }, adjustBrightness(0.5), seed);
  assert.equal(fingerprint(sample.image2), fingerprint(half.sample.image));
});

test("a plain function in a view sees that view, and what follows concerns both", async () => {
  const seen: string[][] = [];
  const spy = (sample: Sample) => {
    seen.push(Object.keys(sample));
    return { ...sample, added: 7 };
  };
  const policy = compose([views([compose([resize([6, 6]), spy]), resize([4, 4])]), horizontalFlip()]);
  const { sample } = await augment({ image: noise(), label: 2 }, policy, seed);
  assert.deepEqual(seen, [["image", "label"]]);
  assert.deepEqual([sample.added0, sample.label, sample.label0], [7, 2, undefined]);
  for (const [number, side] of [6, 4].entries()) {
    const alone = await augment({ image: noise() }, compose([resize([side, side]), horizontalFlip()]), seed);
    assert.equal(fingerprint(sample[`image${number}`]), fingerprint(alone.sample.image));
  }
});

test("what belongs to the sample cannot be changed by a view, and no name may be taken", async () => {
  const relabel = (sample: Sample) => ({ ...sample, label: 9 });
  await assert.rejects(
    augment({ image: noise(), label: 2 }, views([relabel]), seed),
    /view 0 changes the field "label"/,
  );
  await assert.rejects(
    augment({ image: noise(), image0: 1 }, views([compose([])]), seed),
    /the field "image0" is there twice/,
  );
});

test("views within views, replayed, as a policy for testing a model", async () => {
  const policy = views([
    views([randomResizedCrop(5), randomResizedCrop(6)]),
    compose([reversing(), randomResizedCrop(7)]),
  ]);
  const given = { image: noise(), caption: text("ab") };
  const { sample, draws } = await augment(given, policy, seed);
  assert.deepEqual(
    Object.keys(sample).sort(),
    ["caption00", "caption10", "caption1", "image00", "image10", "image1"].sort(),
  );
  assert.equal(fingerprint(await replay(given, policy, JSON.parse(JSON.stringify(draws)))), fingerprint(sample));
  const tested = await augment(given, evaluationOf(policy), { ...seed, reader: pixelsReader });
  assert.deepEqual(Object.keys(tested.sample).sort(), Object.keys(sample).sort());
});

test("boxes in shares of their image are shares of their view's, whose sizes differ", async () => {
  const whole = {
    image: noise(10, 10, 3, 1),
    boxes: boxes(Float32Array.of(0.5, 0.5, 1, 1), { format: "yolo" }),
  };
  const { sample } = await augment(whole, views([resize([4, 6]), crop({ x: 0, y: 0, width: 5, height: 10 })]), seed);
  assert.deepEqual([...(sample.boxes0 as { data: Float32Array }).data], [0.5, 0.5, 1, 1]);
  assert.deepEqual([...(sample.boxes1 as { data: Float32Array }).data], [0.5, 0.5, 1, 1]);
});

test("what belongs to the sample may be a number that is none", async () => {
  const { sample } = await augment(
    { image: noise(), score: Number.NaN },
    views([resize([4, 4]), resize([2, 2])]),
    seed,
  );
  assert.equal(sample.score, Number.NaN);
});

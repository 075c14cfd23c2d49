import assert from "node:assert/strict";
import { test } from "node:test";
import {
  augment,
  compose,
  defineTransform,
  oneOf,
  type Pixels,
  pixels,
  randomApply,
  type Sample,
  type Text,
  text,
} from "@millrace/core";
import { compilePolicy, hashSeed, partnersOf, randomFor } from "@millrace/core/engine";
import { horizontalFlip, randomHorizontalFlip } from "@millrace/core/image";
import { z } from "zod";
import { reversing } from "./helpers/text-steps.ts";

const plain = { options: z.strictObject({}), changes: ["mixture"], evaluation: "nothing", intensity: "fixed" } as const;

/** The mean of the sample's image and its partner's. */
const blending = defineTransform({
  ...plain,
  name: "blending",
  summary: "Blends with another sample.",
  kinds: ["image"],
  partners: (random, size) => [random.integer(size)],
  draw: () => null,
  apply: (sample, _draw, _options, [other]) => {
    const [a, b] = [sample.image as Pixels, other?.image as Pixels];
    const data = Uint8Array.from(a.data, (value, i) => (value + (b.data[i] as number)) >> 1);
    return { ...sample, image: { ...a, data }, partner: other?.number };
  },
});

/** Appends the partner's text: an edit of the outline, which touches no pixel. */
const joining = defineTransform({
  ...plain,
  name: "joining",
  summary: "Appends another sample's text.",
  kinds: ["text"],
  partners: (random, size) => [random.integer(size), random.integer(size)],
  draw: () => null,
  edit: (outline, _draw, _options, { partners }) => {
    const value = [outline, ...partners].map(({ others }) => (others.caption as Text).value).join("+");
    return { ...outline, others: { ...outline.others, caption: text(value) } };
  },
});

const dataset = {
  length: 10,
  get: (number: number): Sample => ({
    image: pixels(
      Uint8Array.from({ length: 6 * 4 }, (_, i) => number * 20 + (i % 6)),
      6,
      4,
      1,
    ),
    caption: text(`s${number}`),
    number,
  }),
};

function sourceOf(index: number) {
  const key = { seed: 7, epoch: 0, index };
  return {
    random: (node: { pathHash: Parameters<typeof randomFor>[1] }) => randomFor(hashSeed(7), node.pathHash, key),
  };
}

test("a planner knows partners from the key alone, combinators above resolved", async () => {
  const policy = compose([randomHorizontalFlip(), randomApply([oneOf([blending(), joining()])], { p: 0.6 })]);
  const node = compilePolicy(policy);
  let none = 0;
  for (let index = 0; index < 10; index++) {
    const meetings = partnersOf(node, sourceOf(index), 10);
    const { sample } = await augment(dataset.get(index), policy, { seed: 7, index, partners: dataset });
    if (meetings.length === 0) {
      none++;
      assert.deepEqual([sample.partner, (sample.caption as Text).value], [undefined, `s${index}`]);
    } else if (meetings[0]?.indices.length === 1) assert.deepEqual(meetings[0].indices, [sample.partner]);
    else {
      const expected = [index, ...(meetings[0]?.indices ?? [])].map((one) => `s${one}`).join("+");
      assert.equal((sample.caption as Text).value, expected);
    }
  }
  assert.equal(none > 0 && none < 10, true);
});

test("partners run the steps before, with draws of their own key", async () => {
  const policy = compose([randomHorizontalFlip(), blending(), horizontalFlip()]);
  let differed = 0;
  for (let index = 0; index < 10; index++) {
    const { sample } = await augment(dataset.get(index), policy, { seed: 7, index, partners: dataset });
    const [[partner]] = partnersOf(compilePolicy(policy), sourceOf(index), 10).map(({ indices }) => indices) as [
      [number],
    ];
    const before = compose([randomHorizontalFlip()]);
    const [own, other] = await Promise.all(
      [index, partner].map(
        async (one) => (await augment(dataset.get(one), before, { seed: 7, index: one })).sample.image as Pixels,
      ),
    );
    if ((own?.data[0] === index * 20) !== (other?.data[0] === partner * 20)) differed++;
    const mean = Uint8Array.from(own?.data ?? [], (value, i) => (value + (other?.data[i] as number)) >> 1);
    const { sample: expected } = await augment({ image: pixels(mean, 6, 4, 1) }, horizontalFlip(), { seed: 7 });
    assert.deepEqual((sample.image as Pixels).data, (expected.image as Pixels).data);
  }
  assert.equal(differed > 0, true);
});

test("partners of partners, and texts that meet after edits of their own", async () => {
  const policy = compose([reversing(), joining(), joining()]);
  const { sample } = await augment(dataset.get(1), policy, { seed: 7, index: 1, partners: dataset });
  // Three texts meet at each of two steps: nine in all.
  assert.equal((sample.caption as Text).value.split("+").length, 9);
});

test("no partners, or one that is not there", async () => {
  await assert.rejects(
    augment(dataset.get(1), blending(), { seed: 7 }),
    /blending takes other samples of the dataset, and there are none here/,
  );
  const lost = defineTransform({
    ...plain,
    name: "lost",
    summary: "Meets nobody.",
    kinds: [],
    partners: (_random, size) => [size],
    draw: () => null,
    edit: (outline) => outline,
  });
  await assert.rejects(
    augment(dataset.get(1), lost(), { seed: 7, partners: dataset }),
    /lost: a partner must be one of 10 samples.*got 10/,
  );
  const broken = { length: 10, get: (): Sample => ({}) };
  await assert.rejects(augment(dataset.get(1), blending(), { seed: 7, partners: broken }), Error);
});

test("a choice of partners that fails names its transform", () => {
  const random = () => randomFor(hashSeed(1), hashSeed(2), { seed: 1, epoch: 0, index: 0, copy: 0 });
  const choose = (partners: () => number[]) => {
    const description = { ...plain, name: "failing", summary: "Finds nobody.", kinds: [], draw: () => null } as const;
    const failing = defineTransform({ ...description, partners, edit: (outline) => outline });
    return partnersOf(compilePolicy(failing()), { random, copy: 0 }, 3);
  };
  const fail = () => {
    throw new RangeError("nobody is there");
  };
  assert.throws(() => choose(fail), /^RangeError: failing: nobody is there$/);
  assert.throws(() => choose((() => 5) as never), /^TypeError: failing: .*not iterable/);
});

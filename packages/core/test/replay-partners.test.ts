import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  augment,
  compose,
  defineTransform,
  type Json,
  type Outline,
  type Pixels,
  pixels,
  randomApply,
  replay,
  type Sample,
  type Step,
  someOf,
  type Text,
  text,
  views,
} from "@millrace/core";
import {
  colorJitter,
  copyPaste,
  maskDropout,
  mosaic,
  randomHorizontalFlip,
  randomRotation,
} from "@millrace/core/image";
import { z } from "zod";
import { fingerprint, fullSample } from "./helpers/samples.ts";
import { asking, reversing } from "./helpers/text-steps.ts";

const plain = { options: z.strictObject({}), changes: ["mixture"], evaluation: "nothing", intensity: "fixed" } as const;

/** Lays a share of the partner's image over the sample's, and asks whose it is. */
const blending = defineTransform({
  ...plain,
  name: "blending",
  summary: "Blends with another sample.",
  kinds: ["image"],
  partners: (random, size) => [random.integer(size)],
  draw: (random) => random.next(),
  apply: (sample, share, _options, [other]) => {
    const [a, b] = [sample.image as Pixels, other?.image as Pixels];
    const data = Uint8Array.from(a.data, (value, i) => value + share * ((b.data[i] as number) - value));
    return { ...sample, image: { ...a, data } };
  },
});

/** Appends the texts of two partners: an edit of the outline. */
const joining = defineTransform({
  ...plain,
  name: "joining",
  summary: "Appends other samples' texts.",
  kinds: ["text"],
  partners: (random, size) => [random.integer(size), random.integer(size)],
  draw: (random) => random.integer(100),
  edit: (outline, draw, _options, { partners }) => {
    const value = [outline, ...partners].map(({ others }) => (others.caption as Text).value).join("+");
    return { ...outline, others: { ...outline.others, caption: text(`(${value})${draw}`) } };
  },
});

/** Meets somebody, and asks once for all samples of a batch. */
const greeting = defineTransform({
  ...plain,
  name: "greeting",
  summary: "Greets another sample.",
  kinds: ["text"],
  partners: (random, size) => [random.integer(size)],
  draw: (random) => random.integer(100),
  question: (_outline, draw) => draw,
  answer: (questions) => questions.map((one) => `hello ${one}`),
  edit: (outline, _draw, _options, { answer, partners: [other] }) => {
    const value = `${answer} ${((other as Outline).others.caption as Text).value}`;
    return { ...outline, others: { ...outline.others, caption: text(value) } };
  },
});

const pictures = { length: 7, get: (index: number): Sample => fullSample(3, index + 20) };
const captions = { length: 10, get: (index: number): Sample => ({ caption: text(`s${index}`) }) };

type Dataset = typeof pictures;

/** That the record of a run, as text, gives it again; for fifty keys, which must not all give the same. */
async function repeats(transform: Step, dataset: Dataset): Promise<void> {
  const records = new Set<string>();
  for (let index = 0; index < 50; index++) {
    const sample = dataset.get(index % dataset.length);
    const { sample: made, draws } = await augment(sample, transform, { seed: 3, index, partners: dataset });
    const stored: Json = JSON.parse(JSON.stringify(draws));
    assert.deepEqual(stored, draws);
    const again = await replay(sample, transform, stored, { partners: dataset });
    assert.equal(fingerprint(again), fingerprint(made));
    records.add(JSON.stringify(draws));
  }
  assert.ok(records.size > 25, `${records.size} different records`);
}

describe("replay with partners gives the same bytes", () => {
  test("mosaic behind random steps", () =>
    repeats(compose([randomRotation(20), colorJitter({ brightness: 0.5 }), mosaic(40)]), pictures));

  test("mosaic behind random choices, in one, and before others", () =>
    repeats(
      compose([
        someOf([randomHorizontalFlip(), randomRotation(20), colorJitter({ hue: 0.2 })], { count: [0, 2] }),
        randomApply([randomHorizontalFlip(), mosaic(40, { p: 0.7 }), randomRotation(10)], { p: 0.6 }),
        colorJitter({ contrast: 0.4 }),
      ]),
      pictures,
    ));

  test("copyPaste behind random steps, one of which looks at pixels before it draws", () =>
    repeats(compose([randomHorizontalFlip(), maskDropout({ p: 0.5 }), copyPaste({ p: 0.8 })]), pictures));

  test("a step that stands alone", () => repeats(mosaic(36), pictures));

  test("in a view", () =>
    repeats(
      views([compose([randomRotation(9), blending()]), compose([colorJitter({ hue: 0.3 }), blending()])]),
      pictures,
    ));

  test("partners of partners, pictures", () =>
    repeats(
      compose([randomHorizontalFlip(), blending(), colorJitter({ brightness: 0.5 }), copyPaste({ p: 1 })]),
      pictures,
    ));

  test("partners of partners of partners, and steps that ask: texts", () =>
    repeats(compose([reversing(), joining(), greeting(), asking(), reversing(), joining()]), captions));

  test("a step of a user's own", () => repeats(compose([randomRotation(30), blending()]), pictures));
});

describe("the record of a step that meets others", () => {
  const policy = compose([reversing(), joining(), randomApply([reversing(), joining()], { p: 1 })]);
  const recorded = async () =>
    (await augment(captions.get(1), policy, { seed: 3, index: 1, partners: captions })).draws;

  test("names the partners in order, with what each drew before: as if it had come alone", async () => {
    const [, first, branch] = chosenIn(await recorded());
    for (const { index, draws } of metIn(first).partners) {
      const alone = await augment(captions.get(index), compose([reversing()]), { seed: 3, index });
      assert.deepEqual(draws, alone.draws);
    }
    const { draw, partners } = metIn(chosenIn(branch)[1]);
    assert.equal(typeof draw, "number");
    assert.equal(partners.length, 2);
    for (const { index, draws } of partners) {
      const { draws: whole } = await augment(captions.get(index), policy, { seed: 3, index, partners: captions });
      const [turn, join, last] = chosenIn(whole);
      const before = { chosen: [{ step: 0, draw: chosenIn(last)[0] }] };
      assert.deepEqual(draws, {
        chosen: [turn, join, before].map((one, step) => ({ step, draw: one })),
      });
    }
  });

  test("of a mosaic says whose quarter is whose", async () => {
    const one = (index: number): Sample => ({ image: pixels(new Uint8Array(20 * 16 * 3).fill(10 + index), 20, 16) });
    const partners = { length: 90, get: one };
    const { sample, draws } = await augment(one(99), mosaic(24), { seed: 1, partners });
    const { draw, partners: met } = metIn(draws);
    const { x, y } = draw as { x: number; y: number };
    const at = (column: number, row: number) => (sample.image as Pixels).data[(row * 24 + column) * 3];
    assert.deepEqual(
      [at(x - 1, y - 1), at(x, y - 1), at(x - 1, y), at(x, y)],
      [99, ...met.map(({ index }) => index)].map((index) => 10 + index),
    );
    assert.deepEqual(
      met.map((partner) => partner.draws),
      [null, null, null],
    );
  });

  test("without partners, or with too few of them, it says so", async () => {
    const draws = await recorded();
    await assert.rejects(
      replay(captions.get(1), policy, draws),
      /^TypeError: joining takes other samples of the dataset, and there are none here; .* replay take them as partners/,
    );
    await assert.rejects(
      replay(captions.get(1), policy, draws, { partners: { ...captions, length: 1 } }),
      /^RangeError: joining: a partner must be one of 1 samples, a whole number from 0, got \d/,
    );
  });

  test("of a partner that went through a plain function cannot be repeated", async () => {
    const opaque = compose([(sample: Sample) => sample, joining()]);
    const { draws } = await augment(captions.get(1), opaque, { seed: 3, partners: captions });
    await assert.rejects(
      replay(captions.get(1), opaque, draws, { partners: captions }),
      /replay cannot repeat the plain function/,
    );
  });

  test("that is of another form is refused", async () => {
    const refused = async (transform: Step, draws: unknown, message: RegExp) =>
      assert.rejects(replay(captions.get(1), transform, draws as Json, { partners: captions }), message);
    const form =
      /^TypeError: .*the draws do not fit the policy: joining at .* expects \{ draw: …, partners: \[\{ index/;
    await refused(joining(), 5, form);
    await refused(joining(), { draw: 5 }, form);
    await refused(joining(), { draw: 5, partners: [3] }, form);
    await refused(greeting(), { draw: 5, partners: [] }, /greeting at .* expects \{ draw: …, answer: …, partners/);
    const of = (index: unknown) => ({ draw: 5, partners: [{ index, draws: null }] });
    for (const index of [-1, 10, 0.5, null, "1"]) await refused(joining(), of(index), /must be one of 10 samples.*got/);
    // A partner that came another way, or not to the end of its way.
    const branch = randomApply([reversing(), joining()], { p: 1 });
    const came = (chosen: unknown) => {
      const partner = { index: 2, draws: { chosen } };
      return {
        chosen: [
          { step: 0, draw: { turn: true, number: 1 } },
          { step: 1, draw: { draw: 1, partners: [partner] } },
        ],
      };
    };
    await refused(branch, came([]), /randomApply at .* expects of a partner that the steps \[0\] are chosen/);
    await refused(branch, came([{ step: 1, draw: 1 }]), /expects of a partner that the steps \[0\] are chosen/);
  });

  test("of steps that meet nobody is what it was", async () => {
    const { draws } = await augment(captions.get(1), reversing(), { seed: 3, partners: captions });
    assert.deepEqual(Object.keys(draws as object), ["turn", "number"]);
  });
});

/** What the children drew that a combinator ran. */
function chosenIn(record: Json | undefined): readonly Json[] {
  return (record as { chosen: readonly { draw: Json }[] }).chosen.map(({ draw }) => draw);
}

/** What a step drew that met others, and whom it met. */
function metIn(record: Json | undefined) {
  return record as { draw: Json; partners: readonly { index: number; draws: Json }[] };
}

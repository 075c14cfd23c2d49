import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  augment,
  boxes,
  compose,
  defineTransform,
  type ImageEffect,
  type MaskPixels,
  mask,
  oneOf,
  type Pixels,
  pixels,
  randomApply,
  replay,
  type Sample,
  text,
} from "@millrace/core";
import { arenaBase, compilePolicy, hashSeed, kernelMemory, randomFor, runSample } from "@millrace/core/engine";
import {
  adjustBrightness,
  crop,
  gaussianBlur,
  horizontalFlip,
  normalize,
  randomResizedCrop,
  randomRotation,
  resize,
  toFloat,
} from "@millrace/core/image";
import { imageEngine } from "@millrace/core/image/engine";
import { z } from "zod";
import { bytes, fingerprint, fullSample, noise } from "./helpers/samples.ts";
import { spyingReader } from "./helpers/spying-reader.ts";
import { asked, asking, reversing } from "./helpers/text-steps.ts";

const seed = { seed: 3, index: 5 };
const nothing = z.strictObject({});
const plain = { options: nothing, changes: [], evaluation: "nothing", intensity: "fixed" } as const;

describe("a step that edits the outline alone", () => {
  const sample = () => ({ ...fullSample(), caption: text("abc") });

  test("changes no byte of the image beside it, and nothing is decoded early", async () => {
    const crop = randomResizedCrop(8);
    const alone = spyingReader();
    const beside = spyingReader();
    const { sample: expected } = await augment(sample(), crop, { ...seed, reader: alone.reader });
    const { sample: found } = await augment(sample(), compose([reversing(), crop]), { ...seed, reader: beside.reader });
    assert.equal(fingerprint({ ...found, caption: "" }), fingerprint({ ...expected, caption: "" }));
    assert.notDeepEqual(found.caption, expected.caption);
    assert.deepEqual(beside.opened, alone.opened);
    assert.equal(alone.opened.length, 2);
    const { region } = beside.opened[0]?.request ?? {};
    assert.equal((region?.width ?? 32) * (region?.height ?? 24) < 32 * 24, true);
  });

  test("sees what the steps before it left, and what follows sees its edit", async () => {
    const { sample: result } = await augment(sample(), compose([reversing(), reversing()]), seed);
    assert.match(
      (result.caption as { value: string }).value,
      /^(\d{1,3}cba|abc\d{1,3}|\d{1,3}abc|cba\d{1,3}).*\d{1,3}$/,
    );
  });

  test("may have effects too: what it erases, it hides", async () => {
    const dropping = defineTransform({
      ...plain,
      name: "dropping",
      summary: "Blackens the left half, and drops the boxes there.",
      kinds: ["image"],
      engine: imageEngine,
      draw: () => null,
      edit: (outline) => {
        const fields = { ...outline.fields };
        const field = fields.boxes;
        if (field?.kind === "boxes")
          fields.boxes = { ...field, rows: [], corners: new Float64Array(), visibility: new Float64Array() };
        return { ...outline, fields };
      },
      effect: (): ImageEffect => ({
        family: "pixel",
        run: (memory, source) => {
          memory.bytesAt(source.pointer, source.width * 3).fill(0);
          return source;
        },
      }),
    });
    const { sample: result } = await augment(fullSample(), compose([dropping(), horizontalFlip()]), seed);
    assert.equal((result.boxes as { data: Float32Array }).data.length, 0);
    assert.deepEqual([...(result.image as Pixels).data.subarray(0, 96)], new Array(96).fill(0));
    assert.notEqual((result.image as Pixels).data[200], 0);
  });

  test("cannot say that a picture has another size, which its pixels would not have", async () => {
    const lying = defineTransform({
      ...plain,
      name: "lying",
      summary: "Lies.",
      kinds: ["image"],
      draw: () => null,
      edit: (outline) => ({
        ...outline,
        fields: { ...outline.fields, image: { ...outline.fields.image, width: 9 } as never },
      }),
    });
    await assert.rejects(
      augment(fullSample(), lying(), seed),
      /^TypeError: lying: its edit changes the size.*"image".*effect/,
    );
  });

  test("may take a field away, which is not decoded then", async () => {
    const dropping = defineTransform({
      ...plain,
      name: "dropping",
      summary: "Drops the mask.",
      kinds: ["mask"],
      draw: () => null,
      edit: ({ fields: { mask: _, ...fields }, others }) => ({ fields, others }),
    });
    const { reader, opened } = spyingReader();
    const { sample: result } = await augment(fullSample(), dropping(), { ...seed, reader });
    assert.deepEqual(Object.keys(result), ["image", "boxes", "keypoints", "label"]);
    assert.deepEqual(
      opened.map(({ field }) => field),
      ["image"],
    );
  });
});

describe("a step that needs to see a field", () => {
  /** Crops around the first pixel of the mask that is 1. */
  const cropToMask = defineTransform({
    ...plain,
    name: "cropToMask",
    summary: "Crops to a marked pixel.",
    kinds: ["image"],
    needs: ["mask"],
    engine: imageEngine,
    draw: (_random, _outline, _options, { values }) => {
      const { data, width } = values.mask as MaskPixels;
      const at = data.indexOf(1);
      return { x: at % width, y: Math.floor(at / width) };
    },
    effect: ({ x, y }) => ({
      family: "geometry",
      steps: () => [{ step: "index", x, y, width: 1, height: 1, transpose: false, flipX: false, flipY: false }],
    }),
  });
  const marked = (x: number, y: number) => {
    const image = noise(8, 6);
    const values = new Uint8Array(48);
    values[y * 8 + x] = 1;
    return { image, mask: mask(values, 8, 6), label: 3 };
  };

  test("gets it as it is there, and only it is decoded before the draw", async () => {
    const { reader, opened } = spyingReader();
    const { sample, draws } = await augment(marked(2, 4), compose([horizontalFlip(), cropToMask(), horizontalFlip()]), {
      ...seed,
      reader,
    });
    assert.deepEqual(draws, {
      chosen: [
        { step: 0, draw: null },
        { step: 1, draw: { x: 5, y: 4 } },
        { step: 2, draw: null },
      ],
    });
    assert.deepEqual(
      [...(sample.image as Pixels).data],
      [...marked(2, 4).image.data.subarray((4 * 8 + 2) * 3, (4 * 8 + 2) * 3 + 3)],
    );
    assert.deepEqual([...(sample.mask as MaskPixels).data], [1]);
    assert.equal(sample.label, 3);
    assert.equal(opened[0]?.field, "mask");
    // The image is decoded once, after the draw, and only the pixel that is left of it.
    const images = opened.filter(({ field }) => field === "image");
    assert.deepEqual(
      images.map(({ request }) => request.region),
      [{ x: 2, y: 4, width: 1, height: 1 }],
    );
  });

  test("replays without looking", async () => {
    const policy = compose([horizontalFlip(), cropToMask()]);
    const { sample, draws } = await augment(marked(2, 4), policy, seed);
    const { reader, opened } = spyingReader();
    const again = await replay(marked(2, 4), policy, draws, { reader });
    assert.equal(fingerprint(again), fingerprint(sample));
    assert.equal(opened.length, 2);
  });
});

describe("a step that asks", () => {
  const sample = { caption: text("ab"), image: noise() };

  test("is answered, alone where nobody gathers, and the answer is in the record", async () => {
    asked.length = 0;
    const policy = compose([reversing(), asking(), randomResizedCrop(8)]);
    const { sample: result, draws } = await augment(sample, policy, seed);
    assert.equal(asked.length, 1);
    const value = (result.caption as { value: string }).value;
    assert.match(value, /^(AB|BA)\d+\/\d$/);
    const again = await replay(sample, policy, JSON.parse(JSON.stringify(draws)));
    assert.equal(fingerprint(again), fingerprint(result));
    assert.equal(asked.length, 1);
  });

  test("leaves the arena empty while it waits, and pixels that were decoded before it lie outside", async () => {
    const marks: number[] = [];
    const memory = kernelMemory();
    const policy = compilePolicy(compose([(given: Sample) => given, asking(), gaussianBlur(3)]));
    const draws = {
      random: (node: { pathHash: Parameters<typeof randomFor>[1] }) =>
        randomFor(hashSeed(1), node.pathHash, { seed: 1, epoch: 0, index: 0 }),
    };
    const waiting: (() => void)[] = [];
    const { reader } = spyingReader();
    const results = [0, 1, 2].map((row) =>
      runSample(
        {
          sample: { ...sample, image: noise(16, 12, 3, row + 1) },
          policy,
          draws,
          reader,
          memory,
          serve: {
            join: () => new Promise((resolve) => waiting.push(() => resolve(`answer ${row}`))),
            expect: () => {},
          },
        },
        ({ outline, images }) => {
          const { raster } = images.image as { raster: { pointer: number } };
          return [
            (outline.others.caption as { value: string }).value,
            memory.bytesAt(raster.pointer, 5).slice().join(),
          ];
        },
      ),
    );
    while (waiting.length < 3) await new Promise(setImmediate);
    marks.push(memory.mark());
    for (const goOn of waiting.reverse()) {
      goOn();
      await new Promise(setImmediate);
      marks.push(memory.mark());
    }
    assert.deepEqual(marks, new Array(4).fill(arenaBase));
    const found = await Promise.all(results);
    const alone = await Promise.all(
      [0, 1, 2].map(async (row) => {
        const image = noise(16, 12, 3, row + 1);
        const { sample: one } = await augment({ image }, gaussianBlur(3), { seed: 1 });
        return (one.image as Pixels).data.subarray(0, 5).join();
      }),
    );
    assert.deepEqual(
      found.map((one) => one[1]),
      alone,
    );
    assert.deepEqual(
      found.map((one) => one[0]?.replace(/\/\d/, "")),
      ["answer 0", "answer 1", "answer 2"],
    );
  });
});

describe("what a policy passes through", () => {
  test("sizes between steps are foretold, and refused where they are too large", async () => {
    const there = compose([resize([20_000, 20_000]), resize([8, 8])]);
    await assert.rejects(
      augment(fullSample(), there, seed),
      /^RangeError: resize: the picture would have 20000 × 20000 pixels on its way, and maxPixels allows 50000000/,
    );
    const limits = { maxPixels: 32 * 24 };
    await augment(fullSample(), horizontalFlip(), { ...seed, limits });
    await assert.rejects(augment(fullSample(), resize([25, 32]), { ...seed, limits }), /32 × 25 pixels/);
  });

  test("draws of a larger image are no draws of a smaller one", async () => {
    const large = { image: noise(64, 48) };
    const { draws } = await augment(large, randomResizedCrop(8), seed);
    await assert.rejects(
      replay({ image: noise(6, 5) }, randomResizedCrop(8), draws),
      /randomResizedCrop: the rectangle from .* does not lie within 6 × 5/,
    );
    const { draws: flipped } = await augment(large, crop({ x: 3, y: 3, width: 60, height: 40 }), seed);
    await assert.rejects(
      replay({ image: noise(6, 5) }, crop({ x: 3, y: 3, width: 60, height: 40 }), flipped),
      /crop: the rectangle/,
    );
  });

  test("floats are moved, and what computes with levels says to come first", async () => {
    const { sample } = await augment(
      { image: noise(6, 4) },
      compose([toFloat(), horizontalFlip(), crop({ x: 0, y: 0, width: 2, height: 2 })]),
      seed,
    );
    const { sample: bytesFirst } = await augment(
      { image: noise(6, 4) },
      compose([horizontalFlip(), crop({ x: 0, y: 0, width: 2, height: 2 }), toFloat()]),
      seed,
    );
    assert.equal(fingerprint(sample), fingerprint(bytesFirst));
    const { sample: turned } = await augment(
      { image: noise(6, 4) },
      compose([toFloat(), randomRotation([10, 20])]),
      seed,
    );
    assert.ok((turned.image as Pixels).data instanceof Float32Array);
    for (const step of [adjustBrightness(2), gaussianBlur(3)]) {
      await assert.rejects(
        augment({ image: noise(6, 4) }, compose([normalize(), step]), seed),
        new RegExp(
          `^TypeError: ${step.name}: it works on bytes, and the field "image" holds floats by now; put ${step.name} before normalize`,
        ),
      );
    }
  });

  test("errors of kernels name the transforms that are run", async () => {
    const failing = defineTransform({
      ...plain,
      name: "failing",
      summary: "Fails.",
      kinds: ["image"],
      engine: imageEngine,
      draw: () => null,
      effect: () => ({
        family: "pixel",
        run: () => {
          throw new RangeError("no such thing");
        },
      }),
    });
    await assert.rejects(
      augment({ image: noise() }, compose([resize(8), failing()]), seed),
      /^RangeError: failing: no such thing$/,
    );
  });

  test("two numbers beside one another are not one size", () => {
    assert.throws(
      () => (randomResizedCrop as unknown as (...values: number[]) => unknown)(224, 224),
      /^OptionError: randomResizedCrop takes \(size, options\).*got 224 beside them.*randomResizedCrop\(\[224, 224\]\)/,
    );
    assert.throws(
      () => (horizontalFlip as unknown as (...values: unknown[]) => unknown)({}, {}),
      /horizontalFlip takes \(options\)/,
    );
  });
});

describe("what a transform can alter follows from its options", () => {
  const cases: [{ changes: readonly string[] }, readonly string[]][] = [
    [randomRotation(0), []],
    [randomRotation(5), ["rotation"]],
    [randomRotation(45), ["rotation"]],
    [randomRotation(46), ["rotation", "quarterTurn"]],
    [randomRotation(180), ["rotation", "quarterTurn", "halfTurn"]],
    [randomRotation([170, 190]), ["rotation", "halfTurn"]],
    [randomRotation([-190, -170]), ["rotation", "halfTurn"]],
    [randomRotation([355, 365]), ["rotation"]],
    [randomRotation([260, 280]), ["rotation", "quarterTurn"]],
    [compose([randomRotation(5), horizontalFlip()]), ["rotation", "mirror"]],
    [oneOf([randomApply([randomRotation(180)]), (given: Sample) => given]), ["rotation", "quarterTurn", "halfTurn"]],
  ];
  for (const [transform, changes] of cases) {
    test(`${changes.join(", ") || "nothing"}`, () => assert.deepEqual(transform.changes, changes));
  }
});

test("boxes of a sample that is asked for are those of the outline", async () => {
  const sample = {
    image: pixels(bytes(8 * 6 * 3), 8, 6),
    boxes: boxes([[0, 0, 4, 4]], { format: "xyxy" }),
    caption: text("a"),
  };
  const { sample: result } = await augment(sample, compose([horizontalFlip(), asking()]), seed);
  assert.deepEqual([...(result.boxes as { data: Float32Array }).data], [4, 0, 8, 4]);
});

test("an edit returns an outline, at once, and adds no picture", async () => {
  const editing = (edit: (outline: never) => unknown) =>
    defineTransform({
      ...plain,
      name: "editing",
      summary: "Edits.",
      kinds: [],
      draw: () => null,
      edit: edit as never,
    })();
  const run = (edit: (outline: never) => unknown) => augment({ image: noise(), a: 1 }, editing(edit), seed);
  const expected = /^TypeError: editing: its edit must return an outline, \{ fields, others \}, got /;
  for (const edit of [() => undefined, () => null, () => ({}), async (outline: never) => outline]) {
    await assert.rejects(run(edit), expected);
  }
  const adding = ({ others, ...rest }: { others: object }) => ({ ...rest, others: { ...others, second: noise() } });
  await assert.rejects(run(adding as never), /^TypeError: editing: its edit adds the picture "second"; only a step/);
  const beside = { image: noise(), raw: noise() };
  const { sample } = await augment(
    beside,
    editing((outline) => outline),
    { ...seed, passThrough: ["raw"] },
  );
  assert.deepEqual(sample.raw, beside.raw);
});

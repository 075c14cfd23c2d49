import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  augment,
  boxes,
  classLabel,
  compose,
  defineTransform,
  encodedImage,
  type Json,
  keypoints,
  mask,
  OptionError,
  type Outline,
  type Pixels,
  pixels,
  type Random,
  replay,
  type Sample,
  text,
} from "@millrace/core";
import {
  adjustBrightness,
  centerCrop,
  colorJitter,
  crop,
  gaussianBlur,
  horizontalFlip,
  normalize,
  oneOf,
  randomResizedCrop,
  randomRotation,
  resize,
  toFloat,
} from "@millrace/core/image";
import { z } from "zod";
import { bytes, fingerprint, fullSample, noise } from "./helpers/samples.ts";

const seed = { seed: 1 };

async function messageOf(run: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof run === "function" ? run() : run);
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message;
  }
  throw new assert.AssertionError({ message: "nothing was thrown" });
}

describe("annotations that would be left behind", () => {
  const image = noise(8, 6);

  for (const name of ["mask", "masks", "boxes", "bboxes", "keypoints"]) {
    test(`a bare array or text named ${name}`, async () => {
      for (const value of [[1, 2], new Float32Array(4), "a.png"]) {
        const message = await messageOf(augment({ image, [name]: value }, horizontalFlip(), seed));
        assert.match(message, new RegExp(`the field "${name}" is a bare .*\\(…\\).*passThrough`));
      }
    });
  }

  test("one value for each pixel", async () => {
    for (const value of [new Uint8Array(48), new Array(48).fill(0)]) {
      const message = await messageOf(augment({ image, depth: value }, horizontalFlip(), seed));
      assert.match(message, /the field "depth" has one value for each pixel.*mask\(…\).*passThrough/);
    }
    await augment({ image, depth: new Uint8Array(47) }, horizontalFlip(), seed);
  });

  test("a step that adds one is caught too", async () => {
    const adding = (sample: Sample) => ({ ...sample, boxes: [1, 2, 3, 4] });
    assert.match(await messageOf(augment({ image }, compose([adding, horizontalFlip()]), seed)), /the field "boxes"/);
  });

  test("without an image nothing is left behind, and passThrough lets everything by", async () => {
    const { sample } = await augment({ boxes: [1, 2] }, compose([]), seed);
    assert.deepEqual(sample, { boxes: [1, 2] });
    const options = { ...seed, passThrough: ["boxes", "image2"] };
    const other = noise(3, 3);
    const result = await augment({ image, boxes: [1, 2], image2: other }, resize([4, 4]), options);
    assert.deepEqual(result.sample.boxes, [1, 2]);
    assert.deepEqual(result.sample.image2, other);
    assert.equal((result.sample.image as Pixels).width, 4);
  });
});

describe("errors of what a policy meets", () => {
  test("no field of the kind: the kinds that it needs and the fields that there are", async () => {
    const sample = { title: text("a"), label: classLabel(1), path: "x", list: [1], date: new Date(0), none: null };
    const message = await messageOf(augment(sample, compose([resize(8)]), seed));
    assert.equal(
      message,
      "resize needs a field of kind image or mask, and the sample has none. Its fields: " +
        "title (text), label (label), path (string), list (Array), date (Date), none (null)",
    );
    assert.match(await messageOf(augment({}, horizontalFlip(), seed)), /Its fields: none$/);
    const onlyMask = { mask: mask(new Uint8Array(6), 3, 2) };
    assert.match(
      await messageOf(augment(onlyMask, colorJitter({ hue: 0.1 }), seed)),
      /colorJitter needs a field of kind image.*mask \(mask, 3 × 2\)/,
    );
  });

  test("images of different sizes, where a place is drawn or boxes move; else they may differ", async () => {
    const sample = { left: noise(8, 6), right: noise(6, 8) };
    const message = await messageOf(augment(sample, randomResizedCrop(4), seed));
    assert.match(
      message,
      /^randomResizedCrop: the fields "left" \(8 × 6\) and "right" \(6 × 8\) differ in size; .*passThrough/,
    );
    const { sample: resized } = await augment(sample, resize([4, 5]), seed);
    assert.equal((resized.right as Pixels).width, 5);
    await assert.rejects(
      augment({ ...sample, boxes: boxes([[0, 0, 1, 1]], { format: "xyxy" }) }, horizontalFlip(), seed),
    );
  });

  test("boxes without a picture", async () => {
    const sample = { boxes: boxes([[0, 0, 1, 1]], { format: "xyxy" }) };
    assert.match(await messageOf(augment(sample, compose([]), seed)), /no image and no mask/);
  });

  test("color and blur of floats", async () => {
    for (const step of [adjustBrightness(2), gaussianBlur(3)]) {
      const message = await messageOf(augment({ image: noise() }, compose([toFloat(), step]), seed));
      assert.match(
        message,
        new RegExp(
          `^${step.name}: it works on bytes, and the field "image" holds floats by now; put ${step.name} before normalize and toFloat`,
        ),
      );
    }
  });

  test("normalize: values and channels that do not fit", async () => {
    const message = await messageOf(augment({ image: noise(4, 4, 1) }, normalize(), seed));
    assert.match(
      message,
      /^normalize: mean has 3 values, and the image has 1 channels; give one number or one for each channel/,
    );
  });

  test("crops that do not fit, blurs that reach too far", async () => {
    const rectangle = crop({ x: 1, y: 0, width: 8, height: 6 });
    assert.match(
      await messageOf(augment({ image: noise(8, 6) }, rectangle, seed)),
      /^crop: the rectangle from \(1, 0\) to \(9, 6\) does not fit into 8 × 6/,
    );
    assert.match(await messageOf(augment({ image: noise(8, 2) }, gaussianBlur(5), seed)), /kernel height of 5/);
  });

  test("an encoded image where nothing decodes", async () => {
    const message = await messageOf(augment({ photo: encodedImage(bytes(4)) }, resize(4), seed));
    assert.match(message, /the field "photo" is encoded, and nothing here can decode it; use augment of "millrace"/);
  });

  test("a box outside of its image, by row and field", async () => {
    const sample = {
      image: noise(8, 6),
      boxes: boxes(
        [
          [0, 0, 4, 4],
          [0, 0, 9, 4],
        ],
        { format: "xyxy" },
      ),
    };
    assert.match(
      await messageOf(augment(sample, compose([]), seed)),
      /^box 1 of the field "boxes", \[0, 0, 9, 4\] \(xyxy\), reaches outside its image of 8 × 6; .*onInvalid: "clip" or "drop"/,
    );
  });

  test("draws of another policy", async () => {
    const policy = oneOf([horizontalFlip()]);
    for (const draws of [null, { chosen: 1 }, { chosen: [{ step: 3, draw: null }] }] as Json[]) {
      assert.match(
        await messageOf(replay({ image: noise() }, policy, draws)),
        /the draws do not fit the policy: oneOf at \/oneOf#0/,
      );
    }
  });

  test("fields that are not what they say", async () => {
    assert.match(await messageOf(() => pixels(new Uint8Array(5), 2, 2)), /2 × 2 × 3 pixels need 12 values, got 5/);
    assert.match(await messageOf(() => mask(new Uint8Array(5), 2, 2)), /2 × 2 pixels need 4 values, got 5/);
    assert.match(await messageOf(() => mask(new Uint8Array(5), 2.5, 2)), /width must be a whole number .*got 2\.5/);
    assert.match(await messageOf(() => mask(new Uint8Array(0), 2, 0)), /height must be a whole number .*got 0/);
    assert.match(
      await messageOf(() => mask(new Float32Array(4) as never, 2, 2)),
      /data must be a Uint8Array or a Uint16Array of class numbers/,
    );
    assert.match(await messageOf(() => boxes([[1, 2, 3]], { format: "xyxy" })), /row 0 must be 4 finite numbers/);
    assert.match(
      await messageOf(() => boxes([], { format: "xywh" as never })),
      /format must be one of xyxy, pascal_voc, coco, cxcywh, yolo, .*cxcywhr, got "xywh"/,
    );
    assert.match(
      await messageOf(() => keypoints([[1, 2]], { with: { id: [1, 2] } })),
      /with\.id has 2 values for 1 rows/,
    );
    assert.match(await messageOf(() => classLabel(-1)), /whole number from 0 or a name, got -1/);
    assert.match(
      await messageOf(() => text("ab", { spans: [{ start: 1, end: 3 }] })),
      /span 1–3 does not lie within 0–2/,
    );
  });
});

describe("plain functions", () => {
  const sample = () => ({ image: noise(12, 10) });
  type Has = { image: Pixels<Uint8Array> };

  test("are a barrier: what follows draws from what came out", async () => {
    const shrink = ({ image }: Has) => ({ image: pixels(image.data.slice(0, 4 * 4 * 3), 4, 4) });
    const { sample: result, draws } = await augment(sample(), compose([shrink, randomResizedCrop(3)]), seed);
    assert.equal((result.image as Pixels).width, 3);
    const [, second] = (draws as { chosen: { draw: { width: number; height: number } }[] }).chosen;
    assert.equal(second !== undefined && second.draw.width <= 4 && second.draw.height <= 4, true);
  });

  test("see the pixels as the steps before left them", async () => {
    let seen = "";
    const look = (given: Has) => {
      seen = fingerprint(given);
      return given;
    };
    await augment(sample(), compose([horizontalFlip(), adjustBrightness(0.5), look]), seed);
    const { sample: expected } = await augment(sample(), compose([horizontalFlip(), adjustBrightness(0.5)]), seed);
    assert.equal(seen, fingerprint(expected));
  });

  test("have a stream of their own, the same for the same key", async () => {
    const drawn: number[] = [];
    const drawing = (given: Has, random: Random) => {
      drawn.push(random.next());
      return given;
    };
    const policy = compose([drawing, randomRotation(10)]);
    const first = await augment(sample(), policy, seed);
    await augment(sample(), policy, seed);
    await augment(sample(), policy, { seed: 1, index: 1 });
    await augment(sample(), compose([randomRotation(10), drawing]), seed);
    const [a, b, c, d] = drawn;
    assert.equal(a, b);
    assert.notEqual(a, c);
    assert.equal(a, d);
    const { draws } = await augment(sample(), randomRotation(10), seed);
    assert.deepEqual((first.draws as { chosen: { draw: Json }[] }).chosen[1]?.draw, draws);
  });

  test("may be asynchronous", async () => {
    const later = async (given: Has) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      return { ...given, note: "read" };
    };
    const results = await Promise.all(
      [1, 2, 3].map(() => augment(sample(), compose([horizontalFlip(), later, horizontalFlip()]), seed)),
    );
    for (const { sample: result } of results) {
      assert.equal(result.note, "read");
      assert.equal(fingerprint(result.image), fingerprint(sample().image));
    }
  });

  test("must return the sample, and are named with their place where they do not", async () => {
    const nothing = (() => undefined) as never;
    assert.match(
      await messageOf(augment(sample(), compose([horizontalFlip(), nothing]), seed)),
      /the function at \/nothing#0 must return the sample, got undefined/,
    );
  });

  test("cannot be replayed, because nobody recorded their draws", async () => {
    const { draws } = await augment(sample(), compose([(given: Has) => given]), seed);
    assert.match(
      await messageOf(replay(sample(), compose([(given: Has) => given]), draws)),
      /replay cannot repeat the plain function at \/function#0.*defineTransform/,
    );
  });

  test("a factory that was not called is no plain function", async () => {
    await assert.rejects(async () => compose([horizontalFlip as never]), OptionError);
  });
});

describe("defineTransform with apply", () => {
  const describing = {
    name: "halve",
    summary: "Leaves out every second column.",
    options: z.strictObject({}),
    changes: ["scale" as const],
    evaluation: "same" as const,
    intensity: "fixed" as const,
    kinds: ["image" as const],
    draw: () => null,
    apply: (sample: Sample) => {
      const { data, width, height } = sample.image as Pixels<Uint8Array>;
      const half = data.filter((_, i) => Math.floor(i / 3) % 2 === 0);
      return { ...sample, image: pixels(half, width / 2, height) };
    },
  };
  const halved = (outline: Outline): Outline => {
    const image = outline.fields.image as Extract<Outline["fields"][string], { kind: "image" }>;
    return { ...outline, fields: { ...outline.fields, image: { ...image, width: image.width / 2 } } };
  };

  test("what it says of the outline holds, and what follows draws from that", async () => {
    const halve = defineTransform({ ...describing, outline: halved });
    const { sample, draws } = await augment(
      { image: noise(8, 6) },
      compose([halve(), randomResizedCrop(2), centerCrop(4)]),
      seed,
    );
    assert.equal((sample.image as Pixels).width, 4);
    assert.equal(
      fingerprint(await replay({ image: noise(8, 6) }, compose([halve(), randomResizedCrop(2), centerCrop(4)]), draws)),
      fingerprint(sample),
    );
  });

  test("what it does not say is an error with both sizes and the remedy", async () => {
    const halve = defineTransform(describing);
    assert.equal(
      await messageOf(augment({ image: noise(8, 6) }, compose([halve()]), seed)),
      'halve: its outline says that "image" is 8 × 6 afterwards, but it is 4 × 6; declare the change in the transform\'s outline function',
    );
    const losing = defineTransform({ ...describing, name: "losing", apply: () => ({}) });
    assert.match(
      await messageOf(augment({ image: noise(8, 6) }, losing(), seed)),
      /losing: its outline says that "image" is 8 × 6 afterwards, but it is missing/,
    );
  });

  test("an error in a draw or an outline carries the transform's name, its kind and its cause", async () => {
    const cause = new RangeError("no room");
    const failing = defineTransform({
      ...describing,
      name: "failing",
      draw: () => {
        throw cause;
      },
    });
    await assert.rejects(augment({ image: noise() }, failing(), seed), (error: Error) => {
      assert.ok(error instanceof RangeError);
      assert.equal(error.message, "failing: no room");
      assert.equal(error.cause, cause);
      return true;
    });
  });

  test("a transform that does nothing at all is refused when it is defined", () => {
    const { apply: _, ...rest } = describing;
    assert.throws(() => defineTransform(rest), /halve: a transform needs an effect, an edit, or an apply function/);
  });
});

describe("augment", () => {
  test("takes the key's parts apart, with 0 for what is not given", async () => {
    const run = (options: object) => augment(fullSample(), randomRotation(90), { ...seed, ...options });
    const plain = JSON.stringify((await run({})).draws);
    assert.equal(JSON.stringify((await run({ epoch: 0, index: 0, copy: 0 })).draws), plain);
    for (const other of [{ epoch: 1 }, { index: 1 }, { copy: 1 }, { seed: "1" }]) {
      assert.notEqual(JSON.stringify((await run(other)).draws), plain);
    }
  });

  test("keeps fields in the sample's order, new ones last", async () => {
    const adding = (sample: Sample) => ({ added: 1, ...sample });
    const { sample } = await augment({ z: 1, image: noise(), a: 2 }, compose([adding, horizontalFlip()]), seed);
    assert.deepEqual(Object.keys(sample), ["z", "image", "a", "added"]);
  });

  test("frees the kernel memory that it took, also after an error", async () => {
    const { kernelMemory } = await import("@millrace/core/engine");
    const before = kernelMemory().mark();
    await augment(fullSample(), compose([resize(20), gaussianBlur(3), normalize()]), seed);
    await augment({ image: noise(8, 2) }, gaussianBlur(5), seed).catch(() => {});
    assert.equal(kernelMemory().mark(), before);
  });
});

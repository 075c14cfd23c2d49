import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  augment,
  type Boxes,
  type BoxOptions,
  boxes,
  type Keypoints,
  keypoints,
  type MaskPixels,
  mask,
  type Pixels,
  pixels,
  type Step,
} from "@millrace/core";
import {
  adjustBrightness,
  adjustContrast,
  adjustSaturation,
  centerCrop,
  compose,
  crop,
  horizontalFlip,
  normalize,
  resize,
  rotate,
  toFloat,
  verticalFlip,
} from "@millrace/core/image";

/** Whole transforms on pictures of 3 × 2, worked out by hand. */

const grey = () => pixels(Uint8Array.of(1, 2, 3, 4, 5, 6), 3, 2, 1);

async function run(step: Step, extra: Record<string, unknown> = {}) {
  const { sample } = await augment(
    { image: grey(), mask: mask(Uint8Array.of(10, 20, 30, 40, 50, 60), 3, 2), ...extra },
    step,
    {
      seed: 1,
    },
  );
  return sample as { image: Pixels; mask: MaskPixels; boxes: Boxes; keypoints: Keypoints };
}

const rows = ({ data, width }: { data: ArrayLike<number>; width: number }) =>
  Array.from({ length: data.length / width }, (_, y) => Array.from({ length: width }, (_, x) => data[y * width + x]));

describe("pixels that move", () => {
  const cases: [string, Step, number[][]][] = [
    [
      "horizontalFlip",
      horizontalFlip(),
      [
        [3, 2, 1],
        [6, 5, 4],
      ],
    ],
    [
      "verticalFlip",
      verticalFlip(),
      [
        [4, 5, 6],
        [1, 2, 3],
      ],
    ],
    [
      "rotate 90, counter-clockwise",
      rotate(90, { expand: true }),
      [
        [3, 6],
        [2, 5],
        [1, 4],
      ],
    ],
    [
      "rotate −90",
      rotate(-90, { expand: true }),
      [
        [4, 1],
        [5, 2],
        [6, 3],
      ],
    ],
    [
      "rotate 180",
      rotate(180),
      [
        [6, 5, 4],
        [3, 2, 1],
      ],
    ],
    ["crop", crop({ x: 1, y: 0, width: 2, height: 1 }), [[2, 3]]],
    ["centerCrop [2, 1]", centerCrop([2, 1]), [[2], [5]]],
    [
      "centerCrop 4 of 3 × 2: black all around, the odd column on the right",
      centerCrop(4),
      [
        [0, 0, 0, 0],
        [1, 2, 3, 0],
        [4, 5, 6, 0],
        [0, 0, 0, 0],
      ],
    ],
    [
      "resize nearest to twice the size",
      resize([4, 6], { interpolation: "nearest" }),
      [
        [1, 1, 2, 2, 3, 3],
        [1, 1, 2, 2, 3, 3],
        [4, 4, 5, 5, 6, 6],
        [4, 4, 5, 5, 6, 6],
      ],
    ],
    ["resize nearest to one pixel", resize([1, 1], { interpolation: "nearest" }), [[1]]],
    ["flip, then crop", compose([horizontalFlip(), crop({ x: 0, y: 1, width: 2, height: 1 })]), [[6, 5]]],
  ];
  for (const [name, step, expected] of cases) {
    test(name, async () => {
      const { image, mask: marked } = await run(step);
      assert.deepEqual(rows(image), expected);
      // The mask holds ten times the picture, and only moves.
      assert.deepEqual(
        rows(marked),
        expected.map((row) => row.map((value) => value * 10)),
      );
    });
  }

  test("a place between two pixels goes to the even one, and noise in the last bit does not decide", async () => {
    const columns = pixels(
      Uint8Array.from({ length: 63 * 63 }, (_, i) => i % 63),
      63,
      63,
      1,
    );
    const { sample } = await augment({ image: columns }, rotate(30), { seed: 1 });
    const found = rows(sample.image as Pixels).map((row) => row[31] as number);
    // Down the middle column, a turn by 30° reads half a pixel further to the left for each row.
    const expected = found.map((_, y) => {
      const place = 31 - (y - 31) / 2;
      return place % 1 === 0 ? place : 2 * Math.round(place / 2);
    });
    const seen = found.map((_, y) => Math.abs(y - 31) * Math.cos(Math.PI / 6) < 31);
    assert.deepEqual(
      found.filter((_, y) => seen[y]),
      expected.filter((_, y) => seen[y]),
    );
  });

  test("a mask is never blended, whatever the image's interpolation", async () => {
    for (const step of [resize([5, 7], { interpolation: "bicubic" }), rotate(30, { interpolation: "bilinear" })]) {
      const { mask: marked } = await run(step);
      for (const value of marked.data) assert.ok([0, 10, 20, 30, 40, 50, 60].includes(value), String(value));
    }
  });

  test("the shorter edge of resize, and what it does to the other", async () => {
    for (const [size, width, height] of [
      [2, 3, 2],
      [4, 6, 4],
      [3, 4, 3],
      [1, 1, 1],
    ] as const) {
      const { image } = await run(resize(size));
      assert.deepEqual([image.width, image.height], [width, height]);
    }
  });
});

describe("values that change", () => {
  const one = async (step: Step, ...color: number[]) => {
    const { sample } = await augment({ image: pixels(Uint8Array.from(color), 1, 1, color.length) }, step, { seed: 1 });
    return Array.from((sample.image as Pixels).data);
  };

  const two = async (step: Step, left: number, right: number) => {
    const { sample } = await augment({ image: pixels(Uint8Array.of(left, right), 2, 1, 1) }, step, { seed: 1 });
    return Array.from((sample.image as Pixels).data);
  };

  test("brightness multiplies, cuts at 255 and rounds down", async () => {
    assert.deepEqual(await one(adjustBrightness(1.5), 11, 100, 200), [16, 150, 255]);
    assert.deepEqual(await one(adjustBrightness(0), 11, 100, 200), [0, 0, 0]);
    assert.deepEqual(await one(adjustBrightness(1), 11, 100, 200), [11, 100, 200]);
  });

  test("saturation blends with grey: 0.2989, 0.587, 0.114", async () => {
    // 0.2989 · 10 + 0.587 · 100 + 0.114 · 200 = 84.489; grey is 84.
    assert.deepEqual(await one(adjustSaturation(0), 10, 100, 200), [84, 84, 84]);
    assert.deepEqual(await one(adjustSaturation(0.5), 10, 100, 200), [47, 92, 142]);
  });

  test("contrast blends with the mean of grey", async () => {
    const image = pixels(Uint8Array.of(0, 101, 200, 255), 2, 2, 1);
    const { sample } = await augment({ image }, adjustContrast(0.5), { seed: 1 });
    // The mean is 139: halves of 0, 101, 200, 255 and of 139.
    assert.deepEqual(Array.from((sample.image as Pixels).data), [69, 120, 169, 197]);
    // 0 · 0.1 + 10 · 0.9 is 8.9999998 with the factors' f32 values, and 9 in f32, as PyTorch has it.
    assert.deepEqual(await two(adjustContrast(0.1), 0, 20), [9, 11]);
  });

  test("normalize and toFloat scale once; floats are not divided again", async () => {
    const near = (found: number[], expected: number[]) =>
      expected.forEach((value, i) => {
        assert.ok(Math.abs((found[i] as number) - value) < 1e-6, `${found}`);
      });
    near(await one(toFloat(), 0, 51, 255), [0, 0.2, 1]);
    near(await one(normalize({ mean: 0.5, std: 0.25 }), 0, 51, 255), [-2, -1.2, 2]);
    near(await one(compose([toFloat(), normalize({ mean: 0.5, std: 0.25 })]), 0, 51, 255), [-2, -1.2, 2]);
    near(await one(normalize(), 0, 51, 255), [-0.485 / 0.229, (0.2 - 0.456) / 0.224, (1 - 0.406) / 0.225]);
    near(await one(compose([toFloat(), toFloat()]), 0, 51, 255), [0, 0.2, 1]);
  });
});

describe("boxes and keypoints", () => {
  const image = () => pixels(new Uint8Array(10 * 8), 10, 8, 1);
  async function moved(step: Step, data: number[][], options: BoxOptions) {
    const { sample } = await augment({ image: image(), boxes: boxes(data, options) }, step, { seed: 1 });
    return sample.boxes as Boxes;
  }
  const values = (field: { data: Float32Array }) => Array.from(field.data, (value) => Math.round(value * 1e5) / 1e5);

  test("every format through a flip", async () => {
    const flip = horizontalFlip();
    assert.deepEqual(values(await moved(flip, [[1, 2, 4, 6]], { format: "xyxy" })), [6, 2, 9, 6]);
    assert.deepEqual(values(await moved(flip, [[1, 2, 3, 4]], { format: "coco" })), [6, 2, 3, 4]);
    assert.deepEqual(values(await moved(flip, [[2.5, 4, 3, 4]], { format: "cxcywh" })), [7.5, 4, 3, 4]);
    assert.deepEqual(values(await moved(flip, [[0.25, 0.5, 0.3, 0.5]], { format: "yolo" })), [0.75, 0.5, 0.3, 0.5]);
  });

  test("every format through a crop that cuts it", async () => {
    const cut = crop({ x: 2, y: 1, width: 5, height: 5 });
    assert.deepEqual(values(await moved(cut, [[1, 2, 4, 8]], { format: "xyxy" })), [0, 1, 2, 5]);
    assert.deepEqual(values(await moved(cut, [[1, 2, 3, 6]], { format: "coco" })), [0, 1, 2, 4]);
    assert.deepEqual(values(await moved(cut, [[2.5, 5, 3, 6]], { format: "cxcywh" })), [1, 3, 2, 4]);
    assert.deepEqual(values(await moved(cut, [[0.25, 0.625, 0.3, 0.75]], { format: "yolo" })), [0.2, 0.6, 0.4, 0.8]);
  });

  test("a resize scales them, a quarter turn swaps their sides", async () => {
    assert.deepEqual(values(await moved(resize([16, 5]), [[1, 2, 4, 6]], { format: "xyxy" })), [0.5, 4, 2, 12]);
    assert.deepEqual(
      values(await moved(rotate(90, { expand: true }), [[1, 2, 4, 6]], { format: "xyxy" })),
      [2, 6, 6, 9],
    );
    assert.deepEqual(
      values(await moved(rotate(90, { expand: true }), [[1, 2, 3, 4]], { format: "coco" })),
      [2, 6, 4, 3],
    );
  });

  test("what left the picture is dropped, and companions with it", async () => {
    const cut = crop({ x: 5, y: 0, width: 5, height: 8 });
    const data = [
      [0, 0, 5, 8],
      [6, 1, 8, 3],
      [4, 0, 6, 8],
      [0, 0, 1, 1],
    ];
    const companions = {
      id: ["a", "b", "c", "d"],
      score: Float32Array.of(1, 2, 3, 4),
      kind: Int32Array.of(1, 2, 3, 4),
      hard: [true, false, true, false],
    };
    const found = await moved(cut, data, { format: "xyxy", with: companions });
    assert.deepEqual(values(found), [1, 1, 3, 3, 0, 0, 1, 8]);
    assert.deepEqual(found.with, {
      id: ["b", "c"],
      score: Float32Array.of(2, 3),
      kind: Int32Array.of(2, 3),
      hard: [false, true],
    });
  });

  test("minVisibility counts the share that is left over all steps", async () => {
    const quarter = [crop({ x: 2, y: 0, width: 8, height: 8 }), crop({ x: 0, y: 2, width: 8, height: 6 })];
    const survives = async (minVisibility: number) =>
      (await moved(compose(quarter), [[0, 0, 4, 4]], { format: "xyxy", minVisibility })).data.length > 0;
    assert.equal(await survives(0), true);
    assert.equal(await survives(0.25), true);
    assert.equal(await survives(0.26), false);
  });

  test("onInvalid: an error, cut, or dropped; no area is never kept", async () => {
    const data = [
      [-2, 1, 3, 3],
      [1, 1, 2, 2],
      [4, 4, 4, 6],
    ];
    await assert.rejects(moved(compose([]), data, { format: "xyxy" }), /box 0 .* reaches outside/);
    await assert.rejects(moved(compose([]), data.slice(1), { format: "xyxy" }), /box 1 .* has no area/);
    const clipped = await moved(compose([]), data, { format: "xyxy", onInvalid: "clip", with: { id: [1, 2, 3] } });
    assert.deepEqual(values(clipped), [0, 1, 3, 3, 1, 1, 2, 2]);
    assert.deepEqual(clipped.with, { id: [1, 2] });
    const dropped = await moved(compose([]), data, { format: "xyxy", onInvalid: "drop" });
    assert.deepEqual(values(dropped), [1, 1, 2, 2]);
  });

  test("a box on the very edge of its image is valid in every format, rounding included", async () => {
    assert.deepEqual(values(await moved(horizontalFlip(), [[0.5, 0.5, 1, 1]], { format: "yolo" })), [0.5, 0.5, 1, 1]);
    await moved(compose([]), [[1 / 3, 1 / 3, 2 / 3, 2 / 3]], { format: "yolo" });
  });

  test("keypoints: the middle of a pixel stays the middle of a pixel", async () => {
    const point = async (step: Step, x: number, y: number, outside: "drop" | "keep" = "drop") => {
      const field = keypoints([[x, y]], { outside, with: { joint: ["nose"] } });
      const { sample } = await augment({ image: image(), keypoints: field }, step, { seed: 1 });
      return sample.keypoints as Keypoints;
    };
    assert.deepEqual(values(await point(horizontalFlip(), 0.5, 3.5)), [9.5, 3.5]);
    assert.deepEqual(values(await point(verticalFlip(), 0.5, 3.5)), [0.5, 4.5]);
    assert.deepEqual(values(await point(rotate(90, { expand: true }), 0.5, 3.5)), [3.5, 9.5]);
    assert.deepEqual(values(await point(resize([16, 20]), 0.5, 3.5)), [1, 7]);
    // Counter-clockwise about the middle, (5, 4): y points down.
    assert.deepEqual(values(await point(rotate(30), 9, 4)), [8.4641, 2]);
    assert.deepEqual(values(await point(rotate(30), 5, 4)), [5, 4]);
    assert.deepEqual(values(await point(rotate(90), 8, 4)), [5, 1]);
    const cut = crop({ x: 2, y: 2, width: 3, height: 3 });
    assert.deepEqual(await point(cut, 0.5, 3.5), {
      kind: "keypoints",
      data: new Float32Array(0),
      with: { joint: [] },
      outside: "drop",
    });
    assert.deepEqual(values(await point(cut, 0.5, 3.5, "keep")), [-1.5, 1.5]);
    assert.deepEqual(values(await point(cut, 2.5, 3.5)), [0.5, 1.5]);
  });
});

test("what a turn leaves open is 0 in a mask, whatever the image is filled with", async () => {
  const sample = { image: pixels(new Uint8Array(27).fill(9), 3, 3), mask: mask(new Uint8Array(9).fill(5), 3, 3) };
  const turned = (await augment(sample, rotate(45, { expand: true, fill: [124, 116, 104] }), { seed: 1 })).sample;
  assert.deepEqual([...(turned.image as { data: Uint8Array }).data.subarray(0, 3)], [124, 116, 104]);
  assert.equal((turned.mask as { data: Uint8Array }).data[0], 0);
  const grey = { image: pixels(new Uint8Array(9), 3, 3, 1) };
  const wrong = augment(grey, rotate(45, { fill: [1, 2, 3] }), { seed: 1 });
  await assert.rejects(wrong, /fill has 3 values, and the image has 1 channels/);
});

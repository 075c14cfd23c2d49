import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  augment,
  type Boxes,
  boxes,
  compose,
  type Keypoints,
  keypoints,
  mask,
  type Sample,
  type Step,
} from "@millrace/core";
import {
  affine,
  crop,
  d4,
  elasticTransform,
  horizontalFlip,
  pad,
  perspective,
  resize,
  rotate,
  rotate90,
  transpose,
  verticalFlip,
} from "@millrace/core/image";
import fc from "fast-check";
import { coveredArea, occlude } from "../src/image/engine/occlusion.ts";
import { clipPolygon, polygonArea, rectangleAround } from "../src/image/engine/polygon.ts";
import { outlineOf } from "../src/outline.ts";
import { noise } from "./helpers/samples.ts";

const seed = { seed: 1 };
const image = noise(40, 30);

async function after(sample: Sample, ...steps: Step[]): Promise<Sample> {
  return (await augment({ image, ...sample }, compose(steps), seed)).sample;
}

const boxesAfter = async (field: Boxes, ...steps: Step[]) => {
  const { boxes: result } = await after({ boxes: field }, ...steps);
  return [...(result as Boxes).data].map((value) => Math.round(value * 1e4) / 1e4);
};

const pointsAfter = async (field: Keypoints, ...steps: Step[]) => {
  const { points } = await after({ points: field }, ...steps);
  return points as Keypoints;
};

describe("formats of boxes", () => {
  const same = {
    xyxy: [10, 6, 30, 18],
    pascal_voc: [10, 6, 30, 18],
    coco: [10, 6, 20, 12],
    cxcywh: [20, 12, 20, 12],
    yolo: [0.5, 0.4, 0.5, 0.4],
    albumentations: [0.25, 0.2, 0.75, 0.6],
    xyxyxyxy: [10, 6, 30, 6, 30, 18, 10, 18],
    cxcywhr: [20, 12, 20, 12, 0],
  } as const;
  const mirrored = { ...same };
  for (const format of Object.keys(same) as (keyof typeof same)[]) {
    test(`${format} comes out as it came, cropped and scaled`, async () => {
      const field = boxes([[...same[format]]], { format });
      assert.deepEqual(await boxesAfter(field), [...mirrored[format]]);
      const [left, top, right, bottom] = [(10 - 4) * 2, (6 - 2) * 2, (30 - 4) * 2, (18 - 2) * 2];
      const [width, height] = [64, 40];
      const want = {
        xyxy: [left, top, right, bottom],
        pascal_voc: [left, top, right, bottom],
        coco: [left, top, right - left, bottom - top],
        cxcywh: [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top],
        yolo: [
          (left + right) / 2 / width,
          (top + bottom) / 2 / height,
          (right - left) / width,
          (bottom - top) / height,
        ],
        albumentations: [left / width, top / height, right / width, bottom / height],
        xyxyxyxy: [left, top, right, top, right, bottom, left, bottom],
        cxcywhr: [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top, 0],
      }[format];
      const got = await boxesAfter(field, crop({ x: 4, y: 2, width: 32, height: 20 }), resize([40, 64]));
      for (const [i, value] of got.entries()) {
        assert.ok(Math.abs(value - (want[i] as number)) < 1e-3, `${got} for ${want}`);
      }
    });
  }
});

describe("turned boxes", () => {
  test("the corners of cxcywhr go counter-clockwise, as torchvision's", async () => {
    const field = boxes([[20, 15, 10, 4, 90]], { format: "cxcywhr" });
    // By a quarter turn the upper left corner comes to lie lower left.
    const [outline] = Object.values(outlineOf({ image, field }, readable(), new Set()).fields).filter(
      (one) => "quads" in one,
    ) as unknown as { quads: Float64Array }[];
    const corners = [...(outline?.quads ?? [])].map((value) => Math.round(value));
    assert.deepEqual(corners, [18, 20, 18, 10, 22, 10, 22, 20]);
  });

  test("turn with the picture, and are mirrored with their corners in order", async () => {
    const field = boxes([[20, 15, 12, 6, 30]], { format: "cxcywhr" });
    assert.deepEqual(await boxesAfter(field, rotate(25)), [20, 15, 12, 6, 55]);
    assert.deepEqual(await boxesAfter(field, horizontalFlip()), [20, 15, 12, 6, -30]);
    assert.deepEqual(await boxesAfter(field, horizontalFlip(), horizontalFlip()), [20, 15, 12, 6, 30]);
    assert.deepEqual(await boxesAfter(field, rotate90(1)), [15, 20, 12, 6, 120]);
    assert.deepEqual(await boxesAfter(field, affine({ scale: 0.5 })), [20, 15, 6, 3, 30]);
    const corners = boxes([[10, 6, 30, 6, 30, 18, 10, 18]], { format: "xyxyxyxy" });
    assert.deepEqual(await boxesAfter(corners, horizontalFlip()), [10, 6, 30, 6, 30, 18, 10, 18]);
    assert.deepEqual(await boxesAfter(corners, verticalFlip()), [30, 24, 10, 24, 10, 12, 30, 12]);
    assert.deepEqual(await boxesAfter(corners, transpose()), [6, 30, 6, 10, 18, 10, 18, 30]);
  });

  test("keep what lies outside, and go where no part of them is left", async () => {
    const field = boxes(
      [
        [5, 15, 20, 6, 45],
        [35, 25, 4, 2, 10],
      ],
      { format: "cxcywhr", with: { id: [1, 2] } },
    );
    const { boxes: result } = await after({ boxes: field }, crop({ x: 0, y: 0, width: 20, height: 30 }));
    assert.deepEqual((result as Boxes).with, { id: [1] });
    assert.deepEqual([...(result as Boxes).data], [5, 15, 20, 6, 45]);
  });

  test("below their minVisibility or minArea they are dropped", async () => {
    const rows = [[20, 15, 16, 8, 0]];
    const half = crop({ x: 20, y: 0, width: 20, height: 30 });
    for (const [options, count] of [
      [{ minVisibility: 0.49 }, 1],
      [{ minVisibility: 0.51 }, 0],
      [{ minArea: 63 }, 1],
      [{ minArea: 65 }, 0],
    ] as const) {
      const turned = await boxesAfter(boxes(rows, { format: "cxcywhr", ...options }), half);
      assert.equal(turned.length / 5, count, JSON.stringify(options));
      const upright = await boxesAfter(boxes([[12, 11, 28, 19]], { format: "xyxy", ...options }), half);
      assert.equal(upright.length / 4, count, JSON.stringify(options));
    }
  });

  test("what has no part inside its image, or no area, is refused", async () => {
    for (const row of [
      [-20, -20, 4, 4, 0],
      [20, 15, 0, 5, 0],
    ]) {
      const field = boxes([row], { format: "cxcywhr" });
      await assert.rejects(boxesAfter(field), /box 0 of the field "boxes".*\(cxcywhr\).*has no area within/);
    }
    const dropped = boxes([[-20, -20, 4, 4, 0]], { format: "cxcywhr", onInvalid: "drop" });
    assert.deepEqual(await boxesAfter(dropped), []);
  });

  test("of another number of numbers than their format has, they are refused", () => {
    assert.throws(() => boxes([[1, 2, 3, 4]], { format: "cxcywhr" }), /row 0 must be 5 finite numbers/);
    assert.throws(() => boxes(new Float32Array(12), { format: "xyxyxyxy" }), /8 numbers a box are needed in xyxyxyxy/);
    assert.throws(() => boxes([], { format: "xyxy", minArea: -1 }), /minArea must be a number of at least 0/);
    assert.throws(() => boxes([], { format: "xyxy", clip: 1 as never }), /clip must be true or false/);
  });

  test("the smallest rectangle around what was a rectangle is that rectangle", () => {
    fc.assert(
      fc.property(
        fc.record({
          x: fc.double({ min: -50, max: 50, noNaN: true }),
          y: fc.double({ min: -50, max: 50, noNaN: true }),
          width: fc.double({ min: 0.5, max: 40, noNaN: true }),
          height: fc.double({ min: 0.5, max: 40, noNaN: true }),
          degrees: fc.double({ min: -179, max: 179, noNaN: true }),
        }),
        ({ x, y, width, height, degrees }) => {
          const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
          const corner = (u: number, v: number) => [x + u * c + v * s, y - u * s + v * c] as const;
          const [w, h] = [width / 2, height / 2];
          const found = rectangleAround([corner(-w, -h), corner(w, -h), corner(w, h), corner(-w, h)]);
          for (const [name, value] of Object.entries({ x, y, width, height, degrees })) {
            assert.ok(Math.abs(found[name as "x"] - value) < 1e-6, `${name}: ${found[name as "x"]} for ${value}`);
          }
        },
      ),
      { numRuns: 300, seed: 2 },
    );
  });

  test("what lies on the canvas is cut as by hand", () => {
    const square = [
      [-2, -2],
      [2, -2],
      [2, 2],
      [-2, 2],
    ] as const;
    assert.equal(polygonArea(clipPolygon(square, { width: 10, height: 10 })), 4);
    const tip = [
      [0, -3],
      [3, 0],
      [0, 3],
      [-3, 0],
    ] as const;
    assert.equal(polygonArea(clipPolygon(tip, { width: 10, height: 10 })), 4.5);
    assert.deepEqual(
      clipPolygon(
        square.map(([x, y]) => [x - 9, y] as const),
        { width: 10, height: 10 },
      ),
      [],
    );
  });
});

function readable() {
  return {
    image: { kind: "image", width: 40, height: 30, channels: 3, type: "uint8", open: () => assert.fail() },
  } as never;
}

test("boxes that are not cut keep what lies outside", async () => {
  const field = boxes([[10, 6, 30, 18]], { format: "xyxy", clip: false });
  assert.deepEqual(await boxesAfter(field, crop({ x: 20, y: 10, width: 20, height: 20 })), [-10, -4, 10, 8]);
  const out = boxes([[0, 0, 5, 5]], { format: "xyxy", clip: false });
  assert.deepEqual(await boxesAfter(out, crop({ x: 20, y: 10, width: 20, height: 20 })), []);
});

describe("points in a mirror", () => {
  const three = [
    [5, 5],
    [12, 6],
    [30, 20],
  ];

  test("rows of a skeleton change places, and what is to be seen of them with them", async () => {
    const field = keypoints(three, {
      outside: "keep",
      visibility: "v",
      mirror: { pairs: [[0, 1]] },
      with: { v: [2, 1, 0], name: ["left", "right", "tail"] },
    });
    const { data, with: companions } = await pointsAfter(field, horizontalFlip());
    assert.deepEqual([...data], [28, 6, 35, 5, 10, 20]);
    assert.deepEqual(companions, { v: [1, 2, 0], name: ["left", "right", "tail"] });
    const twice = await pointsAfter(field, horizontalFlip(), verticalFlip());
    assert.deepEqual([...twice.data], [35, 25, 28, 24, 10, 10]);
    const turned = await pointsAfter(field, rotate(180));
    assert.deepEqual([...turned.data], [...twice.data], "two mirrors are a turn, which changes no meaning");
    assert.notDeepEqual([...(await pointsAfter(field, transpose())).data].slice(0, 2), [5, 5]);
  });

  test("several skeletons change within themselves", async () => {
    const field = keypoints([...three, ...three.map(([x, y]) => [x as number, (y as number) + 1])], {
      outside: "keep",
      mirror: { pairs: [[0, 1]], joints: 3 },
    });
    const { data } = await pointsAfter(field, horizontalFlip());
    assert.deepEqual([...data], [28, 6, 35, 5, 10, 20, 28, 7, 35, 6, 10, 21]);
  });

  test("numbers change where points are told by number, and dropped ones do not matter", async () => {
    const field = keypoints(three, { mirror: { pairs: [[7, 8]], id: "joint" }, with: { joint: [7, 8, 9] } });
    const { data, with: companions } = await pointsAfter(
      field,
      crop({ x: 8, y: 0, width: 32, height: 30 }),
      horizontalFlip(),
    );
    assert.deepEqual(companions, { joint: [7, 9] });
    assert.deepEqual([...data], [28, 6, 10, 20]);
  });

  test("what does not fit is refused", () => {
    const keep = { outside: "keep" } as const;
    assert.throws(() => keypoints(three, { mirror: { pairs: [[0, 1]] } }), /set outside: "keep", or name mirror\.id/);
    assert.throws(() => keypoints(three, { ...keep, mirror: { pairs: [[0, 3]] } }), /names row 3.*rows 0 to 2/);
    assert.throws(
      () => keypoints(three, { ...keep, mirror: { pairs: [], joints: 2 } }),
      /3 points are no whole number/,
    );
    assert.throws(
      () => keypoints(three, { mirror: { pairs: [], id: "x" as never }, with: { y: [1, 2, 3] } }),
      /mirror\.id names the companion "x", and those in with are: y/,
    );
  });
});

describe("what is to be seen", () => {
  test("a point that leaves its picture and is kept is not there any more", async () => {
    const field = keypoints(
      [
        [5, 5],
        [30, 20],
      ],
      { outside: "keep", visibility: "v", with: { v: Uint8Array.of(2, 2) } },
    );
    const { with: companions } = await pointsAfter(field, crop({ x: 8, y: 0, width: 32, height: 30 }));
    assert.deepEqual(companions, { v: Uint8Array.of(0, 2) });
  });

  test("flags are those of COCO, of a companion that is there", () => {
    assert.throws(
      () => keypoints([[1, 1]], { visibility: "v" as never, with: { w: [2] } }),
      /visibility names the companion "v", and those in with are: w/,
    );
    assert.throws(() => keypoints([[1, 1]], { visibility: "v", with: { v: [3] } }), /with\.v holds 3; 2 is visible/);
  });

  test("what is covered is hidden, boxes lose what is covered of them, each part once", () => {
    const sample = {
      image,
      points: keypoints(
        [
          [5, 5],
          [15, 15],
        ],
        { visibility: "v", with: { v: [2, 2] } },
      ),
      boxes: boxes(
        [
          [0, 0, 10, 10],
          [20, 20, 30, 30],
        ],
        { format: "xyxy", minVisibility: 0.4, with: { id: [1, 2] } },
      ),
      turned: boxes([[15, 5, 10, 10, 0]], { format: "cxcywhr", minVisibility: 0.3 }),
    };
    const outline = outlineOf(sample, readable(), new Set());
    const covered = occlude(outline, [
      { x: 0, y: 0, width: 6, height: 10 },
      { x: 4, y: 0, width: 2, height: 6 },
      { x: 10, y: 0, width: 6, height: 10 },
    ]).fields as unknown as Record<string, { rows: number[]; visibility: Float64Array; hidden: Uint8Array }>;
    assert.deepEqual([...(covered.points?.hidden ?? [])], [1, 0]);
    assert.deepEqual(covered.boxes?.rows, [0, 1]);
    assert.deepEqual(
      [...(covered.boxes?.visibility ?? [])].map((value) => Math.round(value * 1e6) / 1e6),
      [0.4, 1],
    );
    assert.deepEqual(
      [...(covered.turned?.visibility ?? [])].map((value) => Math.round(value * 1e6) / 1e6),
      [0.4],
    );
    const more = occlude(outline, [{ x: 0, y: 0, width: 7, height: 10 }]).fields as unknown as typeof covered;
    assert.deepEqual(more.boxes?.rows, [1]);
  });

  test("the area of overlapping holes is that of counting small squares", () => {
    const side = fc.integer({ min: 0, max: 12 });
    const hole = fc.record({ x: side, y: side, width: side, height: side });
    fc.assert(
      fc.property(fc.array(hole, { maxLength: 5 }), (holes) => {
        let count = 0;
        for (let y = 2; y < 11; y++) {
          for (let x = 1; x < 9; x++) {
            const within = (one: (typeof holes)[number]) =>
              x >= one.x && y >= one.y && x < one.x + one.width && y < one.y + one.height;
            if (holes.some(within)) count++;
          }
        }
        assert.equal(coveredArea([1, 2, 9, 11], holes), count);
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});

describe("fills", () => {
  test("masks get their own", async () => {
    const classes = mask(new Uint8Array(40 * 30).fill(3), 40, 30);
    for (const step of [pad({ padding: 2, fillMask: 255 }), rotate(45, { fillMask: 255 }), d4()]) {
      const { mask: result } = await after({ mask: classes }, step);
      const values = new Set((result as { data: Uint8Array }).data);
      assert.deepEqual(values, new Set(step.name === "d4" ? [3] : [255, 3]), step.name);
    }
  });

  test("what does not fit the picture is an error before anything is decoded", async () => {
    await assert.rejects(
      after({}, pad({ padding: 1, fill: [1, 2] })),
      /^RangeError: pad: fill has 2 values, and the image has 3 channels/,
    );
    await assert.rejects(
      after({}, rotate(5, { fill: 300 })),
      /^RangeError: rotate: fill lies between 0 and 255 for an image of uint8, and is 300/,
    );
    await assert.rejects(
      after(
        {},
        perspective({
          startpoints: [
            [0, 0],
            [1, 0],
            [2, 0],
            [3, 1],
          ],
          endpoints: [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
          ],
        }),
      ),
      /^RangeError: perspective: three of the four points lie on a line/,
    );
  });
});

test("a box that bends holds what was on its edge", async () => {
  const field = boxes([[10, 8, 30, 22]], { format: "xyxy" });
  const edge = keypoints(
    [10, 16, 22, 29.9].flatMap((x) => [
      [x, 8.1],
      [x, 21.9],
    ]),
  );
  for (let index = 0; index < 20; index++) {
    const { sample } = await augment({ image, field, edge }, elasticTransform(60), { seed: 2, index });
    const [left, top, right, bottom] = (sample.field as Boxes).data as unknown as [number, number, number, number];
    const points = (sample.edge as Keypoints).data;
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [points[i] as number, points[i + 1] as number];
      assert.ok(x > left - 0.3 && x < right + 0.3 && y > top - 0.3 && y < bottom + 0.3, `(${x}, ${y})`);
    }
  }
});

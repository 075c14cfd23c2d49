import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { augment, boxes, keypoints, type Pixels, replay, type Step } from "@millrace/core";
import { coarseDropout, cutout, erase, gridDropout, randomErasing } from "@millrace/core/image";
import { drawMany, imageOutline } from "./helpers/draws.ts";
import { noise } from "./helpers/samples.ts";
import { chiSquaredDeviation, kolmogorovSmirnov } from "./helpers/statistics.ts";

type Hole = [x: number, y: number, width: number, height: number];
type Drawn = { holes: Hole[]; seed?: [number, number]; colors?: number[][] } | null;

function drawn(transform: Parameters<typeof drawMany>[0], count: number, outline = imageOutline()) {
  return drawMany<Drawn>(transform, count, outline).filter((one) => one !== null);
}

const even = (value: number) => Math.min(1, Math.max(0, value));

describe("coarseDropout draws", () => {
  test("p is how often, and numbers of holes are alike", () => {
    const all = drawn(coarseDropout({ numHolesRange: [2, 4] }), 3000);
    assert.ok(Math.abs(all.length / 3000 - 0.5) < 4 * Math.sqrt(0.25 / 3000));
    const counts = [2, 3, 4].map((count) => all.filter(({ holes }) => holes.length === count).length);
    assert.equal(counts[0]! + counts[1]! + counts[2]!, all.length);
    assert.ok(chiSquaredDeviation(counts) < 4);
  });

  test("shares of the sides and places are even, and holes lie within the picture", () => {
    const outline = imageOutline(4000, 3000);
    const transform = coarseDropout({
      holeHeightRange: [0.1, 0.3],
      holeWidthRange: [0.2, 0.5],
      numHolesRange: [1, 1],
      p: 1,
    });
    const holes = drawn(transform, 3000, outline).map(({ holes: [hole] }) => hole as Hole);
    assert.ok(
      kolmogorovSmirnov(
        holes.map(([, , , h]) => h / 3000),
        (x) => even((x - 0.1) / 0.2),
      ) < 1.95,
    );
    assert.ok(
      kolmogorovSmirnov(
        holes.map(([, , w]) => w / 4000),
        (x) => even((x - 0.2) / 0.3),
      ) < 1.95,
    );
    assert.ok(
      kolmogorovSmirnov(
        holes.map(([x, , w]) => (x + 0.5) / (4000 - w + 1)),
        even,
      ) < 1.95,
    );
    assert.ok(
      kolmogorovSmirnov(
        holes.map(([, y, , h]) => (y + 0.5) / (3000 - h + 1)),
        even,
      ) < 1.95,
    );
    assert.ok(holes.every(([x, y, w, h]) => x >= 0 && y >= 0 && x + w <= 4000 && y + h <= 3000));
  });

  test("whole pixels include both ends, and do not leave a small picture", () => {
    const transform = coarseDropout({ holeHeightRange: [3, 5], holeWidthRange: [90, 90], numHolesRange: [1, 1], p: 1 });
    const heights = drawn(transform, 900).map(({ holes: [hole] }) => (hole as Hole)[3]);
    assert.ok(chiSquaredDeviation([3, 4, 5].map((h) => heights.filter((height) => height === h).length)) < 4);
    const small = drawn(transform, 20, imageOutline(40, 4)).map(({ holes: [hole] }) => hole as Hole);
    assert.ok(small.every(([x, , w, h]) => x === 0 && w === 40 && h <= 4));
  });

  test("noise draws a seed and colors one for each hole; numbers draw neither", () => {
    const [plain] = drawn(coarseDropout({ p: 1 }), 1);
    assert.deepEqual(Object.keys(plain as object), ["holes"]);
    const [noisy] = drawn(coarseDropout({ p: 1, fill: "random" }), 1);
    assert.equal(noisy?.seed?.length, 2);
    const [colored] = drawn(coarseDropout({ p: 1, fill: "randomUniform", numHolesRange: [3, 3] }), 1);
    assert.deepEqual(
      colored?.colors?.map((color) => color.length),
      [3, 3, 3],
    );
  });
});

describe("gridDropout draws", () => {
  test("one hole in each cell, within it, with sides of the ratio", () => {
    const transform = gridDropout({ holesNumberXy: [7, 3], ratio: 0.4, p: 1 });
    for (const { holes } of drawn(transform, 60, imageOutline(100, 50))) {
      assert.equal(holes.length, 21);
      for (const [index, [x, y, w, h]] of holes.entries()) {
        const [column, row] = [index % 7, Math.floor(index / 7)];
        // Of 7 cells in 100 pixels two are of 15, of 3 in 50 two of 17.
        assert.ok(x >= column * 14 && x + w <= 14 * (column + 1) + 2 && y >= row * 16 && y + h <= 16 * (row + 1) + 2);
        assert.ok((w === 5 || w === 6) && h === 6);
      }
    }
  });

  test("larger cells are drawn, and so are places in them", () => {
    const all = drawn(gridDropout({ holesNumberXy: [3, 1], ratio: 0.1, p: 1 }), 2000, imageOutline(31, 20));
    // 31 pixels make cells of 10, 10 and 11: where the first is the longest its hole can begin at 10.
    const starts = all.map(({ holes: [hole] }) => (hole as Hole)[0]);
    assert.ok(starts.includes(10) && starts.includes(0));
    assert.ok(Math.abs(starts.filter((x) => x === 10).length / 2000 - 1 / 33) < 0.016);
    assert.ok(chiSquaredDeviation(Array.from({ length: 10 }, (_, x) => starts.filter((one) => one === x).length)) < 4);
  });

  test("cells are squares of the size that is drawn, or a tenth of each side; they must fit", () => {
    const sized = drawn(gridDropout({ unitSizeRange: [10, 10], p: 1 }), 1, imageOutline(100, 60));
    assert.equal(sized[0]?.holes.length, 60);
    assert.equal(drawn(gridDropout({ p: 1 }), 1, imageOutline(100, 60))[0]?.holes.length, 100);
    assert.throws(
      () => drawMany(gridDropout({ unitSizeRange: [10, 61], p: 1 }), 1, imageOutline(100, 60)),
      /RangeError.*cells of 61 pixels|cells of 61 pixels/,
    );
  });
});

/** A picture with a box that is half covered by a hole, one that is wholly covered, and one that is not. */
function covered() {
  return {
    image: noise(40, 30),
    boxes: boxes(
      [
        [10, 10, 20, 20],
        [11, 11, 14, 19],
        [30, 2, 38, 9],
      ],
      { format: "xyxy", with: { id: ["half", "whole", "free"] }, minVisibility: 0.3 },
    ),
    keypoints: keypoints(
      [
        [12, 15],
        [33, 5],
      ],
      { with: { v: [2, 2] }, visibility: "v" },
    ),
  };
}

describe("what is covered", () => {
  const hole = { x: 5, y: 5, width: 10, height: 20 };
  const steps: Readonly<Record<string, Step>> = {
    erase: erase(hole),
    cutout: cutout({ holes: [[5, 5, 10, 20]] }),
  };

  for (const [name, step] of Object.entries(steps)) {
    test(`${name}: boxes that are hidden go, points that are hidden say so`, async () => {
      const { sample } = await augment(covered(), step, { seed: 1 });
      const { image, boxes, keypoints } = sample as ReturnType<typeof covered>;
      assert.deepEqual(boxes.with.id, ["half", "free"]);
      assert.deepEqual([...keypoints.data], [12, 15, 33, 5]);
      assert.deepEqual([...keypoints.with.v], [1, 2]);
      assert.deepEqual([...image.data.subarray((6 * 40 + 6) * 3, (6 * 40 + 6) * 3 + 3)], [0, 0, 0]);
    });
  }

  test("draws of others tell boxes too", async () => {
    const draws: [Step, Parameters<typeof replayed>[1]][] = [
      [coarseDropout(), { holes: [[5, 5, 10, 20]] }],
      [gridDropout(), { holes: [[5, 5, 10, 20]] }],
      [randomErasing(), hole],
    ];
    for (const [step, draw] of draws) {
      const sample = await replayed(step, draw);
      assert.deepEqual((sample as ReturnType<typeof covered>).boxes.with.id, ["half", "free"], String(draw));
    }
  });

  test("a hole that leaves the picture is cut; one outside of it is none", async () => {
    const image = noise(12, 9);
    const { sample, draws } = await augment(
      { image },
      cutout({
        holes: [
          [-3, 7, 5, 9],
          [12, 0, 4, 4],
        ],
        fill: 1,
      }),
      { seed: 1 },
    );
    assert.deepEqual(draws, { holes: [[0, 7, 2, 2]] });
    const changed = [...(sample.image as Pixels).data].filter((value, at) => value !== image.data[at]);
    assert.deepEqual(new Set(changed), new Set([1]));
  });

  test("each hole has a color of its own, or noise of its own", async () => {
    const holes = [
      [0, 0, 8, 8],
      [10, 0, 8, 8],
    ];
    const colors = [
      [0, 0.5, 0.999],
      [0.25, 0, 1 / 3],
    ];
    const colored = (await replayed(coarseDropout({ fill: "randomUniform" }), { holes, colors })) as { image: Pixels };
    const at = (x: number) => [...colored.image.data.subarray(x * 3, x * 3 + 3)];
    assert.deepEqual(
      [at(3), at(12)],
      [
        [0, 128, 255],
        [64, 0, 85],
      ],
    );
    const noisy = (await replayed(coarseDropout({ fill: "random" }), { holes, seed: [1, 2] })) as { image: Pixels };
    const first = [...noisy.image.data.subarray(0, 24)];
    assert.notDeepEqual(first, [...noisy.image.data.subarray(30, 54)]);
    assert.ok(new Set(first).size > 10);
  });

  test("a filling that does not fit is refused when it draws", async () => {
    const run = (step: Step) => augment({ image: noise(20, 20) }, step, { seed: 1 });
    await assert.rejects(() => run(coarseDropout({ fill: [1, 2] })), /coarseDropout: fill has 2 numbers/);
    await assert.rejects(
      () => run(gridDropout({ fill: 256 })),
      /gridDropout: on bytes a fill lies|gridDropout: on bytes a value lies/,
    );
    await assert.rejects(() => run(erase({ x: 15, y: 0, width: 6, height: 1 })), /erase: The region/);
  });
});

function replayed(step: Step, draw: unknown) {
  return replay(covered(), step, draw as Parameters<typeof replay>[2]);
}

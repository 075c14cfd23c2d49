import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  atIntensity,
  augment,
  type Boxes,
  boxes,
  compose,
  type Json,
  type Keypoints,
  keypoints,
  type MaskPixels,
  mask,
  type Pixels,
  pixels,
  type Sample,
} from "@millrace/core";
import { compilePolicy, hashSeed, partnersOf, randomFor } from "@millrace/core/engine";
import { mosaic, normalize, randomHorizontalFlip, randomVerticalFlip } from "@millrace/core/image";
import { drawMany, imageOutline } from "./helpers/draws.ts";
import { kolmogorovSmirnov, mean } from "./helpers/statistics.ts";

/** A picture of one value, with a box over all of it and one over its middle, and a point in the middle. */
function plain(value: number, width = 20, height = 16, wide = false): Sample {
  const size = width * height;
  return {
    image: pixels(new Uint8Array(size * 3).fill(value), width, height),
    mask: mask(wide ? new Uint16Array(size).fill(value + 1000) : new Uint8Array(size).fill(value), width, height),
    boxes: boxes(
      [
        [0, 0, width, height],
        [width / 4, height / 4, width / 2, height / 2],
      ],
      { format: "coco", with: { of: Int32Array.of(value, value), name: [`a${value}`, `b${value}`] } },
    ),
    keypoints: keypoints([[width / 2, height / 2]], { with: { of: [value] } }),
    path: `${value}`,
  };
}

/** Nine samples; which of them a sample meets is told by their values. */
const dataset = { length: 9, get: (index: number) => plain(10 + index) };

async function made(
  sample: Sample,
  transform: ReturnType<typeof mosaic>,
  seed = 1,
  partners: typeof dataset = dataset,
) {
  const result = await augment(sample, transform, { seed, partners });
  return { ...result.sample, draw: (result.draws as { draw: Json }).draw } as Sample & {
    image: Pixels;
    mask: MaskPixels;
    boxes: Boxes;
    keypoints: Keypoints;
    draw: { x: number; y: number };
  };
}

describe("mosaic", () => {
  test("each picture touches the point with its inner corner, in its own scale; the rest is gray", async () => {
    for (let seed = 0; seed < 8; seed++) {
      const { image, draw, mask: classes } = await made(plain(1), mosaic([40, 48]), seed);
      const { x, y } = draw;
      assert.deepEqual([image.width, image.height, classes.width, classes.height], [48, 40, 48, 40]);
      const at = (column: number, row: number) => image.data[(row * 48 + column) * 3] as number;
      const values = [at(x - 1, y - 1), at(x, y - 1), at(x - 1, y), at(x, y)];
      assert.equal(values[0], 1);
      assert.ok(values.slice(1).every((value) => value >= 10 && value < 19));
      for (let row = 0; row < 40; row++) {
        for (let column = 0; column < 48; column++) {
          const [right, lower] = [column >= x, row >= y];
          const inside = (right ? column < x + 20 : column >= x - 20) && (lower ? row < y + 16 : row >= y - 16);
          const value = values[Number(right) + 2 * Number(lower)] as number;
          assert.equal(at(column, row), inside ? value : 114);
          assert.equal(classes.data[row * 48 + column], inside ? value : 0);
        }
      }
    }
  });

  test("boxes and points lie where their pictures do, cut to their quarter, with what goes with them", async () => {
    for (let seed = 0; seed < 8; seed++) {
      const { image, boxes: found, keypoints: points, draw } = await made(plain(1), mosaic(36), seed);
      assert.equal(found.format, "coco");
      const { of, name } = found.with as unknown as { of: Int32Array; name: string[] };
      assert.ok(of instanceof Int32Array && of.length === found.data.length / 4 && name.length === of.length);
      for (const [row, value] of of.entries()) {
        const [left, top, width, height] = found.data.subarray(row * 4, row * 4 + 4) as unknown as number[] as [
          number,
          number,
          number,
          number,
        ];
        // All of what a box covers is of its picture, up to its edges.
        for (const [x, y] of [
          [left, top],
          [left + width - 1, top + height - 1],
        ] as const) {
          assert.equal(image.data[(Math.floor(y) * 36 + Math.floor(x)) * 3], value);
        }
        if (name[row]?.startsWith("a")) {
          const pictures = image.data.filter((one, i) => i % 3 === 0 && one === value).length;
          const repeated = of.filter((one) => one === value).length / 2;
          assert.ok(pictures >= width * height && pictures <= width * height * Math.max(1, repeated * 2));
        }
      }
      const whose = points.with.of as number[];
      for (const [i, value] of whose.entries()) {
        const [x, y] = [points.data[2 * i] as number, points.data[2 * i + 1] as number];
        assert.equal(image.data[(Math.floor(y) * 36 + Math.floor(x)) * 3], value);
      }
      assert.ok(draw.x >= 9 && draw.x <= 27 && draw.y >= 9 && draw.y <= 27);
    }
  });

  test("who lies where: partners in the order in which they were chosen, rows by what goes with them", async () => {
    for (let seed = 0; seed < 8; seed++) {
      const draws = {
        random: (node: { pathHash: Parameters<typeof randomFor>[1] }) =>
          randomFor(hashSeed(seed), node.pathHash, { seed, epoch: 0, index: 0, copy: 0 }),
      };
      const [meeting] = partnersOf(compilePolicy(mosaic(36)), draws, dataset.length);
      const { image, boxes: found, draw } = await made(plain(1), mosaic(36), seed);
      const at = (column: number, row: number) => image.data[(row * 36 + column) * 3] as number;
      const { x, y } = draw;
      const wanted = (meeting?.indices ?? []).map((index) => 10 + index);
      assert.deepEqual([at(x, y - 1), at(x - 1, y), at(x, y)], wanted);
      assert.deepEqual([...new Set(found.with.of as unknown as Int32Array)], [...new Set([1, ...wanted])]);
    }
  });

  test("the meeting point is even in its range, and p says how often there is one", () => {
    const drawn = drawMany<{ x: number; y: number } | null>(
      mosaic({ size: [1000, 2000], centerRange: [0.2, 0.6], p: 0.7 }),
      4000,
      imageOutline(30, 20),
    );
    const met = drawn.filter((one) => one !== null);
    assert.ok(Math.abs(met.length / 4000 - 0.7) < 0.03);
    assert.ok(
      kolmogorovSmirnov(
        met.map(({ x }) => x),
        (x) => (x - 400) / 800,
      ) < 1.95,
    );
    assert.ok(
      kolmogorovSmirnov(
        met.map(({ y }) => y),
        (y) => (y - 200) / 400,
      ) < 1.95,
    );
    assert.ok(Math.abs(mean(met.map(({ x, y }) => (x - 800) * (y - 400))) / (800 * 400)) < 0.02);
    const none = drawMany(atIntensity(mosaic(64), 1e-9), 50);
    assert.ok(none.every((one) => one === null));
  });

  test("partners run the steps before with draws of their own, and the size is what it says", async () => {
    const policy = compose([randomHorizontalFlip(), mosaic(24), randomVerticalFlip()]);
    const { sample } = await augment(plain(1), policy, { seed: 3, partners: dataset });
    assert.deepEqual([(sample.image as Pixels).width, (sample.image as Pixels).height], [24, 24]);
    assert.equal(sample.path, "1");
  });

  test("masks of 16 bits among partners make one of 16 bits", async () => {
    const wide = { length: 9, get: (index: number) => plain(10 + index, 20, 16, index > 0) };
    const { mask: classes } = await made(plain(1), mosaic(36), 2, wide);
    assert.ok(classes.data instanceof Uint16Array && classes.data.some((value) => value > 1000));
    assert.ok(classes.data.includes(1));
  });

  test("fields that a partner lacks, other companions, other channels, floats: errors with the field", async () => {
    const fails = (change: (sample: Sample) => Sample, message: RegExp) =>
      assert.rejects(made(plain(1), mosaic(36), 1, { length: 4, get: (index) => change(plain(10 + index)) }), message);
    await fails(
      ({ boxes: _, ...rest }) => rest,
      /mosaic: the field "boxes" is of kind boxes, and a partner's is missing/,
    );
    await fails(
      (sample) => ({ ...sample, boxes: boxes([[1, 1, 2, 2]], { format: "coco" }) }),
      /mosaic: with the rows of the field "boxes" goes of, name, and with those of a partner nothing/,
    );
    await fails(
      (sample) => ({ ...sample, image: pixels(new Uint8Array(320), 20, 16, 1) }),
      /mosaic: the field "image" has 3 channels, and a partner's has 1 channel;/,
    );
    await assert.rejects(
      augment(plain(1), compose([normalize(), mosaic(36)]), { seed: 1, partners: dataset }),
      /mosaic: it works on bytes/,
    );
    await assert.rejects(augment(plain(1), mosaic(36), { seed: 1 }), /mosaic takes other samples of the dataset/);
    await assert.rejects(made(plain(1), mosaic(36, { fill: [1, 2] })), /mosaic: fill has 2 values, .* 3 channels/);
  });
});

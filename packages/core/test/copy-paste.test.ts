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
import { copyPaste, normalize } from "@millrace/core/image";
import { KernelMemory } from "../src/kernels/memory.ts";
import { hullsOf } from "../src/kernels/mix/instances.ts";
import { drawMany } from "./helpers/draws.ts";
import { kolmogorovSmirnov, mean } from "./helpers/statistics.ts";

const width = 40;
const height = 30;

type Rectangle = readonly [left: number, top: number, right: number, bottom: number];

/** Rectangles on a ground: each of its own color in the image, its own number in the masks, with a box. */
function scene(objects: Readonly<Record<number, Rectangle>>, ground: number, minVisibility = 0): Sample {
  const instances = new Uint8Array(width * height);
  const image = new Uint8Array(width * height * 3).fill(ground);
  for (const [number, [left, top, right, bottom]] of Object.entries(objects)) {
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        instances[y * width + x] = Number(number);
        image.fill(ground + 10 * Number(number), (y * width + x) * 3, (y * width + x) * 3 + 3);
      }
    }
  }
  const numbers = Object.keys(objects).map(Number);
  return {
    image: pixels(image, width, height),
    instances: mask(instances, width, height),
    classes: mask(
      instances.map((number) => (number === 0 ? 0 : ground)),
      width,
      height,
    ),
    boxes: boxes(
      Object.values(objects).map((box) => [...box]),
      {
        format: "xyxy",
        with: { instance: Int32Array.from(numbers), name: numbers.map((number) => `${ground}:${number}`) },
        minVisibility,
      },
    ),
    keypoints: keypoints(
      [
        [5.5, 5.5],
        [38.5, 28.5],
      ],
      { with: { seen: [2, 2] }, visibility: "seen" },
    ),
  };
}

const options = { mask: "instances", share: 1, scale: [1, 1] as [number, number], flip: 0, p: 1 };

type Result = Sample & {
  image: Pixels<Uint8Array>;
  instances: MaskPixels;
  classes: MaskPixels;
  boxes: Boxes<{ instance: Int32Array; name: string[] }>;
  keypoints: Keypoints;
};

async function pasted(own: Sample, partner: Sample, given: Parameters<typeof copyPaste>[0] = options, seed = 1) {
  const result = await augment(own, copyPaste(given), { seed, partners: { length: 1, get: () => partner } });
  return { ...result.sample, draw: (result.draws as { draw: Json }).draw } as Result & {
    draw: { scale: number; flip: boolean; at: [number, number] };
  };
}

const boxesOf = ({ boxes: { data, with: companions } }: Result) =>
  companions.name.map((name, i) => [name, companions.instance[i], ...data.subarray(i * 4, i * 4 + 4)]);

describe("copyPaste", () => {
  const own = scene({ 1: [2, 2, 12, 12], 4: [20, 10, 30, 20] }, 100);

  test("turned boxes stay as they are, and those of pasted objects are upright around their pixels", async () => {
    const turned = (sample: Sample, rows: number[][], instance: number[]): Sample => ({
      ...sample,
      boxes: boxes(rows, { format: "xyxyxyxy", with: { instance, name: instance.map(String) } }),
    });
    const diamond = [7, 2, 12, 7, 7, 12, 2, 7];
    const other = [25, 10, 30, 15, 25, 20, 20, 15];
    const result = await pasted(
      // The first is covered whole.
      turned(own, [diamond, other], [1, 4]),
      turned(scene({ 7: [0, 0, 14, 14] }, 5), [[5, 0, 14, 5, 7, 14, 0, 5]], [7]),
    );
    assert.deepEqual([...result.boxes.data], [...other, 0, 0, 14, 0, 14, 14, 0, 14]);
    assert.deepEqual(result.boxes.with.instance, [4, 2]);
  });

  test("pixels, masks and boxes of a partner's objects, with the smallest numbers that are free", async () => {
    const partner = scene({ 7: [4, 4, 8, 10], 9: [32, 22, 40, 30] }, 5);
    const result = await pasted(own, partner);
    assert.deepEqual(boxesOf(result), [
      ["100:1", 1, 2, 2, 12, 12],
      ["100:4", 4, 20, 10, 30, 20],
      ["5:7", 2, 4, 4, 8, 10],
      ["5:9", 3, 32, 22, 40, 30],
    ]);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const number = (partner.instances as MaskPixels).data[pixel] as number;
      const from = number === 0 ? own : partner;
      const image = (one: Sample) => (one.image as Pixels).data[pixel * 3];
      assert.equal(image(result), image(from));
      assert.equal(result.classes.data[pixel], (from.classes as MaskPixels).data[pixel]);
      const expected = number === 0 ? (own.instances as MaskPixels).data[pixel] : number === 7 ? 2 : 3;
      assert.equal(result.instances.data[pixel], expected);
    }
    // The point at 5.5 was pasted on; so was that in the corner.
    assert.deepEqual(result.keypoints.with.seen, [1, 1]);
    assert.deepEqual([...result.keypoints.data], [5.5, 5.5, 38.5, 28.5]);
    assert.ok(result.boxes.with.instance instanceof Int32Array);
  });

  test("boxes are cut to what is left, dropped where nothing is, or less than the field asks for", async () => {
    const half = await pasted(own, scene({ 1: [0, 0, 8, 14] }, 5));
    assert.deepEqual(boxesOf(half)[0], ["100:1", 1, 8, 2, 12, 12]);
    const gone = await pasted(own, scene({ 3: [0, 0, 14, 14] }, 5));
    assert.deepEqual(
      boxesOf(gone).map(([name]) => name),
      ["100:4", "5:3"],
    );
    const strict = scene({ 1: [2, 2, 12, 12], 4: [20, 10, 30, 20] }, 100, 0.5);
    const dropped = await pasted(strict, scene({ 1: [0, 0, 8, 14] }, 5));
    assert.deepEqual(
      boxesOf(dropped).map(([name]) => name),
      ["100:4", "5:1"],
    );
    // A hole in its middle leaves the box.
    const hole = await pasted(own, scene({ 1: [5, 5, 8, 8] }, 5));
    assert.deepEqual(boxesOf(hole)[0], ["100:1", 1, 2, 2, 12, 12]);
  });

  test("scaled, mirrored and moved together; what leaves the picture is cut off", async () => {
    const partner = scene({ 2: [4, 6, 12, 16] }, 5);
    let whole = 0;
    for (let seed = 0; seed < 12; seed++) {
      const result = await pasted(own, partner, { ...options, scale: [0.5, 2], flip: 0.5 }, seed);
      const { scale, flip, at } = result.draw;
      const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
      const [x, y] = [Math.round((width - w) * at[0]), Math.round((height - h) * at[1])];
      const [left, right] = flip ? [width - 12, width - 4] : [4, 12];
      const expected = [x + (left * w) / width, y + (6 * h) / height, x + (right * w) / width, y + (16 * h) / height];
      const limits = [width, height, width, height];
      const found = boxesOf(result).find(([name]) => name === "5:2");
      const inside = expected.map((value, i) =>
        Math.min(Math.max(value, 0), limits[i] as number),
      ) as unknown as Rectangle;
      if (inside[2] - inside[0] < 4 || inside[3] - inside[1] < 4) continue;
      whole++;
      assert.ok(found, `${seed}`);
      for (const [i, value] of inside.entries()) {
        assert.ok(Math.abs((found[i + 2] as number) - value) <= 1, `${found}, expected ${inside}`);
      }
      // In the middle of it lies its color.
      const [cx, cy] = [Math.floor((inside[0] + inside[2]) / 2), Math.floor((inside[1] + inside[3]) / 2)];
      assert.ok(Math.abs((result.image.data[(cy * width + cx) * 3] as number) - 25) <= 1);
      assert.equal(result.instances.data[cy * width + cx], found[1]);
    }
    assert.ok(whole >= 6, `${whole}`);
  });

  test("what is drawn is even in its range, and every object is pasted for itself", async () => {
    const outline = { fields: { m: { kind: "mask", width, height, type: "uint8" } }, others: {} } as const;
    type Drawn = { scale: number; flip: boolean; at: [number, number]; seed: number } | null;
    const drawn = drawMany<Drawn>(copyPaste({ scale: [0.5, 1.5], flip: 0.3, p: 0.6 }), 4000, outline);
    const met = drawn.filter((one) => one !== null);
    assert.ok(Math.abs(met.length / 4000 - 0.6) < 0.03);
    assert.ok(Math.abs(mean(met.map(({ flip }) => Number(flip))) - 0.3) < 0.03);
    assert.ok(
      kolmogorovSmirnov(
        met.map(({ scale }) => scale),
        (x) => x - 0.5,
      ) < 1.95,
    );
    for (const axis of [0, 1] as const)
      assert.ok(
        kolmogorovSmirnov(
          met.map(({ at }) => at[axis]),
          (x) => x,
        ) < 1.95,
      );
    assert.ok(drawMany(atIntensity(copyPaste(), 1e-9), 40, outline).every((one) => one === null));
    const partner = scene({ 1: [0, 0, 3, 3], 2: [10, 20, 13, 23], 3: [30, 2, 33, 5], 4: [35, 12, 38, 15] }, 5);
    const combinations = new Set<string>();
    let count = 0;
    for (let seed = 0; seed < 60; seed++) {
      const names = boxesOf(await pasted(own, partner, { ...options, share: 0.4 }, seed)).map(
        ([name]) => name as string,
      );
      const own4 = names.filter((name) => name.startsWith("5:"));
      combinations.add(own4.join());
      count += own4.length;
    }
    assert.ok(combinations.size > 8, `${combinations.size}`);
    assert.ok(Math.abs(count / 240 - 0.4) < 0.1, `${count}`);
  });

  test("a mask without free numbers, no mask, boxes that say nothing, floats: errors with the remedy", async () => {
    const full = new Uint8Array(width * height).map((_, i) => (i < 255 ? i + 1 : 0));
    const crowded = { ...scene({}, 100), instances: mask(full, width, height) };
    await assert.rejects(pasted(crowded, scene({ 1: [0, 20, 4, 24] }, 5)), /no number left.*1 to 255.*16 bits/);
    const { instances: _, classes: __, ...bare } = own;
    await assert.rejects(pasted(bare, own), /copyPaste needs a field of kind mask/);
    await assert.rejects(
      pasted(own, own, { p: 1 }),
      /copyPaste: say which mask tells objects apart; .*instances, classes/,
    );
    await assert.rejects(pasted(own, own, { mask: "mask" }), /copyPaste: there is no mask "mask"/);
    await assert.rejects(
      pasted(own, own, { ...options, instances: "id" }),
      /copyPaste: the boxes "boxes" do not say which object.*with: \{ id: \[…\] \}.*instance, name/,
    );
    await assert.rejects(pasted(own, own, { ...options, instances: "name" }), /do not say which object/);
    const wide = { ...own, instances: mask(new Uint16Array(width * height), width, height) };
    await assert.rejects(pasted(own, wide), /copyPaste: the field "instances" holds uint8, and a partner's uint16/);
    await assert.rejects(
      augment(own, compose([normalize(), copyPaste(options)]), { seed: 1, partners: { length: 1, get: () => own } }),
      /copyPaste: it works on bytes/,
    );
  });

  test("masks of 16 bits: numbers beyond 255", async () => {
    const widen = (sample: Sample, add: number) => {
      const { data } = sample.instances as MaskPixels;
      const numbers = (sample.boxes as Boxes<{ instance: Int32Array }>).with.instance;
      return {
        ...sample,
        instances: mask(
          Uint16Array.from(data, (number) => (number === 0 ? 0 : number + add)),
          width,
          height,
        ),
        boxes: { ...(sample.boxes as Boxes), with: { instance: numbers.map((number) => number + add), name: ["x"] } },
      };
    };
    const result = await pasted(
      widen(scene({ 1: [2, 2, 6, 6] }, 100), 0),
      widen(scene({ 1: [20, 20, 30, 26] }, 5), 40000),
    );
    assert.deepEqual(boxesOf(result), [
      ["x", 1, 2, 2, 6, 6],
      ["x", 2, 20, 20, 30, 26],
    ]);
  });
});

test("hulls are the rectangles around all pixels of a number", () => {
  const memory = new KernelMemory();
  const data = Uint8Array.from([0, 3, 3, 0, 5, 0, 3, 0, 0, 0, 5, 5]);
  const pointer = memory.allocate(12);
  memory.bytesAt(pointer, 12).set(data);
  const found = hullsOf(memory, { pointer, width: 4, height: 3, channels: 1, type: "uint8" });
  assert.deepEqual(
    [...found],
    [
      [3, { pixels: 3, left: 1, top: 0, right: 3, bottom: 2 }],
      [5, { pixels: 3, left: 0, top: 1, right: 4, bottom: 3 }],
    ],
  );
});

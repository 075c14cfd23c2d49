import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  atIntensity,
  type BatchLeaf,
  type CollatedBatch,
  type Json,
  type LoaderSchema,
  oneOf,
  randomApply,
  type Tensor,
} from "@millrace/core";
import { hashSeed, hashText, randomFor, runBatchTransform } from "@millrace/core/engine";
import { cutMix, mixUp, mixUpOrCutMix } from "@millrace/core/image";
import { cutBox } from "../src/image/mix/cut-box.ts";
import { stream } from "./helpers/draws.ts";
import { bytes } from "./helpers/samples.ts";
import { kolmogorovSmirnov, mean } from "./helpers/statistics.ts";

type Mix = { lambda: number; at?: [number, number] };

const height = 6;
const width = 10;

/** Pictures whose rows of the batch are told apart by their values, and masks of the same. */
function batch(size: number, extra: Partial<CollatedBatch> = {}): CollatedBatch {
  const image: Tensor = {
    dtype: "uint8",
    shape: [size, height, width, 3],
    data: Uint8Array.from({ length: size * height * width * 3 }, (_, i) => 1 + Math.floor(i / (height * width * 3))),
  };
  const mask: Tensor = {
    dtype: "uint16",
    shape: [size, height, width],
    data: Uint16Array.from({ length: size * height * width }, (_, i) => 1000 + Math.floor(i / (height * width))),
  };
  const label: Tensor = { dtype: "int32", shape: [size], data: Int32Array.from({ length: size }, (_, i) => i % 3) };
  const schema: LoaderSchema = [
    { name: "image", kind: "image", dtype: "uint8", shape: [height, width, 3] },
    { name: "mask", kind: "mask", dtype: "uint16", shape: [height, width] },
    { name: "label", kind: "label", dtype: "int32", shape: [] },
  ];
  const fields = { images: ["image"], labels: ["label"], schema, passThrough: ["mask"] };
  return { size, tensors: { image, mask, label }, ...fields, classes: 3, ...extra };
}

const draws = (number: number) => (path: string) =>
  randomFor(hashSeed(3), hashText(path), { seed: 3, epoch: 0, index: number });

function drawn(transform: BatchLeaf, count: number, size: number): (Mix | Mix[])[] {
  return Array.from({ length: count }, (_, index) => transform.draw(stream(index), { size }) as Mix | Mix[]);
}

describe("what is drawn", () => {
  for (const make of [mixUp, cutMix]) {
    test(`${make.definition.name}: shares come from Beta(alpha, alpha), independently of one another`, () => {
      const two = (x: number) => 3 * x * x - 2 * x * x * x;
      const one = drawn(make({ alpha: 2 }), 3000, 8) as Mix[];
      assert.ok(
        kolmogorovSmirnov(
          one.map(({ lambda }) => lambda),
          two,
        ) < 1.95,
      );
      const rows = drawn(make({ alpha: 2, mode: "elem" }), 600, 5) as Mix[][];
      assert.ok(rows.every(({ length }) => length === 5));
      assert.ok(
        kolmogorovSmirnov(
          rows.flatMap((row) => row.map(({ lambda }) => lambda)),
          two,
        ) < 1.95,
      );
      const product = mean(rows.map((row) => (row[0] as Mix).lambda * (row[1] as Mix).lambda));
      assert.ok(Math.abs(product - 0.25) < 0.012, `${product}`);
      const pairs = drawn(make({ mode: "pair" }), 3, 5) as Mix[][];
      assert.ok(pairs.every(({ length }) => length === 2));
    });
  }

  test("places are even over the picture", () => {
    const places = (drawn(cutMix(), 3000, 8) as Mix[]).map(({ at }) => at as [number, number]);
    for (const axis of [0, 1] as const)
      assert.ok(
        kolmogorovSmirnov(
          places.map((place) => place[axis]),
          (x) => x,
        ) < 1.95,
      );
    assert.ok(Math.abs(mean(places.map(([x, y]) => x * y)) - 0.25) < 0.012);
  });

  test("p says how often something is mixed, and intensity multiplies it down to nothing", () => {
    const share = (transform: BatchLeaf) =>
      mean((drawn(transform, 400, 6) as Mix[][]).flatMap((row) => row.map(({ lambda }) => Number(lambda < 1))));
    assert.ok(Math.abs(share(mixUp({ mode: "elem", p: 0.3 })) - 0.3) < 0.04);
    assert.ok(Math.abs(share(atIntensity(cutMix({ mode: "pair", p: 0.8 }), 0.5)) - 0.4) < 0.05);
    assert.equal(share(atIntensity(mixUpOrCutMix({ mode: "elem" }), 0)), 0);
  });

  test("switchProb says how often a rectangle is pasted, with a share of its own distribution", () => {
    const many = (
      drawn(mixUpOrCutMix({ mode: "elem", mixUpAlpha: 1, cutMixAlpha: 2, switchProb: 0.3 }), 700, 6) as Mix[][]
    ).flat();
    const cut = many.filter(({ at }) => at !== undefined);
    assert.ok(Math.abs(cut.length / many.length - 0.3) < 0.03);
    assert.ok(
      kolmogorovSmirnov(
        cut.map(({ lambda }) => lambda),
        (x) => 3 * x * x - 2 * x * x * x,
      ) < 1.95,
    );
    const mixed = many.filter(({ at }) => at === undefined);
    assert.ok(
      kolmogorovSmirnov(
        mixed.map(({ lambda }) => lambda),
        (x) => x,
      ) < 1.95,
    );
  });
});

describe("what comes of it", () => {
  const run = (transform: BatchLeaf, given: CollatedBatch, draw: Json) =>
    transform.apply(given, draw) as Record<string, Tensor<"uint8">>;

  test("labels follow the area that was really pasted", () => {
    for (const at of [
      [0.05, 0.05],
      [0.55, 0.5],
      [0.99, 0.99],
    ] as const) {
      const { image, label } = run(cutMix(), batch(3), { lambda: 0.4, at });
      for (let row = 0; row < 3; row++) {
        const own = image?.data.subarray(row * 180, (row + 1) * 180).filter((value) => value === row + 1).length ?? 0;
        const left = (row + 2) % 3;
        assert.ok(Math.abs((label?.data[row * 3 + row] as number) - own / 180) < 1e-6);
        assert.ok(Math.abs((label?.data[row * 3 + left] as number) - (1 - own / 180)) < 1e-6);
      }
    }
  });

  test("masks are cut along, whatever their type; boxes of one size only", () => {
    const { image, mask } = run(cutMix(), batch(3, { passThrough: [] }), { lambda: 0.5, at: [0.5, 0.5] });
    const values = mask?.data as unknown as Uint16Array;
    for (const [pixel, value] of values.entries()) {
      assert.equal(value - 1000, (image?.data[pixel * 3] as number) - 1);
    }
    assert.ok(new Set(values.subarray(0, 60)).size === 2);
    const small: Tensor = { dtype: "uint8", shape: [3, 3, 5], data: new Uint8Array(45) };
    const given = batch(3, { passThrough: [] });
    assert.throws(
      () => run(cutMix(), { ...given, tensors: { ...given.tensors, mask: small } }, { lambda: 0.5, at: [0.5, 0.5] }),
      /cutMix: the fields "image" \(10 × 6\) and "mask" \(5 × 3\) differ in size.*passThrough/,
    );
    assert.throws(
      () => run(mixUp(), batch(3, { passThrough: [] }), { lambda: 0.5 }),
      /"mask" \(mask\).*cutMix cuts masks/,
    );
    assert.throws(
      () => run(mixUpOrCutMix(), batch(3, { passThrough: [] }), { lambda: 0.5, at: [0, 0] }),
      /"mask" \(mask\)/,
    );
  });

  test("halves are cut and not mixed", () => {
    const half: Tensor = { dtype: "float16", shape: [2, 6, 10, 1], data: Uint16Array.from(bytes(120), (v) => v + 300) };
    const given = batch(2);
    const tensors = { ...given.tensors, image: half };
    const before = half.data.slice() as Uint16Array;
    const { image } = run(cutMix(), { ...given, tensors }, { lambda: 0, at: [0.5, 0.5] });
    assert.deepEqual([...(image?.data ?? [])], [...before.subarray(60), ...before.subarray(0, 60)]);
    assert.throws(() => run(mixUp(), { ...given, tensors }, { lambda: 0.5 }), /"image" holds float16.*rounded twice/);
  });

  test("of an odd number the row in the middle stays, in both modes that go from both ends", () => {
    for (const mode of ["elem", "pair"] as const) {
      const mixes: Mix[] = Array.from({ length: mode === "elem" ? 5 : 2 }, () => ({ lambda: 0 }));
      const { image, label } = run(mixUp({ mode }), batch(5), mixes);
      const first = [0, 1, 2, 3, 4].map((row) => image?.data[row * 180]);
      assert.deepEqual(first, [5, 4, 3, 2, 1]);
      assert.deepEqual([...(label?.data.subarray(6, 9) ?? [])], [0, 0, 1]);
    }
  });

  test("an image that is to pass through stays", () => {
    const given = batch(2);
    const second = { ...(given.tensors.image as Tensor), data: Uint8Array.from(bytes(360)) } as Tensor;
    const both = { ...given, images: ["image", "second"], passThrough: ["mask", "second"] };
    const after = run(mixUp(), { ...both, tensors: { ...given.tensors, second } }, { lambda: 0 });
    assert.deepEqual([...(after.second?.data ?? [])], [...bytes(360)]);
    assert.equal(after.image?.data[0], 2);
  });

  test("smoothed labels are smoothed once, whichever step runs, and where none does", () => {
    const smooth = { labelSmoothing: 0.3, classes: 3 };
    for (const steps of [
      oneOf([mixUp(smooth), cutMix(smooth)]),
      randomApply([mixUp(smooth)], { p: 0 }),
      randomApply([cutMix(smooth)], { p: 1 }),
    ]) {
      const { label } = runBatchTransform(steps, batch(1), draws(1)).tensors as Record<string, Tensor<"float32">>;
      const expected = [0.8, 0.1, 0.1];
      for (const [i, weight] of label?.data.entries() ?? []) {
        assert.ok(Math.abs(weight - (expected[i] as number)) < 1e-6, `${label?.data}`);
      }
    }
  });

  test("large rows, of more than one block and of an odd length, are mixed to their end", () => {
    for (const length of [8191, 8192, 8193, 20011]) {
      const image: Tensor = {
        dtype: "uint8",
        shape: [2, 1, length, 1],
        data: bytes(2 * length) as Uint8Array<ArrayBuffer>,
      };
      const before = Uint8Array.from(image.data as Uint8Array);
      const given = { ...batch(2), tensors: { ...batch(2).tensors, image } };
      const { data } = run(mixUp(), given, { lambda: 0.5 }).image as Tensor<"uint8">;
      for (let i = 0; i < length; i++) {
        const sum = (before[i] as number) + (before[length + i] as number);
        // Halves go to the even neighbour.
        const rounded = sum % 2 === 0 ? sum / 2 : ((sum - 1) / 2) % 2 === 0 ? (sum - 1) / 2 : (sum + 1) / 2;
        assert.equal(data[i], rounded);
        assert.equal(data[length + i], rounded);
      }
    }
  });
});

test("a rectangle is cut at the picture's edges, and its sides are even", () => {
  const canvas = { width: 20, height: 10 };
  assert.deepEqual(cutBox(0.75, [0.5, 0.5], canvas), { x: 5, y: 3, width: 10, height: 4 });
  assert.deepEqual(cutBox(0.75, [0, 0.99], canvas), { x: 0, y: 7, width: 5, height: 3 });
  assert.deepEqual(cutBox(1, [0.3, 0.3], canvas), { x: 6, y: 3, width: 0, height: 0 });
  assert.deepEqual(cutBox(0, [0.5, 0.5], canvas), { x: 0, y: 0, width: 20, height: 10 });
});

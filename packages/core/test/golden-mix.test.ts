import assert from "node:assert/strict";
import { test } from "node:test";
import type { BatchLeaf, CollatedBatch, Json, JsonObject, LoaderSchema, Tensor, TypedArrayOf } from "@millrace/core";
import { cutMix, mixUp, mixUpOrCutMix } from "@millrace/core/image";
import { type Case, goldenSet, type Stored } from "./helpers/golden.ts";

interface Parameters {
  readonly library: string;
  readonly transform: "mixUp" | "cutMix" | "mixUpOrCutMix";
  readonly options: JsonObject;
  readonly draw: Json;
  /** Batch, channels, height, width. */
  readonly shape: readonly [number, number, number, number];
  readonly labels: Stored;
}

const set = goldenSet<Parameters>("mix");
const factories = { mixUp, cutMix, mixUpOrCutMix };
const classes = 4;

/** The stored batch in a layout, as floats where the result holds floats. */
function batchOf({ image, parameters, result }: Case<Parameters>, layout: "NHWC" | "NCHW"): CollatedBatch {
  const values = arranged(set.values(set.inputs[image] as Stored), parameters.shape, layout);
  const [size, channels, height, width] = parameters.shape;
  const shape = layout === "NCHW" ? [size, channels, height, width] : [size, height, width, channels];
  const isFloat = result.type === "float32";
  const pixels = {
    dtype: isFloat ? "float32" : "uint8",
    shape,
    data: isFloat ? Float32Array.from(values, (value) => value / 255) : Uint8Array.from(values),
  } as Tensor;
  const data = Int32Array.from({ length: size }, (_, row) => row % classes);
  const schema: LoaderSchema = [
    { name: "image", kind: "image", dtype: pixels.dtype, shape: shape.slice(1) },
    { name: "label", kind: "label", dtype: "int32", shape: [] },
  ];
  const tensors = { image: pixels, label: { dtype: "int32", shape: [size], data } as Tensor };
  return { size, tensors, images: ["image"], labels: ["label"], schema, passThrough: [], layout, classes };
}

/** Channels behind their pixels, or before as they are stored. */
function arranged(values: ArrayLike<number>, shape: Parameters["shape"], layout: "NHWC" | "NCHW"): ArrayLike<number> {
  if (layout === "NCHW") return values;
  const [size, channels, height, width] = shape;
  const area = height * width;
  return Array.from({ length: size * area * channels }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / channels), i % channels];
    const [row, place] = [Math.floor(pixel / area), pixel % area];
    return values[(row * channels + channel) * area + place] as number;
  });
}

for (const one of set.cases) {
  const { library, transform, options, draw, shape, labels } = one.parameters;
  for (const layout of ["NCHW", "NHWC"] as const) {
    test(`${layout} ${one.image} ${transform} ${JSON.stringify(options)} ${JSON.stringify(draw)} is ${library}'s`, () => {
      const made = factories[transform](options) as BatchLeaf;
      const { image, label } = made.apply(batchOf(one, layout), draw) as Record<string, Tensor>;
      assert.deepEqual(Array.from(image?.data as TypedArrayOf["float32"]), [
        ...Array.from(arranged(set.values(one.result), shape, layout)),
      ]);
      const expected = set.values(labels);
      const rows = label?.data as Float32Array;
      assert.deepEqual(label?.shape, [shape[0], classes]);
      rows.forEach((weight, i) => {
        assert.ok(Math.abs(weight - (expected[i] as number)) <= 1e-6, `${i}: ${weight}, ${expected[i]}`);
      });
      for (let row = 0; row < shape[0]; row++) {
        const sum = rows.subarray(row * classes, (row + 1) * classes).reduce((total, weight) => total + weight, 0);
        assert.ok(Math.abs(sum - 1) <= 1e-6);
      }
    });
  }
}

test("the stored results are there", () => assert.ok(set.cases.length >= 30, `${set.cases.length} cases`));

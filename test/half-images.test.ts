import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mixUp, normalize, resize, toFloat } from "@millrace/core/image";
import { classLabel, compose, DataLoader, type DataLoaderOptions, pixels, type Step, tensor } from "millrace";
import { float16Bits } from "../packages/core/src/float16.ts";
import { texture } from "./helpers/photographs.ts";

const dataset = {
  length: 5,
  classes: ["a", "b"],
  get: (index: number) => ({
    image: pixels(Uint8Array.from(texture(9, 7, index)), 9, 7),
    label: classLabel(index % 2),
    sound: tensor(Float32Array.of(0.1, index / 3), [2]),
  }),
};

async function images(transform: Step, more: object) {
  await using loader = new DataLoader(dataset, {
    batchSize: 3,
    seed: 1,
    workers: 0,
    ...more,
    transform,
  } as DataLoaderOptions);
  const schema = await loader.schema();
  const batches = [];
  for await (const batch of loader)
    batches.push(batch.fields.image as unknown as { dtype: string; shape: number[]; data: Uint16Array });
  return { schema: schema.find(({ name }) => name === "image"), batches };
}

describe("images as float16", () => {
  test("are the floats that the transform makes, rounded, in half the bytes; in workers too, in both layouts", async () => {
    const floating = (sample: { image: { data: Uint8Array; width: number; height: number } }) => ({
      ...sample,
      image: pixels(
        Float32Array.from(sample.image.data, (value) => value / 3 - 40),
        9,
        7,
      ),
    });
    for (const transform of [compose([normalize()]), compose([resize([5, 6]), toFloat()]), floating as Step]) {
      for (const layout of ["NHWC", "NCHW"]) {
        const floats = await images(transform, { layout });
        for (const workers of transform === floating ? [0] : [0, 2]) {
          const halves = await images(transform, { layout, workers, schema: { image: "float16" } });
          assert.equal(halves.schema?.dtype, "float16");
          for (const [i, { dtype, shape, data }] of halves.batches.entries()) {
            assert.equal(dtype, "float16");
            assert.deepEqual(shape, floats.batches[i]?.shape);
            assert.ok(data instanceof Uint16Array);
            assert.deepEqual([...data], Array.from(floats.batches[i]?.data as Uint16Array, float16Bits));
          }
        }
      }
    }
  });

  test("are typed for the compiler, and Float16 in Arrow; other floats too", async () => {
    await using loader = new DataLoader(dataset, {
      ...{ batchSize: 3, workers: 0, transform: compose([resize([5, 6]), normalize()]) },
      schema: { image: "float16", sound: "float16" },
    });
    for await (const batch of loader) {
      const data: Uint16Array = batch.image.data;
      assert.equal(batch.sound.data[0], float16Bits(0.1));
      const arrow = batch.toArrow();
      for (const field of ["image", "sound"]) {
        const type = arrow.schema.fields.find(({ name }) => name === field)?.type as { children: { type: object }[] };
        assert.equal(String(type.children[0]?.type), "Float16");
      }
      const stored = arrow.getChild("image")?.get(0) as { toArray(): ArrayLike<number> };
      assert.deepEqual([...Array.from(stored.toArray())].slice(0, 4), [...data.subarray(0, 4)]);
      break;
    }
  });

  test("what cannot be is refused with the remedy", async () => {
    const refused: readonly [Step, object, RegExp][] = [
      [
        resize([4, 4]),
        { schema: { image: "float16" } },
        /image, uint8 .*cannot be float16; end the transform with normalize/,
      ],
      [resize([4, 4]), { schema: { image: "float32" } }, /cannot be float32; end the transform with normalize/],
      [
        normalize(),
        { schema: { image: "uint8" } },
        /image, float32 .*cannot be uint8; leave normalize\(\) and toFloat\(\) out/,
      ],
      [
        normalize(),
        { schema: { image: "int16" } },
        /cannot be int16; images are uint8 or uint16, or float32 or float16/,
      ],
      [
        normalize(),
        { schema: { image: "float16" }, batchTransform: mixUp(), passThrough: ["sound"] },
        /mixUp: the field "image" holds float16, and images are mixed as float32.*Leave float16 out/,
      ],
    ];
    for (const [transform, more, message] of refused) await assert.rejects(images(transform, more), message);
  });

  test("count half in what a loader expects of maxBytes, before and after the first sample", async () => {
    const grey = { length: 5, get: (index: number) => ({ image: pixels(new Uint8Array(4).fill(index), 2, 2, 1) }) };
    const transform = compose([resize([224, 224]), normalize({ mean: [0.5], std: [0.5] })]);
    // Of one channel: two batches of halves fit into this, and not two of floats.
    const options = { transform, batchSize: 3, workers: 0, maxBytes: 1_000_000 };
    assert.throws(() => new DataLoader(grey, options), /maxBytes/);
    new DataLoader(grey, { ...options, schema: { image: "float16" } });
    const values = 3 * 224 * 224 * 3;
    const coloured = { ...options, transform: compose([resize([224, 224]), normalize()]), maxBytes: 14 * values };
    await assert.rejects(async () => {
      for await (const _ of new DataLoader(dataset, coloured)) assert.fail("two batches of floats do not fit");
    }, /maxBytes/);
    for await (const batch of new DataLoader(dataset, { ...coloured, schema: { image: "float16" } }))
      assert.equal(batch.image.data.byteLength, 2 * values * (batch.size / 3));
  });
});

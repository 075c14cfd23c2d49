import assert from "node:assert/strict";
import { test } from "node:test";
import { compose, type LoaderSchema, oneOf, type Sample, type Step } from "@millrace/core";
import { normalize, toFloat } from "@millrace/core/image";
import { augment } from "../src/augment.ts";
import { pixels } from "../src/index.ts";
import { makeBatch } from "../src/worker/make-batch.ts";
import type { PipelineHandle, PipelineSpec, Plan } from "../src/worker/pipeline.ts";
import { keepLocal } from "../src/worker/restore.ts";
import { packSchema } from "../src/worker/schema-handle.ts";
import { Shelf } from "../src/worker/shelf.ts";
import { Shelves } from "../src/worker/shelves.ts";
import { texture } from "./helpers/photographs.ts";

function pipeline(policy: Step, layout: "NHWC" | "NCHW" = "NHWC"): PipelineHandle {
  const nothing = { schema: {}, collate: {}, passThrough: [] };
  const spec: PipelineSpec = {
    rank: 0,
    seed: 5,
    recipes: [],
    reads: 16,
    layout,
    ...nothing,
    decode: "fast",
    maxPixels: 1e6,
    maxFileBytes: 1e6,
  };
  const handle = keepLocal(spec, { policy });
  schemas.set(handle, schemaOf(layout, typeof policy === "function" ? "uint8" : "float32"));
  return handle;
}

/** Whole numbers beside images of whatever type the policy under test makes. */
const schemas = new Map<PipelineHandle, LoaderSchema>();
function schemaOf(layout: "NHWC" | "NCHW", dtype: "uint8" | "float32"): LoaderSchema {
  const shape = layout === "NHWC" ? [12, 16, 3] : [3, 12, 16];
  return [
    { name: "image", kind: "image", dtype, shape },
    { name: "index", kind: "number", dtype: "float32", shape: [] },
  ];
}

function plan(spec: PipelineHandle, batch: number, count: number): Plan {
  const samples = Array.from({ length: count }, (_, row) => {
    const index = batch * count + row;
    return {
      index,
      copy: 0,
      dataset: 0,
      row: index,
      sample: { image: pixels(new Uint8Array(texture(16, 12, index)), 16, 12, 3), index },
    };
  });
  return {
    pipeline: spec,
    epoch: 0,
    batch,
    samples,
    schema: packSchema(schemas.get(spec) ?? []),
    cancelled: new Int32Array(new SharedArrayBuffer(4)),
  };
}

/** A step that says which sample it sees, and then waits or does not. */
function telling(events: string[], waits: boolean): Step {
  const tell = (sample: Sample): Sample => {
    events.push(`sample ${sample.index}`);
    return sample;
  };
  if (!waits) return tell;
  return async (sample: Sample) => {
    tell(sample);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return sample;
  };
}

test("a batch is handed over before a sample of the next one is begun", async () => {
  const events: string[] = [];
  // Nothing has to be waited for: outlines are walked and pixels made in one go.
  const spec = pipeline(compose([toFloat()]));
  const told = (number: number): Plan => {
    const made = plan(spec, number, 3);
    const samples = made.samples.map((one) => ({
      ...one,
      get sample() {
        events.push(`sample ${one.index}`);
        return one.sample as Sample;
      },
    }));
    return { ...made, samples };
  };
  const run = (number: number) =>
    makeBatch(
      told(number),
      () => [],
      () => events.push(`batch ${number}`),
    );
  await Promise.all([run(0), run(1)]);
  const once = events.filter((event, i) => event !== events[i - 1]);
  assert.deepEqual(
    once,
    [0, 1, 2].map((i) => `sample ${i}`).concat("batch 0", "sample 3", "sample 4", "sample 5", "batch 1"),
  );
});

test("samples that wait are begun plan after plan, a few at once, and the later plan does not wait for the earlier one's end", async () => {
  const events: string[] = [];
  const spec = pipeline(telling(events, true));
  const run = (number: number) =>
    makeBatch(
      plan(spec, number, 6),
      () => [],
      () => events.push(`batch ${number}`),
    );
  await Promise.all([run(0), run(1)]);
  const begun = events.filter((event) => event.startsWith("sample"));
  assert.deepEqual(
    begun,
    Array.from({ length: 12 }, (_, i) => `sample ${i}`),
  );
  assert.ok(events.indexOf("sample 6") < events.indexOf("batch 0"), events.join(", "));
  assert.ok(events.indexOf("batch 0") < events.indexOf("batch 1"), events.join(", "));
});

test("rows whose last conversions differ come out each by its own, in both layouts", async () => {
  const policy = oneOf([
    normalize(),
    normalize({ mean: [0.1, 0.2, 0.3] }),
    normalize({ std: [1, 2, 3] }),
    compose([toFloat(), toFloat()]),
  ]);
  for (const layout of ["NHWC", "NCHW"] as const) {
    const made = plan(pipeline(policy, layout), 0, 12);
    const columns = await makeBatch(
      made,
      () => [],
      (batch) => batch.columns,
    );
    const { data } = (columns as { image: unknown }).image as { data: Float32Array };
    const choices = new Set<number>();
    for (const [row, { sample, index }] of made.samples.entries()) {
      const alone = await augment(sample as Sample, policy, { seed: 5, index });
      choices.add((alone.draws as { chosen: { step: number }[] }).chosen[0]?.step as number);
      const { data: expected } = alone.sample.image as { data: Float32Array };
      const part = data.subarray(row * expected.length, (row + 1) * expected.length);
      const pixelCount = expected.length / 3;
      const at = (i: number) => (layout === "NHWC" ? i : (i % 3) * pixelCount + Math.floor(i / 3));
      assert.equal(
        expected.every((value, i) => value === part[at(i)]),
        true,
        `row ${row}, ${layout}`,
      );
    }
    assert.equal(choices.size, 4, "all conversions occur");
  }
});

test("the first error of a batch is told, and what was begun ends before", async () => {
  const events: string[] = [];
  const spec = pipeline(async (sample) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (sample.index === 1) throw new Error("no such bird");
    events.push(`sample ${sample.index}`);
    return sample;
  });
  const nothing = () => [];
  await assert.rejects(
    makeBatch(plan(spec, 0, 20), nothing, () => assert.fail("a batch came out")),
    /sample 1.*no such bird/,
  );
  const ended = events.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(events.length, ended, "nothing goes on after the error");
  assert.ok(ended < 12, `${ended} samples were made for nothing`);
});

test("what is put on a shelf stays, and a cleared shelf takes no more memory", () => {
  const shelf = new Shelf();
  const pictures = [3, 70_000, 1, 200_000, 5_000_000, 40].map((length, seed) =>
    Uint8Array.from({ length }, (_, i) => (i * 7 + seed) & 255),
  );
  const lying = pictures.map((picture) => shelf.put(picture));
  for (const [i, picture] of pictures.entries()) {
    assert.equal(Buffer.compare(picture, lying[i] as Uint8Array), 0, `picture ${i}`);
  }
  const { bytes } = shelf;
  for (let round = 0; round < 5; round++) {
    shelf.clear();
    for (const picture of pictures) shelf.put(picture);
  }
  assert.equal(shelf.bytes, bytes);
});

test("shelves that many batches needed for a while are given up, and a few are kept", () => {
  const shelves = new Shelves();
  const many = Array.from({ length: 20 }, () => shelves.take());
  for (const shelf of many) shelf.put(new Uint8Array(1000));
  const each = many[0]?.bytes ?? 0;
  assert.equal(shelves.bytes, 20 * each);
  for (const shelf of many) shelves.giveBack(shelf);
  assert.equal(shelves.bytes, 4 * each);
  const again = Array.from({ length: 4 }, () => shelves.take());
  assert.equal(
    again.every((shelf) => many.includes(shelf)),
    true,
  );
  assert.equal(shelves.bytes, 4 * each);
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compose, defineTransform, type Json, oneOf, type Sample, type Step, type Text, text } from "@millrace/core";
import {
  arenaBase,
  compilePolicy,
  Gathering,
  hashSeed,
  kernelMemory,
  type Partner,
  randomFor,
  runSample,
} from "@millrace/core/engine";
import { gaussianBlur, randomResizedCrop } from "@millrace/core/image";
import fc from "fast-check";
import { z } from "zod";
import { fingerprint, noise } from "./helpers/samples.ts";
import { spyingReader } from "./helpers/spying-reader.ts";
import { asked, asking, reversing } from "./helpers/text-steps.ts";

const seed = hashSeed(9);

/** A step that takes all samples of a batch at once, and notes which. */
function together(calls: string[][]) {
  return defineTransform({
    name: "together",
    summary: "Takes all samples at once.",
    options: z.strictObject({}),
    changes: [],
    evaluation: "nothing",
    intensity: "fixed",
    kinds: [],
    draw: (random) => random.integer(100),
    applyMany: (samples, draws) => {
      calls.push(samples.map(({ caption }) => (caption as Text).value));
      return samples.map((sample, i) => ({ ...sample, drawn: draws[i] as Json, of: samples.length }));
    },
  })();
}

/** Two others for each row; one of them comes late. */
function partnersAt(row: number, path: string): readonly Partner[] {
  return [1, 2].map((far) => {
    const number = 100 * row + far;
    const key = { seed: 9, epoch: 0, index: number };
    const sample = { caption: text(`p${number}`), image: noise(12, 10, 3, number), row: number, path, late: far === 1 };
    return { sample, draws: { random: (node) => randomFor(seed, node.pathHash, key) } };
  });
}

/** Goes on later, as a sample that waits for a decoder of its own. */
const dawdling = async (sample: Sample): Promise<Sample> => {
  for (let turn = 0; turn < Number(sample.row) % 5; turn++) await new Promise(setImmediate);
  return sample;
};

/** Runs a batch; samples come to its steps in any order that `release` gives them. */
function runBatch(policy: Step, size: number, release: (start: (row: number) => void) => void): Promise<unknown[]> {
  const gathering = new Gathering(size);
  const node = compilePolicy(policy);
  const memory = kernelMemory();
  const { reader } = spyingReader();
  const results: Promise<unknown>[] = [];
  release((row) => {
    const sample: Sample = { caption: text(`t${row}`), image: noise(12, 10, 3, row + 1), row };
    const key = { seed: 9, epoch: 0, index: row };
    const run = runSample(
      {
        sample,
        policy: node,
        draws: { random: (place) => randomFor(seed, place.pathHash, key) },
        reader,
        memory,
        serve: {
          join: (place, item) => {
            assert.equal(memory.mark(), arenaBase);
            return gathering.join(place, row, item);
          },
          expect: (more) => gathering.expect(more),
        },
        partners: (place) => partnersAt(row, place.path),
      },
      ({ outline, images }) => {
        const { raster } = images.image as { raster: { pointer: number; width: number; height: number } };
        const bytes = memory.bytesAt(raster.pointer, raster.width * raster.height * 3).slice();
        return fingerprint({ ...outline.others, bytes });
      },
    );
    results[row] = Promise.resolve(run).finally(() => gathering.left());
  });
  // All of them come to their end, whoever fails.
  return Promise.allSettled(results).then(() => Promise.all(results));
}

const inOrder = (size: number) => (start: (row: number) => void) => {
  for (let row = 0; row < size; row++) start(row);
};

describe("samples of a batch at a step that serves many", () => {
  test("all are served in one call, in the order of their rows", async () => {
    asked.length = 0;
    const calls: string[][] = [];
    await runBatch(compose([asking(), together(calls)]), 64, (start) => {
      for (let row = 63; row >= 0; row--) start(row);
    });
    assert.equal(asked.length, 1);
    assert.deepEqual(
      asked[0]?.map((question) => (question as { text: string }).text),
      Array.from({ length: 64 }, (_, row) => `t${row}`),
    );
    assert.equal(calls.length, 1);
    assert.equal(calls[0]?.length, 64);
  });

  test("in whatever order they come and wait, the bytes are the same", async () => {
    const calls: string[][] = [];
    const policy = compose([
      reversing(),
      oneOf([asking(), together(calls)]),
      randomResizedCrop(6),
      asking(),
      gaussianBlur(3),
    ]);
    const expected = await runBatch(policy, 12, inOrder(12));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 }), async (order) => {
        const found = await runBatch(policy, 12, (start) => {
          for (const row of order) start(row);
        });
        assert.deepEqual(found, expected);
        assert.equal(kernelMemory().mark(), arenaBase);
      }),
      { numRuns: 40, seed: 1 },
    );
    // Whoever came to the step in the middle was served in one call each time.
    assert.deepEqual(new Set(calls.map((call) => call.join())).size, 1);
  });

  test("partners that come to a step before theirs are served with those of all others", async () => {
    asked.length = 0;
    const joining = defineTransform({
      name: "joining",
      summary: "Appends other texts.",
      options: z.strictObject({}),
      changes: [],
      evaluation: "nothing",
      intensity: "fixed",
      kinds: ["text"],
      partners: () => [0, 0],
      draw: () => null,
      edit: (outline, _draw, _options, { partners }) => {
        const texts = [outline, ...partners].map(({ others }) => (others.caption as Text).value);
        return { ...outline, others: { ...outline.others, caption: text(texts.join("+")) } };
      },
    });
    const policy = compose([dawdling, asking(), joining(), asking()]);
    const expected = await runBatch(policy, 6, inOrder(6));
    // The six, their twelve partners, and the six once more.
    assert.deepEqual(
      asked.map((questions) => questions.length),
      [6, 12, 6],
    );
    const first = asked.map((questions) => JSON.stringify(questions));
    asked.length = 0;
    const found = await runBatch(policy, 6, (start) => {
      for (const row of [5, 3, 4, 0, 2, 1]) start(row);
    });
    assert.deepEqual(found, expected);
    assert.deepEqual(
      asked.map((questions) => JSON.stringify(questions)),
      first,
    );
  });

  test("nobody waits for a sample that failed or ended", async () => {
    asked.length = 0;
    const policy = compose([
      (sample: Sample) => {
        if (sample.row === 2) throw new RangeError("not this one");
        return sample;
      },
      oneOf([asking(), compose([])]),
    ]);
    await assert.rejects(runBatch(policy, 8, inOrder(8)), /not this one/);
    assert.equal(asked.length, 1);
  });

  test("a step that fails fails those that wait at it, and says how many answers were wanted", async () => {
    const short = defineTransform({
      name: "short",
      summary: "Answers too little.",
      options: z.strictObject({}),
      changes: [],
      evaluation: "nothing",
      intensity: "fixed",
      kinds: [],
      draw: () => null,
      question: () => 1,
      answer: () => [1],
      edit: (outline) => outline,
    });
    await assert.rejects(
      runBatch(short(), 3, inOrder(3)),
      /short must answer all 3 samples of the batch, in their order, got 1/,
    );
  });
});

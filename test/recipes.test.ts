import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compose, oneOf } from "@millrace/core/image";
import fc from "fast-check";
import { DataLoader, fromModule, type Step } from "millrace";
import { buildPipeline } from "../src/loader/build-pipeline.ts";
import { checkOptions } from "../src/loader/options.ts";
import { closePipeline, pipelineOf } from "../src/worker/restore.ts";
import * as fixture from "./fixtures/dictionary.ts";
import { grey } from "./helpers/numbers.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

const module = new URL("./fixtures/dictionary.ts", import.meta.url);
const shared = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length));

function dictionaryOf(words: Int32Array) {
  const counts = shared(2);
  return { counts, dictionary: fromModule<typeof fixture.dictionary>(module, "dictionary", { words, counts }) };
}

test("a recipe in the options of recipes: made once in each worker, over the same memory in all", async () => {
  const words = new Int32Array(new SharedArrayBuffer(4 * 70), 8, 64);
  const { counts, dictionary } = dictionaryOf(words);
  const dataset = fromModule<typeof fixture.sentences>(module, "sentences", {
    length: 64,
    lookUp: { inside: [dictionary] },
  });
  const transform = fromModule<typeof fixture.sameDictionary>(module, "sameDictionary", dictionary);
  await using loader = new DataLoader(dataset, { batchSize: 4, workers: 2, transform: transform as Step });
  // After everything was made: a copy would not show it.
  for (const index of words.keys()) words[index] = 1000 + index;
  for await (const batch of loader) {
    assert.deepEqual(
      [...batch.word.data],
      batch.indices.map((index) => 1000 + index),
    );
    assert.deepEqual([...(batch.fields.same as { data: Uint8Array }).data], [1, 1, 1, 1]);
    assert.equal(
      batch.thread.data.every((thread) => thread > 0),
      true,
    );
  }
  assert.equal((counts[fixture.made] as number) <= 3, true, `${counts[fixture.made]} dictionaries were made`);
  assert.equal(dictionary.words[5], 1005);
});

describe("what options may hold", () => {
  const load = (options: unknown) => () =>
    fromModule<(options: unknown) => object>(module, "showOption", { data: options });

  test("nothing that would not arrive, by its place", () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = [cyclic];
    assert.throws(load(cyclic), /options\.data\.self\[0\] holds itself/);
    assert.throws(load([new Map()]), /options\.data\[0\] must be plain JSON.*SharedArrayBuffer/);
    assert.throws(load({ a: () => 3 }), /options\.data\.a must be plain JSON/);
    assert.throws(load(new Int32Array(3)), /options\.data must be plain JSON/);
    assert.throws(load(new URL("https://example.org")), /options\.data must be plain JSON/);
  });

  test("nothing in them becomes code, whatever it is called: 1,200 attempts", async () => {
    const { dictionary } = dictionaryOf(shared(1));
    const recipe = { module: module.href, name: "dictionary", options: { words: [], counts: [] } };
    const keys = ["$recipe", "$factory", "$code", "$ref", "recipe", "module", "made", "__proto__", "constructor", "x"];
    const leaf = fc.constantFrom<unknown>(
      0,
      1,
      -1,
      0.5,
      "0",
      null,
      true,
      recipe,
      { $code: 0 },
      { $recipe: recipe },
      "code:0",
      "code:1",
    );
    const { data } = fc.letrec<{ data: unknown }>((tie) => ({
      data: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie("data"), { maxLength: 3 }),
        fc
          .array(fc.tuple(fc.constantFrom(...keys), tie("data")), { maxLength: 3 })
          .map((pairs) => Object.fromEntries(pairs)),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(data, async (option) => {
        const transform = compose([
          fromModule<typeof fixture.sameDictionary>(module, "sameDictionary", dictionary) as Step,
          oneOf([fixture.showOption({ data: option } as never)]),
        ]);
        const handle = buildPipeline(checkOptions({ batchSize: 1, workers: 1, transform }), 1, undefined);
        const { policy, spec } = await pipelineOf(handle);
        const step = policy?.children[1]?.children[0]?.step;
        const shown = (step as typeof step & { apply: (sample: object, draw: null) => { shown: string } }).apply(
          {},
          null,
        ).shown;
        assert.equal(shown, JSON.stringify(option));
        // The dictionary, the step that has it, and the transform: nothing else was imported.
        assert.equal(spec.recipes.length, 3);
        await closePipeline(handle.id);
      }),
      { numRuns: 1200 },
    );
  });

  test("and through a real worker", async () => {
    const data = { $code: 0, list: [{ $recipe: { module: module.href, name: "dictionary" } }], $factory: null };
    const image = grey(1);
    await using loader = new DataLoader(
      { length: 2, get: () => ({ image }) },
      { batchSize: 2, workers: 1, transform: fixture.showOption({ data } as never) },
    );
    for await (const batch of loader) {
      assert.deepEqual(batch.fields.shown, [JSON.stringify(data), JSON.stringify(data)]);
    }
  });
});

describe("a pipeline is opened once in a thread, and closed", () => {
  test("what its recipes made is disposed with the last pipeline that uses it", async () => {
    const { counts, dictionary } = dictionaryOf(shared(8));
    const dataset = fromModule<typeof fixture.sentences>(module, "sentences", {
      length: 8,
      lookUp: { inside: [dictionary] },
    });
    const build = () => buildPipeline(checkOptions({ batchSize: 1, workers: 1 }), 1, dataset as never);
    const [one, other] = [build(), build()];
    const pipeline = await pipelineOf(one);
    assert.equal(await pipelineOf({ id: one.id, buffers: [] }), pipeline, "known by its id");
    assert.equal((await pipelineOf(other)).datasets[0], pipeline.datasets[0], "loaders share what is alike");
    assert.deepEqual([...counts], [2, 0], "on the main thread, and here as in a worker");
    await closePipeline(one.id);
    assert.deepEqual([...counts], [2, 0]);
    await closePipeline(other.id);
    await closePipeline(other.id);
    assert.deepEqual([...counts], [2, 1]);
    await pipelineOf(one);
    assert.deepEqual([...counts], [3, 1], "a plan that comes later opens it anew");
  });

  test("one that cannot be opened is not kept: the next plan tries anew", async () => {
    const counts = shared(1);
    const dataset = fromModule<typeof fixture.opensSecond>(module, "opensSecond", { counts });
    const handle = buildPipeline(checkOptions({ batchSize: 1, workers: 1 }), 1, dataset as never);
    await assert.rejects(pipelineOf(handle), /not yet/);
    const { datasets } = await pipelineOf(handle);
    assert.equal(datasets[0]?.length, 4);
    await closePipeline(handle.id);
  });

  for (const [what, message] of Object.entries({
    length: /length is 9 here and 8 there/,
    classes: /classes are \["a","c"\] here and \["a","b"\] there/,
    identity: /identity is "second listing" here and "first listing" there/,
  })) {
    test(`a worker whose dataset has another ${what} refuses to read it`, async () => {
      const dataset = fromModule<typeof fixture.unlike>(module, "unlike", { what: what as "length" });
      await using loader = new DataLoader(dataset, { batchSize: 2, workers: 1 });
      for (let attempt = 0; attempt < 2; attempt++) {
        await assert.rejects(
          async () => {
            for await (const _ of loader);
          },
          (error: Error) =>
            message.test(error.message) && /unlike of file:.*dictionary\.ts.*worker \d/.test(error.message),
        );
      }
    });
  }

  test("and one whose dataset is the same goes on", async () => {
    const dataset = fromModule<typeof fixture.unlike>(module, "unlike", { what: "nothing" });
    await using loader = new DataLoader(dataset, { batchSize: 8, workers: 1 });
    for await (const batch of loader) assert.equal(batch.size, 8);
  });
});

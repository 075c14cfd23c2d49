import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { messageOf } from "@millrace/core/engine";
import { resize } from "@millrace/core/image";
import {
  DataLoader,
  DecodeError,
  defineBatchTransform,
  defineTransform,
  imageFile,
  OptionError,
  SampleError,
} from "millrace";
import { z } from "zod";
import { packError, unpackError } from "../src/worker/pack-error.ts";
import { shareThreads } from "./helpers/share-threads.ts";
import { workerDataset } from "./helpers/user-module.ts";

shareThreads(1);

/** As it comes out of a worker. */
const crossed = (thrown: unknown) => unpackError(structuredClone(packError(thrown)));

async function errorOf(loader: AsyncIterable<unknown>): Promise<unknown> {
  try {
    for await (const _ of loader);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("errors that cross a thread", () => {
  test("keep their class, message, stack, fields and cause", () => {
    const system = Object.assign(new Error("no such file"), { code: "ENOENT", errno: -2, open: () => 3 });
    const decode = new DecodeError({ field: "image", path: "a.jpg" }, "no such file", system);
    const sample = new SampleError({ index: 3, dataset: 0, row: 3, epoch: 1, path: "a.jpg", worker: 2 }, decode);
    const again = crossed(sample);
    assert.equal(again instanceof SampleError, true);
    assert.deepEqual({ ...again }, { index: 3, dataset: 0, row: 3, epoch: 1, path: "a.jpg", worker: 2, stage: "read" });
    assert.deepEqual([again.name, again.message, again.stack], [sample.name, sample.message, sample.stack]);
    const cause = again.cause as DecodeError;
    assert.equal(cause instanceof DecodeError, true);
    assert.deepEqual([cause.path, cause.name, cause.message], ["a.jpg", "DecodeError", "a.jpg: no such file"]);
    const root = cause.cause as NodeJS.ErrnoException;
    assert.deepEqual([root.message, root.code, root.errno, "open" in root], ["no such file", "ENOENT", -2, false]);
  });

  test("are instances of what they were", () => {
    for (const error of [new OptionError("x"), new RangeError("x"), new SyntaxError("x"), new Error("x")]) {
      const again = crossed(error);
      assert.equal(again.constructor, error.constructor);
      assert.equal(again.name, error.name);
      assert.equal(String(again), String(error));
    }
    assert.equal(crossed(new OptionError("x")) instanceof TypeError, true);
    class Own extends RangeError {
      override name = "Own";
    }
    const own = crossed(new Own("x"));
    assert.deepEqual([own instanceof RangeError, own.name, own.message], [true, "Own", "x"]);
  });
});

/** Things to throw, by what is strange about them; as source, so that a worker can throw them too. */
const strange = {
  "a text": '"gone"',
  nothing: "undefined",
  null: "null",
  "an object without a prototype": "Object.create(null)",
  "a function": "() => 3",
  "a symbol": 'Symbol("gone")',
  "a name of toString": 'Object.assign(new Error("gone"), { name: "toString" })',
  "a name of __proto__": 'Object.assign(new Error("gone"), { name: "__proto__" })',
  "a field of __proto__": 'Object.defineProperty(new Error("gone"), "__proto__", { value: 3, enumerable: true })',
  "a name that is no text": 'Object.assign(new Error("gone"), { name: 3 })',
  "a message that is no text": "Object.assign(new Error(), { message: { toString: () => { throw 1; } } })",
  "a stack that is no text": 'Object.assign(new Error("gone"), { stack: () => 3 })',
  "getters that throw":
    'Object.defineProperties(new Error("gone"), Object.fromEntries(["stack", "message", "name", "cause", "x"].map((key) => [key, { enumerable: true, get() { throw 1; } }])))',
  "a cause that is itself": '(() => { const error = new Error("gone"); error.cause = error; return error; })()',
  "a cause that is a circle":
    '(() => { const [a, b] = [new Error("gone"), new Error("b")]; a.cause = b; b.cause = a; return a; })()',
  "fields that cannot be cloned":
    'Object.assign(new Error("gone"), { call: () => 3, weak: new WeakMap(), port: globalThis })',
  "a proxy":
    'new Proxy(new Error("gone"), { get() { throw 1; }, getPrototypeOf() { throw 2; }, ownKeys() { throw 3; } })',
  "a proxy that was revoked":
    "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()",
};

describe("whatever is thrown", () => {
  for (const [name, source] of Object.entries(strange)) {
    test(`${name} can be read and crosses`, () => {
      const thrown: unknown = new Function(`return ${source}`)();
      assert.equal(typeof messageOf(thrown), "string");
      const again = crossed(thrown);
      assert.equal(again instanceof Error, true);
      assert.deepEqual([typeof again.name, typeof again.message, typeof again.stack], ["string", "string", "string"]);
      assert.equal(
        messageOf(new SampleError({ index: 1, dataset: 0, row: 1, epoch: 0, path: undefined, worker: 0 }, thrown))
          .length > 0,
        true,
      );
    });
  }

  test("a step that throws it is named, and so is the sample", async () => {
    const description = { summary: "Fails.", options: z.strictObject({}), changes: [], kinds: [] } as const;
    for (const [name, source] of Object.entries(strange)) {
      const fail = new Function(`throw ${source}`) as () => never;
      const plain = { ...description, evaluation: "nothing", intensity: "fixed" } as const;
      const failing = defineTransform({ ...plain, name: "failing", draw: () => null, edit: fail });
      for (const transform of [fail, failing()]) {
        await using loader = new DataLoader(
          { length: 1, get: () => ({ x: 1 }) },
          { batchSize: 1, workers: 0, transform },
        );
        const error = await errorOf(loader);
        assert.equal(error instanceof SampleError, true, name);
        if (transform !== fail)
          assert.match((error as SampleError).message, /^sample 0, epoch 0, main thread: failing: /);
      }
      const mixing = defineBatchTransform({ ...plain, name: "mixing", draw: () => null, apply: fail });
      const options = { batchSize: 1, workers: 0, batchTransform: mixing() };
      await using loader = new DataLoader({ length: 1, get: () => ({ x: 1 }) }, options);
      assert.match(messageOf(await errorOf(loader)), /^batch 0, epoch 0, main thread: mixing: /);
    }
  });

  test("a worker survives all of it, and each error names its sample", async () => {
    const sources = Object.values(strange);
    const dataset = workerDataset(
      `() => { const things = [${sources.map((source) => `() => (${source})`).join(", ")}];
        return { length: things.length + 1, get: (i) => { if (i === 0) return { value: i }; throw things[i - 1](); } }; }`,
    );
    for (let i = 1; i <= sources.length; i++) {
      const resume = { version: 1 as const, seed: 1, epoch: 0, batch: i };
      await using loader = new DataLoader(dataset, { batchSize: 1, workers: 1, resume });
      const error = await errorOf(loader);
      assert.equal(error instanceof SampleError, true, String(error));
      assert.equal((error as SampleError).index, i);
      assert.equal((error as SampleError).worker > 0, true);
      assert.equal(loader.stats().replacedWorkers, 0);
    }
  });
});

test("a file that cannot be decoded is a DecodeError wherever it is read", async () => {
  for (const workers of [0, 1]) {
    const dataset = { length: 2, get: () => ({ image: imageFile("/nowhere/cat.jpg") }) };
    await using loader = new DataLoader(dataset, { batchSize: 2, workers, transform: resize(8) });
    const error = (await errorOf(loader)) as SampleError;
    assert.equal(error instanceof SampleError, true);
    assert.equal(error.cause instanceof DecodeError, true);
    assert.equal((error.cause as DecodeError).path, "/nowhere/cat.jpg");
    assert.equal(((error.cause as DecodeError).cause as NodeJS.ErrnoException).code, "ENOENT");
  }
});

test("an option that cannot be cloned is named; the samples are not blamed", async () => {
  const { defineTransform } = await import("millrace");
  const { z } = await import("zod");
  const odd = defineTransform({
    module: import.meta.url,
    name: "odd",
    summary: "Takes a function.",
    options: z.strictObject({ by: z.custom<() => number>().describe("a function") }),
    changes: [],
    evaluation: "nothing",
    intensity: (options: object) => options,
    draw: () => null,
    apply: (sample: object) => sample,
  } as never) as unknown as (options: object) => never;
  const dataset = { length: 2, get: (i: number) => ({ value: i }) };
  const transform = odd({ by: function brighter() {} });
  assert.throws(
    () => new DataLoader(dataset, { batchSize: 2, workers: 1, transform }),
    (error: Error) => {
      assert.equal(error instanceof OptionError, true, String(error));
      assert.match(error.message, /^odd: an option cannot be sent to a worker: by is the function brighter/);
      return true;
    },
  );
});

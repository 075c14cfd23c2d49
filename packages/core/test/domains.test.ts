import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import { compose, defineTransform, fromPolicy, toPolicy } from "@millrace/core";
import { compilePolicy } from "@millrace/core/engine";
import { horizontalFlip, resize } from "@millrace/core/image";
import { z } from "zod";

const flip = defineTransform({
  domain: "testing",
  name: "horizontalFlip",
  summary: "Another domain's transform of a name that images have too.",
  options: z.strictObject({}),
  changes: [],
  evaluation: "nothing",
  intensity: "fixed",
  kinds: [],
  draw: () => null,
  edit: (outline) => outline,
});

/** What a program that imports nothing but the core prints. */
function inFreshProcess(source: string): unknown {
  const register = new URL("../../../register.mjs", import.meta.url).href;
  const core = new URL("../src/index.ts", import.meta.url).href;
  const program = source.replaceAll("@millrace/core", core);
  const argv = ["--import", register, "--input-type=module", "--eval", program];
  return JSON.parse(execFileSync(process.execPath, argv, { encoding: "utf8" }));
}

describe("names carry their domain", () => {
  test("and each is found under its own", () => {
    const { steps } = toPolicy(compose([flip(), horizontalFlip()]));
    assert.deepEqual(steps, [{ "testing.horizontalFlip": {} }, { "image.horizontalFlip": {} }]);
    const back = fromPolicy({ version: 1, steps }) as { children: readonly { definition: unknown }[] };
    assert.deepEqual(
      back.children.map(({ definition }) => definition),
      [flip.definition, horizontalFlip.definition],
    );
  });

  test("a bare name will do where one domain has it, and is refused where two have", () => {
    assert.deepEqual(toPolicy(fromPolicy({ version: 1, steps: [{ resize: { size: 8 } }] })).steps, [
      { "image.resize": { size: 8 } },
    ]);
    assert.throws(
      () => fromPolicy({ version: 1, steps: [{ horizontalFlip: {} }] }),
      /steps\[0\]: "horizontalFlip" may be "(image|testing)\.horizontalFlip" or ".*"; write one of them/,
    );
    assert.throws(() => fromPolicy({ version: 1, steps: [{ "image.resiz": {} }] }), /Did you mean "image\.resize"/);
  });

  test("a transform of another domain leaves the draws of those behind it alone", () => {
    const paths = (steps: Parameters<typeof compose>[0]) =>
      compilePolicy(compose(steps)).children.map(({ path }) => path);
    assert.deepEqual(paths([flip(), horizontalFlip(), resize(8)]), [
      "/testing.horizontalFlip#0",
      "/horizontalFlip#0",
      "/resize#0",
    ]);
  });

  test("a name of a megabyte is refused at once", () => {
    const name = "x".repeat(1e6);
    assert.throws(() => fromPolicy({ version: 1, steps: [{ [name]: {} }] }), /there is no transform/);
    assert.throws(() => fromPolicy({ version: 1, steps: [], [name]: 1 }), /unknown key/);
  });
});

describe("a domain is loaded when it is named", () => {
  test("by loadPolicy, with or without the domain's name; fromPolicy says what is missing", () => {
    const found = inFreshProcess(`
      import { fromPolicy, loadPolicy, toPolicy } from "@millrace/core";
      const json = { version: 1, steps: [{ "image.resize": { size: 8 } }, { horizontalFlip: {} }] };
      let message;
      try { fromPolicy(json); } catch (error) { message = error.message; }
      const policy = await loadPolicy(json);
      console.log(JSON.stringify({ message, steps: toPolicy(policy).steps, again: toPolicy(fromPolicy(json)).steps }));
    `) as { message: string; steps: unknown; again: unknown };
    assert.match(
      found.message,
      /there is no transform "image\.resize".*Of image and tabular, nothing is loaded yet: await loadPolicy/,
    );
    assert.deepEqual(found.steps, [{ "image.resize": { size: 8 } }, { "image.horizontalFlip": {} }]);
    assert.deepEqual(found.again, found.steps);
  });

  test("where a bare name alone is all that there is", () => {
    const found = inFreshProcess(`
      import { loadPolicy, toPolicy } from "@millrace/core";
      const json = { version: 1, steps: [{ oneOf: { transforms: [{ horizontalFlip: {} }], weights: [1] } }] };
      console.log(JSON.stringify(toPolicy(await loadPolicy(json)).steps));
    `);
    assert.deepEqual(found, [{ oneOf: { transforms: [{ "image.horizontalFlip": {} }], weights: [1] } }]);
  });

  test("who works on texts compiles no image kernel", () => {
    const found = inFreshProcess(`
      let compiled = 0;
      const { Module } = WebAssembly;
      WebAssembly.Module = class extends Module { constructor(...given) { super(...given); compiled++; } };
      const { augment, compose, defineTransform, text, oneOf, randomApply } = await import("@millrace/core");
      const step = defineTransform({
        name: "step", summary: "Edits.", options: { safeParse: (data) => ({ success: true, data: {} }), parse: () => ({}) },
        changes: [], evaluation: "nothing", intensity: "fixed", kinds: ["text"],
        draw: (random) => random.next(), edit: (outline) => outline,
      });
      await augment({ caption: text("a") }, compose([oneOf([step(), step()]), randomApply([step()])]), { seed: 1 });
      const before = compiled;
      const { resize } = await import("${new URL("../src/image/index.ts", import.meta.url).href}");
      const { pixels } = await import("@millrace/core");
      await augment({ image: pixels(new Uint8Array(48), 4, 4) }, resize(2), { seed: 1 });
      console.log(JSON.stringify({ before, after: compiled }));
    `);
    assert.deepEqual(found, { before: 0, after: 1 });
  });
});

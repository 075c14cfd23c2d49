import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { OptionError } from "@millrace/core";
import fc from "fast-check";
import type { z } from "zod";
import { type AnyFactory, argumentLists, factories } from "./helpers/factories.ts";
import { threeSteps } from "./helpers/steps.ts";

const source = new URL("../src/", import.meta.url);

/** The factories that files define: one in a file, which is named after it. */
function definedNames(folder: string): string[] {
  const url = new URL(`${folder}/`, source);
  const definition =
    /^export const (\w+) = (?:define(?:ImageTransform|BatchTransform|Combinator)|withProbability|withDrawnOptions)\(/m;
  return readdirSync(url)
    .filter((file) => /^[a-z0-9-]+\.ts$/.test(file))
    .flatMap((file) => {
      const name = definition.exec(readFileSync(new URL(file, url), "utf8"))?.[1];
      if (name === undefined) return [];
      assert.equal(file.slice(0, -3).replaceAll("-", ""), name.toLowerCase(), `${folder}/${file} defines ${name}`);
      return [name];
    });
}

const folders = [
  "image/geometry",
  "image/color",
  "image/pixel",
  "image/degradation",
  "image/mix",
  "image/blur",
  "image/noise",
  "image/weather",
  "image/occlusion",
  "image/partners",
  "image/policies",
  "combine",
];

test("what the folders define is what @millrace/core/image exports", () => {
  assert.deepEqual(folders.flatMap(definedNames).sort(), factories.map(([name]) => name).sort());
});

test("no folder of transforms is left out above", () => {
  const image = readdirSync(new URL("image/", source), { withFileTypes: true });
  const withFactories = image.filter((entry) => entry.isDirectory() && definedNames(`image/${entry.name}`).length > 0);
  assert.deepEqual(
    withFactories.map((entry) => `image/${entry.name}`).sort(),
    folders.filter((folder) => folder.startsWith("image/")).sort(),
  );
});

/** The options of the first example as one object. */
function optionsOf(name: string, factory: AnyFactory): Record<string, unknown> {
  const [values] = argumentLists(name, factory);
  assert.ok(values, `${name} asks for options, so it needs an example of them in examples.ts`);
  return { ...factory(...values).given };
}

function make(factory: AnyFactory, options: unknown) {
  return factory.combines === true ? factory(threeSteps(), options) : factory(options);
}

for (const [name, factory] of factories) {
  describe(name, () => {
    const { definition } = factory;
    const shape = definition.options.shape as Record<string, z.ZodType>;

    test("says what it is", () => {
      assert.equal(definition.name, name);
      assert.equal(factory.name, name);
      assert.match(definition.summary, /^[A-Z].+\.$/);
      for (const values of argumentLists(name, factory)) {
        const { changes } = factory(...values);
        assert.equal(Array.isArray(changes) && new Set(changes).size === changes.length, true);
      }
      assert.ok(
        ["same", "nothing"].includes(String(definition.evaluation)) || typeof definition.evaluation === "function",
      );
      assert.equal(definition.intensity === "fixed" || typeof definition.intensity === "function", true);
      if (definition.positional !== undefined) assert.ok(definition.positional in shape);
    });

    test("every option says what is allowed", () => {
      for (const [option, schema] of Object.entries(shape)) {
        assert.ok((schema.description ?? "").length > 5, `${name}.${option} has no describe`);
      }
    });

    test("options are plain data and rebuild the transform", () => {
      for (const values of argumentLists(name, factory)) {
        const made = factory(...values);
        assert.deepEqual(structuredClone(made.given), made.given);
        assert.deepEqual(JSON.parse(JSON.stringify(made.given)), made.given);
        assert.equal(made.name, name);
        if (made.type === "leaf") assert.deepEqual(made.rebuild(made.given).given, made.given);
        else if (made.type === "combinator") assert.deepEqual(made.rebuild(made.children).given, made.given);
      }
    });

    test("an unknown option is refused, and the nearest is named", () => {
      const [known] = Object.keys(shape);
      const wrong = known === undefined ? "anything" : `${known}s`;
      assert.throws(
        () => make(factory, { ...optionsOf(name, factory), [wrong]: 1 }),
        (error: Error) =>
          error instanceof OptionError &&
          error.message.startsWith(`${name}: unknown option "${wrong}".`) &&
          (known === undefined
            ? error.message.includes("no options")
            : error.message.includes(`Did you mean "${known}"?`)),
      );
    });

    for (const [option, schema] of Object.entries(shape)) {
      test(`${option}: whatever it does not take is refused with name, value and what is allowed`, () => {
        const odd = fc.constantFrom<unknown>(
          Number.NaN,
          Number.POSITIVE_INFINITY,
          -1e9,
          1e9,
          "1",
          null,
          [],
          {},
          [1, 0],
          () => 1,
        );
        const wrong = fc
          .oneof(odd, fc.anything())
          .filter((value) => value !== undefined && !schema.safeParse(value).success);
        fc.assert(
          fc.property(wrong, (value) => {
            assert.throws(
              () => make(factory, { ...optionsOf(name, factory), [option]: value }),
              (error: Error) =>
                error instanceof OptionError &&
                error.message.startsWith(`${name}: ${option}`) &&
                error.message.includes(schema.description as string),
            );
          }),
          { numRuns: 60, seed: 1 },
        );
      });

      test(`${option}: left out, it is the default or an error that asks for it`, () => {
        const { [option]: _, ...rest } = optionsOf(name, factory);
        if (schema.safeParse(undefined).success) make(factory, rest);
        else {
          assert.throws(
            () => make(factory, rest),
            (error: Error) =>
              error instanceof OptionError && error.message.startsWith(`${name}: ${option} is required: `),
          );
        }
      });
    }

    if (factory.combines === true) {
      test("children that are no transforms are refused with their position", () => {
        const [, , blur] = threeSteps();
        const wrong: [unknown, RegExp][] = [
          [blur, /takes an array of transforms/],
          [[blur, 3], /step 1 must be a transform or a function/],
          [[blur, { name: "blur" }], /step 1 must be a transform/],
          [[blur, factory], new RegExp(`step 1 is ${name} itself; call it: ${name}`)],
        ];
        for (const [children, message] of wrong) {
          assert.throws(
            () => factory(children),
            (error: Error) => {
              assert.ok(error instanceof OptionError);
              assert.match(error.message, message);
              return error.message.startsWith(name);
            },
          );
        }
      });
    }
  });
}

test("a batch transform among the steps of a policy is pointed to its place", () => {
  const compose = factories.find(([name]) => name === "compose")?.[1] as AnyFactory;
  for (const [, factory] of factories.filter(([, { batch }]) => batch)) {
    assert.throws(() => compose([factory(), ...threeSteps()]), /give it to the loader as batchTransform/);
  }
});

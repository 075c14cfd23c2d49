import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  augment,
  compose,
  defineTransform,
  fromPolicy,
  type JsonObject,
  lentNames,
  OptionError,
  policySchema,
  policySchemaId,
  toPolicy,
} from "@millrace/core";
import { horizontalFlip, oneOf, randomApply, randomResizedCrop, resize, someOf } from "@millrace/core/image";
import { z } from "zod";
import { nearestName } from "../src/nearest-name.ts";
import { everyTransform } from "./helpers/factories.ts";
import { violations } from "./helpers/json-schema.ts";
import { fingerprint, fullSample } from "./helpers/samples.ts";

const veil = defineTransform({
  name: "veil",
  summary: "Sets every byte.",
  options: z.strictObject({ value: z.number().min(0).max(255).describe("a number between 0 and 255") }),
  changes: ["brightness"],
  evaluation: "nothing",
  intensity: "fixed",
  kinds: ["image"],
  draw: () => null,
  apply: (sample, _draw, { value }) => {
    const image = sample.image as { data: Uint8Array };
    return { ...sample, image: { ...image, data: image.data.map(() => value) } };
  },
});

const policy = (...steps: unknown[]) => ({ version: 1, steps });

describe("what policies look like", () => {
  test("leaves by their options, combinators by their children, with options beside them", () => {
    const transform = compose([
      resize(256),
      randomApply([horizontalFlip()], { p: 0.3 }),
      oneOf([horizontalFlip(), randomResizedCrop([32, 16], { scale: [0.5, 1] })]),
    ]);
    assert.deepEqual(toPolicy(transform), {
      $schema: policySchemaId,
      version: 1,
      steps: [
        { "image.resize": { size: 256 } },
        { randomApply: { transforms: [{ "image.horizontalFlip": {} }], p: 0.3 } },
        { oneOf: [{ "image.horizontalFlip": {} }, { "image.randomResizedCrop": { size: [32, 16], scale: [0.5, 1] } }] },
      ],
    });
    assert.deepEqual(toPolicy(fromPolicy(toPolicy(transform))), toPolicy(transform));
  });

  test("options are written as they were given: defaults stay out, and so does what is undefined", () => {
    assert.deepEqual(toPolicy(randomApply([])).steps, [{ randomApply: [] }]);
    assert.deepEqual(toPolicy(randomResizedCrop(8, { scale: undefined as never })).steps, [
      { "image.randomResizedCrop": { size: 8 } },
    ]);
  });

  test("left-out options are the factory's defaults", async () => {
    const given = fromPolicy(policy({ randomHorizontalFlip: {} }, { randomApply: [{ resize: { size: 8 } }] }));
    const written = fromPolicy(
      policy({ randomHorizontalFlip: { p: 0.5 } }, { randomApply: { transforms: [{ resize: { size: 8 } }], p: 0.5 } }),
    );
    for (let index = 0; index < 8; index++) {
      const [a, b] = await Promise.all([given, written].map((one) => augment(fullSample(), one, { seed: 1, index })));
      assert.equal(fingerprint(a), fingerprint(b));
    }
  });

  test("an empty policy changes nothing", async () => {
    const { sample } = await augment(fullSample(), fromPolicy(policy()), { seed: 1 });
    assert.equal(fingerprint(sample), fingerprint(fullSample()));
  });
});

describe("errors name the place, the value, what is allowed and the nearest name", () => {
  const cases: [string, unknown, RegExp][] = [
    ["no object", [], /^a policy must be an object .*, got \[\]$/],
    ["a text", '{"version":1}', /^a policy must be an object/],
    ["an unknown key", { version: 1, step: [] }, /^policy: unknown key "step"\. Did you mean "steps"\?$/],
    ["another version", { version: 2, steps: [] }, /^policy: version must be 1, got 2$/],
    ["no version", { steps: [] }, /^policy: version must be 1, got undefined$/],
    ["steps that are none", { version: 1, steps: {} }, /^policy: steps must be an array, got \{\}$/],
    ["a step as a text", policy("resize"), /^steps\[0\] must be an object such as .*, got "resize"$/],
    [
      "two names in a step",
      policy({ resize: { size: 8 }, rotate: {} }),
      /^steps\[0\] must name exactly one transform, got resize, rotate$/,
    ],
    ["no name in a step", policy({}), /^steps\[0\] must name exactly one transform, got none$/],
    [
      "a misspelt name",
      policy({ resize: { size: 8 } }, { randomHorizontlFlip: {} }),
      /^steps\[1\]: there is no transform "randomHorizontlFlip"\. Did you mean "randomHorizontalFlip"\? .*lent by name/,
    ],
    ["a name of every object's", policy({ constructor: {} }), /^steps\[0\]: there is no transform "constructor"/],
    [
      "a value out of range",
      policy({ randomHorizontalFlip: { p: 2 } }),
      /^steps\[0\]\.randomHorizontalFlip: p must be a number between 0 and 1, got 2$/,
    ],
    [
      "an unknown option",
      policy({ resize: { sise: 8 } }),
      /^steps\[0\]\.resize: size is required: .*\n.*unknown option "sise"\. Did you mean "size"\?/,
    ],
    ["options that are no object", policy({ resize: 8 }), /^steps\[0\]\.resize: options must be an object, got 8$/],
    [
      "a wrong child",
      policy({ oneOf: [{ horizontalFlip: {} }, { rotate: { degrees: "a" } }] }),
      /^steps\[0\]\.oneOf\[1\]\.rotate: degrees must be a finite number of degrees, got "a"$/,
    ],
    [
      "a wrong grandchild",
      policy({ compose: [{ randomApply: { transforms: [{ resiz: {} }], p: 1 } }] }),
      /^steps\[0\]\.compose\[0\]\.randomApply\[0\]: there is no transform "resiz"\. Did you mean "resize"\?/,
    ],
    [
      "children that are none",
      policy({ oneOf: { p: 1 } }),
      /^steps\[0\]\.oneOf must be an array of steps or \{ "transforms": \[steps\], …options \}, got/,
    ],
    [
      "a combinator's option",
      policy({ randomApply: { transforms: [], p: -1 } }),
      /^steps\[0\]\.randomApply: p must be a number between 0 and 1, got -1$/,
    ],
    [
      "weights that do not fit",
      policy({ oneOf: { transforms: [{ horizontalFlip: {} }], weights: [1, 1] } }),
      /^steps\[0\]\.oneOf: 1 steps need 1 weights, got 2$/,
    ],
    [
      "more steps than there are",
      policy({ someOf: { transforms: [], count: 2 } }),
      /^steps\[0\]\.someOf: count must be at most the 0 steps given, got 2$/,
    ],
    [
      "a batch transform",
      policy({ mixUp: {} }),
      /^steps\[0\]: mixUp works on whole batches, so give it to the loader as batchTransform$/,
    ],
    ["code", policy(() => 1), /^steps\[0\] must be an object/],
  ];
  for (const [name, json, message] of cases) {
    test(name, () => {
      assert.throws(
        () => fromPolicy(json),
        (error: Error) => {
          assert.ok(error instanceof OptionError);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  test("plain functions are code, and a policy is data", () => {
    const named = function lighten(sample: object) {
      return sample;
    };
    assert.throws(
      () => toPolicy(compose([named])),
      /the function lighten is code, and a policy is data: .*defineTransform/,
    );
    assert.throws(() => toPolicy(someOf([(sample: object) => sample])), /^OptionError: a function is code/);
  });
});

describe("transforms of one's own", () => {
  test("are lent by name, and only then known", async () => {
    const given = toPolicy(compose([veil({ value: 7 }), oneOf([veil({ value: 7 })])]));
    assert.deepEqual(lentNames(compose([veil({ value: 7 }), oneOf([veil({ value: 7 })]), horizontalFlip()])), ["veil"]);
    assert.throws(() => fromPolicy(given), /there is no transform "veil".*fromPolicy\(json, \{ transforms/);
    const transform = fromPolicy(JSON.parse(JSON.stringify(given)), { transforms: { veil } });
    const { sample } = await augment(fullSample(), transform, { seed: 1 });
    assert.equal(
      (sample.image as { data: Uint8Array }).data.every((value) => value === 7),
      true,
    );
    assert.throws(
      () => fromPolicy(policy({ veil: { value: -1 } }), { transforms: { veil } }),
      /steps\[0\]\.veil: value must be a number between 0 and 255/,
    );
    assert.throws(() => fromPolicy(policy({ veill: {} }), { transforms: { veil } }), /Did you mean "veil"\?/);
  });

  test("go before built-in ones of the same name", () => {
    const lent = fromPolicy(policy({ resize: { value: 1 } }), { transforms: { resize: veil } });
    assert.equal(lent.type === "combinator" && (lent.children[0] as { name: string }).name, "veil");
  });
});

describe("the JSON Schema", () => {
  const schema = policySchema() as JsonObject;

  test("is plain JSON, named by a URN", () => {
    assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
    assert.equal(schema.$id, policySchemaId);
    assert.match(policySchemaId, /^urn:/);
  });

  test("accepts the policy of every example", () => {
    for (const { title, transform } of everyTransform()) {
      const json = JSON.parse(JSON.stringify(toPolicy(transform)));
      assert.deepEqual(violations(schema, json), [], title);
    }
    assert.deepEqual(
      violations(
        schema,
        JSON.parse(JSON.stringify(toPolicy(compose(everyTransform().map(({ transform }) => transform))))),
      ),
      [],
    );
  });

  const wrong: [string, unknown][] = [
    ["no steps", { version: 1 }],
    ["another version", { version: 2, steps: [] }],
    ["an unknown key", { version: 1, steps: [], more: 1 }],
    ["an unknown transform", policy({ resiz: { size: 8 } })],
    ["two in a step", policy({ horizontalFlip: {}, verticalFlip: {} })],
    ["a batch transform", policy({ mixUp: {} })],
    ["a missing option", policy({ resize: {} })],
    ["an unknown option", policy({ horizontalFlip: { p: 1 } })],
    ["a value out of range", policy({ randomHorizontalFlip: { p: 1.5 } })],
    ["a wrong type", policy({ rotate: { degrees: "3" } })],
    ["half a pixel", policy({ resize: { size: 7.5 } })],
    ["a word that is none of those allowed", policy({ resize: { size: 8, interpolation: "cubic" } })],
    ["three numbers of two", policy({ resize: { size: [8, 8, 8] } })],
    ["children that are none", policy({ compose: {} })],
    ["a wrong child", policy({ oneOf: { transforms: [{ resize: { size: 0 } }], weights: [1] } })],
  ];
  for (const [name, json] of wrong) {
    test(`refuses ${name}, as fromPolicy does`, () => {
      assert.notDeepEqual(violations(schema, json), []);
      assert.throws(() => fromPolicy(json), OptionError);
    });
  }
});

test("the nearest name is looked for among short ones only", () => {
  const [short, long] = ["x".repeat(80), "x".repeat(81)];
  assert.equal(nearestName(short.replace("x", "y"), [short]), short);
  assert.equal(nearestName(long.replace("x", "y"), [short]), undefined);
  assert.equal(nearestName(short.replace("x", "y"), [long]), undefined);
});

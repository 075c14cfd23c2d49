import type { Mutant } from "./mutant.ts";

const state = ["test/state.test.ts"];
const verify = ["test/verify-resume.test.ts"];

/** Promises of resuming: what a state says of its stream, and what shows that the rest of it is the same. */
export const resumeMutants: readonly Mutant[] = [
  ...(["length", "batchSize", "shuffle", "dropLast", "transform", "batchTransform", "dataset"] as const).map(
    (field): Mutant => ({
      name: `resumed with another ${field}`,
      file: "src/loader/check-stream.ts",
      find: `if (${field} !== own.${field})`,
      replace: `if (${field} !== own.${field} && ${field} === undefined && own.${field} === undefined)`,
      tests: state,
      pattern: "refuses to go on in another",
    }),
  ),
  {
    name: "an identity that is none taken as it is",
    file: "src/loader/check-stream.ts",
    find: "    if (!fits(given[name])) throw",
    replace: "    if (fits === undefined) throw",
    tests: state,
    pattern: "hostile",
  },
  {
    name: "the options of steps of one's own left out of the digest",
    file: "src/loader/stream-identity.ts",
    find: "return JSON.stringify([one.name, one.given], plainly);",
    replace: "return JSON.stringify([one.name], plainly);",
    tests: state,
    pattern: "options of transforms count",
  },
  {
    name: "a digest that knows whether a step crosses to workers",
    file: "src/loader/stream-identity.ts",
    find: 'if (recipe !== undefined && typeof one === "function") return textOf(one);',
    replace: "if (recipe !== undefined) return textOf(one);",
    tests: state,
    pattern: "options of transforms count",
  },
  {
    name: "decode left out of the digest",
    file: "src/loader/stream-identity.ts",
    find: "described(policy), decode, [...passThrough].sort()]",
    replace: "described(policy), [...passThrough].sort()]",
    tests: state,
    pattern: "refuses to go on in another",
  },
  {
    name: "the identity digested for every state",
    file: "src/loader.ts",
    find: "identity ??= streamIdentity(",
    replace: "identity = streamIdentity(",
    tests: state,
    pattern: "less than a kilobyte",
  },
  {
    name: "the schema of an epoch that gave nothing holds for all",
    file: "src/loader/look.ts",
    find: "if (!found) this.#taken = undefined;",
    replace: "",
    tests: ["test/iterables.test.ts"],
    pattern: "gives nothing",
  },
  {
    name: "the rest of an epoch that is empty has a schema",
    file: "src/loader.ts",
    find: "if (schemas.found) this.#progress.knows(schemas.batches);",
    replace: "this.#progress.knows(schemas.batches);",
    tests: verify,
    pattern: "begins where it is told",
  },
  {
    name: "bytes of fields not compared",
    file: "src/batch/digest.ts",
    find: "validity === undefined ? bytes : presentBytes",
    replace: "validity === undefined ? bytes.subarray(bytes.length) : presentBytes",
    tests: verify,
  },
  {
    name: "what stands where nothing is compared",
    file: "src/batch/digest.ts",
    find: "if (!isPresent) present.fill(0, row * width, (row + 1) * width);",
    replace: "if (isPresent && rows < 0) present.fill(0, row * width);",
    tests: verify,
    pattern: "value is missing",
  },
  {
    name: "lists of fields not compared",
    file: "src/batch/digest.ts",
    find: "return digestOf(serialize(field));",
    replace: 'return digestOf(serialize(""));',
    tests: verify,
    pattern: "texts that change",
  },
  {
    name: "batches that are missing at the end not missed",
    file: "src/verify-resume.ts",
    find: "if (at < rest.length) throw",
    replace: "if (at > rest.length) throw",
    tests: verify,
    pattern: "ends early",
  },
  {
    name: "the state that a resumed loader has not looked at",
    file: "src/verify-resume.ts",
    find: "if (!isDeepStrictEqual(asSaved(loader), from)) {",
    replace: "if (from === undefined) {",
    tests: verify,
    pattern: "not passed on",
  },
];

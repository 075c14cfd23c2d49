import type { Mutant } from "./mutant.ts";

const unordered = ["test/unordered.test.ts"];
const ahead = ["test/ahead.test.ts"];

/** Promises of batches that need not come in order, and of epochs that begin while the last one ends. */
export const unorderedMutants: readonly Mutant[] = [
  {
    name: "the first batch waited for although order does not matter",
    file: "src/loader/stream.ts",
    find: "if (!this.#parts.ordered) return this.#outcomes.takeFirst();",
    replace: "",
    tests: unordered,
    pattern: "resume gives|done with|written",
  },
  {
    name: "what was delivered ahead of its turn given again",
    file: "src/loader/planned-source.ts",
    find: "batch = nextNumber(batch + 1, leftOut);",
    replace: "batch++;",
    tests: ["test/unordered.test.ts"],
    pattern: "every sort",
  },
  {
    name: "samples read here for batches that were delivered",
    file: "src/loader/reading-source.ts",
    find: "this.#batch = nextNumber(number + 1, this.#options.leftOut);",
    replace: "this.#batch = number + 1;",
    tests: unordered,
    pattern: "every sort",
  },
  {
    name: "rows of an iterable given for batches that were delivered",
    file: "src/loader/iterable/iterable-source.ts",
    find: "leftOut.has(batch++)",
    replace: "leftOut.has(-1 - batch++)",
    tests: unordered,
    pattern: "every sort",
  },
  {
    name: "columns read here for batches that were delivered",
    file: "src/loader/column-source.ts",
    find: "this.#batch = nextNumber(batch + 1, this.#options.leftOut);",
    replace: "this.#batch = batch + 1;",
    tests: unordered,
    pattern: "every sort",
  },
  {
    name: "a batch of which nothing is left never done with",
    file: "src/loader/progress.ts",
    find: "for (const one of passed) this.#batches.add(one);",
    replace: "for (const one of passed.slice(1)) this.#batches.add(one);",
    tests: unordered,
    pattern: "done with",
  },
  {
    name: "a state that says nothing of what was ahead",
    file: "src/loader/progress.ts",
    find: '...(text === "" ? {} : { delivered: text }),',
    replace: "",
    tests: unordered,
    pattern: "resume gives",
  },
  {
    name: "any text taken for what was delivered",
    file: "src/loader/delivered.ts",
    find: "return /^[0-9a-f]+$/.test(value) && (Number.parseInt(value[0] as string, 16) & 1) === 0;",
    replace: "return true;",
    tests: unordered,
    pattern: "hostile",
  },
  {
    name: "states of ranks that deliver out of order merged",
    file: "src/loader/merge-states.ts",
    find: "if (states.some(({ delivered }) => delivered !== undefined)) {",
    replace: "if (states.length === 0) {",
    tests: unordered,
    pattern: "hostile",
  },
  {
    name: "an epoch begun by its loop only",
    file: "src/loader/planner.ts",
    find: "    this.#parts.planned();\n",
    replace: "",
    tests: ahead,
    pattern: "not of data",
  },
  {
    name: "validation data made ahead",
    file: "src/loader/options.ts",
    find: "const ahead = options.ahead ?? trains;",
    replace: "const ahead = options.ahead ?? (trains || true);",
    tests: ahead,
    pattern: "not of data",
  },
  {
    name: "the epoch that was begun made once more",
    file: "src/loader.ts",
    find: "this.#epochs.beginAhead(epoch + 1)",
    replace: "this.#epochs.beginAhead(epoch + 2)",
    tests: ahead,
    pattern: "takes over",
  },
];

import type { Mutant } from "./mutant.ts";

const tests = ["test/examples.test.ts"];

/** What the documents show. */
export const exampleMutants: readonly Mutant[] = [
  {
    name: "an example of the README that does not run",
    file: "README.md",
    find: "transform: resize([32, 32]) });",
    replace: "transform: resized([32, 32]) });",
    tests: ["test/readme.test.ts"],
  },
  {
    name: "the example of a dataset that gives other lines than it says",
    file: "examples/own/lines.ts",
    find: "line: index }),",
    replace: "line: all.length }),",
    tests,
  },
  {
    name: "the example of an edit that edits nothing",
    file: "examples/own/small-letters.ts",
    find: "others[name] = withSmallLetters(field);",
    replace: "others[name] = field;",
    tests,
  },
  {
    name: "the example of a step that serves a batch giving all samples one answer",
    file: "examples/own/language.ts",
    find: "questions.map((question) => languageOf(String(question)))",
    replace: "questions.map(() => languageOf(String(questions[0])))",
    tests,
  },
  {
    name: "the example of a step that meets others without meeting them",
    file: "examples/own/ghost.ts",
    find: "value + share * ((other.data[i] as number) - value)",
    replace: "value + 0 * share * (other.data[i] as number)",
    tests,
  },
  {
    name: "the example of a column transform writing into what it was given",
    file: "examples/own/clip.ts",
    find: 'const values = context.allocate("float32", column.values.length);',
    replace: "const values = column.values as Float32Array<ArrayBuffer>;",
    tests,
  },
  {
    name: "the example of a batch transform that changes nothing",
    file: "examples/own/common-gain.ts",
    find: "(data[i] as number) * factor",
    replace: "(data[i] as number) * Math.sign(factor)",
    tests,
  },
];

import type { Mutant } from "./mutant.ts";

const files = ["test/bad-files.test.ts"];

/** Promises of lint's progress, and of the soak: that it notices what it looks for. */
export const soakMutants: readonly Mutant[] = [
  {
    name: "lint tells of no bad samples",
    file: "src/lint.ts",
    find: "const extra = () => ({ bad,",
    replace: "const extra = () => ({ bad: 0 * bad,",
    tests: files,
    pattern: "lint",
  },
  {
    name: "a line of lint without its bad samples",
    file: "src/lint.ts",
    find: `[\`\${bad.toLocaleString("en-US")} bad\`]`,
    replace: "[]",
    tests: files,
    pattern: "lint",
  },
  {
    name: "lint tells nothing on its way",
    file: "src/lint.ts",
    find: "if (done < total) task?.update(done, [done]);",
    replace: "if (done > total) task?.update(done, [done]);",
    tests: files,
    pattern: "lint",
  },
  {
    name: "lint leaves the samples out of its end that no batch had",
    file: "src/lint.ts",
    find: "task?.update(total, [total]);",
    replace: "",
    tests: files,
    pattern: "lint",
  },
  {
    name: "a lint that is ended leaves its line open",
    file: "src/lint.ts",
    find: "    task?.end();",
    replace: "    if (!options.signal?.aborted) task?.end();",
    tests: files,
    pattern: "lint",
  },
];

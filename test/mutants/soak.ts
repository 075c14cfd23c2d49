import type { Mutant } from "./mutant.ts";

const files = ["test/bad-files.test.ts"];
const soak = ["test/soak.test.ts"];
const tape = "bench/soak/tape.ts";

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
  {
    name: "a soak that loses nothing, whatever is missing",
    file: tape,
    find: "if (seen === 0) this.differences.lost++;",
    replace: "if (seen === 2) this.differences.lost++;",
    tests: soak,
    pattern: "comparison",
  },
  {
    name: "a soak that takes a batch twice",
    file: tape,
    find: "if (this.#seen[place] === 1) this.differences.duplicated++;",
    replace: "if (this.#seen[place] === 2) this.differences.duplicated++;",
    tests: soak,
    pattern: "comparison",
  },
  {
    name: "a soak that takes batches in any order",
    file: tape,
    find: "else if (place < this.#next)",
    replace: "else if (place < 0)",
    tests: soak,
    pattern: "comparison",
  },
  {
    name: "a soak that takes batches of which there are none",
    file: tape,
    find: "      this.differences.misplaced++;\n      return;",
    replace: "      return;",
    tests: soak,
    pattern: "comparison",
  },
  {
    name: "a soak that takes any bytes",
    file: tape,
    find: "if (delivered.digest !== this.#tape[place]?.digest)",
    replace: "if (delivered.digest === undefined)",
    tests: soak,
    pattern: "comparison",
  },
  {
    name: "a soak whose digest leaves the numbers out",
    file: "bench/soak/digest.ts",
    find: "hash.update(bytesOfRow(field, row));",
    replace: "bytesOfRow(field, row);",
    tests: soak,
    pattern: "broken loader",
  },
  {
    name: "a soak that passes whatever it found",
    file: "bench/soak.ts",
    find: "process.exitCode = sound ? 0 : 1;",
    replace: "process.exitCode = sound ? 0 : 0;",
    tests: soak,
    pattern: "broken loader",
  },
  {
    name: "a soak that resumes nothing",
    file: "bench/soak/rounds.ts",
    find: "{ resume: state, epochs, random }",
    replace: "{ resume: undefined, epochs, random: state === undefined ? random : undefined }",
    tests: soak,
    pattern: "of this loader",
  },
];

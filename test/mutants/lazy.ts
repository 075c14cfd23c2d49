import type { Mutant } from "./mutant.ts";

/** Promises of what is loaded only where it is needed, and of the schema on its way to workers and in a state. */
export const lazyMutants: readonly Mutant[] = [
  {
    name: "apache-arrow loaded with every first batch",
    file: "src/batch/arrow/library.ts",
    find: '!Object.hasOwn(createRequire(import.meta.url).extensions, ".mjs")',
    replace: 'Object.hasOwn(createRequire(import.meta.url).extensions, ".never")',
    tests: ["test/lazy.test.ts"],
  },
  {
    name: "the CommonJS build of apache-arrow",
    file: "src/batch/arrow/library.ts",
    find: '(fileURLToPath(import.meta.resolve("apache-arrow")))',
    replace: '("apache-arrow")',
    tests: ["test/lazy.test.ts"],
  },
  {
    name: "decoding loaded whatever the samples hold",
    file: "src/decode/field-reader.ts",
    find: "if (!Object.values(sample).some(isEncoded)) ",
    replace: "if (Object.keys(sample).length === 0) ",
    tests: ["test/lazy.test.ts"],
  },
  {
    name: "code of the user's looked for in every domain",
    file: "src/worker/policy-code.ts",
    find: "loadDomains([json], Object.fromEntries(steps))",
    replace: "loadDomains([json])",
    tests: ["test/lazy.test.ts"],
  },
  {
    name: "kernel memory made with the thread",
    file: "packages/core/src/kernels/memory.ts",
    find: "    this.#maximumBytes = maximumBytes;\n",
    replace: "    this.#maximumBytes = maximumBytes;\n    void this.memory;\n",
    tests: ["test/lazy.test.ts"],
  },
  {
    name: "a schema of another id taken for the one read before",
    file: "src/worker/schema-handle.ts",
    find: "if (this.#id === id)",
    replace: "if (this.#id !== undefined)",
    tests: ["test/state.test.ts"],
  },
  {
    name: "a handle of its own for every plan",
    file: "src/worker/schema-handle.ts",
    find: "  packed.set(schema, handle);\n",
    replace: "",
    tests: ["test/state.test.ts"],
  },
  {
    name: "resumed with another schema",
    file: "src/loader/progress.ts",
    find: "    checkSchemaHash(this.#schema, schema);\n",
    replace: "    checkSchemaHash(undefined, schema);\n",
    tests: ["test/state.test.ts"],
  },
  {
    name: "the digest lost on the way into the state",
    file: "src/loader/progress.ts",
    find: "    this.#schema ??= schemaHash(schema);\n",
    replace: "    void schemaHash;\n",
    tests: ["test/state.test.ts"],
  },
];

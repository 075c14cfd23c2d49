import type { Mutant } from "./mutant.ts";

const tests = ["packages/core/test/augment-sync.test.ts"];

/** Promises of images that stay in kernel memory, and of the memory that keeps them. */
export const keptMutants: readonly Mutant[] = [
  {
    name: "what is kept is colored in place",
    file: "packages/core/src/image/engine/run.ts",
    find: "memory.keeps(source.pointer) ? allocateRaster(memory, source) : source",
    replace: "source",
    tests,
  },
  {
    name: "what is kept is blurred in place",
    file: "packages/core/src/image/engine/pixels.ts",
    find: "if (mayWrite && memory.keeps(raster.pointer))",
    replace: "if (!mayWrite && memory.keeps(raster.pointer))",
    tests,
  },
  {
    name: "a gap that is kept is given out",
    file: "packages/core/src/kernels/kept-space.ts",
    find: "!block.used && block.bytes >= bytes",
    replace: "block.bytes >= bytes",
    tests,
  },
  {
    name: "a gap is taken whole",
    file: "packages/core/src/kernels/kept-space.ts",
    find: "...(rest.bytes > 0 ? [rest] : [])",
    replace: "",
    tests,
  },
  {
    name: "gaps stay apart",
    file: "packages/core/src/kernels/kept-space.ts",
    find: "const last = this.#blocks[at + 1]?.used === false ? at + 1 : at;",
    replace: "const last = at;",
    tests,
  },
  {
    name: "gaps stay apart from the one before",
    file: "packages/core/src/kernels/kept-space.ts",
    find: "const first = this.#blocks[at - 1]?.used === false ? at - 1 : at;",
    replace: "const first = at;",
    tests,
  },
  {
    name: "what is kept of the arena never fills a gap",
    file: "packages/core/src/kernels/memory.ts",
    find: "this.#kept.take(size) ?? (alone ? bottom : pointer)",
    replace: "(alone ? bottom : pointer)",
    tests,
  },
  {
    name: "what is kept lies over what else is needed",
    file: "packages/core/src/kernels/memory.ts",
    find: "(alone ? bottom : pointer)",
    replace: "bottom",
    tests,
  },
  {
    name: "what the arena needs yet is a gap at once",
    file: "packages/core/src/kernels/memory.ts",
    find: "this.#passing.push(this.#kept.append(target - bottom));",
    replace: "this.#kept.free(this.#kept.append(target - bottom));",
    tests,
  },
  {
    name: "what the arena needed stays kept",
    file: "packages/core/src/kernels/memory.ts",
    find: "if (this.#top === this.#kept.end) this.#freePassing();",
    replace: "",
    tests,
  },
];

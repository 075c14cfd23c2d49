import type { Mutant } from "./mutant.ts";

const kernels = "packages/core/kernels";
const wrappers = "packages/core/src/kernels";
const golden = ["packages/core/test/kernels-golden.test.ts"];

/** Promises of the kernels' numbers. */
export const kernelMutants: readonly Mutant[] = [
  {
    name: "coefficients of a resize cut instead of rounded",
    file: `${kernels}/coefficients.ts`,
    find: "weight < 0 ? weight - 0.5 : weight + 0.5",
    replace: "weight",
    tests: golden,
  },
  {
    name: "cubic of another slope",
    file: `${kernels}/coefficients.ts`,
    find: "-0.75",
    replace: "-0.5",
    tests: golden,
  },
  {
    name: "a window of a resize with weights of its own",
    file: `${kernels}/coefficients.ts`,
    find: "largest = largestWeight(at, count, largest);",
    replace: "if (kept) largest = largestWeight(at, count, largest);",
    tests: ["packages/core/test/kernels-resample.test.ts"],
  },
  {
    name: "nearest read at the centre",
    file: `${wrappers}/resample.ts`,
    find: "Math.fround(index * scale)",
    replace: "Math.fround((index + 0.5) * scale)",
    tests: golden,
  },
  {
    name: "a warp's fill ignored",
    file: `${kernels}/warp.ts`,
    find: "if (border != CONSTANT) return value;",
    replace: "if (border == CONSTANT) return value;",
    tests: golden,
  },
  {
    name: "contrast's product not rounded to f32",
    file: `${wrappers}/lookup-table.ts`,
    find: "Math.fround(Math.fround(value * single) + rest)",
    replace: "value * single + rest",
    tests: ["packages/core/test/tiny.test.ts"],
  },
  {
    name: "brightness rounded to the nearest",
    file: `${wrappers}/lookup-table.ts`,
    find: "return Math.trunc(Math.min(most, Math.max(0, value)));",
    replace: "return Math.round(Math.min(most, Math.max(0, value)));",
    tests: ["packages/core/test/tiny.test.ts"],
  },
  {
    name: "the edge repeated in a blur's mirror",
    file: `${kernels}/blur.ts`,
    find: "if (position < 0) return -position;",
    replace: "if (position < 0) return -position - 1;",
    tests: golden,
  },
];

import type { Mutant } from "./mutant.ts";

const loader = ["test/columns-loader.test.ts"];
const errors = ["test/columns-errors.test.ts"];

/** Promises of the work by columns: which rows, from which memory, as which fields. */
export const columnMutants: readonly Mutant[] = [
  {
    name: "a table's rows taken in the order of the table",
    file: "src/datasets/column-table/gather.ts",
    find: "      const from = (rows[i] as number) * stride;\n      for (let unit = 0; unit < starts.length; unit++) {\n        target",
    replace: "      const from = i * stride;\n      for (let unit = 0; unit < starts.length; unit++) {\n        target",
    tests: loader,
    pattern: "0 workers",
  },
  {
    name: "a table copied that lay in shared memory",
    file: "src/datasets/column-table/store.ts",
    find: "    if (!isShared(column.values)) continue;\n",
    replace: "    if (column.name !== '') continue;\n",
    tests: errors,
    pattern: "not copied",
  },
  {
    name: "the bits of what is missing taken from the first rows",
    file: "src/datasets/column-table/gather.ts",
    find: "const present = ((validity[Math.floor(row / 8)] as number) >> (row % 8)) & 1;",
    replace: "const present = ((validity[i >> 3] as number) >> (i & 7)) & 1;",
    tests: loader,
    pattern: "0 workers",
  },
  {
    name: "one dictionary's places read in another's",
    file: "src/datasets/merge-columns.ts",
    find: "codes === undefined ? value : (codes[value] ?? 0)",
    replace: "value",
    tests: loader,
    pattern: "split, subset and concat",
  },
  {
    name: "rows of several tables put behind one another",
    file: "src/datasets/merge-columns.ts",
    find: "const to = (positions[row] as number) * width;",
    replace: "const to = row * width;",
    tests: loader,
    pattern: "by hand",
  },
  {
    name: "a batch form of the shuffle that is another shuffle",
    file: "src/order/permutation.ts",
    find: "      } while (value >= length);",
    replace: "        value %= length;\n      } while (value >= length);",
    tests: errors,
    pattern: "lists of numbers",
  },
  {
    name: "column transforms that augment in evaluation mode",
    file: "src/loader/effective-policy.ts",
    find: 'return mode === "train" ? transform : evaluationOfColumns(transform);',
    replace: "return mode === undefined ? evaluationOfColumns(transform) : transform;",
    tests: loader,
    pattern: "evaluation",
  },
  {
    name: "columns that Arrow says are never missing",
    file: "src/batch/arrow.ts",
    find: "const nullable = schema.nullable === true;",
    replace: "const nullable = false && schema.nullable === true;",
    tests: loader,
    pattern: "Arrow",
  },
  {
    name: "a column of too few values taken for a whole one",
    file: "packages/core/src/tabular/check-columns.ts",
    find: "if (values.length !== length * width) {",
    replace: "if (values.length < 0) {",
    tests: errors,
    pattern: "a batch's error names",
  },
];

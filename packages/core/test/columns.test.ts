import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  atIntensity,
  type ColumnBatch,
  type ColumnContext,
  compose,
  defineColumnTransform,
  fromColumnPolicy,
  fromPolicy,
  oneOf,
  toPolicy,
} from "@millrace/core";
import { CellRandom, evaluationOfColumns, hashKey, hashSeed, hashText, runColumns } from "@millrace/core/engine";
import { horizontalFlip } from "@millrace/core/image";
import { gaussianNoise, stackColumns } from "@millrace/core/tabular";
import { z } from "zod";
import { kolmogorovSmirnov, mean, variance } from "./helpers/statistics.ts";

const allocate = ((_dtype: string, length: number) => new Float32Array(length)) as unknown as ColumnContext["allocate"];
const seed = hashSeed(5);

function batch(rows: readonly number[]): ColumnBatch {
  const column = (of: (row: number) => number) => ({
    dtype: "float32" as const,
    width: 1,
    values: Float32Array.from(rows, of),
  });
  return {
    length: rows.length,
    columns: { age: column((row) => row), wage: column((row) => row * 10), other: column(() => 1) },
  };
}

const run = (policy: Parameters<typeof runColumns>[0], rows: readonly number[], epoch = 0) =>
  runColumns(policy, batch(rows), { seed, epoch, rows: { indices: rows }, allocate });

const noise = gaussianNoise({ columns: ["age", "wage"], deviation: 2 });

describe("column transforms", () => {
  test("what a row gets depends on the row alone, not on its batch or its place there", () => {
    const together = run(noise, [4, 9, 2, 7]).columns;
    const apart = run(noise, [7, 100, 4]).columns;
    for (const name of ["age", "wage"]) {
      assert.equal(apart[name]?.values[0], together[name]?.values[3]);
      assert.equal(apart[name]?.values[2], together[name]?.values[0]);
      assert.notEqual(together[name]?.values[0], batch([4]).columns[name]?.values[0]);
    }
    assert.notEqual(run(noise, [4], 1).columns.age?.values[0], together.age?.values[0]);
  });

  test("columns, places in a policy and copies have streams of their own", () => {
    const { age, wage } = run(noise, [3]).columns;
    const twice = run(compose([noise, noise]), [3]).columns;
    const added = (Number(age?.values[0]) - 3) / 2;
    assert.notEqual(added, (Number(wage?.values[0]) - 30) / 2);
    assert.notEqual(Number(twice.age?.values[0]) - 3, 4 * added);
    const copies = runColumns(noise, batch([3, 3]), {
      seed,
      epoch: 0,
      rows: { indices: [3, 3], copies: [0, 1] },
      allocate,
    });
    assert.notEqual(copies.columns.age?.values[0], copies.columns.age?.values[1]);
    assert.equal(copies.columns.age?.values[0], age?.values[0]);
  });

  test("side by side as a matrix; missing values are NaN there", () => {
    const { columns } = run(compose([stackColumns({ columns: ["wage", "age"] })]), [1, 2, 3]);
    assert.deepEqual(Object.keys(columns), ["other", "features"]);
    assert.deepEqual(
      [columns.features?.width, ...Array.from(columns.features?.values ?? [], Number)],
      [2, 10, 1, 20, 2, 30, 3],
    );
    const given = batch([1, 2, 3]);
    const missing = {
      ...given,
      columns: { ...given.columns, age: { ...given.columns.age, validity: Uint8Array.of(0b101) } as never },
    };
    const stacked = runColumns(stackColumns({ columns: ["age", "wage"], as: "x" }), missing, {
      seed,
      epoch: 0,
      rows: { indices: [1, 2, 3] },
      allocate,
    });
    assert.deepEqual(Array.from(stacked.columns.x?.values ?? [], Number), [1, 10, Number.NaN, 20, 3, 30]);
  });

  test("half floats are stacked as the numbers that they are", () => {
    const values = Uint16Array.of(0x3c00, 0xc100);
    const halves: ColumnBatch = { length: 2, columns: { half: { dtype: "float16", width: 1, values } } };
    const rows = { indices: [0, 1] };
    const { columns } = runColumns(stackColumns({ columns: ["half"] }), halves, { seed, epoch: 0, rows, allocate });
    assert.deepEqual([...(columns.features?.values ?? [])], [1, -2.5]);
  });

  test("a matrix takes no name of a column that stays", () => {
    assert.throws(
      () => run(stackColumns({ columns: ["age"], as: "wage" }), [1]),
      /stackColumns: there is a column "wage" beside those that are stacked/,
    );
    assert.deepEqual(Object.keys(run(stackColumns({ columns: ["age", "wage"], as: "age" }), [1]).columns), [
      "other",
      "age",
    ]);
  });

  test("noise is added to floats of 32 and of 64 bits, in their own type", () => {
    const long = { dtype: "float64", width: 1, values: Float64Array.of(2 ** 40, 2 ** 40) } as const;
    const given: ColumnBatch = { length: 2, columns: { age: long } };
    const context = { seed, epoch: 0, rows: { indices: [4, 9] } };
    const added = gaussianNoise({ columns: ["age"], deviation: 2 });
    const lend = ((_dtype: string, length: number) => new Float64Array(length)) as unknown as typeof allocate;
    const { age } = runColumns(added, given, { ...context, allocate: lend }).columns;
    assert.equal(age?.dtype, "float64");
    const short = run(added, [4, 9]).columns.age?.values;
    for (const row of [0, 1]) {
      const expected = Number(short?.[row]) - [4, 9][row]!;
      assert.equal(Math.abs(Number(age?.values[row]) - 2 ** 40 - expected) < 1e-3, true);
    }
    const whole = { dtype: "int32", width: 1, values: Int32Array.of(1, 2) } as const;
    assert.throws(
      () => runColumns(added, { length: 2, columns: { age: whole } }, { ...context, allocate }),
      /gaussianNoise: the column "age" holds int32, and noise is added to float32 and float64/,
    );
  });

  test("whole numbers that a 32-bit float does not hold are no numbers of a matrix", () => {
    const stack = stackColumns({ columns: ["id"] });
    const column = (values: BigInt64Array | Int32Array, dtype: "int64" | "int32", validity?: Uint8Array) => ({
      length: values.length,
      columns: { id: { dtype, width: 1, values, ...(validity === undefined ? {} : { validity }) } as never },
    });
    const stacked = (batch: ReturnType<typeof column>) =>
      runColumns(stack, batch, { seed, epoch: 0, rows: { indices: [0, 1] }, allocate }).columns.features?.values;
    assert.throws(
      () => stacked(column(BigInt64Array.of(1n, 900_100_581_904n), "int64")),
      /^RangeError: stackColumns: the column "id" holds 900100581904 \(int64\), which as a 32-bit float would be 900100587520/,
    );
    assert.throws(() => stacked(column(Int32Array.of(16_777_217, 1), "int32")), /holds 16777217 \(int32\)/);
    assert.deepEqual([...(stacked(column(Int32Array.of(16_777_216, -5), "int32")) as Float32Array)], [16_777_216, -5]);
    const missing = stacked(column(Int32Array.of(16_777_217, 1), "int32", Uint8Array.of(0b10)));
    assert.deepEqual([...(missing as Float32Array)], [Number.NaN, 1]);
  });

  test("errors name the transform, the column and the nearest name", () => {
    assert.throws(
      () => run(stackColumns({ columns: ["agee"] }), [1]),
      /^TypeError: stackColumns: there is no column "agee"\. Did you mean "age"\? Columns: age, wage, other/,
    );
    assert.throws(
      () => run(gaussianNoise({ columns: ["x"], deviation: 1 }), [1]),
      /gaussianNoise: there is no column "x"/,
    );
    const plain = {
      name: "short",
      summary: "Loses a row.",
      options: z.strictObject({}),
      changes: [],
      evaluation: "nothing",
      intensity: "fixed",
    } as const;
    const short = defineColumnTransform({ ...plain, apply: ({ columns }) => ({ length: 1, columns }) });
    assert.throws(() => run(short(), [1, 2]), /short: it must return as many rows as it is given, 2, got 1/);
    const lying = defineColumnTransform({
      ...plain,
      name: "lying",
      apply: ({ length, columns }) => ({
        length,
        columns: { ...columns, age: { dtype: "float32", width: 2, values: new Float32Array(length) } },
      }),
    });
    assert.throws(() => run(lying(), [1, 2]), /lying: the column "age" has 2 values, and 2 rows of 2 need 4/);
  });

  test("are data, weaken, and leave what is for testing a model", () => {
    const policy = compose([noise, stackColumns({ columns: ["age", "wage"] })]);
    const json = JSON.parse(JSON.stringify(toPolicy(policy)));
    assert.deepEqual(json.steps, [
      { "tabular.gaussianNoise": { columns: ["age", "wage"], deviation: 2 } },
      { "tabular.stackColumns": { columns: ["age", "wage"] } },
    ]);
    assert.deepEqual(run(fromColumnPolicy(json), [1, 2]), run(policy, [1, 2]));
    assert.throws(() => fromPolicy(json), /steps\[0\]: tabular\.gaussianNoise works on columns/);
    assert.throws(() => fromColumnPolicy({ version: 1, steps: [{ "image.horizontalFlip": {} }] }), /works on samples/);
    assert.throws(() => oneOf([noise] as never), /oneOf goes by samples, and column transforms see all rows at once/);
    assert.throws(
      () => compose([noise, horizontalFlip()] as never),
      /compose: step 0 must be a transform.*works on columns/,
    );
    assert.deepEqual(policy.changes, ["detail"]);
    assert.deepEqual(toPolicy(atIntensity(policy, 0.5)).steps[0], {
      "tabular.gaussianNoise": { columns: ["age", "wage"], deviation: 1 },
    });
    assert.deepEqual(toPolicy(evaluationOfColumns(policy) as typeof policy).steps, [
      { "tabular.stackColumns": { columns: ["age", "wage"] } },
    ]);
    assert.equal(evaluationOfColumns(noise), undefined);
  });
});

describe("random numbers of cells", () => {
  const cells = (name: string, rows: ArrayLike<number>) =>
    new CellRandom(hashKey(seed, hashText(name), 0, 0, 0), { indices: rows });
  const count = 20_000;
  const rows = Array.from({ length: count }, (_, i) => i);

  test("are even, and normal, whatever rows are neighbours", () => {
    for (const indices of [rows, rows.map((row) => row * 65_536), rows.map((row) => 2 ** 32 + row)]) {
      const even = new Float64Array(count);
      cells("a", indices).uniform(even);
      assert.equal(kolmogorovSmirnov([...even], (x) => x) < 1.95, true);
      const lag = mean([...even].slice(1).map((value, i) => (value - 0.5) * ((even[i] as number) - 0.5)));
      assert.equal(Math.abs(lag) < 4 / 12 / Math.sqrt(count), true);
      const normal = new Float64Array(count);
      cells("b", indices).normal(normal);
      assert.equal(Math.abs(mean([...normal])) < 4 / Math.sqrt(count), true);
      assert.equal(Math.abs(variance([...normal]) - 1) < 6 / Math.sqrt(count), true);
    }
  });

  test("several in a row, columns and happenings are independent of one another", () => {
    const wide = new Float64Array(count * 6);
    cells("a", rows).uniform(wide);
    for (let part = 1; part < 6; part++) {
      const product = mean(
        rows.map((row) => ((wide[row * 6] as number) - 0.5) * ((wide[row * 6 + part] as number) - 0.5)),
      );
      assert.equal(Math.abs(product) < 4 / 12 / Math.sqrt(count), true);
    }
    const happens = new Uint8Array(count);
    cells("c", rows).chance(happens, 0.3);
    assert.equal(Math.abs(mean([...happens]) - 0.3) < 4 * Math.sqrt(0.21 / count), true);
  });

  test("are below 1 as 32-bit floats too", () => {
    const key = [1_013_904_242, 794_710_872, 1, 4] as const;
    const [short, long] = [new Float32Array(4), new Float64Array(4)];
    for (const target of [short, long]) new CellRandom(key, { indices: [1_731_608] }).uniform(target);
    assert.equal(Math.fround(long[1] as number), 1);
    assert.equal(short[1], 1 - 2 ** -24);
    assert.deepEqual(
      [short[0], short[2], short[3]],
      [0, 2, 3].map((i) => Math.fround(long[i] as number)),
    );
  });

  test("are these, for ever", () => {
    const target = new Float64Array(4);
    cells("golden", [0, 1, 2 ** 33 + 5, 1_281_166]).uniform(target);
    assert.deepEqual(
      [...target].map((value) => value * 2 ** 32),
      [799905457, 1578307758, 98569086, 1319641819],
    );
  });
});

import { z } from "zod";
import { suggestion } from "../nearest-name.ts";
import type { TableColumn } from "./column-batch.ts";
import { defineColumnTransform } from "./column-transform.ts";

/**
 * Adds normal noise of standard deviation `deviation` (in the column's own unit) to columns of floats: each cell its
 * own, the same for a row in whatever batch it comes. Missing values stay missing.
 *
 * @throws TypeError for a column that is not there or holds no floats of 32 or 64 bits.
 */
export const gaussianNoise = defineColumnTransform({
  domain: "tabular",
  name: "gaussianNoise",
  summary: "Adds normal noise to columns of numbers.",
  options: z.strictObject({
    columns: z.array(z.string()).min(1).describe("a list of names of columns that hold floats"),
    deviation: z.number().min(0).describe("a standard deviation of at least 0, in the unit of the columns"),
  }),
  changes: ["detail"],
  evaluation: "nothing",
  intensity: (options, intensity) => ({ ...options, deviation: options.deviation * intensity }),
  apply: ({ length, columns }, context, { columns: names, deviation }) => {
    const changed: Record<string, TableColumn> = { ...columns };
    for (const name of names) {
      const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
      if (column === undefined) {
        throw new TypeError(`there is no column "${name}".${suggestion(name, Object.keys(columns))}`);
      }
      const { dtype, width } = column;
      if (dtype !== "float32" && dtype !== "float64") {
        throw new TypeError(`the column "${name}" holds ${dtype}, and noise is added to float32 and float64`);
      }
      const values = context.allocate(dtype, length * width);
      context.cells(name).normal(values);
      const source = column.values as typeof values;
      for (let i = 0; i < values.length; i++) values[i] = (source[i] as number) + deviation * (values[i] as number);
      changed[name] = { ...column, values };
    }
    return { length, columns: changed };
  },
});

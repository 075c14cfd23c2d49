import { defineColumnTransform, type TableColumn } from "millrace";
import { z } from "zod";

/** Holds the numbers of float32 columns within `low` to `high`, in the columns' own unit. Missing values stay missing. */
export const clip = defineColumnTransform({
  module: import.meta.url,
  name: "clip",
  summary: "Holds the numbers of columns within a range.",
  options: z.strictObject({
    columns: z.array(z.string()).min(1).describe("a list of names of columns that hold float32"),
    low: z.number().describe("the least number"),
    high: z.number().describe("the greatest number"),
  }),
  changes: [],
  evaluation: "same",
  intensity: "fixed",
  apply: ({ length, columns }, context, { columns: names, low, high }) => {
    const changed: Record<string, TableColumn> = { ...columns };
    for (const name of names) {
      const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
      if (column?.dtype !== "float32") throw new TypeError(`the column "${name}" must be there and hold float32`);
      // What came in must stay as it is: the result is written elsewhere.
      const values = context.allocate("float32", column.values.length);
      const source = column.values as Float32Array;
      for (let i = 0; i < values.length; i++) values[i] = Math.min(high, Math.max(low, source[i] as number));
      changed[name] = { ...column, values };
    }
    return { length, columns: changed };
  },
});

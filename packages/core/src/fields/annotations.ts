import type { NumberArray } from "../tensor.ts";

/** Values that go with boxes or points, one each: class numbers, flags, names. Typed arrays keep their type in batches. */
export type Companion = readonly number[] | readonly bigint[] | readonly string[] | readonly boolean[] | NumberArray;
/** What goes with boxes or points, by name. */
export type Companions = Readonly<Record<string, Companion>>;

/** The values of the given rows, in their order, in the container they came in. */
export function selectRows<Values extends Companion>(values: Values, rows: readonly number[]): Values {
  if (ArrayBuffer.isView(values)) {
    const numbers = values as unknown as Int32Array;
    const selected = new (numbers.constructor as typeof Int32Array)(rows.length);
    for (let i = 0; i < rows.length; i++) selected[i] = numbers[rows[i] as number] as number;
    return selected as unknown as Values;
  }
  return rows.map((row) => values[row]) as unknown as Values;
}

/** Checks that every companion has one value for each of `count` rows. */
export function checkCompanions(owner: string, companions: Companions, count: number): void {
  for (const [name, values] of Object.entries(companions)) {
    if (values.length !== count) {
      throw new RangeError(`${owner}: with.${name} has ${values.length} values for ${count} rows; one each is needed`);
    }
  }
}

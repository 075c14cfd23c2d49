/** Values that go with boxes or points, one each: class numbers, flags, names. */
export type Companion = readonly number[] | readonly string[] | readonly boolean[] | Int32Array | Float32Array;
export type Companions = Readonly<Record<string, Companion>>;

/** The values of the given rows, in their order, in the container they came in. */
export function selectRows<Values extends Companion>(values: Values, rows: readonly number[]): Values {
  if (values instanceof Int32Array || values instanceof Float32Array) {
    const selected = new (values.constructor as typeof Int32Array)(rows.length);
    for (let i = 0; i < rows.length; i++) selected[i] = values[rows[i] as number] as number;
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

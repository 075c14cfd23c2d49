import type { Kind } from "./kind.ts";
import type { FieldSchema } from "./schema.ts";

/** Plain strings: paths, names, captions. */
export const string: Kind<string> = {
  recognises: (value) => typeof value === "string",
  describe: () => ({ dtype: "string", shape: [] }),
  collate: collateStrings,
  arrow: () => ({ layout: "strings" }),
  bytes: stringBytes,
};

/** @throws TypeError for what is no string. */
export function collateStrings({ name }: FieldSchema, values: readonly unknown[]): string[] {
  const wrong = values.find((value) => typeof value !== "string");
  if (wrong === undefined && !values.includes(undefined)) return values as string[];
  throw new TypeError(`the field "${name}" is a text in the schema, and a ${typeof wrong} in this batch`);
}

/** What V8 takes at most: two bytes a character and a header. */
export function stringBytes(value: string): number {
  return 16 + 2 * value.length;
}

import type { Text } from "../fields/index.ts";
import type { Kind } from "./kind.ts";
import { collateStrings, stringBytes } from "./string.ts";

/** Texts with annotated spans. A batch holds the texts. */
export const text: Kind<Text> = {
  describe: () => ({ dtype: "string", shape: [] }),
  collate: (field, values) =>
    collateStrings(
      field,
      values.map((value) => value?.value),
    ),
  arrow: () => ({ layout: "strings" }),
  // A span is an object of two numbers and perhaps a name.
  bytes: ({ value, spans }) => stringBytes(value) + 64 * spans.length,
};

import type { Data, DataType } from "apache-arrow";

/** A column before it has a name. */
export interface ArrowColumn {
  readonly type: DataType;
  readonly data: Data;
  /** Names a canonical extension type. */
  readonly metadata?: Map<string, string>;
}

/** The metadata of a canonical extension type (https://arrow.apache.org/docs/format/CanonicalExtensions.html). */
export function extension(name: string, metadata: string): Map<string, string> {
  return new Map([
    ["ARROW:extension:name", name],
    ["ARROW:extension:metadata", metadata],
  ]);
}

import type { Boxes, Companion, Companions, Keypoints } from "@millrace/core";
import type { CollatedRows, CompanionColumn, PadTo, RowCollate } from "./collate.ts";

type RowField = Boxes | Keypoints;

/** Collates boxes (4 numbers a row) or keypoints (2 numbers a row). */
export function collateRows(field: string, values: readonly RowField[], how: RowCollate): CollatedRows {
  const width = values[0]?.kind === "keypoints" ? 2 : 4;
  const counts = values.map((value) => value.data.length / width);
  if (typeof how === "object") return padRows(field, values, counts, width, how);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const data = new Float32Array(total * width);
  let row = 0;
  const offsets = new Int32Array(values.length + 1);
  values.forEach((value, i) => {
    data.set(value.data, row * width);
    row += counts[i] as number;
    offsets[i + 1] = row;
  });
  const columns = companionColumns(field, values, (all) => all);
  if (how === "ragged") return { collate: "ragged", width, data, offsets, with: columns };
  const sample = Int32Array.from(counts.flatMap((count, i) => new Array<number>(count).fill(i)));
  return { collate: "flat", width, data, sample, with: columns };
}

function padRows(
  field: string,
  values: readonly RowField[],
  counts: readonly number[],
  width: number,
  { padTo, value }: PadTo,
): CollatedRows {
  const data = new Float32Array(values.length * padTo * width).fill(value);
  values.forEach((rows, i) => {
    const count = counts[i] as number;
    if (count > padTo) {
      throw new RangeError(
        `the field "${field}" of sample ${i} of the batch has ${count} rows, more than padTo(${padTo}) holds; raise it, or collate "ragged"`,
      );
    }
    data.set(rows.data, i * padTo * width);
  });
  const columns = companionColumns(field, values, (all, blank) =>
    counts.flatMap((count, i) => {
      const start = counts.slice(0, i).reduce((sum, before) => sum + before, 0);
      return [...all.slice(start, start + count), ...new Array(padTo - count).fill(blank)];
    }),
  );
  const shape = [values.length, padTo, width] as const;
  return { collate: "padded", width, shape, data, lengths: Int32Array.from(counts), with: columns };
}

type Scalar = number | string | boolean;

/** The companions of all samples, one column each; every sample must carry the same names. */
function companionColumns(
  field: string,
  values: readonly RowField[],
  arrange: (all: Scalar[], blank: Scalar) => Scalar[],
): Record<string, CompanionColumn> {
  const columns: Record<string, CompanionColumn> = {};
  const [first] = values;
  if (first === undefined) return columns;
  for (const name of Object.keys(first.with)) {
    const parts = values.map((value, i) => {
      const part = (value.with as Companions)[name];
      if (part === undefined)
        throw new TypeError(`the field "${field}" of sample ${i} of the batch has no with.${name}`);
      return part;
    });
    const all = parts.flatMap((part) => Array.from(part as ArrayLike<Scalar>));
    columns[name] = column(parts, all, arrange);
  }
  return columns;
}

function column(
  parts: readonly Companion[],
  all: Scalar[],
  arrange: (all: Scalar[], blank: Scalar) => Scalar[],
): CompanionColumn {
  if (parts.every((part) => part instanceof Int32Array)) return Int32Array.from(arrange(all, 0) as number[]);
  if (all.some((value) => typeof value === "string")) return arrange(all, "") as string[];
  // Types follow the kind of value and never its size, so a batch without rows has the type of the others where it can be told.
  if (all.length > 0 && all.every((value) => typeof value === "boolean")) {
    return Uint8Array.from(arrange(all, false) as never[], Number);
  }
  return Float32Array.from(arrange(all, 0) as number[]);
}

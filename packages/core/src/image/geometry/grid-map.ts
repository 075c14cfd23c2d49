import { separableField } from "../../kernels/field.ts";
import type { Canvas } from "../../outline-types.ts";
import type { SourceMap } from "../effect.ts";

/** Shares of the source that the equal cells of an axis show; they sum to 1. */
export type Cells = readonly number[];

/** A map on which each axis is stretched cell by cell, continuous, its ends where they were. */
export function gridMap({ width, height }: Canvas, columns: Cells, rows: Cells): SourceMap {
  const [across, down] = [axisOf(columns, width), axisOf(rows, height)];
  return {
    at: (x, y) => [across(x), down(y)],
    write: (memory) => separableField(memory, centres(across, width), centres(down, height)),
  };
}

function centres(axis: (position: number) => number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => axis(i + 0.5));
}

/** Where a position of an axis reads the source; beyond the ends the outermost cells go on. */
function axisOf(cells: Cells, length: number): (position: number) => number {
  const starts = [0];
  for (const share of cells) starts.push((starts.at(-1) as number) + share * length);
  const size = length / cells.length;
  return (position) => {
    const cell = Math.min(cells.length - 1, Math.max(0, Math.floor(position / size)));
    const place = position / size - cell;
    return (starts[cell] as number) + place * (cells[cell] as number) * length;
  };
}

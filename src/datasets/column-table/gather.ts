import type { ColumnBatch, ColumnContext, TableColumn, TensorType, TypedArrayOf } from "@millrace/core";
import { bytesPerNumber, tensorView } from "@millrace/core/engine";
import type { NumberList } from "../../order/row-numbers.ts";
import type { StoredBlock, StoredColumn, StoredTable } from "./store.ts";

/** Any class of numbers: what is copied from one array to another of its class. */
type Numbers = Uint8Array;

type Bits = Uint32Array | Uint16Array | Uint8Array;

/** Columns of so many bytes a row and more are copied as memory, one after another; others number by number. */
const wide = 128;

/** Where units of a row of a block come from and go to: unit `sources[u]` of row i to `starts[u] + i * steps[u]`. */
interface Targets {
  readonly sources: Int32Array;
  readonly starts: Int32Array;
  readonly steps: Int32Array;
}

/**
 * Rows of a table as columns. Each block is read row after row, all of a row at once: rows of a shuffled table are at
 * random places, and a place costs a wait for memory, however many of its neighbours are read with it.
 */
export function gatherColumns(
  { length, blocks, columns }: StoredTable,
  rows: NumberList,
  allocate: ColumnContext["allocate"],
): ColumnBatch {
  for (let i = 0; i < rows.length; i++) {
    if ((rows[i] as number) >= length)
      throw new RangeError(`there is no row ${rows[i]}: the table has ${length}, which count from 0`);
  }
  const gathered = new Map<StoredColumn, TypedArrayOf[TensorType]>();
  for (const [number, block] of blocks.entries()) {
    const own = columns.filter((column) => column.block === number);
    const views = gatherBlock(block, own, rows, allocate);
    for (const [i, column] of own.entries()) gathered.set(column, views[i] as TypedArrayOf[TensorType]);
  }
  const batch: Record<string, TableColumn> = {};
  for (const column of columns) {
    const { name, dtype, width, validity, dictionary } = column;
    const made: TableColumn = {
      dtype,
      width,
      values: gathered.get(column) as never,
      ...(validity === undefined ? {} : { validity: gatherBits(validity, rows, allocate) }),
      ...(dictionary === undefined ? {} : { dictionary }),
    };
    Object.defineProperty(batch, name, { value: made, enumerable: true, configurable: true, writable: true });
  }
  return { length: rows.length, columns: batch };
}

/** The columns of a block, one behind the other in one piece of memory. */
function gatherBlock(
  { dtype, stride, values }: StoredBlock,
  columns: readonly StoredColumn[],
  rows: NumberList,
  allocate: ColumnContext["allocate"],
): readonly TypedArrayOf[TensorType][] {
  const count = rows.length;
  const used = columns.reduce((sum, { width }) => sum + width, 0);
  const memory = allocate(dtype, count * used);
  const { buffer, byteOffset } = memory;
  const bytes = bytesPerNumber(dtype);
  const isWide = ({ width }: StoredColumn) => width * bytes >= wide;
  const narrow = columns.reduce((sum, column) => sum + (isWide(column) ? 0 : column.width), 0);
  // Numbers of 8 bytes go as two of 4: what is not touched as a number keeps its bits.
  const unit = Math.min(4, bytes);
  const units = bytes / unit;
  const sources = new Int32Array(narrow * units);
  const starts = new Int32Array(narrow * units);
  const steps = new Int32Array(narrow * units);
  let behind = 0;
  let next = 0;
  const views = columns.map((column) => {
    const { width, offset } = column;
    const begin = behind;
    behind += count * width;
    const view = tensorView(dtype, buffer, byteOffset + begin * bytes, count * width);
    if (isWide(column)) {
      copyRows(values as Numbers, rows, stride, offset, view as Numbers, width);
      return view;
    }
    for (let part = 0; part < width * units; part++, next++) {
      sources[next] = offset * units + part;
      starts[next] = begin * units + part;
      steps[next] = width * units;
    }
    return view;
  });
  if (narrow === 0) return views;
  const targets: Targets = { sources, starts, steps };
  const source = { buffer: values.buffer as ArrayBuffer, byteOffset: values.byteOffset, units: values.length * units };
  const filled = { buffer, byteOffset, units: memory.length * units };
  if (unit === 4)
    scatterWords(bitsOf(4, source) as Uint32Array, rows, stride * units, bitsOf(4, filled) as Uint32Array, targets);
  else scatterBits(bitsOf(unit, source), rows, stride, bitsOf(unit, filled), targets);
  return views;
}

interface Stretch {
  readonly buffer: ArrayBuffer;
  readonly byteOffset: number;
  readonly units: number;
}

function bitsOf(unit: number, { buffer, byteOffset, units }: Stretch): Bits {
  if (unit === 4) return new Uint32Array(buffer, byteOffset, units);
  return unit === 2 ? new Uint16Array(buffer, byteOffset, units) : new Uint8Array(buffer, byteOffset, units);
}

/** Rows that are fetched from memory before the first of them is copied. */
const fetched = 64;

/** The loop that tables of floats spend their time in; a function of its own, so that it sees one class of arrays. */
function scatterWords(
  source: Uint32Array,
  rows: NumberList,
  stride: number,
  target: Uint32Array,
  { sources, starts, steps }: Targets,
): number {
  let touched = 0;
  for (let begin = 0; begin < rows.length; begin += fetched) {
    const end = Math.min(rows.length, begin + fetched);
    // So short a loop has many rows on their way from memory at once; that of the copying waits for them one by one.
    for (let i = begin; i < end; i++) touched ^= source[(rows[i] as number) * stride] as number;
    for (let i = begin; i < end; i++) {
      const from = (rows[i] as number) * stride;
      for (let unit = 0; unit < starts.length; unit++) {
        target[(starts[unit] as number) + i * (steps[unit] as number)] = source[
          from + (sources[unit] as number)
        ] as number;
      }
    }
  }
  // Returned, so that no compiler leaves the reading out.
  return touched;
}

function scatterBits(
  source: Bits,
  rows: NumberList,
  stride: number,
  target: Bits,
  { sources, starts, steps }: Targets,
): void {
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * stride;
    for (let unit = 0; unit < starts.length; unit++) {
      target[(starts[unit] as number) + i * (steps[unit] as number)] = source[
        from + (sources[unit] as number)
      ] as number;
    }
  }
}

/** A wide column of each row; it copies memory, whatever the numbers are. */
function copyRows(source: Numbers, rows: NumberList, stride: number, offset: number, target: Numbers, width: number) {
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * stride + offset;
    target.set(source.subarray(from, from + width), i * width);
  }
}

function gatherBits(validity: Uint8Array, rows: NumberList, allocate: ColumnContext["allocate"]): Uint8Array {
  const bits = allocate("uint8", Math.ceil(rows.length / 8)).fill(0);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    // Rows beyond 2³¹ have no place in a shift.
    const present = ((validity[Math.floor(row / 8)] as number) >> (row % 8)) & 1;
    bits[i >> 3] = (bits[i >> 3] as number) | (present << (i & 7));
  }
  return bits;
}

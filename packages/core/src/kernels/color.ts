import { type ColorOperation, requireOperation } from "./color-operation.ts";
import { type Histogram, histogramAfter, histogramOf } from "./histogram.ts";
import { brightnessTable, compose, contrastTable, identityTable, type LookupTable, tableOf } from "./lookup-table.ts";
import type { KernelMemory } from "./memory.ts";
import { kernels } from "./module.ts";
import { type Raster, requireBytes } from "./raster.ts";
import { autocontrastTable, equalizeTable } from "./statistic-table.ts";

export type { ColorOperation } from "./color-operation.ts";

/** What a pass does to each pixel. */
type Step =
  | { readonly step: "lookup"; readonly table: LookupTable }
  | { readonly step: "saturation"; readonly factor: number }
  | { readonly step: "hue"; readonly factor: number };

const stepCodes = { lookup: 0, saturation: 1, hue: 2 } as const;

/** Bytes of the planes that a pass works in. */
const blockBytes = 6 * 1024;

/**
 * Applies point operations to 8-bit pixels in place: the bytes are those of one operation after another, but tables are
 * composed and the pixels are walked only once for each statistic.
 *
 * Semantics of torchvision v2 on uint8 tensors, to the byte. Of 1 channel, contrast pivots on its own mean, saturation
 * and hue do nothing. The last of 2 or 4 channels is alpha and stays, unless a table of its own is given. Throws a
 * TypeError for other element types, a RangeError for factors out of range and tables of the wrong length.
 */
export function applyColorProgram(memory: KernelMemory, raster: Raster, operations: readonly ColorOperation[]): void {
  requireBytes(raster, "A color program");
  for (const operation of operations) requireOperation(operation, raster.channels);
  const mark = memory.mark();
  const pass = raster.channels < 3 ? grayPass : colorPass;
  let pending: Step[] = [];
  for (const operation of operations) {
    if (!needsStatistic(operation)) {
      if (operation.operation === "lookup") lookUpAlpha(memory, raster, operation.table);
      pending = append(pending, stepOf(operation), raster.channels);
      continue;
    }
    // Tables need not be written before the statistic: what follows from it becomes part of them.
    const write = pending.some(({ step }) => step !== "lookup");
    let table: LookupTable;
    if (operation.operation === "contrast") {
      const sum = pass(memory, raster, pending, { write, sum: true });
      const mean = Math.fround(Math.fround(sum) / Math.fround(raster.width * raster.height));
      table = contrastTable(operation.factor, mean);
    } else {
      if (write) pass(memory, raster, pending, { write, sum: false });
      const histogram = levelsAfter(memory, raster, write ? undefined : pending[0]);
      table = operation.operation === "autocontrast" ? autocontrastTable(histogram) : equalizeTable(histogram);
    }
    if (write) pending = [];
    pending = append(pending, { step: "lookup", table }, raster.channels);
  }
  if (pending.length > 0) pass(memory, raster, pending, { write: true, sum: false });
  memory.release(mark);
}

type StatisticOperation = Extract<ColorOperation, { operation: "contrast" | "autocontrast" | "equalize" }>;

/** Whether all pixels must have been seen before the first one can be changed. */
function needsStatistic(operation: ColorOperation): operation is StatisticOperation {
  const { operation: name } = operation;
  return name === "contrast" || name === "autocontrast" || name === "equalize";
}

/** How often each level occurs after a table that was not written yet. */
function levelsAfter(memory: KernelMemory, raster: Raster, pending: Step | undefined): Histogram {
  const histogram = histogramOf(memory, raster);
  return pending?.step === "lookup" ? histogramAfter(histogram, pending.table) : histogram;
}

function stepOf(operation: Exclude<ColorOperation, StatisticOperation>): Step {
  switch (operation.operation) {
    case "brightness":
      return { step: "lookup", table: brightnessTable(operation.factor) };
    case "lookup":
      return { step: "lookup", table: tableOf(operation.table) };
    default:
      return { step: operation.operation, factor: operation.factor };
  }
}

/** Adds a step, into the table before it if both are tables. */
function append(steps: readonly Step[], next: Step, channels: number): Step[] {
  const last = steps.at(-1);
  if (next.step !== "lookup") return channels < 3 ? [...steps] : [...steps, next];
  if (last?.step !== "lookup") return [...steps, next];
  return [...steps.slice(0, -1), { step: "lookup", table: compose(last.table, next.table) }];
}

interface PassOptions {
  readonly write: boolean;
  readonly sum: boolean;
}

/** One walk over pixels of 3 or 4 channels. Returns the sum of gray values after the steps, if asked for. */
function colorPass(memory: KernelMemory, raster: Raster, steps: readonly Step[], { write, sum }: PassOptions): number {
  const mark = memory.mark();
  const words = memory.allocate(Math.max(1, steps.length) * 12);
  const tables = steps.map((step) => (step.step === "lookup" ? upload(memory, step.table) : 0));
  const block = memory.allocate(blockBytes);
  const view = new DataView(memory.memory.buffer, words, steps.length * 12);
  for (const [index, step] of steps.entries()) {
    view.setInt32(index * 12, stepCodes[step.step], true);
    if (step.step === "lookup") {
      view.setUint32(index * 12 + 4, tables[index]!, true);
    } else {
      view.setFloat32(index * 12 + 4, step.factor, true);
      view.setFloat32(index * 12 + 8, 1 - step.factor, true);
    }
  }
  const { pointer, width, height, channels } = raster;
  const count = width * height;
  const only = steps.length === 1 ? steps[0] : undefined;
  let total = 0;
  if (channels === 3 && !sum && only?.step === "lookup" && only.table.length === 256) {
    kernels(memory).lookup(pointer, count * 3, tables[0]!);
  } else {
    total = kernels(memory).colorPass(pointer, count, channels, words, steps.length, block, Number(write), Number(sum));
  }
  memory.release(mark);
  return total;
}

/** The same for pixels of 1 or 2 channels, where only tables do something. */
function grayPass(memory: KernelMemory, raster: Raster, steps: readonly Step[], { write }: PassOptions): number {
  const mark = memory.mark();
  const step = steps[0];
  const table = upload(memory, step?.step === "lookup" ? step.table : identityTable());
  const { pointer, width, height, channels } = raster;
  const total = kernels(memory).lookupChannel(pointer, width * height, channels, table, Number(write));
  memory.release(mark);
  return total;
}

/** Three tables for three channels, which may be the same. */
function upload(memory: KernelMemory, table: LookupTable): number {
  const pointer = memory.allocate(768);
  for (let at = 0; at < 768; at += table.length) memory.bytesAt(pointer + at, table.length).set(table);
  return pointer;
}

/** Alpha through its own table, the last of a table for each channel; nothing else ever touches it. */
function lookUpAlpha(memory: KernelMemory, { pointer, width, height, channels }: Raster, table: Uint8Array): void {
  if (channels % 2 === 1 || table.length !== 256 * channels) return;
  const mark = memory.mark();
  const alpha = memory.allocate(256);
  memory.bytesAt(alpha, 256).set(table.subarray((channels - 1) * 256));
  kernels(memory).lookupChannel(pointer + channels - 1, width * height, channels, alpha, 1);
  memory.release(mark);
}

import { colorChannels } from "./color/channels.ts";
import {
  opencvContrastTable,
  opencvEqualizeTable,
  pillowAutocontrastTable,
  pillowContrastTable,
} from "./color/compat-tables.ts";
import { graySum, runSteps } from "./color/pass.ts";
import { append, type Step, stepOf } from "./color/steps.ts";
import { type ColorOperation, type LinearOperation, requireOperation } from "./color-operation.ts";
import { extremesOf, type Histogram, histogramAfter, histogramOf, quickExtremes, sumOf } from "./histogram.ts";
import { contrastTable, type LookupTable, type Most } from "./lookup-table.ts";
import type { KernelMemory } from "./memory.ts";
import type { Raster } from "./raster.ts";
import { autocontrastTable, equalizeTable, linearTable } from "./statistic-table.ts";

export type { ColorOperation } from "./color-operation.ts";

/**
 * Applies point operations to pixels of 8 or 16 bits in place: the bytes are those of one operation after another, but
 * tables are composed and the pixels are walked only once for each statistic.
 *
 * Semantics of torchvision v2 on uint8 tensors, to the byte. Of 1 and 2 channels saturation, hue and matrices do nothing.
 * The last of 2 or 4 channels is alpha and stays; 5 and more are bands, each for itself. Throws a TypeError for element
 * types and a RangeError for numbers of channels that an operation does not take, and for factors out of range.
 *
 * @param target where the result is written instead, of the same shape; the raster then stays as it is.
 */
export function applyColorProgram(
  memory: KernelMemory,
  raster: Raster,
  operations: readonly ColorOperation[],
  target: Raster = raster,
): void {
  if (raster.type === "float32") throw new TypeError("A color program takes uint8 or uint16 pixels, not float32");
  for (const operation of operations) requireOperation(operation, raster);
  const format = { most: raster.type === "uint16" ? 65535 : 255, colors: colorChannels(raster.channels) } as const;
  let pending: readonly Step[] = [];
  // What was written once is read from where it was written.
  let source = raster;
  const write = () => {
    runSteps(memory, source, target, pending);
    source = target;
    pending = [];
  };
  for (const operation of operations) {
    if (isNothing(operation)) continue;
    if (!needsStatistic(operation)) {
      pending = append(pending, stepOf(operation, format), format);
      continue;
    }
    // Tables need not be written before counts of levels: these go through them, and what follows becomes part of them.
    if (pending.length > 0 && (readsColors(operation, format.colors) || !isTable(pending))) write();
    const unwritten = pending.find(({ step }) => step === "lookup") as TableStep | undefined;
    const table = tableAfter(memory, source, unwritten?.table, operation);
    pending = append(pending, { step: "lookup", table }, format);
  }
  if (pending.length > 0 || source !== target) write();
}

/** A hue that does not turn: through HSV of bytes it would come back only near to what it was. */
function isNothing(given: ColorOperation): boolean {
  return given.operation === "hue" && given.factor === 0 && (given.compat ?? "torchvision") !== "torchvision";
}

type StatisticOperation =
  | Extract<ColorOperation, { operation: "contrast" | "autocontrast" | "equalize" }>
  | (LinearOperation & { readonly of: "mean" });

/** Whether all pixels must have been seen before the first one can be changed. */
function needsStatistic(operation: ColorOperation): operation is StatisticOperation {
  if (operation.operation === "linear") return operation.of === "mean";
  const { operation: name } = operation;
  return name === "contrast" || name === "autocontrast" || name === "equalize";
}

/** Whether a statistic is of several channels together, of which counts of single ones say nothing. */
function readsColors({ operation }: StatisticOperation, colors: number): boolean {
  return operation === "contrast" && colors === 3;
}

type TableStep = Extract<Step, { step: "lookup" }>;

/** Whether nothing but a table is still to be applied, or nothing at all. */
function isTable(steps: readonly Step[]): boolean {
  return steps.length === 0 || (steps.length === 1 && steps[0]?.step === "lookup");
}

/** The table of an operation that needs a statistic of the pixels after `pending`, which was not written yet. */
function tableAfter(
  memory: KernelMemory,
  raster: Raster,
  pending: LookupTable | undefined,
  operation: StatisticOperation,
): LookupTable {
  const most: Most = raster.type === "uint16" ? 65535 : 255;
  if (operation.operation === "contrast") return contrastAfter(memory, raster, pending, operation);
  if (operation.operation === "autocontrast") {
    const quick = pending === undefined ? quickExtremes(memory, raster) : undefined;
    const extremes = quick ?? extremesOf(levelsAfter(memory, raster, pending, most), most);
    return operation.compat === "pillow" ? pillowAutocontrastTable(extremes) : autocontrastTable(extremes, most);
  }
  const histogram = levelsAfter(memory, raster, pending, most);
  if (operation.operation === "equalize") {
    return operation.compat === "opencv" ? opencvEqualizeTable(histogram) : equalizeTable(histogram, most);
  }
  const { sum, count } = sumOf(histogram, most);
  return linearTable(operation, sum / count, most);
}

/** How often each level occurs after a table. */
function levelsAfter(memory: KernelMemory, raster: Raster, table: LookupTable | undefined, most: Most): Histogram {
  const histogram = histogramOf(memory, raster);
  return table === undefined ? histogram : histogramAfter(histogram, table, most);
}

/** Contrast about the mean of the gray values; of other than three colors about that of all levels after a table. */
function contrastAfter(
  memory: KernelMemory,
  raster: Raster,
  table: LookupTable | undefined,
  { factor, compat }: Extract<ColorOperation, { operation: "contrast" }>,
): LookupTable {
  const most: Most = raster.type === "uint16" ? 65535 : 255;
  const { sum, count } =
    colorChannels(raster.channels) === 3
      ? { sum: graySum(memory, raster, compat), count: raster.width * raster.height }
      : sumOf(levelsAfter(memory, raster, table, most), most);
  if (compat === "pillow") return pillowContrastTable(factor, sum / count);
  if (compat === "opencv") return opencvContrastTable(factor, sum / count);
  return contrastTable(factor, Math.fround(Math.fround(sum) / Math.fround(count)), most);
}

import type { LookupTable } from "../lookup-table.ts";
import type { KernelMemory } from "../memory.ts";
import { elementBytes, type Raster, rasterBytes } from "../raster.ts";
import { colorChannels } from "./channels.ts";
import type { Compat } from "./compat.ts";
import { writeEntries } from "./entries.ts";
import { colorKernels } from "./module.ts";
import type { Step } from "./steps.ts";
import { linesOf, shapeOf, worthARule } from "./table-shape.ts";

/** Whose gray a walk sums. */
const grayCodes = { none: 0, torchvision: 1, pillow: 2, opencv: 3 } as const;

/** Bytes of the planes that a pass works in. */
const blockBytes = 6 * 1024;

/**
 * Changes pixels by steps, from one raster to another of its shape, or in place where both are one: bytes of three colors in
 * one walk, all others by a walk for each step.
 */
export function runSteps(memory: KernelMemory, source: Raster, target: Raster, steps: readonly Step[]): void {
  const mark = memory.mark();
  if (source.type === "uint8" && source.channels === 3 && steps.length > 0) {
    runAcross(memory, source, target, steps);
  } else {
    if (source.pointer !== target.pointer) copyPixels(memory, source, target);
    runInPlace(memory, target, steps);
  }
  memory.release(mark);
}

/** Bytes of three channels, which are read and written once; what is a step by itself has a kernel without planes. */
function runAcross(memory: KernelMemory, source: Raster, target: Raster, steps: readonly Step[]): void {
  const only = steps.length === 1 ? steps[0] : undefined;
  const pixels = source.width * source.height;
  if (only?.step === "lookup" && only.table.length === 256) {
    lookUpBytes(memory, source.pointer, pixels * 3, only.table, target.pointer);
  } else if (only?.step === "lookup") {
    lookUpThree(memory, source.pointer, pixels, only.table, target.pointer);
  } else if (only?.step === "saturation" && only.factor === 0 && only.compat === "torchvision") {
    colorKernels(memory).grayPixels(source.pointer, pixels, target.pointer);
  } else walkColors(memory, source, steps, { target: target.pointer, gray: "none" });
}

function runInPlace(memory: KernelMemory, raster: Raster, steps: readonly Step[]): void {
  if (raster.type === "uint8" && colorChannels(raster.channels) === 3) {
    walkColors(memory, raster, steps, { target: raster.pointer, gray: "none" });
    return;
  }
  for (const step of steps) {
    if (step.step === "lookup") lookUp(memory, raster, step.table);
    else if (step.step === "permutation") permute(memory, raster, step.order);
  }
}

/** The sum of the gray values of three colors; of 16 bits they are torchvision's. */
export function graySum(memory: KernelMemory, raster: Raster, gray: Compat = "torchvision"): number {
  const { pointer, width, height, channels, type } = raster;
  if (type !== "uint8") return colorKernels(memory).sumGrayShorts(pointer, width * height, channels);
  if (channels === 3 && gray === "torchvision") return colorKernels(memory).sumGray(pointer, width * height);
  const mark = memory.mark();
  const sum = walkColors(memory, raster, [], { target: 0, gray });
  memory.release(mark);
  return sum;
}

/**
 * One walk over bytes of three colors, with or without alpha, to a target, or to none where that is 0. Returns the sum of
 * gray values after the steps, where it is said whose.
 */
function walkColors(
  memory: KernelMemory,
  { pointer, width, height, channels }: Raster,
  steps: readonly Step[],
  { target, gray }: { readonly target: number; readonly gray: keyof typeof grayCodes },
): number {
  const words = writeEntries(memory, steps, width * height * channels);
  const block = memory.allocate(blockBytes);
  const kernel = colorKernels(memory).colorPass;
  return kernel(pointer, width * height, channels, words, steps.length, block, target, grayCodes[gray]);
}

/** All color channels through a table, or each through its own, in place. */
function lookUp(memory: KernelMemory, raster: Raster, table: LookupTable): void {
  const { pointer, width, height, channels, type } = raster;
  const levels = type === "uint16" ? 65536 : 256;
  const colors = colorChannels(channels);
  const count = width * height;
  // Where no channel is left out and all go through one table, pixels are but a row of levels.
  const whole = table.length === levels && colors === channels;
  if (whole && type === "uint8") {
    lookUpBytes(memory, pointer, count * channels, table, pointer);
    return;
  }
  const { lookupBands, lookupShorts, lookupShortBands } = colorKernels(memory);
  const tables = upload(memory, table, whole ? 1 : colors, levels);
  if (whole) lookupShorts(pointer, count * channels, tables);
  else (type === "uint16" ? lookupShortBands : lookupBands)(pointer, count, channels, colors, tables);
}

/** Fewer bytes than this are looked up before a table of pairs is written. */
const worthPairs = 128 * 1024;
const pairTableBytes = 65536 * 2;

function lookUpBytes(memory: KernelMemory, source: number, count: number, table: LookupTable, target: number): void {
  const { lookup, lookupBits, lookupLine, lookupPairs, pairTable } = colorKernels(memory);
  const rule = count < worthARule ? undefined : shapeOf(table);
  if (rule === undefined) {
    const bytes = upload(memory, table, 1, 256);
    if (count < worthPairs) {
      lookup(source, count, bytes, target);
      return;
    }
    const pairs = memory.allocate(pairTableBytes);
    pairTable(bytes, pairs);
    lookupPairs(source, count, bytes, pairs, target);
  } else if (rule.shape === "bits") lookupBits(source, count, rule.mask, rule.threshold, target);
  else lookupLine(source, count, rule.factor, rule.added, target);
}

/** Three interleaved channels, each through its own table: by lines where all are such, else entry by entry. */
function lookUpThree(memory: KernelMemory, source: number, count: number, table: LookupTable, target: number): void {
  const { lookupLines, lookupThree } = colorKernels(memory);
  const lines = count * 3 < worthARule ? undefined : linesOf(table);
  if (lines === undefined) {
    lookupThree(source, count, upload(memory, table, 1, table.length), target);
    return;
  }
  const pointer = memory.allocate(24);
  const view = new Int32Array(memory.memory.buffer, pointer, 6);
  for (const [channel, { factor, added }] of lines.entries()) {
    view[2 * channel] = factor;
    view[2 * channel + 1] = added;
  }
  lookupLines(source, count * 3, pointer, target);
}

/** So many tables, one after another; one that is for all channels as often as it takes. */
function upload(memory: KernelMemory, table: LookupTable, count: number, levels: number): number {
  const { BYTES_PER_ELEMENT: bytes } = table;
  const pointer = memory.allocate(count * levels * bytes);
  for (let at = 0; at < count * levels; at += table.length) {
    const target = memory.bytesAt(pointer + at * bytes, table.byteLength);
    target.set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength));
  }
  return pointer;
}

function permute(memory: KernelMemory, raster: Raster, order: readonly number[]): void {
  const { pointer, width, height, channels, type } = raster;
  const [places, scratch] = [memory.allocate(order.length), memory.allocate(channels * 4)];
  memory.bytesAt(places, order.length).set(order);
  const bytes = elementBytes[type];
  colorKernels(memory).permute(pointer, width * height, channels, order.length, bytes, places, scratch);
}

function copyPixels(memory: KernelMemory, source: Raster, target: Raster): void {
  const { buffer } = memory.memory;
  new Uint8Array(buffer).copyWithin(target.pointer, source.pointer, source.pointer + rasterBytes(source));
}

import type { KernelMemory } from "../memory.ts";
import { elementBytes, pixelBytes, type Raster } from "../raster.ts";
import { mixKernels } from "./module.ts";

/** Where a number of a mask is found: its pixels, and the rectangle around them. */
export interface Hull {
  readonly pixels: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** How many numbers a mask of a type may hold. */
export function numbersOf({ type }: Pick<Raster, "type">): number {
  return 256 ** elementBytes[type];
}

/** All numbers but 0 that a mask of 8 or 16 bits holds, in order, with what they cover. */
export function hullsOf(memory: KernelMemory, mask: Raster): ReadonlyMap<number, Hull> {
  const mark = memory.mark();
  const count = numbersOf(mask);
  const table = memory.allocate(count * 20);
  const words = new Int32Array(memory.memory.buffer, table, count * 5);
  words.fill(0);
  mixKernels(memory).hulls(mask.pointer, wide(mask), mask.width, mask.height, table);
  const found = new Map<number, Hull>();
  for (let number = 1; number < count; number++) {
    const [pixels, left, top, right, bottom] = words.subarray(number * 5, number * 5 + 5) as unknown as [
      number,
      number,
      number,
      number,
      number,
    ];
    if (pixels > 0) found.set(number, { pixels, left, top, right, bottom });
  }
  memory.release(mark);
  return found;
}

/** What is pasted where: the mask that says which pixels, the numbers that they get, and the place on the other picture. */
export interface Pasting {
  readonly mask: Raster;
  /** New numbers by old ones; those that have none are not pasted. */
  readonly numbers: ReadonlyMap<number, number>;
  readonly x: number;
  readonly y: number;
}

/** Copies pixels of a picture of the size of the mask onto another one, in place. */
export function pastePixels(memory: KernelMemory, pasting: Pasting, source: Raster, target: Raster): void {
  const { mask } = pasting;
  const mark = memory.mark();
  const table = writeTable(memory, pasting);
  const bytes = pixelBytes(target);
  mixKernels(memory).pasteWhere(
    mask.pointer,
    wide(mask),
    mask.width,
    mask.height,
    table,
    source.pointer,
    bytes,
    placeOn(target, pasting),
    target.width * bytes,
  );
  memory.release(mark);
}

/** Writes the new numbers into another mask, in place. */
export function pasteNumbers(memory: KernelMemory, pasting: Pasting, target: Raster): void {
  const { mask } = pasting;
  const mark = memory.mark();
  const table = writeTable(memory, pasting);
  mixKernels(memory).pasteNumbers(
    mask.pointer,
    wide(mask),
    mask.width,
    mask.height,
    table,
    placeOn(target, pasting),
    target.width * pixelBytes(target),
    wide(target),
  );
  memory.release(mark);
}

function writeTable(memory: KernelMemory, { mask, numbers }: Pasting): number {
  const count = numbersOf(mask);
  const table = memory.allocate(count * 2);
  const words = new Uint16Array(memory.memory.buffer, table, count);
  words.fill(0);
  for (const [before, after] of numbers) words[before] = after;
  return table;
}

function placeOn(target: Raster, { x, y }: Pasting): number {
  return target.pointer + (y * target.width + x) * pixelBytes(target);
}

function wide({ type }: Raster): number {
  return Number(type === "uint16");
}

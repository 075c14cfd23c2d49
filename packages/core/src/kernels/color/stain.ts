import { log } from "../math.ts";
import type { KernelMemory } from "../memory.ts";
import { type Raster, requireBytes } from "../raster.ts";
import { colorKernels } from "./module.ts";

type Three = readonly [number, number, number];

export interface Stain {
  /** The optical densities of two stains for red, green and blue. */
  readonly stains: readonly [Three, Three];
  /** By what the concentration of each stain is multiplied, and what is added. */
  readonly scale: readonly [number, number];
  readonly shift: readonly [number, number];
  /** Whether what is brighter than tissue is changed as well. */
  readonly augmentBackground: boolean;
}

/** What keeps the two stains' equations solvable where they are nearly alike. */
const regularization = 1e-6;

let tables: Float32Array | undefined;

/** The logarithms of the shares that bytes are of 255, at least 10⁻⁶, and those shares. */
function stainTables(): Float32Array {
  tables ??= Float32Array.from({ length: 512 }, (_, at) =>
    at < 256 ? log(Math.max(Math.fround(at / 255), 1e-6)) : (at - 256) / 255,
  );
  return tables;
}

/**
 * Takes 8-bit pixels apart into two stains (Ruifrok and Johnston, "Quantification of histochemical staining by color
 * deconvolution", 2001), changes the concentration of each and puts them together again, in place. Alpha stays. Throws a
 * TypeError for other types, a RangeError for other than 3 or 4 channels.
 */
export function stain(memory: KernelMemory, raster: Raster, options: Stain): void {
  requireBytes(raster, "Staining");
  const { pointer, width, height, channels } = raster;
  if (channels !== 3 && channels !== 4) throw new RangeError(`Staining takes 3 or 4 channels, not ${channels}`);
  const mark = memory.mark();
  const logarithms = memory.allocate(2048);
  const tissue = memory.allocate(128);
  memory.floatsAt(logarithms, 512).set(stainTables());
  const { stains, scale, shift, augmentBackground } = options;
  memory.floatsAt(tissue, 16).set(columnsOf(stains, scale, shift));
  memory.floatsAt(tissue + 64, 16).set(columnsOf(stains, [1, 1], [0, 0]));
  const background = augmentBackground ? tissue : tissue + 64;
  const kernel = colorKernels(memory).stain;
  kernel(pointer, width * height, channels, logarithms, logarithms + 1024, tissue, background);
  memory.release(mark);
}

/** The matrix between logarithms as columns of four, and what is added. */
function columnsOf([first, second]: Stain["stains"], scale: Stain["scale"], shift: Stain["shift"]): Float32Array {
  const a = dot(first, first) + regularization;
  const b = dot(first, second);
  const c = dot(second, second) + regularization;
  const determinant = a * c - b * b;
  const columns = new Float32Array(16);
  for (let from = 0; from < 3; from++) {
    // The concentrations that a density of this channel alone would have.
    const one = (c * first[from]! - b * second[from]!) / determinant;
    const other = (a * second[from]! - b * first[from]!) / determinant;
    for (let to = 0; to < 3; to++) {
      columns[from * 4 + to] = first[to]! * scale[0] * one + second[to]! * scale[1] * other;
    }
  }
  for (let to = 0; to < 3; to++) columns[12 + to] = -(first[to]! * shift[0] + second[to]! * shift[1]);
  return columns;
}

function dot(one: Three, other: Three): number {
  return one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
}

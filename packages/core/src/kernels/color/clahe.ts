import type { KernelMemory } from "../memory.ts";
import { type Raster, requireBytes } from "../raster.ts";
import { labTableBytes, labTables } from "./lab-tables.ts";
import { colorKernels } from "./module.ts";

export interface Clahe {
  /** How many times as often as on average a level may count in a tile. */
  readonly clipLimit: number;
  /** Tiles across and down. */
  readonly tiles: readonly [number, number];
}

/**
 * Spreads the levels of 8-bit pixels in place, in each tile by its own histogram, limited; of three colors their L* alone.
 * Bytes of OpenCV's CLAHE. Alpha, the last of 2 or 4 channels, stays. Throws a TypeError for other types, a RangeError for
 * more than 4 channels.
 */
export function clahe(memory: KernelMemory, raster: Raster, options: Clahe): void {
  requireBytes(raster, "CLAHE");
  const { pointer, width, height, channels } = raster;
  if (channels > 4) throw new RangeError(`CLAHE takes 1 to 4 channels, not ${channels}`);
  const mark = memory.mark();
  if (channels < 3) spread(memory, { pointer, step: channels, width, height }, options);
  else {
    const count = width * height;
    // Whole fours are written, so that planes overlap nothing.
    const plane = (count + 3) & ~3;
    const tables = memory.allocate(labTableBytes);
    const planes = memory.allocate(3 * plane);
    memory.bytesAt(tables, labTableBytes).set(labTables());
    colorKernels(memory).toLab(pointer, count, channels, tables, planes, plane);
    spread(memory, { pointer: planes, step: 1, width, height }, options);
    colorKernels(memory).fromLab(planes, plane, count, channels, tables, pointer);
  }
  memory.release(mark);
}

/** Levels of a picture, `step` bytes apart. */
interface Plane {
  readonly pointer: number;
  readonly step: number;
  readonly width: number;
  readonly height: number;
}

function spread(memory: KernelMemory, plane: Plane, { clipLimit, tiles: [across, down] }: Clahe): void {
  const { pointer, step, width, height } = plane;
  // Where either side is no multiple of its tiles, both grow to the next one, mirrored at their ends.
  const isWhole = width % across === 0 && height % down === 0;
  const tileWidth = Math.floor(width / across) + (isWhole ? 0 : 1);
  const tileHeight = Math.floor(height / down) + (isWhole ? 0 : 1);
  const limit = Math.max(1, Math.trunc((clipLimit * tileWidth * tileHeight) / 256));
  const tables = memory.allocate(across * down * 256);
  const counts = memory.allocate(1024);
  const scratch = memory.allocate((width + 1) * 12);
  const { claheTables, claheApply } = colorKernels(memory);
  const sizes = [width, height, across, down, tileWidth, tileHeight] as const;
  claheTables(pointer, step, ...sizes, limit, counts, tables);
  claheApply(pointer, step, ...sizes, tables, scratch);
}

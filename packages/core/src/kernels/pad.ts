import { type Border, borderCodes } from "./border.ts";
import { writePixel } from "./fill.ts";
import type { KernelMemory } from "./memory.ts";
import { kernels } from "./module.ts";
import { allocateRaster, pixelBytes, type Raster } from "./raster.ts";

export interface Pad {
  /** Where the picture's corner comes to lie; negative: that much is cut off. */
  readonly left: number;
  readonly top: number;
  /** Size of the result. */
  readonly width: number;
  readonly height: number;
  readonly border: Border;
  /** A value for each channel. */
  readonly fill: readonly number[];
}

/** Puts pixels of any type onto another canvas; none is computed. Returns a new raster. */
export function pad(memory: KernelMemory, source: Raster, { left, top, width, height, border, fill }: Pad): Raster {
  const output = allocateRaster(memory, { ...source, width, height });
  const mark = memory.mark();
  const bytes = pixelBytes(source);
  kernels(memory).pad(
    source.pointer,
    source.width,
    source.height,
    source.width * bytes,
    bytes,
    left,
    top,
    width,
    height,
    borderCodes[border],
    writePixel(memory, source, fill),
    output.pointer,
  );
  memory.release(mark);
  return output;
}

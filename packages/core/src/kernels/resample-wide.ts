import type { KernelMemory } from "./memory.ts";
import { allocateRaster, elementCodes, pixelBytes, type Raster } from "./raster.ts";
import type { Resample } from "./resample.ts";
import { floatTapTable, positionsRead } from "./tap-table.ts";
import { wideKernels } from "./wide.ts";

/** A resize of pixels that are no bytes: both passes in f32, rounded once at the end where elements are whole numbers. */
export function resampleWide(
  memory: KernelMemory,
  source: Raster,
  { columns, rows, filter, antialias }: Resample,
): Raster {
  const { channels, type } = source;
  const output = allocateRaster(memory, { ...source, width: columns.windowLength, height: rows.windowLength });
  const mark = memory.mark();
  const { resampleColumnsWide, resampleRowsWide } = wideKernels(memory);
  const across = floatTapTable(memory, columns, filter, antialias);
  const down = floatTapTable(memory, rows, filter, antialias);
  const { first, count } = positionsRead(rows, filter, antialias);
  const elements = output.width * channels;
  const strip = memory.allocate(count * elements * 4);
  const stride = source.width * pixelBytes(source);
  resampleColumnsWide(
    source.pointer + first * stride,
    stride,
    count,
    channels,
    elementCodes[type],
    across.entries,
    across.coefficients,
    across.stride,
    output.width,
    strip,
  );
  resampleRowsWide(
    strip - first * elements * 4,
    elements * 4,
    elements,
    output.height,
    down.entries,
    down.coefficients,
    down.stride,
    elementCodes[type],
    output.pointer,
  );
  memory.release(mark);
  return output;
}

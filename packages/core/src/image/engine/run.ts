import { applyColorProgram, type ColorOperation } from "../../kernels/color.ts";
import { convert } from "../../kernels/convert.ts";
import type { KernelMemory } from "../../kernels/memory.ts";
import { pad } from "../../kernels/pad.ts";
import { allocateRaster, type Raster } from "../../kernels/raster.ts";
import { reindex } from "../../kernels/reindex.ts";
import { resample } from "../../kernels/resample.ts";
import { remap, warp } from "../../kernels/warp.ts";
import { withName } from "../../walk/with-name.ts";
import { writeField } from "./field.ts";
import { invert } from "./matrix.ts";
import type { Operation } from "./program.ts";

/**
 * Runs one operation; the result lies in the arena, or is the source itself where it was changed in place.
 *
 * @throws what its kernel throws, with the names of the transforms that it comes from before the message.
 */
export function runOperation(memory: KernelMemory, source: Raster, operation: Operation): Raster {
  try {
    return runPass(memory, source, operation);
  } catch (cause) {
    throw withName(operation.names.join(", "), cause);
  }
}

function runPass(memory: KernelMemory, source: Raster, operation: Operation): Raster {
  switch (operation.operation) {
    case "axes": {
      const { columns, rows, transpose, resize } = operation;
      if (resize !== undefined) return resample(memory, source, { columns, rows, ...resize });
      // `columns` and `rows` are axes of the source; after a swap each mirrors the other axis of the result.
      return reindex(memory, source, {
        x: columns.offset,
        y: rows.offset,
        width: columns.length,
        height: rows.length,
        transpose,
        flipX: transpose ? rows.reversed : columns.reversed,
        flipY: transpose ? columns.reversed : rows.reversed,
      });
    }
    case "warp": {
      const { step } = operation;
      const options = { ...step, fill: perChannel(step.fill, source) };
      if (step.step === "warp") return warp(memory, source, { ...options, inverse: [...invert(step.matrix)] });
      return remap(memory, source, options, step.source.write ?? ((arena) => writeField(arena, step)));
    }
    case "pad":
      return pad(memory, source, { ...operation.step, fill: perChannel(operation.step.fill, source) });
    case "color":
      return colored(memory, source, operation.operations);
    case "pixel":
      return operation.run(memory, source);
    case "float": {
      const { scale, bias } = operation;
      const pointer = convert(memory, source, { type: "float32", layout: "NHWC", scale: [...scale], bias: [...bias] });
      return { ...source, pointer, type: "float32" };
    }
  }
}

function perChannel(fill: readonly number[], { channels }: Raster): readonly number[] {
  return fill.length === 1 ? new Array<number>(channels).fill(fill[0] as number) : fill;
}

/** Colors are changed in place, but for what is kept, which stays as it is. */
function colored(memory: KernelMemory, source: Raster, operations: readonly ColorOperation[]): Raster {
  const target = memory.keeps(source.pointer) ? allocateRaster(memory, source) : source;
  applyColorProgram(memory, source, operations, target);
  return target;
}

import type { KernelMemory } from "../../memory.ts";
import type { Raster } from "../../raster.ts";
import type { NoiseSeed } from "../noise.ts";

/** What is drawn for a corruption; most need but a part of it. */
export interface CorruptionDraw {
  readonly seed: NoiseSeed;
  /** An even number from 0 to below 1, for what has a direction. */
  readonly direction: number;
}

/** One kind of corruption of 8-bit pixels at a severity from 1 to 5; in place, or a new raster. */
export type Corruption = (memory: KernelMemory, raster: Raster, severity: number, draw: CorruptionDraw) => Raster;

/** The parameters of a severity. */
export function at<Value>(severity: number, values: readonly [Value, Value, Value, Value, Value]): Value {
  return values[severity - 1] as Value;
}

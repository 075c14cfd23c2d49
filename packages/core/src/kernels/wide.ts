import { moduleOf } from "./instantiate.ts";
import type { KernelMemory } from "./memory.ts";
import { base64 } from "./wide.generated.ts";

/** The kernels for pixels of other types than bytes and of more than four channels. */
export interface WideKernels {
  warpWide(
    source: number,
    sourceWidth: number,
    sourceHeight: number,
    stride: number,
    channels: number,
    element: number,
    filter: number,
    map: number,
    kind: number,
    width: number,
    height: number,
    border: number,
    fill: number,
    scratch: number,
    output: number,
  ): void;
  resampleColumnsWide(
    source: number,
    sourceStride: number,
    rows: number,
    channels: number,
    element: number,
    entries: number,
    table: number,
    stride: number,
    columns: number,
    output: number,
  ): void;
  resampleRowsWide(
    source: number,
    sourceStride: number,
    count: number,
    rows: number,
    entries: number,
    table: number,
    stride: number,
    element: number,
    output: number,
  ): void;
}

/** Compiled when the first such picture is resized or warped. */
export const wideKernels: (memory: KernelMemory) => WideKernels = moduleOf<WideKernels>(base64);

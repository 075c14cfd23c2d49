import { moduleOf } from "../instantiate.ts";
import type { KernelMemory } from "../memory.ts";
import { base64 } from "../pixel.generated.ts";

/** The exports of the kernels for noise, blur, degradation, covering and weather; their sources say what they take. */
export interface PixelKernels {
  jpegScratch(width: number, height: number, channels: number): number;
  jpeg(pixels: number, width: number, height: number, channels: number, tables: number, scratch: number): void;
}

/** The kernels on a memory; compiled when the first of them is asked for. */
export const pixelKernels: (memory: KernelMemory) => PixelKernels = moduleOf<PixelKernels>(base64);

import { moduleOf } from "../instantiate.ts";
import type { KernelMemory } from "../memory.ts";
import { base64 } from "../mix.generated.ts";

/** The exports of the kernel module that mixes pictures. Pointers are bytes, counts are elements. */
interface MixKernels {
  mixBytes(first: number, second: number, count: number, share: number, rest: number, output: number): void;
  mixFloats(first: number, second: number, count: number, share: number, rest: number, output: number): void;
  blendBytes(first: number, second: number, count: number, share: number, output: number): void;
  mixtureBytes(sources: number, stride: number, pictures: number, weights: number, count: number, output: number): void;
  hulls(mask: number, wide: number, width: number, height: number, table: number): void;
  pasteWhere(
    mask: number,
    wide: number,
    width: number,
    height: number,
    table: number,
    source: number,
    pixelBytes: number,
    target: number,
    stride: number,
  ): void;
  pasteNumbers(
    mask: number,
    wide: number,
    width: number,
    height: number,
    table: number,
    target: number,
    stride: number,
    wideTarget: number,
  ): void;
}

/** Compiled by who mixes, and by nobody else. */
export const mixKernels: (memory: KernelMemory) => MixKernels = moduleOf<MixKernels>(base64);

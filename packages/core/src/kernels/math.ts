// Functions whose last bit differs between JavaScript engines, computed by the kernel module instead: the same
// everywhere. 64-bit floats, angles in radians.
import { kernelMemory } from "./memory.ts";
import { kernels } from "./module.ts";

export function exp(x: number): number {
  return kernels(kernelMemory()).exp(x);
}

/** Natural logarithm. */
export function log(x: number): number {
  return kernels(kernelMemory()).log(x);
}

export function sin(x: number): number {
  return kernels(kernelMemory()).sin(x);
}

export function cos(x: number): number {
  return kernels(kernelMemory()).cos(x);
}

/** The same as one object. */
export const deterministicMath = { exp, log, sin, cos } as const;

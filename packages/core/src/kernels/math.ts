// Functions whose last bit differs between JavaScript engines, computed by a module of their own instead: the same
// everywhere. 64-bit floats, angles in radians. Random numbers of every kind of sample need them, so they stand apart
// from the kernels for pixels: who has no pixels compiles these ten kilobytes and nothing else.
import { base64 } from "./math.generated.ts";

interface MathKernels {
  exp(x: number): number;
  log(x: number): number;
  sin(x: number): number;
  cos(x: number): number;
}

let instance: MathKernels | undefined;

/** Compiled on first use, once for the thread. */
function instantiate(): MathKernels {
  const module = new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  instance = new WebAssembly.Instance(module, {}).exports as unknown as MathKernels;
  return instance;
}

export function exp(x: number): number {
  return (instance ?? instantiate()).exp(x);
}

/** Natural logarithm. */
export function log(x: number): number {
  return (instance ?? instantiate()).log(x);
}

export function sin(x: number): number {
  return (instance ?? instantiate()).sin(x);
}

export function cos(x: number): number {
  return (instance ?? instantiate()).cos(x);
}

/** The same as one object. */
export const deterministicMath = { exp, log, sin, cos } as const;

import { exp } from "../math.ts";
import type { KernelMemory } from "../memory.ts";
import { pixelKernels } from "./module.ts";

/** What lies beyond the edges: the image mirrored without its edge, its edge repeated, or mirrored with its edge. */
export type Border = "mirror" | "repeat" | "reflect";

/** The numbers that kernels know them by. */
export const borders = { mirror: 0, repeat: 1, reflect: 2 } as const;

/** A plane of floats in kernel memory. */
export interface Floats {
  readonly pointer: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** Weights of a Gaussian from its middle outwards. */
export function gaussian(radius: number, sigma: number): number[] {
  const side = Array.from({ length: radius + 1 }, (_, i) => exp(-(i * i) / (2 * sigma * sigma)));
  const sum = side.reduce((all, weight, i) => all + (i === 0 ? weight : 2 * weight), 0);
  return side.map((weight) => weight / sum);
}

/** Space for floats on the arena, with the few that kernels write too many. */
export function allocateFloats(memory: KernelMemory, count: number): number {
  return memory.allocate(count * 4 + 64);
}

/** Blurs floats across with one set of weights and down with another, into `output`. */
export function blurFloats(
  memory: KernelMemory,
  { pointer, width, height, channels }: Floats,
  { across, down = across, border }: { across: readonly number[]; down?: readonly number[]; border: Border },
  output: number,
): void {
  const mark = memory.mark();
  const weights = [across, down].map((values) => {
    const at = memory.allocate(values.length * 4);
    memory.floatsAt(at, values.length).set(values);
    return at;
  }) as [number, number];
  const [radiusX, radiusY] = [across.length - 1, down.length - 1];
  const scratch = allocateFloats(memory, (width + 2 * radiusX) * channels);
  const module = pixelKernels(memory);
  const [x, y] = weights;
  module.blurFloats(pointer, width, height, channels, x, radiusX, y, radiusY, borders[border], scratch, output);
  memory.release(mark);
}

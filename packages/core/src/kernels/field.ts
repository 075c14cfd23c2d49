import { base64 } from "./field.generated.ts";
import { moduleOf } from "./instantiate.ts";
import type { KernelMemory } from "./memory.ts";
import { kernels } from "./module.ts";

/** The kernels that make fields of positions. */
interface FieldKernels {
  evenPlane(target: number, count: number, stream: number, key0: number, key1: number): void;
  blurPlane(
    plane: number,
    width: number,
    height: number,
    weights: number,
    radius: number,
    scratch: number,
    output: number,
  ): void;
  displaced(
    dx: number,
    dy: number,
    width: number,
    height: number,
    across: number,
    downwards: number,
    field: number,
  ): void;
  separableField(columns: number, rows: number, width: number, height: number, field: number): void;
  radialField(
    width: number,
    height: number,
    first: number,
    second: number,
    unitX: number,
    unitY: number,
    field: number,
  ): void;
}

/** Compiled when the first picture is remapped. */
const fieldKernels = moduleOf<FieldKernels>(base64);

/** What a kernel of fields may write behind the last row. */
const slack = 64;

/** Space for a field, as `remap` takes it: for each row `width` source columns, then `width` source rows, f32. */
export function allocateField(memory: KernelMemory, width: number, height: number): number {
  return memory.allocate(width * height * 8 + slack);
}

/** How noise displaces positions. */
export interface Displacement {
  readonly width: number;
  readonly height: number;
  /** By how many pixels a noise of 1 displaces, across and down. */
  readonly amplitude: readonly [number, number];
  /** Standard deviation of the Gaussian that smooths it, in pixels; 0: it is not smoothed. */
  readonly sigma: readonly [number, number];
  /** Two 32-bit words. */
  readonly seed: readonly [number, number];
}

/**
 * A field displaced by noise that is even from −1 to 1 and smoothed by a Gaussian of 8 sigma and a pixel, mirrored at the
 * edges (torchvision's ElasticTransform). Puts it on the arena and returns where.
 */
export function displacedField(memory: KernelMemory, options: Displacement): number {
  const { width, height, amplitude, sigma, seed } = options;
  const field = allocateField(memory, width, height);
  const mark = memory.mark();
  const bytes = width * height * 4 + slack;
  const planes = [0, 1].map((stream) => {
    const noise = memory.allocate(bytes);
    fieldKernels(memory).evenPlane(noise, width * height, stream, ...seed);
    const deviation = sigma[stream] as number;
    return deviation > 0 ? smoothed(memory, noise, width, height, deviation) : noise;
  }) as [number, number];
  fieldKernels(memory).displaced(...planes, width, height, ...amplitude, field);
  memory.release(mark);
  return field;
}

function smoothed(memory: KernelMemory, plane: number, width: number, height: number, sigma: number): number {
  const output = memory.allocate(width * height * 4 + slack);
  const mark = memory.mark();
  // As many taps as 8 sigma and one, made odd.
  const radius = Math.floor(8 * sigma + 1) >> 1;
  const weights = memory.allocate((radius + 1) * 4);
  kernels(memory).gaussianWeights(radius, sigma, weights);
  const scratch = memory.allocate((width + 2 * radius + 8) * 4);
  fieldKernels(memory).blurPlane(plane, width, height, weights, radius, scratch, output);
  memory.release(mark);
  return output;
}

/** A field whose columns and rows each follow their own axis: source positions of the pixel centres. */
export function separableField(memory: KernelMemory, columns: Float32Array, rows: Float32Array): number {
  const [width, height] = [columns.length, rows.length];
  const field = allocateField(memory, width, height);
  const mark = memory.mark();
  const across = memory.allocate(columns.byteLength);
  const down = memory.allocate(rows.byteLength);
  memory.floatsAt(across, width).set(columns);
  memory.floatsAt(down, height).set(rows);
  fieldKernels(memory).separableField(across, down, width, height, field);
  memory.release(mark);
  return field;
}

/** How positions move along the ray from the middle: by 1 + first · r² + second · r⁴. */
export interface Radial {
  readonly width: number;
  readonly height: number;
  readonly first: number;
  readonly second: number;
  /** Pixels, across and down, in which r is counted. */
  readonly unit: readonly [number, number];
}

/** The field of a lens. */
export function radialField(memory: KernelMemory, { width, height, first, second, unit }: Radial): number {
  const field = allocateField(memory, width, height);
  fieldKernels(memory).radialField(width, height, first, second, ...unit, field);
  return field;
}

import { moduleOf } from "./instantiate.ts";
import type { KernelMemory } from "./memory.ts";
import { base64 } from "./wasm.generated.ts";

type WarpKernel = (
  source: number,
  sourceWidth: number,
  sourceHeight: number,
  stride: number,
  step: number,
  map: number,
  kind: number,
  width: number,
  height: number,
  border: number,
  fill: number,
  scratch: number,
  output: number,
) => void;

type CoefficientsKernel<Result> = (
  offset: number,
  length: number,
  start: number,
  extent: number,
  reversed: number,
  size: number,
  windowOffset: number,
  windowLength: number,
  windowReversed: number,
  filter: number,
  antialias: number,
  stride: number,
  entries: number,
  table: number,
  weights: number,
) => Result;

/** The exports of the core kernel module. Pointers and sizes are bytes unless said otherwise in the kernel's source. */
export interface Kernels {
  coefficients: CoefficientsKernel<number>;
  floatCoefficients: CoefficientsKernel<void>;
  resampleRows(
    source: number,
    sourceStride: number,
    bytes: number,
    rows: number,
    entries: number,
    table: number,
    stride: number,
    shift: number,
    output: number,
  ): void;
  resampleColumns(
    source: number,
    sourceStride: number,
    rows: number,
    channels: number,
    entries: number,
    table: number,
    stride: number,
    shift: number,
    columns: number,
    output: number,
  ): void;
  pad(
    source: number,
    sourceWidth: number,
    sourceHeight: number,
    stride: number,
    pixelBytes: number,
    left: number,
    top: number,
    width: number,
    height: number,
    border: number,
    fill: number,
    output: number,
  ): void;
  copyRows(
    source: number,
    sourceStride: number,
    bytes: number,
    rows: number,
    output: number,
    outputStride: number,
  ): void;
  flipRows(
    source: number,
    sourceStride: number,
    columns: number,
    pixelBytes: number,
    rows: number,
    output: number,
    outputStride: number,
  ): void;
  transposeThree(
    source: number,
    sourceStep: number,
    columns: number,
    rows: number,
    output: number,
    outputStep: number,
  ): void;
  gather(
    source: number,
    rowOffsets: number,
    rows: number,
    columnOffsets: number,
    columns: number,
    pixelBytes: number,
    output: number,
  ): void;
  bytesToFloats(source: number, count: number, factors: number, output: number): void;
  shortsToFloats(source: number, count: number, factors: number, output: number): void;
  floatsToFloats(source: number, count: number, factors: number, output: number): void;
  manyToFloats(
    source: number,
    element: number,
    pixels: number,
    channels: number,
    scales: number,
    biases: number,
    planar: number,
    output: number,
  ): void;
  roundToHalves(source: number, count: number, output: number): void;
  bytesToPlanes(source: number, pixels: number, channels: number, output: number): void;
  shortsToPlanes(source: number, pixels: number, channels: number, output: number): void;
  bytesToFloatPlanes(source: number, pixels: number, channels: number, factors: number, output: number): void;
  shortsToFloatPlanes(source: number, pixels: number, channels: number, factors: number, output: number): void;
  floatsToFloatPlanes(source: number, pixels: number, channels: number, factors: number, output: number): void;
  bytesToHalves(source: number, count: number, factors: number, output: number): void;
  floatsToHalves(source: number, count: number, factors: number, output: number): void;
  bytesToHalfPlanes(source: number, pixels: number, channels: number, factors: number, output: number): void;
  floatsToHalfPlanes(source: number, pixels: number, channels: number, factors: number, output: number): void;
  warpNearest: WarpKernel;
  warpBilinear: WarpKernel;
  warpBicubic: WarpKernel;
  gaussianWeights(radius: number, sigma: number, output: number): void;
  wholeGaussianWeights(radius: number, sigma: number, output: number): void;
  blur(
    source: number,
    width: number,
    height: number,
    channels: number,
    weightsX: number,
    radiusX: number,
    weightsY: number,
    radiusY: number,
    scratch: number,
    output: number,
  ): void;
  sharpness(source: number, width: number, height: number, channels: number, share: number, output: number): void;
  philox(
    first: number,
    second: number,
    third: number,
    fourth: number,
    key0: number,
    key1: number,
    output: number,
  ): void;
  normalRows(
    target: number,
    stride: number,
    rows: number,
    count: number,
    key0: number,
    key1: number,
    scratch: number,
  ): void;
  evenRows(
    target: number,
    stride: number,
    rows: number,
    count: number,
    key0: number,
    key1: number,
    scratch: number,
  ): void;
  sameRows(target: number, stride: number, rows: number, bytes: number, row: number): void;
}

/** The kernels on a memory. */
export const kernels: (memory: KernelMemory) => Kernels = moduleOf<Kernels>(base64);

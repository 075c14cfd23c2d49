import { moduleOf } from "../instantiate.ts";
import type { KernelMemory } from "../memory.ts";
import { base64 } from "../pixel.generated.ts";

/** The exports of the kernels for noise, blur, degradation, covering and weather; their sources say what they take. */
export interface PixelKernels {
  jpegScratch(width: number, height: number, channels: number): number;
  jpeg(pixels: number, width: number, height: number, channels: number, tables: number, scratch: number): void;
  addNoise(
    pixels: number,
    count: number,
    channels: number,
    type: number,
    mean: number,
    deviation: number,
    least: number,
    most: number,
    key0: number,
    key1: number,
    field: number,
  ): void;
  multiplyNoise(
    pixels: number,
    count: number,
    channels: number,
    type: number,
    shared: boolean,
    low: number,
    span: number,
    key0: number,
    key1: number,
    field: number,
  ): void;
  scaleChannels(pixels: number, count: number, channels: number, type: number, factors: number): void;
  scatter(
    pixels: number,
    count: number,
    channels: number,
    type: number,
    single: boolean,
    one: number,
    other: number,
    first: number,
    second: number,
    key0: number,
    key1: number,
  ): void;
  shotNoise(
    pixels: number,
    count: number,
    channels: number,
    rates: number,
    levels: number,
    last: number,
    key0: number,
    key1: number,
  ): void;
  lightnessDeviation(pixels: number, count: number, channels: number): number;
  isoNoise(
    pixels: number,
    count: number,
    channels: number,
    shift: number,
    step: number,
    rate: number,
    key0: number,
    key1: number,
    field: number,
  ): void;
  convolve(
    source: number,
    width: number,
    height: number,
    channels: number,
    taps: number,
    groups: number,
    left: number,
    top: number,
    keepAlpha: boolean,
    padded: number,
    output: number,
  ): void;
  boxBlur(
    source: number,
    width: number,
    height: number,
    channels: number,
    size: number,
    padded: number,
    sums: number,
    output: number,
  ): void;
  median(
    source: number,
    width: number,
    height: number,
    channels: number,
    size: number,
    padded: number,
    output: number,
  ): void;
  blurFloats(
    source: number,
    width: number,
    height: number,
    channels: number,
    weightsX: number,
    radiusX: number,
    weightsY: number,
    radiusY: number,
    border: number,
    scratch: number,
    output: number,
  ): void;
  bytesToUnit(source: number, count: number, output: number): void;
  edges(picture: number, blurred: number, count: number, threshold: number, output: number): void;
  sharpenBy(
    picture: number,
    blurred: number,
    mask: number,
    count: number,
    channels: number,
    share: number,
    output: number,
  ): void;
  addZoomed(
    source: number,
    width: number,
    height: number,
    channels: number,
    columns: number,
    rows: number,
    scratch: number,
    sums: number,
  ): void;
  finishZoom(source: number, sums: number, count: number, share: number, cut: boolean, output: number): void;
}

/** The kernels on a memory; compiled when the first of them is asked for. */
export const pixelKernels: (memory: KernelMemory) => PixelKernels = moduleOf<PixelKernels>(base64);

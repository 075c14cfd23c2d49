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
    whole: boolean,
    relative: boolean,
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
    pairs: number,
    bits: number,
    left: number,
    top: number,
    border: number,
    keepAlpha: boolean,
    padded: number,
    output: number,
  ): void;
  convolveCut(
    source: number,
    width: number,
    height: number,
    channels: number,
    taps: number,
    groups: number,
    left: number,
    top: number,
    border: number,
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
  finishZoom(
    source: number,
    often: number,
    sums: number,
    count: number,
    share: number,
    cut: boolean,
    output: number,
  ): void;
  normalField(output: number, count: number, mean: number, deviation: number, key0: number, key1: number): void;
  evenField(output: number, count: number, low: number, span: number, key0: number, key1: number): void;
  floatsToBytes(source: number, count: number, scale: number, cut: boolean, output: number): void;
  readBetween(source: number, width: number, height: number, columns: number, rows: number, output: number): void;
  raiseTo(values: number, count: number, most: number): void;
  threshold(values: number, count: number, least: number): void;
  streak(source: number, width: number, height: number, taps: number, count: number, output: number): void;
  streakFew(source: number, width: number, height: number, taps: number, count: number, output: number): void;
  plasma(map: number, size: number, decay: number, key0: number, key1: number): void;
  greatestLevel(pixels: number, count: number, channels: number): number;
  fogVeil(
    pixels: number,
    width: number,
    height: number,
    channels: number,
    map: number,
    size: number,
    amount: number,
    scale: number,
  ): void;
  tint(pixels: number, count: number, channels: number, shares: number, color: number): void;
  addColor(pixels: number, count: number, channels: number, shares: number, color: number): void;
  snowVeil(pixels: number, count: number, channels: number, layer: number, keep: number): void;
  frostVeil(pixels: number, count: number, channels: number, layer: number, keep: number): void;
  raiseValue(pixels: number, count: number, channels: number, added: number): void;
  changeSaturation(pixels: number, count: number, channels: number, factor: number, added: number): void;
  jostle(
    pixels: number,
    width: number,
    height: number,
    size: number,
    reach: number,
    times: number,
    key0: number,
    key1: number,
  ): void;
  displace(
    source: number,
    width: number,
    height: number,
    channels: number,
    across: number,
    down: number,
    scale: number,
    output: number,
  ): void;
  boxPass(
    source: number,
    lines: number,
    lineStep: number,
    step: number,
    channels: number,
    count: number,
    spans: number,
    output: number,
    outputLine: number,
    outputStep: number,
  ): void;
  gravel(
    pixels: number,
    width: number,
    height: number,
    channels: number,
    stones: number,
    count: number,
    layer: number,
  ): void;
  splash(values: number, count: number, least: number): void;
  drops(
    liquid: number,
    width: number,
    height: number,
    least: number,
    strength: number,
    steepness: number,
    relief: number,
    output: number,
  ): void;
  ice(
    coarse: number,
    fine: number,
    size: number,
    width: number,
    height: number,
    share: number,
    cover: number,
    output: number,
  ): void;
  streaks(
    layer: number,
    width: number,
    height: number,
    number: number,
    taps: number,
    count: number,
    key0: number,
    key1: number,
  ): void;
  limit(values: number, count: number, most: number): void;
  disks(
    layer: number,
    width: number,
    height: number,
    number: number,
    least: number,
    most: number,
    key0: number,
    key1: number,
  ): void;
  polygon(layer: number, width: number, height: number, corners: number, count: number, value: number): void;
  glow(
    layer: number,
    width: number,
    height: number,
    centerX: number,
    centerY: number,
    radius: number,
    color: number,
    disk: boolean,
  ): void;
  screen(pixels: number, count: number, channels: number, layer: number): void;
  cloudShares(
    map: number,
    size: number,
    width: number,
    height: number,
    dense: number,
    least: number,
    output: number,
  ): void;
  settle(pixels: number, count: number, channels: number, most: number, output: number): void;
}

/** The kernels on a memory; compiled when the first of them is asked for. */
export const pixelKernels: (memory: KernelMemory) => PixelKernels = moduleOf<PixelKernels>(base64);

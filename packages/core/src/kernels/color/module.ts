import { base64 } from "../color.generated.ts";
import { moduleOf } from "../instantiate.ts";

/** The exports of the kernel module for color. Pointers and sizes are bytes unless said otherwise in the kernel's source. */
export interface ColorKernels {
  colorPass(
    source: number,
    count: number,
    channels: number,
    steps: number,
    stepCount: number,
    block: number,
    target: number,
    gray: number,
  ): number;
  lookup(source: number, count: number, table: number, target: number): void;
  pairTable(table: number, pairs: number): void;
  lookupPairs(source: number, count: number, table: number, pairs: number, target: number): void;
  lookupBits(source: number, count: number, mask: number, threshold: number, target: number): void;
  lookupLine(source: number, count: number, factor: number, added: number, target: number): void;
  lookupLines(source: number, count: number, lines: number, target: number): void;
  lookupThree(source: number, count: number, tables: number, target: number): void;
  lookupBands(pixels: number, count: number, channels: number, colors: number, tables: number): void;
  lookupShorts(shorts: number, count: number, table: number): void;
  lookupShortBands(pixels: number, count: number, channels: number, colors: number, tables: number): void;
  extremes(pixels: number, count: number, output: number): void;
  histograms(pixels: number, count: number, channels: number, colors: number, output: number): void;
  shortHistograms(pixels: number, count: number, channels: number, colors: number, output: number): void;
  permute(
    pixels: number,
    count: number,
    channels: number,
    colors: number,
    bytes: number,
    order: number,
    scratch: number,
  ): void;
  grayPixels(source: number, count: number, target: number): void;
  grayBytes(source: number, count: number, target: number): void;
  weightedGrayBytes(source: number, count: number, target: number, opencv: boolean): void;
  threeAlike(source: number, count: number, target: number): void;
  sumGray(source: number, count: number): number;
  sumGrayShorts(pixels: number, count: number, channels: number): number;
  claheTables(
    plane: number,
    step: number,
    width: number,
    height: number,
    tilesX: number,
    tilesY: number,
    tileWidth: number,
    tileHeight: number,
    limit: number,
    counts: number,
    tables: number,
  ): void;
  claheApply(
    plane: number,
    step: number,
    width: number,
    height: number,
    tilesX: number,
    tilesY: number,
    tileWidth: number,
    tileHeight: number,
    tables: number,
    scratch: number,
  ): void;
  stain(
    pixels: number,
    count: number,
    channels: number,
    logarithms: number,
    units: number,
    tissue: number,
    background: number,
  ): void;
  moments(pixels: number, count: number, channels: number, colors: number, output: number): void;
  mixThree(pixels: number, count: number, channels: number, columns: number): void;
  mixBands(pixels: number, count: number, channels: number, colors: number, rows: number, scratch: number): void;
  toLab(pixels: number, count: number, channels: number, tables: number, planes: number, plane: number): void;
  fromLab(planes: number, plane: number, count: number, channels: number, tables: number, pixels: number): void;
}

/** Compiled where the first color operation runs: who has none pays nothing. */
export const colorKernels = moduleOf<ColorKernels>(base64);

import type { KernelMemory } from "../../memory.ts";
import { allocateRaster } from "../../raster.ts";
import { gatherPixels } from "../../reindex.ts";
import { allocateFloats, blurFloats, gaussian } from "../blur-floats.ts";
import { changeSaturation, flattenContrast, raiseValue } from "../hsv.ts";
import { jpeg } from "../jpeg.ts";
import { pixelKernels } from "../module.ts";
import { at, type Corruption } from "./kinds.ts";

export const brightness: Corruption = (memory, raster, severity) =>
  raiseValue(memory, raster, at(severity, [0.1, 0.2, 0.3, 0.4, 0.5]));

export const contrast: Corruption = (memory, raster, severity) =>
  flattenContrast(memory, raster, at(severity, [0.4, 0.3, 0.2, 0.1, 0.05]));

export const saturate: Corruption = (memory, raster, severity) => {
  const [factor, added] = at(severity, [
    [0.3, 0],
    [0.1, 0],
    [2, 0],
    [5, 0.1],
    [20, 0.2],
  ] as const);
  return changeSaturation(memory, raster, factor, added);
};

export const jpegCompression: Corruption = (memory, raster, severity) =>
  jpeg(memory, raster, at(severity, [25, 18, 15, 10, 7]));

/**
 * A box is the mean of whole pixels when Pillow makes pictures smaller with it: those whose middles lie within, its far end
 * with it and its near end without. For each result where they begin, how many they are, and their weight.
 */
function boxSpans(length: number, size: number): Int32Array {
  const scale = length / size;
  const spans = new Int32Array(3 * size);
  for (let index = 0; index < size; index++) {
    const middle = (index + 0.5) * scale;
    const isInside = (position: number) => {
      const place = (position - middle + 0.5) * (1 / scale);
      return place > -0.5 && place <= 0.5;
    };
    let first = Math.max(0, Math.trunc(middle - scale * 0.5 + 0.5));
    let end = Math.min(length, Math.trunc(middle + scale * 0.5 + 0.5));
    while (first < end - 1 && !isInside(first)) first++;
    while (end > first + 1 && !isInside(end - 1)) end--;
    spans.set([first, end - first, Math.round(2 ** 22 / (end - first))], 3 * index);
  }
  return spans;
}

export const pixelate: Corruption = (memory, raster, severity) => {
  const share = at(severity, [0.6, 0.5, 0.4, 0.3, 0.25]);
  const { pointer, width, height, channels } = raster;
  const [smallWidth, smallHeight] = [width, height].map((side) => Math.max(1, Math.trunc(side * share))) as [
    number,
    number,
  ];
  const narrow = allocateRaster(memory, { ...raster, width: smallWidth });
  const small = allocateRaster(memory, { ...raster, width: smallWidth, height: smallHeight });
  const columns = upload(memory, boxSpans(width, smallWidth));
  const rows = upload(memory, boxSpans(height, smallHeight));
  const { boxPass } = pixelKernels(memory);
  const [stride, smallStride] = [width * channels, smallWidth * channels];
  boxPass(pointer, height, stride, channels, channels, smallWidth, columns, narrow.pointer, smallStride, channels);
  // Down: a line is a column.
  boxPass(
    narrow.pointer,
    smallWidth,
    channels,
    smallStride,
    channels,
    smallHeight,
    rows,
    small.pointer,
    channels,
    smallStride,
  );
  return gatherPixels(memory, small, {
    columns: nearest(width, smallWidth, channels),
    rows: nearest(height, smallHeight, smallStride),
  });
};

/** Pillow reads at the middle of each pixel, and adds the steps up: where sums meet borders, their last bits decide. */
function nearest(length: number, small: number, unit: number): Int32Array {
  const step = small / length;
  let place = step * 0.5;
  return Int32Array.from({ length }, () => {
    const position = Math.min(small - 1, Math.floor(place));
    place += step;
    return unit * position;
  });
}

function upload(memory: KernelMemory, spans: Int32Array): number {
  const pointer = memory.allocate(spans.byteLength);
  new Int32Array(memory.memory.buffer, pointer, spans.length).set(spans);
  return pointer;
}

/** Ways of even numbers, smoothed to a hundredth of the sides, are where pixels come from. */
export const elasticTransform: Corruption = (memory, raster, severity, { seed: [first, second] }) => {
  const alpha = 250 * at(severity, [0.05, 0.065, 0.085, 0.1, 0.12]);
  const { pointer, width, height, channels } = raster;
  const output = allocateRaster(memory, raster);
  const mark = memory.mark();
  const most = height * 0.005;
  const [across, down] = [0, 1].map((axis) => {
    const even = allocateFloats(memory, width * height);
    const ways = allocateFloats(memory, width * height);
    // A key of its own for each axis.
    pixelKernels(memory).evenField(even, width * height, -most, 2 * most, first, (second + axis) >>> 0);
    const weights = [width, height].map((side) => gaussian(Math.trunc(3 * side * 0.01 + 0.5), side * 0.01));
    const [x, y] = weights as [number[], number[]];
    blurFloats(memory, { pointer: even, width, height, channels: 1 }, { across: x, down: y, border: "reflect" }, ways);
    return ways;
  }) as [number, number];
  pixelKernels(memory).displace(pointer, width, height, channels, across, down, alpha, output.pointer);
  memory.release(mark);
  return output;
};

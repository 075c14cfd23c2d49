import { deepEqual, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  type AxisMap,
  allocateRaster,
  type Border,
  type ElementType,
  pad,
  type Raster,
  resample,
  type WarpFilter,
  warp,
} from "../src/kernels/index.ts";
import type { KernelMemory } from "../src/kernels/memory.ts";
import { fenced, noise, pictures, testMemory, uploadAs } from "./kernels-support.ts";

const arrays = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array };
const range = { uint8: 255, uint16: 65535, float32: 2 };

/** Values of a type, of a fixed sequence. */
function valuesOf(type: ElementType, count: number, seed: number) {
  const random = noise(count * 2, seed);
  const values = new arrays[type](count);
  for (let i = 0; i < count; i++) {
    const share = ((random[2 * i] as number) * 256 + (random[2 * i + 1] as number)) / 65535;
    values[i] = type === "float32" ? share * 2 - 1 : Math.round(share * range[type]);
  }
  return values;
}

function read(memory: KernelMemory, { pointer, width, height, channels, type }: Raster): number[] {
  return [...new arrays[type](memory.memory.buffer, pointer, width * height * channels)];
}

/** The positions that stand for those beyond an edge, by the definition: one step after another. */
function standsFor(position: number, length: number, border: Border): number | undefined {
  if (position >= 0 && position < length) return position;
  if (border === "constant") return undefined;
  if (border === "edge") return position < 0 ? 0 : length - 1;
  const order = Array.from({ length }, (_, i) => i);
  const back = [...order].reverse();
  const period =
    border === "wrap" ? order : border === "symmetric" ? [...order, ...back] : [...order, ...back.slice(1, -1)];
  return period[((position % period.length) + period.length) % period.length];
}

const borders: readonly Border[] = ["constant", "edge", "reflect", "symmetric", "wrap"];

describe("pad", () => {
  test("moves every pixel where it belongs, for all borders, and may cut", () => {
    fc.assert(
      fc.property(
        pictures(9, [1, 2, 3, 4, 5, 9]),
        fc.constantFrom(...borders),
        fc.integer({ min: -8, max: 20 }),
        fc.integer({ min: -8, max: 20 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        (picture, border, left, top, width, height) => {
          const { channels, data } = picture;
          const fill = Array.from({ length: channels }, (_, i) => i + 100);
          const result = fenced(picture, (memory, source) =>
            pad(memory, source, { left, top, width, height, border, fill }),
          );
          const want = new Uint8Array(width * height * channels);
          for (let y = 0; y < height; y++) {
            for (let x = 0; x < width; x++) {
              const column = standsFor(x - left, picture.width, border);
              const row = standsFor(y - top, picture.height, border);
              for (let c = 0; c < channels; c++) {
                want[(y * width + x) * channels + c] =
                  column === undefined || row === undefined
                    ? fill[c]!
                    : data[(row * picture.width + column) * channels + c]!;
              }
            }
          }
          deepEqual(result.data, want);
        },
      ),
      { numRuns: 150, seed: 5 },
    );
  });
});

/** Weights of taps around a position, from the definitions in double precision. */
function tapsAt(position: number, filter: WarpFilter): readonly (readonly [number, number])[] {
  const from = Math.floor(position - 0.5);
  const t = position - 0.5 - from;
  if (filter === "nearest") return [[Math.floor(position), 1]];
  if (filter === "bilinear") {
    return [
      [from, 1 - t],
      [from + 1, t],
    ];
  }
  const cubic = (x: number) =>
    x < 1 ? 1.25 * x ** 3 - 2.25 * x ** 2 + 1 : x < 2 ? -0.75 * (x ** 3 - 5 * x ** 2 + 8 * x - 4) : 0;
  return [-1, 0, 1, 2].map((tap) => [from + tap, cubic(Math.abs(t - tap))] as const);
}

/** A warp in double precision; a fill counts as pixels, and between four it is blended once more by the share inside. */
function warped(
  values: ArrayLike<number>,
  { width, height, channels }: { width: number; height: number; channels: number },
  inverse: readonly number[],
  size: number,
  filter: WarpFilter,
  border: Border,
  fill: readonly number[],
): number[] {
  const result: number[] = [];
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++) {
      const x = inverse[0]! * (u + 0.5) + inverse[1]! * (v + 0.5) + inverse[2]!;
      const y = inverse[3]! * (u + 0.5) + inverse[4]! * (v + 0.5) + inverse[5]!;
      for (let c = 0; c < channels; c++) {
        let [sum, share] = [0, 0];
        for (const [row, down] of tapsAt(y, filter)) {
          for (const [column, across] of tapsAt(x, filter)) {
            const at = [standsFor(column, width, border), standsFor(row, height, border)];
            if (at[0] === undefined || at[1] === undefined) continue;
            share += down * across;
            sum += down * across * values[(at[1] * width + at[0]) * channels + c]!;
          }
        }
        if (border !== "constant") result.push(sum);
        else if (filter === "bilinear") result.push((sum - fill[c]!) * share + fill[c]!);
        else result.push(sum + (1 - share) * fill[c]!);
      }
    }
  }
  return result;
}

describe("warps of any type, number of channels, filter and border", () => {
  const shapes = fc.record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 12 }),
    channels: fc.constantFrom(1, 2, 3, 4, 5, 6, 9, 13),
    type: fc.constantFrom<ElementType>("uint8", "uint16", "float32"),
    filter: fc.constantFrom<WarpFilter>("nearest", "bilinear", "bicubic"),
    border: fc.constantFrom(...borders),
    angle: fc.double({ min: -3, max: 3, noNaN: true }),
    scale: fc.double({ min: 0.4, max: 2.5, noNaN: true }),
    seed: fc.nat(1000),
  });

  test("agree with double precision", () => {
    fc.assert(
      fc.property(shapes, ({ angle, scale, filter, border, seed, type, ...shape }) => {
        // No position lies so near to the border between two pixels that rounding decides.
        const [c, s] = [Math.cos(angle + 0.001) * scale, Math.sin(angle + 0.001) * scale];
        const size = 9;
        const inverse = [
          c,
          -s,
          shape.width / 2 - c * 4.3 + s * 4.7,
          s,
          c,
          shape.height / 2 - s * 4.3 - c * 4.7,
          0,
          0,
          1,
        ];
        const fill = Array.from({ length: shape.channels }, (_, i) => (i * range[type]) / 20);
        const values = valuesOf(type, shape.width * shape.height * shape.channels, seed);
        const memory = testMemory();
        const source = uploadAs(memory, shape, type, new Uint8Array(values.buffer));
        const result = warp(memory, source, { inverse, width: size, height: size, filter, border, fill });
        const got = read(memory, result);
        const want = warped(values, shape, inverse, size, filter, border, fill);
        const most = type === "float32" ? Number.POSITIVE_INFINITY : range[type];
        const least = type === "float32" ? Number.NEGATIVE_INFINITY : 0;
        const allowed = type === "float32" ? 1e-4 : type === "uint16" ? 0.6 : 0.53;
        let differing = 0;
        for (let i = 0; i < want.length; i++) {
          const clamped = Math.min(most, Math.max(least, want[i]!));
          if (Math.abs(got[i]! - clamped) > allowed) differing++;
        }
        ok(differing <= (filter === "nearest" ? shape.channels : 0), `${differing} values differ`);
      }),
      { numRuns: 400, seed: 3 },
    );
  });

  test("a memory's fences hold", () => {
    fc.assert(
      fc.property(
        pictures(7, [1, 3, 4, 5, 9]),
        fc.constantFrom<WarpFilter>("nearest", "bilinear", "bicubic"),
        (picture, filter) => {
          const fill = new Array<number>(picture.channels).fill(7);
          const inverse = [0.9, 0.2, -1, -0.2, 0.9, 1, 0, 0, 1];
          fenced(picture, (memory, source) =>
            warp(memory, source, { inverse, width: 8, height: 5, filter, border: "reflect", fill }),
          );
        },
      ),
      { numRuns: 60, seed: 4 },
    );
  });
});

const keep = (length: number): AxisMap => ({
  offset: 0,
  length,
  reversed: false,
  size: length,
  windowOffset: 0,
  windowLength: length,
  windowReversed: false,
});

/** One axis resized in double precision, by the definition of the filter. */
function weightsOf(length: number, size: number, filter: "bilinear" | "area"): number[][] {
  const scale = length / size;
  return Array.from({ length: size }, (_, result) => {
    const weights = Array.from({ length }, (__, position) => {
      if (filter === "area") {
        return Math.max(0, Math.min(position + 1, (result + 1) * scale) - Math.max(position, result * scale));
      }
      const distance = Math.abs(position + 0.5 - (result + 0.5) * scale) / Math.max(1, scale);
      return Math.max(0, 1 - distance);
    });
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / sum);
  });
}

describe("resizes of any type and number of channels", () => {
  test("agree with double precision", () => {
    fc.assert(
      fc.property(
        fc.record({
          width: fc.integer({ min: 1, max: 16 }),
          height: fc.integer({ min: 1, max: 16 }),
          channels: fc.constantFrom(1, 3, 4, 5, 9),
        }),
        fc.constantFrom<ElementType>("uint8", "uint16", "float32"),
        fc.constantFrom<"bilinear" | "area">("bilinear", "area"),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        (shape, type, filter, columns, rows) => {
          const { width, height, channels } = shape;
          const values = valuesOf(type, width * height * channels, 9);
          const memory = testMemory();
          const source = uploadAs(memory, shape, type, new Uint8Array(values.buffer));
          const axis = (length: number, size: number): AxisMap => ({ ...keep(length), size, windowLength: size });
          const result = resample(memory, source, {
            columns: axis(width, columns),
            rows: axis(height, rows),
            filter,
            antialias: true,
          });
          const got = read(memory, result);
          const [across, down] = [weightsOf(width, columns, filter), weightsOf(height, rows, filter)];
          const allowed = type === "float32" ? 1e-4 : type === "uint16" ? 0.6 : 1.05;
          for (let v = 0; v < rows; v++) {
            for (let u = 0; u < columns; u++) {
              for (let c = 0; c < channels; c++) {
                let sum = 0;
                for (let y = 0; y < height; y++) {
                  for (let x = 0; x < width; x++)
                    sum += down[v]![y]! * across[u]![x]! * values[(y * width + x) * channels + c]!;
                }
                const at = got[(v * columns + u) * channels + c]!;
                ok(Math.abs(at - sum) <= allowed, `${at} for ${sum}`);
              }
            }
          }
        },
      ),
      { numRuns: 150, seed: 8 },
    );
  });

  test("many channels of bytes have the bytes of each alone", () => {
    const memory = testMemory();
    const [width, height, channels] = [23, 17, 11];
    const data = noise(width * height * channels, 4);
    const source = uploadAs(memory, { width, height, channels }, "uint8", data);
    const map = (length: number, size: number): AxisMap => ({ ...keep(length), size, windowLength: size });
    for (const filter of ["bilinear", "bicubic"] as const) {
      const options = { columns: map(width, 9), rows: map(height, 31), filter, antialias: true };
      const all = read(memory, resample(memory, source, options));
      for (let channel = 0; channel < channels; channel++) {
        const one = allocateRaster(memory, { width, height, channels: 1, type: "uint8" });
        memory.bytesAt(one.pointer, width * height).set(data.filter((_, i) => i % channels === channel));
        deepEqual(
          read(memory, resample(memory, one, options)),
          all.filter((_, i) => i % channels === channel),
        );
      }
    }
  });
});

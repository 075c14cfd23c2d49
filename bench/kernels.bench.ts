// The image kernels on an average training sample, one thread: `node --import ./register.mjs bench/kernels.bench.ts`.
import { Bench } from "tinybench";
import {
  type AxisMap,
  allocateRaster,
  applyColorProgram,
  convert,
  gaussianBlur,
  type Raster,
  reindex,
  resample,
  warp,
} from "../packages/core/src/kernels/index.ts";
import { KernelMemory } from "../packages/core/src/kernels/memory.ts";

const memory = new KernelMemory();

/** A smooth picture with noise, so that tables and branches see what photographs show them. */
function photograph(width: number, height: number): Raster {
  const raster = allocateRaster(memory, { width, height, channels: 3, type: "uint8" });
  const bytes = memory.bytesAt(raster.pointer, width * height * 3);
  let state = 1;
  for (let index = 0; index < bytes.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const x = Math.floor(index / 3) % width;
    const y = Math.floor(index / 3 / width);
    bytes[index] = 100 + 60 * Math.sin(x / 40 + (index % 3)) + 60 * Math.cos(y / 30) + (state >>> 28);
  }
  return raster;
}

const large = photograph(500, 375);
const small = photograph(224, 224);
const whole = { x: 0, y: 0, width: 224, height: 224 };

function axis(offset: number, length: number, size: number, reversed = false): AxisMap {
  return { offset, length, reversed, size, windowOffset: 0, windowLength: size, windowReversed: false };
}

const turn = Math.PI / 9;
const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
const inverse = [cosine, sine, 112 * (1 - cosine - sine), -sine, cosine, 112 * (1 - cosine + sine), 0, 0, 1];
const target = memory.allocate(224 * 224 * 12);
const normalize = { scale: [0.0171, 0.0175, 0.0174], bias: [-2.118, -2.036, -1.804] };

/** What is measured: megapixels of its result (of its source where it shrinks) and what it does. */
const cases: readonly (readonly [name: string, pixels: number, run: () => unknown])[] = [
  [
    "crop 387×290 of 500×375, resize to 224×224, mirror; bilinear antialiased",
    387 * 290,
    () =>
      resample(memory, large, {
        columns: axis(60, 387, 224, true),
        rows: axis(40, 290, 224),
        filter: "bilinear",
        antialias: true,
      }),
  ],
  [
    "the same, bicubic",
    387 * 290,
    () =>
      resample(memory, large, {
        columns: axis(60, 387, 224, true),
        rows: axis(40, 290, 224),
        filter: "bicubic",
        antialias: true,
      }),
  ],
  ["mirror", 224 * 224, () => reindex(memory, small, { ...whole, flipX: true, flipY: false, transpose: false })],
  ["quarter turn", 224 * 224, () => reindex(memory, small, { ...whole, flipX: true, flipY: false, transpose: true })],
  ...(["nearest", "bilinear"] as const).map(
    (filter) =>
      [
        `rotate by 20 degrees, ${filter}`,
        224 * 224,
        () => warp(memory, small, { inverse, width: 224, height: 224, filter, fill: [0, 0, 0] }),
      ] as const,
  ),
  [
    "brightness, contrast, saturation, hue",
    224 * 224,
    () =>
      applyColorProgram(memory, small, [
        { operation: "brightness", factor: 1.05 },
        { operation: "contrast", factor: 0.98 },
        { operation: "saturation", factor: 1.02 },
        { operation: "hue", factor: 0.01 },
      ]),
  ],
  [
    "brightness, contrast",
    224 * 224,
    () =>
      applyColorProgram(memory, small, [
        { operation: "brightness", factor: 1.05 },
        { operation: "contrast", factor: 0.98 },
      ]),
  ],
  ["saturation", 224 * 224, () => applyColorProgram(memory, small, [{ operation: "saturation", factor: 1.02 }])],
  ["hue", 224 * 224, () => applyColorProgram(memory, small, [{ operation: "hue", factor: 0.01 }])],
  ["blur 5×5", 224 * 224, () => gaussianBlur(memory, small, { kernelWidth: 5, kernelHeight: 5, sigmaX: 2, sigmaY: 2 })],
  [
    "blur 23×23",
    224 * 224,
    () => gaussianBlur(memory, small, { kernelWidth: 23, kernelHeight: 23, sigmaX: 2, sigmaY: 2 }),
  ],
  [
    "normalize to f32, interleaved",
    224 * 224,
    () => convert(memory, small, { type: "float32", layout: "NHWC", ...normalize }, target),
  ],
  [
    "normalize to f32, planar",
    224 * 224,
    () => convert(memory, small, { type: "float32", layout: "NCHW", ...normalize }, target),
  ],
];

const bench = new Bench({ time: 300, warmupTime: 100 });
const mark = memory.mark();
for (const [name, , run] of cases) {
  bench.add(name, () => {
    run();
    memory.release(mark);
  });
}
await bench.run();
console.table(
  cases.map(([name, pixels]) => {
    const { result } = bench.getTask(name)!;
    if (result.state !== "completed") throw new Error(`${name} did not finish: ${result.state}`);
    const milliseconds = result.latency.p50;
    return { name, ms: milliseconds.toFixed(3), "Mpx/s": (pixels / milliseconds / 1000).toFixed(0) };
  }),
);

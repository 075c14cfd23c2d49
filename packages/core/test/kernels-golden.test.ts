import { ok } from "node:assert/strict";
import { test } from "node:test";
import type { ColorOperation, Filter, Raster } from "../src/kernels/index.ts";
import {
  type AxisMap,
  applyColorProgram,
  convert,
  gaussianBlur,
  reindex,
  resample,
  warp,
} from "../src/kernels/index.ts";
import type { KernelMemory } from "../src/kernels/memory.ts";
import { type Case, goldenSet } from "./helpers/golden.ts";
import { testMemory, upload } from "./kernels-support.ts";

// biome-ignore lint/suspicious/noExplicitAny: each kind of case has its own parameters, as its runner reads them
type Parameters = any;

const index = goldenSet<Parameters>("torchvision");

function axis(offset: number, length: number, size: number): AxisMap {
  return { offset, length, reversed: false, size, windowOffset: 0, windowLength: size, windowReversed: false };
}

/** What each kind of case runs. */
const runners: Record<string, (memory: KernelMemory, source: Raster, parameters: Parameters) => Raster> = {
  horizontalFlip: (memory, source) => mirror(memory, source, true),
  verticalFlip: (memory, source) => mirror(memory, source, false),
  crop: (memory, source, region) =>
    reindex(memory, source, { ...region, flipX: false, flipY: false, transpose: false }),
  resize: (memory, source, { width, height, filter, antialias }) => {
    const columns = axis(0, source.width, width);
    return resample(memory, source, { columns, rows: axis(0, source.height, height), filter, antialias });
  },
  resizedCrop: (memory, source, { x, y, width, height, size }) => {
    const filter: Filter = "bilinear";
    return resample(memory, source, {
      columns: axis(x, width, size),
      rows: axis(y, height, size),
      filter,
      antialias: true,
    });
  },
  color: (memory, source, operation: ColorOperation) => {
    applyColorProgram(memory, source, [operation]);
    return source;
  },
  gaussianBlur: (memory, source, { size, sigma }) =>
    gaussianBlur(memory, source, { kernelWidth: size[0], kernelHeight: size[1], sigmaX: sigma[0], sigmaY: sigma[1] }),
};

function mirror(memory: KernelMemory, source: Raster, flipX: boolean): Raster {
  const { width, height } = source;
  return reindex(memory, source, { x: 0, y: 0, width, height, flipX, flipY: !flipX, transpose: false });
}

function run(memory: KernelMemory, { kind, parameters, result }: Case<Parameters>, source: Raster): Raster {
  if (kind !== "warp") return runners[kind]!(memory, source, parameters);
  const { inverse, filter, fill } = parameters;
  return warp(memory, source, { inverse, width: result.width, height: result.height, filter, fill });
}

function source(memory: KernelMemory, name: string): Raster {
  const stored = index.inputs[name]!;
  return upload(memory, { ...stored, data: index.bytes(stored) });
}

/** Differences of a case: the largest, their mean, and the share of bytes that differ. */
function differences(golden: Case<Parameters>): { worst: number; mean: number; share: number } {
  const memory = testMemory();
  const raster = run(memory, golden, source(memory, golden.image));
  const { bytes, width, height, channels } = golden.result;
  const want = index.bytes(golden.result);
  ok(raster.width === width && raster.height === height && raster.channels === channels, "the same shape");
  const got = memory.bytesAt(raster.pointer, bytes);
  let worst = 0;
  let sum = 0;
  let count = 0;
  for (let at = 0; at < bytes; at++) {
    const difference = Math.abs(got[at]! - want[at]!);
    worst = Math.max(worst, difference);
    sum += difference;
    if (difference > 0) count++;
  }
  return { worst, mean: sum / bytes, share: count / bytes };
}

/** What may differ: warps only, whose coordinates PyTorch rounds to f32 where the kernel keeps twenty bits of fraction. */
function allowed({ kind, parameters }: Case<Parameters>): { worst: number; mean: number; share: number } {
  // Weights of 14 bits, and six behind the point between the ways down and across: a sum next to a half may fall beside it.
  if (kind === "gaussianBlur") return { worst: 1, mean: 0.005, share: 0.005 };
  // Weights of 14 bits, and six behind the point between the ways down and across: a sum next to a half may fall beside it.
  if (kind === "gaussianBlur") return { worst: 1, mean: 0.005, share: 0.005 };
  if (kind !== "warp") return { worst: 0, mean: 0, share: 0 };
  // A nearest pixel that lies half way may be another one.
  if (parameters.filter === "nearest") return { worst: 255, mean: 0.004, share: 0.0004 };
  // Weights of 14 bits across.
  return { worst: 1, mean: 0.003, share: 0.003 };
}

for (const golden of index.cases) {
  // Whole transforms are compared in golden-transforms.test.ts.
  if (["normalize", "transform", "draw"].includes(golden.kind)) continue;
  const bound = allowed(golden);
  const name = JSON.stringify({ image: golden.image, ...golden.parameters, inverse: undefined });
  test(`${golden.kind} ${name} differs from torchvision by ${bound.worst} at most`, () => {
    const { worst, mean, share } = differences(golden);
    const found = `worst ${worst}, mean ${mean}, share ${share}`;
    ok(worst <= bound.worst && mean <= bound.mean && share <= bound.share, found);
  });
}

test("normalize differs from torchvision by rounding of f32 alone", () => {
  const golden = index.cases.find(({ kind }) => kind === "normalize")!;
  const { mean, std, width, height } = golden.parameters;
  const memory = testMemory();
  const still = { flipX: false, flipY: false, transpose: false };
  const small = reindex(memory, source(memory, golden.image), { x: 0, y: 0, width, height, ...still });
  const scale = std.map((deviation: number) => 1 / (255 * deviation));
  const bias = std.map((deviation: number, channel: number) => -mean[channel] / deviation);
  const pointer = convert(memory, small, { type: "float32", layout: "NHWC", scale, bias });
  const want = new Float32Array(index.bytes(golden.result).slice().buffer);
  const got = memory.floatsAt(pointer, want.length);
  const worst = want.reduce((most, value, at) => Math.max(most, Math.abs(value - got[at]!)), 0);
  ok(worst <= 5e-7, `worst ${worst}`);
});

test("the stored results cover every kind of operation", () => {
  const kinds = new Set(index.cases.map(({ kind }) => kind));
  ok([...Object.keys(runners), "warp", "normalize"].every((kind) => kinds.has(kind)) && index.cases.length > 60);
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ImageEffect, Json, LeafTransform } from "@millrace/core";
import { gridDistortion, opticalDistortion } from "@millrace/core/image";
import { type Border, remap, type WarpFilter } from "../src/kernels/index.ts";
import { type Case, goldenSet, type Stored } from "./helpers/golden.ts";
import { type Bound, type TransformParameters, testGoldenTransforms } from "./helpers/golden-transforms.ts";
import { testMemory, uploadAs } from "./kernels-support.ts";

/** What may differ: nothing where pixels move; sums in another order round to a level more or less, of 16 bits to a few. */
function allowed({ image: source, parameters: { steps } }: Case<TransformParameters>): Bound {
  const [{ name, options }] = steps as readonly [TransformParameters["steps"][number]];
  if (name === "perspective" && options.interpolation === "nearest") return { worst: 255, share: 0.001 };
  if (name === "perspective") return { worst: 1, share: 0.005 };
  if (name === "resize") return source === "deep" ? { worst: 2, share: 1 } : { worst: 1, share: 0.25 };
  return { worst: 0, share: 0 };
}

const count = testGoldenTransforms("geometry", allowed);

test("the stored transforms are there", () => assert.ok(count > 55, `${count} cases`));

interface FieldParameters {
  readonly columns: Stored;
  readonly rows: Stored;
  readonly shift?: number;
  readonly filter?: WarpFilter;
  readonly border?: Border;
}

interface MapParameters {
  readonly name: "opticalDistortion" | "gridDistortion";
  readonly options: Record<string, Json>;
  readonly draw: Json;
  readonly axis: "columns" | "rows";
}

const distortions = { gridDistortion, opticalDistortion };
const set = goldenSet<FieldParameters & MapParameters>("geometry");

/** What the kernel makes of a picture along stored positions, which count pixels from 0 at their centres. */
function along({ image: name, parameters }: Case<FieldParameters & MapParameters>): ArrayLike<number> {
  const { columns, rows, shift = 0, filter = "bilinear", border = "constant" } = parameters;
  const { width, height, channels, type } = set.inputs[name] as Stored;
  const memory = testMemory();
  const pixels = set.bytes(set.inputs[name] as Stored);
  const source = uploadAs(memory, { width, height, channels }, type as "uint8" | "uint16", pixels);
  const positions = [set.values(columns), set.values(rows)] as const;
  const fill = [40, 90, 140].slice(0, channels);
  const result = remap(memory, source, { width, height, filter, border, fill }, (arena) => {
    const pointer = arena.allocate(width * height * 8 + 16);
    const field = arena.floatsAt(pointer, width * height * 2);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const at = row * width + column;
        field[row * width * 2 + column] = (positions[0][at] as number) + shift + 0.5;
        field[row * width * 2 + width + column] = (positions[1][at] as number) + shift + 0.5;
      }
    }
    return pointer;
  });
  const elements = width * height * channels;
  const { buffer } = memory.memory;
  return type === "uint16"
    ? new Uint16Array(buffer, result.pointer, elements)
    : new Uint8Array(buffer, result.pointer, elements);
}

describe("maps of positions", () => {
  for (const one of set.cases.filter(({ kind }) => kind === "field" || kind === "elastic")) {
    const { filter = "bilinear", border = "constant" } = one.parameters;
    test(`${one.kind} of ${one.image}, ${filter}, ${border}, as ${one.kind === "field" ? "OpenCV" : "torchvision"} has it`, () => {
      const got = along(one);
      const want = set.values(one.result);
      const differences = Array.from(want, (value, i) => Math.abs(value - (got[i] as number)));
      const deep = one.image === "deep";
      // A fill beside a picture is blended twice by torchvision, whose numbers are ours, and once by OpenCV.
      const edges = one.kind === "field" && filter === "bilinear" && border === "constant" ? 0.12 : 0;
      const most = filter === "nearest" ? 0 : (deep ? 257 : 1) * (filter === "bicubic" ? 2 : 1);
      const share = differences.filter((value) => value > most).length / want.length;
      assert.ok(share <= edges, `${share} of all differ by more than ${most}, at most ${Math.max(...differences)}`);
    });
  }
});

describe("distortions read where Albumentations' do", () => {
  for (const one of set.cases.filter(({ kind }) => kind === "map")) {
    const { name, options, draw, axis } = one.parameters;
    test(`${name} ${JSON.stringify({ ...options, draw })}, ${axis}`, () => {
      const { width, height } = one.result;
      const transform = (distortions[name] as (options: object) => LeafTransform)(options);
      const effect = transform.effect?.(draw) as Extract<ImageEffect, { family: "geometry" }>;
      const [step] = effect.steps({ width, height });
      assert.ok(step?.step === "remap");
      const want = set.values(one.result);
      // Lenses turn about the middle of the picture, where Albumentations is half a pixel off; its cells repeat a pixel each.
      const bound = name === "opticalDistortion" ? 0.6 : 2.5;
      const written = fieldOf(step, width, height);
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const position = step.source.at(column + 0.5, row + 0.5)[axis === "columns" ? 0 : 1];
          const stored = (want[row * width + column] as number) + 0.5;
          assert.ok(Math.abs(position - stored) <= bound, `(${column}, ${row}): ${position} for ${stored}`);
          const whole = written[row * width * 2 + (axis === "columns" ? 0 : width) + column] as number;
          assert.ok(Math.abs(whole - position) < 1e-3, "both ways of asking say the same");
        }
      }
    });
  }
});

function fieldOf(
  step: { source: { write?: (memory: ReturnType<typeof testMemory>) => number } },
  width: number,
  height: number,
) {
  const memory = testMemory();
  const pointer = step.source.write?.(memory) ?? 0;
  return memory.floatsAt(pointer, width * height * 2).slice();
}

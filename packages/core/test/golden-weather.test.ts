import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { augment, type Json, type Pixels, pixels, replay } from "@millrace/core";
import { randomGravel, randomSpatter } from "@millrace/core/image";
import { allocateFloats } from "../src/kernels/pixel/blur-floats.ts";
import { pixelKernels } from "../src/kernels/pixel/module.ts";
import { type Spatter, spatterFrom } from "../src/kernels/pixel/spatter.ts";
import type { Color } from "../src/kernels/pixel/weather.ts";
import { type GoldenSet, goldenSet, type Stored } from "./helpers/golden.ts";
import { mean } from "./helpers/statistics.ts";
import { download, testMemory, upload } from "./kernels-support.ts";

interface Laid {
  /** The input that has the noise, and what is made of it. */
  readonly noise: string;
  readonly look: Spatter;
  /** The input that is laid over the picture, and its color. */
  readonly layer: string;
  readonly color: Color;
  readonly options: Parameters<typeof randomSpatter>[0];
  /** The mean change of a level. */
  readonly change: number;
  /** What was drawn. */
  readonly stones: Json[];
}

const set: GoldenSet<Laid> = goldenSet<Laid>("weather");
const casesOf = (kind: string) => set.cases.filter((one) => one.kind === kind);
const stored = (name: string) => set.inputs[name] as Stored;

function pictureNamed(name: string) {
  const { width, height, channels } = stored(name);
  return pixels(set.values(stored(name)) as Uint8Array, width, height, channels);
}

/** A picture of the set and one of its layers in kernel memory. */
function laid(image: string, name: string) {
  const memory = testMemory();
  const { width, height, channels } = stored(image);
  const raster = upload(memory, { width, height, channels, data: set.bytes(stored(image)) });
  const layer = allocateFloats(memory, width * height);
  memory.floatsAt(layer, width * height).set(set.values(stored(name)));
  return { memory, raster, layer };
}

function within(got: Uint8Array, want: Uint8Array, share: number): void {
  const differences = [...got].map((level, at) => Math.abs(level - (want[at] as number)));
  assert.ok(Math.max(...differences) <= 1, `${Math.max(...differences)}`);
  const different = differences.filter((difference) => difference > 0).length / got.length;
  assert.ok(different <= share, `${different} of all levels differ`);
}

describe("spatters of Albumentations", () => {
  for (const { image, parameters, result } of casesOf("mud")) {
    test(`mud of the same noise on ${image} ${JSON.stringify(parameters.look)}`, () => {
      const { memory, raster, layer } = laid(image, parameters.noise);
      within(download(memory, spatterFrom(memory, raster, layer, parameters.look)), set.bytes(result), 0.01);
    });
  }

  for (const { image, parameters, result } of casesOf("drops")) {
    test(`drops of the color ${parameters.color} are added`, () => {
      const { memory, raster, layer } = laid(image, parameters.layer);
      const color = memory.allocate(12);
      memory.floatsAt(color, 3).set(parameters.color);
      const { pointer, width, height, channels } = raster;
      pixelKernels(memory).addColor(pointer, width * height, channels, layer, color);
      within(download(memory, raster), set.bytes(result), 0.001);
    });
  }

  for (const { image, parameters } of casesOf("change")) {
    test(`rain changes about as much with ${JSON.stringify(parameters.options)}`, async () => {
      const picture = pictureNamed(image);
      const changes: number[] = [];
      for (let index = 0; index < 10; index++) {
        const step = randomSpatter({ ...parameters.options, p: 1 });
        const { data } = (await augment({ image: picture }, step, { seed: 3, index })).sample.image as Pixels;
        changes.push(mean([...data].map((level, at) => Math.abs(level - (picture.data[at] as number)))));
      }
      const ratio = mean(changes) / parameters.change;
      assert.ok(Math.abs(ratio - 1) < 0.3, `${mean(changes)}, there ${parameters.change}`);
    });
  }
});

describe("gravel of Albumentations", () => {
  for (const { image, parameters, result } of casesOf("gravel")) {
    test(`${parameters.stones.length} stones on ${image}`, async () => {
      const sample = await replay({ image: pictureNamed(image) }, randomGravel(), parameters.stones);
      within((sample.image as Pixels<Uint8Array>).data, set.bytes(result), 0.0002);
    });
  }
});

import { applyColorProgram } from "../color.ts";
import { cos, sin } from "../math.ts";
import type { KernelMemory } from "../memory.ts";
import { type Raster, requireBytes } from "../raster.ts";
import { allocateFloats, blurFloats, gaussian } from "./blur-floats.ts";
import { cloudMap, type StreakStep, streakLayer, writeSteps } from "./layers.ts";
import { pixelKernels } from "./module.ts";
import type { NoiseSeed } from "./noise.ts";

/** Weather on 8-bit pixels of 1 to 4 channels, in place. Layers are painted as floats and laid over the picture once. */

/** A color of three levels. */
export type Color = readonly [number, number, number];

/** Gives back the space of layers when they are laid over. */
export function painting(memory: KernelMemory, raster: Raster, paint: (count: number) => void): Raster {
  requireBytes(raster, "Weather");
  const mark = memory.mark();
  paint(raster.width * raster.height);
  memory.release(mark);
  return raster;
}

function emptyLayer(memory: KernelMemory, count: number): number {
  const layer = allocateFloats(memory, count);
  memory.floatsAt(layer, count).fill(0);
  return layer;
}

/** Moves pixels towards a color by as much as a layer says. */
export function tint(
  memory: KernelMemory,
  { pointer, width, height, channels }: Raster,
  shares: number,
  color: Color,
): void {
  const levels = memory.allocate(12);
  memory.floatsAt(levels, 3).set(color);
  pixelKernels(memory).tint(pointer, width * height, channels, shares, levels);
}

/** Softens a layer of one float a pixel. */
function soften(memory: KernelMemory, { width, height }: Raster, layer: number, sigma: number): number {
  const soft = allocateFloats(memory, width * height);
  const across = gaussian(Math.max(1, Math.ceil(2.5 * sigma)), sigma);
  blurFloats(memory, { pointer: layer, width, height, channels: 1 }, { across, border: "repeat" }, soft);
  return soft;
}

/** Steps of one weight along a line of some length, `angle` degrees off straight down, tapering to its end. */
function fall(length: number, angle: number, weight: number): readonly StreakStep[] {
  const count = Math.max(1, Math.round(length));
  const radians = (angle * Math.PI) / 180;
  return Array.from({ length: count }, (_, i) => ({
    right: Math.round(i * sin(radians)),
    down: Math.round(i * cos(radians)),
    weight: weight * (1 - (0.7 * i) / count),
  }));
}

/** Clouds of fog: `density` is the share of it where it is densest; it nowhere falls below half of that. */
export function fog(memory: KernelMemory, raster: Raster, density: number, color: Color, seed: NoiseSeed): Raster {
  return painting(memory, raster, (count) => {
    const map = cloudMap(memory, raster, 1.9, seed);
    const shares = allocateFloats(memory, count);
    pixelKernels(memory).cloudShares(map.pointer, map.size, raster.width, raster.height, density, 0.5, shares);
    tint(memory, raster, shares, color);
  });
}

export interface Rain {
  /** Drops for each pixel. */
  readonly density: number;
  /** In pixels. */
  readonly length: number;
  /** In degrees off straight down. */
  readonly slant: number;
  readonly color: Color;
  /** By what the picture is multiplied below the rain. */
  readonly brightness: number;
}

/** Rain in two depths: near drops are long and bright, far ones twice as many, short and faint. */
export function rain(
  memory: KernelMemory,
  raster: Raster,
  { density, length, slant, color, brightness }: Rain,
  [first, second]: NoiseSeed,
): Raster {
  return painting(memory, raster, (count) => {
    applyColorProgram(memory, raster, [{ operation: "brightness", factor: brightness }]);
    const { width, height } = raster;
    const module = pixelKernels(memory);
    const layer = emptyLayer(memory, count);
    for (const [depth, { many, long, bright }] of [
      { many: 2, long: 0.5, bright: 0.3 },
      { many: 1, long: 1, bright: 0.7 },
    ].entries()) {
      const steps = fall(length * long, slant, bright);
      const number = Math.round(density * many * count);
      const taps = writeSteps(memory, steps);
      module.streaks(layer, width, height, number, taps, steps.length, first, (second + depth) >>> 0);
    }
    const soft = soften(memory, raster, layer, 0.5);
    module.limit(soft, count, 0.85);
    tint(memory, raster, soft, color);
  });
}

export interface Snow {
  /** 0 to 1. */
  readonly amount: number;
  /** In degrees off straight down. */
  readonly slant: number;
}

/** Light surfaces whiten, and flakes of three depths fall, the nearest large and out of focus. */
export function snow(
  memory: KernelMemory,
  raster: Raster,
  { amount, slant }: Snow,
  [first, second]: NoiseSeed,
): Raster {
  return painting(memory, raster, (count) => {
    const module = pixelKernels(memory);
    const { pointer, width, height, channels } = raster;
    const settled = allocateFloats(memory, count);
    module.settle(pointer, count, channels, Math.min(1, 1.2 * amount), settled);
    tint(memory, raster, settled, [250, 252, 255]);
    const unit = Math.sqrt(count) / 224;
    for (const [depth, { many, least, most, falls }] of [
      { many: 6000, least: 0.5, most: 1.1, falls: 2 },
      { many: 1600, least: 0.8, most: 2.2, falls: 3 },
      { many: 160, least: 2, most: 5, falls: 5 },
    ].entries()) {
      const flakes = emptyLayer(memory, count);
      const number = Math.round(many * amount);
      module.disks(flakes, width, height, number, least * unit, most * unit, first, (second + depth) >>> 0);
      const steps = fall(falls * unit, slant, 1);
      const total = steps.reduce((sum, { weight }) => sum + weight, 0);
      const falling = streakLayer(
        memory,
        { pointer: flakes, width, height },
        steps.map((step) => ({ ...step, weight: (1.3 * step.weight) / total })),
        false,
      );
      module.limit(falling, count, 0.95);
      tint(memory, raster, falling, [255, 255, 255]);
    }
  });
}

/** A shadow: corners in pixels, and how much of the light it takes, 0 to 1. */
export interface Shadow {
  readonly corners: readonly (readonly [x: number, y: number])[];
  readonly intensity: number;
}

/** Shadows with soft edges; where they overlap the deeper one counts. */
export function shadows(memory: KernelMemory, raster: Raster, all: readonly Shadow[]): Raster {
  return painting(memory, raster, (count) => {
    const { width, height } = raster;
    const layer = emptyLayer(memory, count);
    for (const { corners, intensity } of all) {
      const points = memory.allocate(corners.length * 8);
      memory.floatsAt(points, corners.length * 2).set(corners.flat());
      pixelKernels(memory).polygon(layer, width, height, points, corners.length, intensity);
    }
    tint(memory, raster, soften(memory, raster, layer, Math.max(0.6, 0.008 * Math.sqrt(count))), [0, 0, 0]);
  });
}

/** A light in the picture: a glow, or an even disk; the color's parts are from 0 to 1. */
export interface Light {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly color: Color;
  readonly disk: boolean;
}

/** Lights laid over one another and over the picture. */
export function flare(memory: KernelMemory, raster: Raster, lights: readonly Light[]): Raster {
  return painting(memory, raster, (count) => {
    const { pointer, width, height, channels } = raster;
    const layer = emptyLayer(memory, 3 * count);
    const color = memory.allocate(12);
    const module = pixelKernels(memory);
    for (const light of lights) {
      memory.floatsAt(color, 3).set(light.color);
      module.glow(layer, width, height, light.x, light.y, light.radius, color, light.disk);
    }
    module.screen(pointer, count, channels, layer);
  });
}

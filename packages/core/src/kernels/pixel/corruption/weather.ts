import type { KernelMemory } from "../../memory.ts";
import type { Raster } from "../../raster.ts";
import { allocateFloats, blurFloats, gaussian } from "../blur-floats.ts";
import { cloudMap, motionSteps, normalLayer, readLayer, streakLayer } from "../layers.ts";
import { pixelKernels } from "../module.ts";
import { cornerZoom } from "../zoom.ts";
import { at, type Corruption } from "./kinds.ts";

/** Runs what allocates layers, and gives their space back. */
function withLayers(memory: KernelMemory, raster: Raster, run: () => void): Raster {
  const mark = memory.mark();
  run();
  memory.release(mark);
  return raster;
}

export const fog: Corruption = (memory, raster, severity, { seed }) =>
  withLayers(memory, raster, () => {
    const [amount, decay] = at(severity, [
      [1.5, 2],
      [2, 2],
      [2.5, 1.7],
      [2.5, 1.5],
      [3, 1.4],
    ] as const);
    const { pointer, width, height, channels } = raster;
    const module = pixelKernels(memory);
    const greatest = module.greatestLevel(pointer, width * height, channels) / 255;
    const map = cloudMap(memory, raster, decay, seed);
    module.fogVeil(pointer, width, height, channels, map.pointer, map.size, amount, greatest / (greatest + amount));
  });

/** Flakes fall along an angle of −135° to −45°. */
export const snow: Corruption = (memory, raster, severity, { seed, direction }) =>
  withLayers(memory, raster, () => {
    const [mean, deviation, size, least, radius, sigma, keep] = at(severity, [
      [0.1, 0.3, 3, 0.5, 10, 4, 0.8],
      [0.2, 0.3, 2, 0.5, 12, 4, 0.7],
      [0.55, 0.3, 4, 0.9, 12, 8, 0.7],
      [0.55, 0.3, 4.5, 0.85, 12, 8, 0.65],
      [0.55, 0.3, 2.5, 0.85, 12, 12, 0.55],
    ] as const);
    const { pointer, width, height, channels } = raster;
    const module = pixelKernels(memory);
    const noise = normalLayer(memory, width * height, { mean, deviation }, seed);
    const flakes = readLayer(memory, { pointer: noise, width }, cornerZoom(width, size), cornerZoom(height, size));
    module.threshold(flakes, width * height, least);
    const steps = motionSteps({ radius, sigma, angle: 90 * direction - 135 }, raster);
    const falling = streakLayer(memory, { pointer: flakes, width, height }, steps, true);
    module.snowVeil(pointer, width * height, channels, falling, keep);
  });

/** Of water, pale turquoise and lit from the upper left (its drops are not those of the published program), or of mud. */
export const spatter: Corruption = (memory, raster, severity, { seed }) =>
  withLayers(memory, raster, () => {
    const [mean, deviation, sigma, least, strength, isMud] = at(severity, [
      [0.65, 0.3, 4, 0.69, 0.6, false],
      [0.65, 0.3, 3, 0.68, 0.6, false],
      [0.65, 0.3, 2, 0.68, 0.5, false],
      [0.65, 0.3, 1, 0.65, 1.5, true],
      [0.67, 0.4, 1, 0.65, 1.5, true],
    ] as const);
    const { pointer, width, height, channels } = raster;
    const count = width * height;
    const plane = { width, height, channels: 1 };
    const module = pixelKernels(memory);
    const noise = normalLayer(memory, count, { mean, deviation }, seed);
    const liquid = allocateFloats(memory, count);
    const across = gaussian(Math.trunc(4 * sigma + 0.5), sigma);
    blurFloats(memory, { ...plane, pointer: noise }, { across, border: "repeat" }, liquid);
    const shares = allocateFloats(memory, count);
    const color = memory.allocate(12);
    if (isMud) {
      module.splash(liquid, count, least);
      const soft = gaussian(Math.trunc(4 * strength + 0.5), strength);
      blurFloats(memory, { ...plane, pointer: liquid }, { across: soft, border: "repeat" }, shares);
      module.threshold(shares, count, 0.8);
      memory.floatsAt(color, 3).set([63, 42, 20]);
    } else {
      module.drops(liquid, width, height, least, strength, 40, 12, shares);
      memory.floatsAt(color, 3).set([175, 238, 238]);
    }
    module.tint(pointer, count, channels, shares, color);
  });

/**
 * Ice that grows from the edges: ridges of clouds on clouds, bluish white. The published program lays photographs of
 * frost over pictures; this draws its own, with the same shares of picture and ice.
 */
export const frost: Corruption = (memory, raster, severity, { seed: [first, second] }) =>
  withLayers(memory, raster, () => {
    // The first two are published; the third is how far our ice has grown.
    const [keep, share, cover] = at(severity, [
      [1, 0.4, 0.2],
      [0.8, 0.6, 0.45],
      [0.7, 0.7, 0.65],
      [0.65, 0.7, 0.85],
      [0.6, 0.75, 1],
    ] as const);
    const { pointer, width, height, channels } = raster;
    const module = pixelKernels(memory);
    const coarse = cloudMap(memory, raster, 2, [first, second]);
    const fine = cloudMap(memory, raster, 1.3, [first, (second + 1) >>> 0]);
    const ice = allocateFloats(memory, 3 * width * height);
    module.ice(coarse.pointer, fine.pointer, coarse.size, width, height, share, cover, ice);
    module.frostVeil(pointer, width * height, channels, ice, keep);
  });

import { roundHalfEven } from "../../rounding.ts";
import type { KernelMemory } from "../memory.ts";
import type { Raster } from "../raster.ts";
import { allocateFloats, blurFloats, gaussian } from "./blur-floats.ts";
import { normalLayer } from "./layers.ts";
import { pixelKernels } from "./module.ts";
import type { NoiseSeed } from "./noise.ts";
import { type Color, painting, tint } from "./weather.ts";

export interface Spatter {
  readonly mode: "rain" | "mud";
  /** The deviation of the Gaussian that runs noise together to a liquid, in pixels. */
  readonly sigma: number;
  /** The height above which the liquid shows, 0 to 1. */
  readonly threshold: number;
  /** How much it covers or shines where it does so most, 0 to 1. */
  readonly intensity: number;
  readonly color: Color;
}

/** Spatters 8-bit pixels of 1 to 4 channels, in place, with what noise of a mean and a deviation runs together to. */
export function spatter(
  memory: KernelMemory,
  raster: Raster,
  { mean, deviation, ...look }: Spatter & { readonly mean: number; readonly deviation: number },
  seed: NoiseSeed,
): Raster {
  return painting(memory, raster, (count) => {
    spatterFrom(memory, raster, normalLayer(memory, count, { mean, deviation }, seed), look);
  });
}

/** The same of noise that is given, a float for each pixel. */
export function spatterFrom(memory: KernelMemory, raster: Raster, noise: number, look: Spatter): Raster {
  const { mode, sigma, threshold, intensity, color } = look;
  return painting(memory, raster, (count) => {
    const { pointer, width, height, channels } = raster;
    const module = pixelKernels(memory);
    const liquid = blurred(memory, raster, noise, sigma, roundHalfEven(3 * sigma));
    if (mode === "mud") {
      module.splash(liquid, count, threshold);
      // As far as OpenCV reaches where nobody says how far.
      const shares = blurred(memory, raster, liquid, sigma, (roundHalfEven(8 * sigma + 1) | 1) >> 1);
      module.raiseTo(shares, count, intensity);
      tint(memory, raster, shares, color);
      return;
    }
    const shares = allocateFloats(memory, count);
    // The wider noise is blurred, the lower the liquid: drops of all sizes are to be as bright.
    const scale = Math.max(sigma, 0.3) / 2;
    module.drops(liquid, width, height, threshold, 1, 80 * scale, 12 * scale * scale, shares);
    const soft = blurred(memory, raster, shares, 0.7, 2);
    module.raiseTo(soft, count, 0.9 * intensity);
    const levels = memory.allocate(12);
    memory.floatsAt(levels, 3).set(color);
    module.addColor(pointer, count, channels, soft, levels);
  });
}

function blurred(
  memory: KernelMemory,
  { width, height }: Raster,
  pointer: number,
  sigma: number,
  radius: number,
): number {
  if (sigma === 0 || radius === 0) return pointer;
  const soft = allocateFloats(memory, width * height);
  blurFloats(
    memory,
    { pointer, width, height, channels: 1 },
    { across: gaussian(radius, sigma), border: "repeat" },
    soft,
  );
  return soft;
}

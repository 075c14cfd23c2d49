import { roundHalfEven } from "../../rounding.ts";
import { cos, exp, sin } from "../math.ts";
import type { Surrounding } from "./convolve.ts";

/** Weights of the blurs and filters that are surroundings. */

function square(size: number): { size: number; at: (x: number, y: number) => number; weights: Float64Array } {
  return { size, at: (x, y) => y * size + x, weights: new Float64Array(size * size) };
}

/** Divides by the sum. */
function normalised(size: number, weights: Float64Array): Surrounding {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return { width: size, height: size, weights: weights.map((weight) => weight / sum) };
}

export interface Motion {
  /** Odd, in pixels. */
  readonly size: number;
  /** In degrees, clockwise from the right, for y goes down. */
  readonly angle: number;
  /** −1 blurs backwards alone, 0 both ways, 1 forwards alone. */
  readonly direction: number;
  /** By how much the line is moved off the middle, in shares of a quarter of the size, −1 to 1 both ways. */
  readonly shift: readonly [number, number];
}

/** A line of equal weights (Albumentations' motion kernel). */
export function motionLine({ size, angle, direction, shift }: Motion): Surrounding {
  const { at, weights } = square(size);
  const reach = size >> 1;
  const radians = (angle * Math.PI) / 180;
  const [dx, dy] = [cos(radians), sin(radians)];
  const from = direction > 0 ? -reach * (1 - direction) : -reach;
  const to = direction < 0 ? reach * (1 + direction) : reach;
  const kept = (value: number) => Math.min(size - 1, Math.max(0, roundHalfEven(value)));
  for (let index = 0; index < size; index++) {
    const t = size === 1 ? from : from + ((to - from) / (size - 1)) * index;
    const x = reach + dx * t + (shift[0] * reach) / 2;
    const y = reach + dy * t + (shift[1] * reach) / 2;
    weights[at(kept(x), kept(y))] = 1;
  }
  return normalised(size, weights);
}

/** A disk whose rim is smoothed by a Gaussian of `rim` pixels (Hendrycks and Dietterich 2019). */
export function disk(radius: number, rim: number): Surrounding {
  const reach = Math.max(8, radius);
  const { size, at, weights } = square(2 * reach + 1);
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      if (x * x + y * y <= radius * radius) weights[at(x + reach, y + reach)] = 1;
    }
  }
  const even = normalised(size, weights).weights as Float64Array;
  const taps = radius <= 8 ? 1 : 2;
  const bell = Array.from({ length: 2 * taps + 1 }, (_, i) => exp(-((i - taps) ** 2) / (2 * rim * rim)));
  const total = bell.reduce((sum, value) => sum + value, 0);
  const mirror = (i: number) => (i < 0 ? -i : i >= size ? 2 * size - 2 - i : i);
  const smooth = (value: (i: number) => number, i: number) =>
    bell.reduce((sum, weight, tap) => sum + (weight / total) * value(mirror(i + tap - taps)), 0);
  // Weights of one kind are to be exactly alike, so that they are summed together.
  const across = weights.map((_, i) => Math.fround(smooth((x) => even[at(x, Math.floor(i / size))]!, i % size)));
  const result = weights.map((_, i) => Math.fround(smooth((y) => across[at(i % size, y)]!, Math.floor(i / size))));
  return { width: size, height: size, weights: result };
}

/** Three by three: the pixel, with `alpha` parts of its difference from its neighbours (Albumentations' Sharpen). */
export function sharpening(alpha: number, lightness: number): Surrounding {
  const weights = Array.from({ length: 9 }, (_, i) => (i === 4 ? 1 - alpha + alpha * (8 + lightness) : -alpha));
  return { width: 3, height: 3, weights };
}

/** Three by three: light from the upper left (Albumentations' Emboss). */
export function embossing(alpha: number, strength: number): Surrounding {
  const effect = [-1 - strength, -strength, 0, -strength, 1, strength, 0, strength, 1 + strength];
  return { width: 3, height: 3, weights: effect.map((weight, i) => alpha * weight + (i === 4 ? 1 - alpha : 0)) };
}

/** Bessel's function J₁, by its series; exact to ten digits up to 16. */
function bessel(x: number): number {
  const half = x / 2;
  let term = half;
  let sum = term;
  for (let k = 1; k < 60; k++) {
    term *= -(half * half) / (k * (k + 1));
    sum += term;
  }
  return sum;
}

/** A low pass that is cut off at `cutoff` radians a pixel, in a circle: edges ring (Albumentations' RingingOvershoot). */
export function ringing(size: number, cutoff: number): Surrounding {
  const { at, weights } = square(size);
  const middle = (size - 1) / 2;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const distance = Math.sqrt((x - middle) ** 2 + (y - middle) ** 2);
      weights[at(x, y)] =
        distance === 0
          ? (cutoff * cutoff) / (4 * Math.PI)
          : (cutoff * bessel(cutoff * distance)) / (2 * Math.PI * distance);
    }
  }
  return normalised(size, weights);
}

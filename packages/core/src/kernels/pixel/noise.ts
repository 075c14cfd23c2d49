import { exp } from "../math.ts";
import type { KernelMemory } from "../memory.ts";
import { type Raster, requireBytes } from "../raster.ts";
import { colorCount, elementCount, fullLevel, typeCodes } from "./elements.ts";
import { pixelKernels } from "./module.ts";

/** Two 32-bit words that decide all numbers of a picture. */
export type NoiseSeed = readonly [number, number];

/** Numbers to take in place of those that a seed decides, as f32 in kernel memory: for comparing with other libraries. */
export type NoiseField = { readonly field: number };

function wordsOf(source: NoiseSeed | NoiseField): [first: number, second: number, field: number] {
  return "field" in source ? [0, 0, source.field] : [source[0], source[1], 0];
}

export interface Gaussian {
  /** In shares of full brightness. */
  readonly mean: number;
  readonly sigma: number;
  /** Whether floats are kept within 0 and 1; whole numbers are always kept within their type. */
  readonly clip: boolean;
  /** Whether whole numbers get the noise before it is cut to a whole one; then the sum is cut. Default: false. */
  readonly fine?: boolean;
  /** Whether noise is multiplied by the element. Default: false. */
  readonly relative?: boolean;
}

/** Adds normal noise in place; what is added to whole numbers is cut to a whole number first (torchvision). */
export function addGaussianNoise(
  memory: KernelMemory,
  raster: Raster,
  { mean, sigma, clip, fine = false, relative = false }: Gaussian,
  source: NoiseSeed | NoiseField,
): Raster {
  const { pointer, channels, type } = raster;
  const full = fullLevel[type];
  const [least, most] = type !== "float32" || clip ? [0, full] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const { addNoise } = pixelKernels(memory);
  const count = elementCount(raster);
  // What multiplies is a share of the element, which is in full units already.
  const unit = relative ? 1 : full;
  const whole = type !== "float32" && !fine;
  addNoise(
    pointer,
    count,
    channels,
    typeCodes[type],
    mean * unit,
    sigma * unit,
    least,
    most,
    whole,
    relative,
    ...wordsOf(source),
  );
  return raster;
}

export interface Multiplicative {
  readonly low: number;
  readonly high: number;
  /** Whether the channels of a pixel have one factor. */
  readonly shared: boolean;
}

/** Multiplies in place by factors drawn evenly for every element, or for every pixel. */
export function multiplyByNoise(
  memory: KernelMemory,
  raster: Raster,
  { low, high, shared }: Multiplicative,
  source: NoiseSeed | NoiseField,
): Raster {
  const { pointer, channels, type } = raster;
  const count = elementCount(raster) / (shared ? channels : 1);
  const { multiplyNoise } = pixelKernels(memory);
  multiplyNoise(pointer, count, channels, typeCodes[type], shared, low, high - low, ...wordsOf(source));
  return raster;
}

/** Multiplies each color channel by one factor, in place: one for all, or one each; alpha stays. */
export function scaleColors(memory: KernelMemory, raster: Raster, factors: readonly number[]): Raster {
  const { pointer, channels, type } = raster;
  const mark = memory.mark();
  const table = memory.allocate(channels * 4);
  const colors = colorCount(channels);
  const all = Array.from({ length: channels }, (_, i) =>
    i < colors ? (factors[factors.length === 1 ? 0 : i] as number) : 1,
  );
  memory.floatsAt(table, channels).set(all);
  pixelKernels(memory).scaleChannels(pointer, elementCount(raster), channels, typeCodes[type], table);
  memory.release(mark);
  return raster;
}

/** Above this a Poisson number comes from a normal one: the expansion errs by less than one in a thousand there. */
const large = 64;

/**
 * Replaces levels of 8-bit pixels by Poisson numbers, in place: `rate` says the mean for a level, `level` the result for
 * a number; numbers above `last` count as it.
 */
export function countPhotons(
  memory: KernelMemory,
  raster: Raster,
  counting: {
    readonly rate: (level: number) => number;
    readonly level: (count: number) => number;
    readonly last: number;
  },
  [first, second]: NoiseSeed,
): Raster {
  requireBytes(raster, "Shot noise");
  const { pointer, channels } = raster;
  const { rate, level, last } = counting;
  const mark = memory.mark();
  const rates = memory.allocate(512 * 8);
  const levels = memory.allocate(last + 1);
  const view = new DataView(memory.memory.buffer, rates, 512 * 8);
  for (let value = 0; value < 256; value++) {
    const mean = rate(value);
    view.setFloat64(8 * value, mean, true);
    view.setFloat64(2048 + 8 * value, mean > large ? 0 : exp(-mean), true);
  }
  const table = memory.bytesAt(levels, last + 1);
  for (let count = 0; count <= last; count++) table[count] = level(count);
  pixelKernels(memory).shotNoise(pointer, elementCount(raster), channels, rates, levels, last, first, second);
  memory.release(mark);
  return raster;
}

export interface SensorNoise {
  /** The standard deviation of the hue's turn in degrees. */
  readonly shift: number;
  /** How much each grain brightens, 0 to 1. */
  readonly intensity: number;
}

/**
 * Grains and wavering hues in 8-bit pixels of 3 or 4 channels, in place. Grains come the more the more the picture's
 * lightness varies; the mean number is the deviation of the lightness, in levels of a byte, times the intensity.
 */
export function addSensorNoise(
  memory: KernelMemory,
  raster: Raster,
  { shift, intensity }: SensorNoise,
  source: NoiseSeed | NoiseField,
): Raster {
  requireBytes(raster, "ISO noise");
  const { pointer, channels, width, height } = raster;
  const module = pixelKernels(memory);
  const count = width * height;
  const rate = Math.min(700, module.lightnessDeviation(pointer, count, channels) * 255 * intensity);
  module.isoNoise(pointer, count, channels, shift, intensity / 255, rate, ...wordsOf(source));
  return raster;
}

export interface Scatter {
  /** The share of pixels that become `first`, and of those that become `second`. */
  readonly shares: readonly [number, number];
  /** One value for all colors or one each, in the pixels' unit. */
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** Whether each color channel is chosen for itself. */
  readonly perChannel: boolean;
}

/** Gives other values to some pixels, in place; which ones, a seed decides. Alpha stays. */
export function scatterValues(
  memory: KernelMemory,
  raster: Raster,
  { shares, first, second, perChannel }: Scatter,
  [key0, key1]: NoiseSeed,
): Raster {
  const { pointer, width, height, channels, type } = raster;
  const colors = colorCount(channels);
  const mark = memory.mark();
  const values = [first, second].map((value) => {
    const at = memory.allocate(colors * 4);
    const all = Array.from({ length: colors }, (_, i) => value[value.length === 1 ? 0 : i] as number);
    const { buffer } = memory.memory;
    if (type === "uint8") new Uint8Array(buffer, at, colors).set(all);
    else if (type === "uint16") new Uint16Array(buffer, at, colors).set(all);
    else new Float32Array(buffer, at, colors).set(all);
    return at;
  }) as [number, number];
  // A share of one takes every word but the last, which is one in four billion.
  const border = (share: number) => Math.min(2 ** 32 - 1, Math.round(share * 2 ** 32));
  const [one, other] = [border(shares[0]), border(shares[0] + shares[1])];
  const { scatter } = pixelKernels(memory);
  scatter(pointer, width * height, channels, typeCodes[type], perChannel, one, other, ...values, key0, key1);
  memory.release(mark);
  return raster;
}

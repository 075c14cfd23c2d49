import { gaussianBlur } from "../../kernels/blur.ts";
import type { KernelMemory } from "../../kernels/memory.ts";
import type { Raster } from "../../kernels/raster.ts";
import { adjustSharpness } from "../../kernels/sharpness.ts";
import { compat } from "../color/compat.ts";
import { brightening, inverting, posterizing, solarizing } from "../color/point-operations.ts";
import type { ImageEffect } from "../effect.ts";
import { type Affinity, affineSteps } from "../geometry/affinity.ts";
import { rotationSteps } from "../geometry/rotation.ts";
import { type OutsideOptions, type Sampling, samplingOf } from "../options.ts";

/** How operations are carried out: how warps read the picture, and whose bytes color, contrast and autocontrast give. */
export interface OperationOptions extends Sampling {
  readonly compat: "torchvision" | "pillow";
}

/**
 * Whose bytes a policy's operations give. Brightness, posterize, solarize, equalize and invert are the same in both; warps,
 * sharpness and blurs are torchvision's either way.
 */
export const policyCompat = compat("pillow");

/** Options of a policy as its operations take them. */
export function operationOptions(options: OutsideOptions & Pick<OperationOptions, "compat">): OperationOptions {
  return { ...samplingOf(options), compat: options.compat };
}

type EffectOf = (magnitude: number, options: OperationOptions) => ImageEffect | undefined;

/**
 * What the operations that automatic policies choose from do, by the magnitude that is drawn: shears by a slope, about
 * the upper left corner, against the axis' direction as in torchvision; translations by whole pixels to the right or down;
 * turns by degrees, counter-clockwise; brightness, color (saturation), contrast and sharpness by what is added to a
 * factor of 1; posterize to a number of bits; solarize from a level on; solarizeAdd by levels, of the darker half; gaussianBlur by a
 * standard deviation in pixels. The others have no magnitude.
 */
const effects = {
  identity: () => undefined,
  shearX: (slope, options) => warped({ slopes: [slope, 0], center: [0, 0] }, options),
  shearY: (slope, options) => warped({ slopes: [0, slope], center: [0, 0] }, options),
  translateX: (pixels, options) => warped({ translate: [pixels, 0] }, options),
  translateY: (pixels, options) => warped({ translate: [0, pixels] }, options),
  rotate: (degrees, options) => ({
    family: "geometry",
    steps: (canvas) => rotationSteps(canvas, degrees, { ...options, expand: false }),
  }),
  brightness: (added) => ({ family: "color", operations: [{ operation: "brightness", factor: 1 + added }] }),
  color: (added, { compat: whose }) => ({
    family: "color",
    operations: [{ operation: "saturation", factor: 1 + added, compat: whose }],
  }),
  contrast: (added, { compat: whose }) => ({
    family: "color",
    operations: [{ operation: "contrast", factor: 1 + added, compat: whose }],
  }),
  sharpness: (added) => ({ family: "pixel", run: (memory, source) => adjustSharpness(memory, source, 1 + added) }),
  posterize: (bits) => ({ family: "color", operations: [posterizing(bits)] }),
  solarize: (threshold) => ({ family: "color", operations: [solarizing(threshold)] }),
  autocontrast: (_none, { compat: whose }) => ({
    family: "color",
    operations: [{ operation: "autocontrast", compat: whose }],
  }),
  equalize: () => ({ family: "color", operations: [{ operation: "equalize" }] }),
  invert: () => ({ family: "color", operations: [inverting] }),
  solarizeAdd: (added) => ({ family: "color", operations: [brightening(added)] }),
  gaussianBlur: (radius) => ({ family: "pixel", run: (memory, source) => blurred(memory, source, radius) }),
} as const satisfies Record<string, EffectOf>;

export type OperationName = keyof typeof effects;

/** One operation as it was drawn; null for one that has no magnitude. */
export type DrawnOperation = {
  readonly operation: OperationName;
  readonly magnitude: number | null;
  /** Of a policy that draws it: how a warp reads the picture. */
  readonly interpolation?: "bilinear" | "bicubic";
};

/** What a drawn operation does; undefined: nothing. */
export function operationEffect(drawn: DrawnOperation, options: OperationOptions): ImageEffect | undefined {
  const effect: EffectOf = effects[drawn.operation];
  const { magnitude, interpolation } = drawn;
  return effect(magnitude ?? 0, interpolation === undefined ? options : { ...options, filter: interpolation });
}

/** What several drawn operations do, in their order. */
export function operationEffects(drawn: readonly DrawnOperation[], options: OperationOptions): readonly ImageEffect[] {
  return drawn.map((one) => operationEffect(one, options)).filter((effect) => effect !== undefined);
}

/** Blurs by a standard deviation in pixels; a kernel that is larger than the picture could not be mirrored at its edges. */
function blurred(memory: KernelMemory, source: Raster, deviation: number): Raster {
  if (deviation === 0) return source;
  const size = (length: number) => 1 + 2 * Math.min(length - 1, Math.ceil(3 * deviation));
  const kernel = { kernelWidth: size(source.width), kernelHeight: size(source.height) };
  return gaussianBlur(memory, source, { ...kernel, sigmaX: deviation, sigmaY: deviation });
}

const still: Affinity = { degrees: 0, translate: [0, 0], scale: 1, slopes: [0, 0] };

function warped(changed: Partial<Affinity>, options: Sampling): ImageEffect {
  return { family: "geometry", steps: (canvas) => affineSteps(canvas, { ...still, ...changed }, options) };
}

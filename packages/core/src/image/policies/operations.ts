import { adjustSharpness } from "../../kernels/sharpness.ts";
import { inverting, posterizing, solarizing } from "../color/point-operations.ts";
import type { ImageEffect } from "../effect.ts";
import { type Affinity, type AffinityOptions, affineSteps } from "../geometry/affinity.ts";
import { rotationSteps } from "../geometry/rotation.ts";

type EffectOf = (magnitude: number, options: AffinityOptions) => ImageEffect | undefined;

/**
 * What the operations that automatic policies choose from do, by the magnitude that is drawn: shears by a slope, about
 * the upper left corner, against the axis' direction as in torchvision; translations by whole pixels to the right or down;
 * turns by degrees, counter-clockwise; brightness, color (saturation), contrast and sharpness by what is added to a
 * factor of 1; posterize to a number of bits; solarize from a level on. The others have no magnitude.
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
  color: (added) => ({ family: "color", operations: [{ operation: "saturation", factor: 1 + added }] }),
  contrast: (added) => ({ family: "color", operations: [{ operation: "contrast", factor: 1 + added }] }),
  sharpness: (added) => ({ family: "pixel", run: (memory, source) => adjustSharpness(memory, source, 1 + added) }),
  posterize: (bits) => ({ family: "color", operations: [posterizing(bits)] }),
  solarize: (threshold) => ({ family: "color", operations: [solarizing(threshold)] }),
  autocontrast: () => ({ family: "color", operations: [{ operation: "autocontrast" }] }),
  equalize: () => ({ family: "color", operations: [{ operation: "equalize" }] }),
  invert: () => ({ family: "color", operations: [inverting] }),
} as const satisfies Record<string, EffectOf>;

export type OperationName = keyof typeof effects;

/** One operation as it was drawn; null for one that has no magnitude. */
export type DrawnOperation = { readonly operation: OperationName; readonly magnitude: number | null };

/** What a drawn operation does; undefined: nothing. */
export function operationEffect(drawn: DrawnOperation, options: AffinityOptions): ImageEffect | undefined {
  const effect: EffectOf = effects[drawn.operation];
  return effect(drawn.magnitude ?? 0, options);
}

/** What several drawn operations do, in their order. */
export function operationEffects(drawn: readonly DrawnOperation[], options: AffinityOptions): readonly ImageEffect[] {
  return drawn.map((one) => operationEffect(one, options)).filter((effect) => effect !== undefined);
}

const still: Affinity = { degrees: 0, translate: [0, 0], scale: 1, slopes: [0, 0] };

function warped(changed: Partial<Affinity>, options: AffinityOptions): ImageEffect {
  return { family: "geometry", steps: (canvas) => affineSteps(canvas, { ...still, ...changed }, options) };
}

import type { ColorOperation } from "../kernels/color-operation.ts";
import type { KernelMemory } from "../kernels/memory.ts";
import type { ElementType, Raster } from "../kernels/raster.ts";
import type { Canvas } from "../outline-types.ts";

/** One step in space; several make up a transform. */
export type GeometryStep =
  /** Take a rectangle, swap the axes, then mirror: pixels move and keep their values. */
  | {
      readonly step: "index";
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly transpose: boolean;
      readonly flipX: boolean;
      readonly flipY: boolean;
    }
  | {
      readonly step: "resize";
      readonly width: number;
      readonly height: number;
      readonly filter: "nearest" | "bilinear" | "bicubic";
      readonly antialias: boolean;
    }
  /** `matrix` is 3×3, row by row, from coordinates before to coordinates after; pixel centres are at i + 0.5. */
  | {
      readonly step: "warp";
      readonly matrix: readonly number[];
      readonly width: number;
      readonly height: number;
      readonly filter: "nearest" | "bilinear";
      /** One value for all channels or one each, 0–255. */
      readonly fill: readonly number[];
    };

/** Which images a step takes; what it does not take is an error before anything is decoded. */
export interface Accepts {
  /** Element types; one that takes float32 may stand behind `normalize`. Default: uint8 alone. */
  readonly types?: readonly ElementType[];
  /** Numbers of channels, such as 1 and 3. Default: any. */
  readonly channels?: readonly number[];
}

/** What a step of an image policy does to pixels, as data where that lets steps be fused. */
export type ImageEffect =
  | { readonly family: "geometry"; readonly steps: (canvas: Canvas) => readonly GeometryStep[] }
  | {
      readonly family: "color";
      readonly operations: readonly ColorOperation[];
      /** The images that it takes, where that is less than what its operations take. */
      readonly accepts?: Accepts;
    }
  | {
      readonly family: "pixel";
      readonly run: (memory: KernelMemory, source: Raster) => Raster;
      /** The images that it takes. Default: bytes of any number of channels. */
      readonly accepts?: Accepts;
    }
  /** y = x · scale + bias for each channel, to 32-bit floats. */
  | {
      readonly family: "float";
      readonly coefficients: (
        channels: number,
        type: "uint8" | "float32",
      ) => { readonly scale: readonly number[]; readonly bias: readonly number[] };
    };

import type { Border } from "../kernels/border.ts";
import type { ColorOperation } from "../kernels/color-operation.ts";
import type { KernelMemory } from "../kernels/memory.ts";
import type { ElementType, Raster } from "../kernels/raster.ts";
import type { Filter } from "../kernels/tap-table.ts";
import type { WarpFilter } from "../kernels/warp.ts";
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
      readonly filter: Filter;
      readonly antialias: boolean;
    }
  /** `matrix` is 3×3, row by row, from coordinates before to coordinates after; pixel centres are at i + 0.5. */
  | {
      readonly step: "warp";
      readonly matrix: readonly number[];
      readonly width: number;
      readonly height: number;
      readonly filter: WarpFilter;
      /** What stands beyond the edges. Default "constant": `fill`. */
      readonly border?: Border;
      /** One value for all channels or one each, in the range of the pixels. */
      readonly fill: readonly number[];
      /** What fills masks. Default 0. */
      readonly fillMask?: number;
    }
  /**
   * Resamples along a map that no matrix describes. Pixels of the result ask where they read the source; points of the
   * source ask where they come to lie, which the engine finds by turning the map around.
   */
  | {
      readonly step: "remap";
      readonly width: number;
      readonly height: number;
      readonly filter: WarpFilter;
      readonly border?: Border;
      readonly fill: readonly number[];
      readonly fillMask?: number;
      readonly source: SourceMap;
    }
  /** Puts the picture onto another canvas, its corner at (left, top); what it does not cover is filled. */
  | {
      readonly step: "pad";
      readonly left: number;
      readonly top: number;
      readonly width: number;
      readonly height: number;
      readonly border: Border;
      readonly fill: readonly number[];
      readonly fillMask?: number;
    };

/** Where the pixels of a remapped picture read their source; both ways say the same. Pixel edges are at 0 … width. */
export interface SourceMap {
  /** The position in the source that a position of the result reads. */
  at(x: number, y: number): readonly [number, number];
  /**
   * Puts the map on the arena: for each row of the result the source columns of its pixel centres, then their source rows,
   * as f32. Absent: `at` is asked for each pixel.
   */
  readonly write?: (memory: KernelMemory) => number;
}

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
      /** How many channels of an image come out. Default: as many as come in. */
      readonly channels?: (before: number) => number;
      /** `run` writes elsewhere and leaves its source as it is, so that what is kept need not be copied. Default false. */
      readonly readsOnly?: boolean;
      /** What it does to masks, which keep their size and type. Absent: nothing. */
      readonly runMask?: (memory: KernelMemory, source: Raster) => Raster;
      /** The images that it takes. Default: bytes of any number of channels. */
      readonly accepts?: Accepts;
    }
  /** y = x · scale + bias for each channel, to 32-bit floats. */
  | {
      readonly family: "float";
      readonly coefficients: (
        channels: number,
        type: ElementType,
      ) => { readonly scale: readonly number[]; readonly bias: readonly number[] };
    };

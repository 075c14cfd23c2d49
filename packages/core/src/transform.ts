import type { z } from "zod";
import type { FieldKind, Sample } from "./fields/index.ts";
import type { ColorOperation } from "./kernels/color.ts";
import type { KernelMemory } from "./kernels/memory.ts";
import type { Raster } from "./kernels/raster.ts";
import type { Canvas, Outline } from "./outline-types.ts";
import type { Random } from "./random/random.ts";

/** Plain JSON: what draws, options and policies are made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** What a label might depend on that a transform can alter. */
export type Change =
  | "mirror"
  | "halfTurn"
  | "quarterTurn"
  | "rotation"
  | "scale"
  | "aspectRatio"
  | "position"
  | "color"
  | "brightness"
  | "texture"
  | "detail"
  | "mixture"
  | "wordOrder"
  | "polarity";

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

/** What a step of an image policy does to pixels, as data where that lets steps be fused. */
export type ImageEffect =
  | { readonly family: "geometry"; readonly steps: (canvas: Canvas) => readonly GeometryStep[] }
  | { readonly family: "color"; readonly operations: readonly ColorOperation[] }
  | {
      readonly family: "pixel";
      readonly run: (memory: KernelMemory, source: Raster) => Raster;
      /** True: it takes images that hold floats too, and may stand behind `normalize`. */
      readonly floats?: true;
    }
  /** y = x · scale + bias for each channel, to 32-bit floats. */
  | {
      readonly family: "float";
      readonly coefficients: (
        channels: number,
        type: "uint8" | "float32",
      ) => { readonly scale: readonly number[]; readonly bias: readonly number[] };
    };

/** What a transform says of itself, as data: validation, policies, evaluation, help and docs all read it. */
export interface Definition<Schema extends z.ZodObject = z.ZodObject> {
  /** The name of the export and the word in a policy. */
  readonly name: string;
  /** One line of help. */
  readonly summary: string;
  /** Every option with range, default and a `describe` that says what is allowed. */
  readonly options: Schema;
  /** The option that may stand alone, as in `randomResizedCrop(224)`. */
  readonly positional?: string;
  /** What it can alter. Empty: nothing a label depends on. */
  readonly changes: readonly Change[];
  /** True where images come out in one size whatever came in. */
  readonly fixesSize?: boolean;
  /**
   * The size in which pictures come out, where the options say it; "varies" where it depends on what comes in or is
   * drawn. Absent: they keep their size.
   */
  readonly canvas?: (options: z.output<Schema>) => Canvas | "varies" | undefined;
  /** The deterministic counterpart when a model is tested: "same", "nothing", or another transform. */
  readonly evaluation: "same" | "nothing" | ((options: z.output<Schema>) => Step);
  /**
   * The options at an intensity between 0 (does nothing, or as little as it can) and 1 (as given). "fixed" where the
   * transform is not an augmentation and stays as it is.
   */
  readonly intensity: "fixed" | ((options: z.output<Schema>, intensity: number) => z.input<Schema>);
}

interface Named {
  readonly name: string;
  readonly definition: Definition;
  /** The options as they were given, for policies. */
  readonly given: JsonObject;
  /** Where a worker finds the factory; absent for built-in transforms, which are known by name. */
  readonly module?: string;
}

/**
 * A transform that draws once for a sample. All chance is in `draw`, which sees the outline and never a pixel; the
 * rest follows from the draw, which is plain JSON that can be logged and replayed.
 *
 * @typeParam Result what becomes of an image's type: `"float32"` for `normalize` and `toFloat`, else `"same"`.
 */
export interface LeafTransform<Result extends ImageResult = ImageResult> extends Named {
  readonly type: "leaf";
  /** At least one field of one of these kinds must be there. */
  readonly kinds: readonly FieldKind[];
  readonly result?: Result;
  draw(random: Random, outline: Outline): Json;
  /** For image transforms: what the draw does, for the engines; several in a row. Undefined: nothing. */
  readonly effect?: (draw: Json) => ImageEffect | readonly ImageEffect[] | undefined;
  /** For all other transforms: the outline after the draw; absent: unchanged. */
  readonly outline?: (outline: Outline, draw: Json) => Outline;
  /** For all other transforms: the sample after the draw, as a new object; decoded images are `Pixels`. */
  readonly apply?: (sample: Sample, draw: Json) => Sample;
  /** The same transform with other options. */
  rebuild(given: JsonObject): LeafTransform;
}

/** A transform that runs others: which of its children, in which order. */
export interface Combinator<Result extends ImageResult = ImageResult> extends Named {
  readonly type: "combinator";
  readonly children: readonly Step[];
  readonly result?: Result;
  /** Positions among the children, in order of running. */
  choose(random: Random): readonly number[];
  /** The same combinator with other children or options, for evaluation, intensity and policies. */
  rebuild(children: readonly Step[], given?: JsonObject): Combinator;
  /** How the children stand in evaluation mode: in a row, or as alternatives of which at most one fixes the size. */
  readonly evaluatesAs: "sequence" | "choice";
}

/** What becomes of the type of images. */
export type ImageResult = "same" | "float32";

/**
 * A plain function as a step. It sees decoded pixels and is opaque: what follows it draws after it ran. It must not
 * change its input, and takes all chance from `random`.
 */
// biome-ignore lint/suspicious/noExplicitAny: a user's function names the fields it wants; a sample has them or it throws.
export type FunctionStep = (sample: any, random: Random) => object | Promise<object>;

export type Transform<Result extends ImageResult = ImageResult> = LeafTransform<Result> | Combinator<Result>;
export type Step = Transform | FunctionStep;

/** The type of an image after these steps. */
export type ResultOf<Steps> = Steps extends readonly (infer One)[]
  ? "float32" extends (One extends { readonly result?: infer Result } ? Result : "same")
    ? "float32"
    : "same"
  : Steps extends { readonly result?: infer Result }
    ? "float32" extends Result
      ? "float32"
      : "same"
    : "same";

/** The name of a step in paths and messages. */
export function stepName(step: Step): string {
  return typeof step === "function" ? step.name || "function" : step.name;
}

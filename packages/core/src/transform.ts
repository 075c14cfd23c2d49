import type { z } from "zod";
import type { FieldKind, MaskPixels, Pixels, Sample } from "./fields/index.ts";
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

/**
 * What a transform asks the engine of its domain to do to what an outline leaves out, such as pixels. A pure function of
 * the draw; the domain says more.
 */
export interface Effect {
  readonly family: string;
}

/** What bounds the sizes that a policy may pass through. */
export interface Limits {
  /** Pixels that an image may have between two steps. */
  readonly maxPixels: number;
}

/** What a domain knows of its effects before they are carried out. */
export interface Engine {
  /**
   * The outline after an effect.
   *
   * @throws where the effect does not fit the outline; the name of the transform is put before the message.
   */
  foretell(outline: Outline, effect: Effect, name: string, limits: Limits): Outline;
}

/** What a transform says of itself, as data: validation, policies, evaluation, help and docs all read it. */
export interface Definition<Schema extends z.ZodObject = z.ZodObject> {
  /** The name of the export and the word in a policy. */
  readonly name: string;
  /** Whose it is, such as `"image"`: policies name it `image.resize`. Absent for combinators and for transforms of the user's. */
  readonly domain?: string;
  /** One line of help. */
  readonly summary: string;
  /** Every option with range, default and a `describe` that says what is allowed. */
  readonly options: Schema;
  /** The option that may stand alone, as in `randomResizedCrop(224)`. */
  readonly positional?: string;
  /**
   * What it can alter, with these options where it depends on them: a turn by up to 5° is no half turn. Empty: nothing a
   * label depends on.
   */
  readonly changes: readonly Change[] | ((options: z.output<Schema>) => readonly Change[]);
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

export interface Named {
  readonly name: string;
  readonly definition: Definition;
  /** The options as they were given, for policies. */
  readonly given: JsonObject;
  /** What it can alter with these options; of a combinator, what its children can. */
  readonly changes: readonly Change[];
  /** Where a worker finds the factory; absent for built-in transforms, which are known by name. */
  readonly module?: string;
}

/** What a transform may see before it draws: of pixels, single pictures. */
export type SeenKind = Exclude<FieldKind, "clip" | "maskClip">;

/** What a draw may see beside the outline. */
export interface DrawContext {
  /** The fields of the kinds that the transform `needs`, decoded, as they are at this step. */
  readonly values: Readonly<Record<string, Pixels | MaskPixels>>;
  /** Which of the copies of its sample this is, from 0, where a transform makes several of one. */
  readonly copy: number;
}

/** What an edit may see beside the outline and the draw. */
export interface EditContext {
  /** What `answer` said to this sample's question; null where nothing was asked. */
  readonly answer: Json;
  /** The outlines of the partners, as they are in front of this step. */
  readonly partners: readonly Outline[];
}

/** What `apply` may see beside the decoded samples: their outlines, which say what of a sample is which. */
export interface ApplyContext {
  /** That of the sample, in front of this step. */
  readonly outline: Outline;
  /** Those of the partners, in front of this step. */
  readonly partners: readonly Outline[];
  /** What the transform's `outline` says of the sample behind it. */
  readonly declared: Outline;
}

/**
 * A transform that draws once for a sample. All chance is in `draw`, which sees the outline and never a pixel (but for
 * the kinds that it `needs`); the rest follows from the draw, which is plain JSON that can be logged and replayed.
 *
 * What it does is an edit of the outline, effects for its domain's engine, or both. Only `apply` and `applyMany` stand in
 * the way of the steps behind them: those draw after they ran.
 *
 * @typeParam Result what becomes of an image's type: `"float32"` for `normalize` and `toFloat`, else `"same"`.
 */
export interface LeafTransform<Result extends ImageResult = ImageResult> extends Named {
  readonly type: "leaf";
  /** At least one field of one of these kinds must be there. */
  readonly kinds: readonly FieldKind[];
  /** Fields of these kinds are decoded before the draw. A sample with clips of theirs is refused. */
  readonly needs: readonly SeenKind[];
  /** One sample in, so many out: the loader counts each sample as often. */
  readonly copies: number;
  readonly result?: Result;
  /**
   * The samples that this one meets at this step, as indices of a dataset of `size` samples: a pure function of the key,
   * so that whoever plans knows them before anything is read.
   */
  readonly partners?: (random: Random, size: number) => readonly number[];
  /** @param context absent: no copies, and nothing seen. */
  draw(random: Random, outline: Outline, context?: DrawContext): Json;
  /** What is to be asked; the questions of all samples of a batch are answered at once. Undefined: nothing for this sample. */
  readonly question?: (outline: Outline, draw: Json) => Json | undefined;
  /** The answers to several questions, in their order. What it says of one must not depend on the others. */
  readonly answer?: (questions: readonly Json[]) => readonly Json[] | Promise<readonly Json[]>;
  /** The outline after the draw: texts, labels, boxes, visibility; never the size of an image, which is an effect. */
  readonly edit?: (outline: Outline, draw: Json, context: EditContext) => Outline;
  /** What the draw does, for the domain's engine; several in a row. Undefined: nothing. */
  readonly effect?: (draw: Json) => Effect | readonly Effect[] | undefined;
  /** Who carries the effects out. */
  readonly engine?: Engine;
  /** With `apply`: the outline after it, where it meets others from theirs too; absent: unchanged. */
  readonly outline?: (outline: Outline, draw: Json, partners: readonly Outline[]) => Outline;
  /** The sample after the draw, as a new object; decoded images are `Pixels`. */
  readonly apply?: (
    sample: Sample,
    draw: Json,
    partners: readonly Sample[],
    context: ApplyContext,
  ) => Sample | Promise<Sample>;
  /** As `apply`, for all samples of a batch that come to this step: one call, the samples in the order of their rows. */
  readonly applyMany?: (
    samples: readonly Sample[],
    draws: readonly Json[],
  ) => readonly Sample[] | Promise<readonly Sample[]>;
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
  /**
   * How the children stand: in a row, as alternatives of which at most one fixes the size, each for itself, as views of one
   * sample, or in a row that is gone through anew for each frame of clips.
   */
  readonly evaluatesAs: "sequence" | "choice" | "each" | "frames";
}

/** What becomes of the type of images. */
export type ImageResult = "same" | "float32";

/**
 * A plain function as a step. It sees decoded pixels and is opaque: what follows it draws after it ran. It must not
 * change its input, and takes all chance from `random`.
 */
// biome-ignore lint/suspicious/noExplicitAny: a user's function names the fields it wants; a sample has them or it throws.
export type FunctionStep = (sample: any, random: Random) => object | Promise<object>;

/** A transform of samples. */
export type Transform<Result extends ImageResult = ImageResult> = LeafTransform<Result> | Combinator<Result>;
/** What a policy of samples is made of. */
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

/** What a definition says that a transform can alter with these options. */
export function changesOf<Schema extends z.ZodObject>(
  { changes }: Pick<Definition<Schema>, "changes">,
  options: z.output<Schema>,
): readonly Change[] {
  return typeof changes === "function" ? changes(options) : changes;
}

/** What several steps can alter together; nobody can tell of a plain function. */
export function changesOfAll(steps: readonly (Named | FunctionStep)[]): readonly Change[] {
  return [...new Set(steps.flatMap((step) => (typeof step === "function" ? [] : step.changes)))];
}

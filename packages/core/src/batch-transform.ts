import type { z } from "zod";
import { parseOptions } from "./check.ts";
import type { LoaderSchema } from "./kinds/schema.ts";
import { type KnownFactory, register } from "./policy/registry.ts";
import type { Random } from "./random/random.ts";
import type { Tensor } from "./tensor.ts";
import { changesOf, type Definition, type Json, type JsonObject, type Named } from "./transform.ts";

/** What a batch transform may draw from. */
export interface BatchOutline {
  /** Samples in the batch; the last batch of an epoch may be short. */
  readonly size: number;
}

/** A collated batch as a worker holds it: it may write into these tensors. */
export interface CollatedBatch {
  readonly size: number;
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** The fields that hold images or clips, and those that hold class labels. */
  readonly images: readonly string[];
  readonly labels: readonly string[];
  /** All fields with their kinds, those that hold no tensor included. */
  readonly schema: LoaderSchema;
  /** The fields that are to stay as they are. */
  readonly passThrough: readonly string[];
  /** Whether the channels of images come behind their pixels or before. Default `"NHWC"`. */
  readonly layout?: "NHWC" | "NCHW";
  /** How many classes the dataset names, where it does. */
  readonly classes?: number;
}

/** What a batch transform is told when it says what comes out of it. */
export interface BatchSchemaContext {
  /** How many classes the dataset names, where it does. */
  readonly classes?: number;
}

/** What becomes of class labels: they stay numbers, or become rows of class weights. */
export type LabelResult = "same" | "soft";

/**
 * A transform of a whole batch: it mixes samples. Keyed by the number of the batch in its epoch, so what it draws does
 * not depend on which worker makes the batch.
 *
 * @typeParam Labels `"soft"` where labels come out as rows of class weights.
 */
export interface BatchLeaf<Labels extends LabelResult = LabelResult> extends Named {
  readonly type: "batch";
  readonly combines?: never;
  readonly labels?: Labels;
  /** The schema of the batches that come out; absent: that of those that go in. The batches are held to it. */
  schema?(before: LoaderSchema, context: BatchSchemaContext): LoaderSchema;
  draw(random: Random, outline: BatchOutline): Json;
  /** The batch's new tensors; those of the images may be the old ones, written over. */
  apply(batch: CollatedBatch, draw: Json): Readonly<Record<string, Tensor>>;
  /** What `apply` does to labels where another step of the same combinator runs in its place: the type is the same. */
  readonly soften?: (batch: CollatedBatch) => Readonly<Record<string, Tensor>>;
  /** The same transform with other options. */
  rebuild(given: JsonObject): BatchLeaf<Labels>;
}

/** Runs other batch transforms: which of its children, in which order. */
export interface BatchCombinator<Labels extends LabelResult = LabelResult> extends Named {
  readonly type: "batch";
  readonly combines: true;
  readonly labels?: Labels;
  readonly children: readonly BatchTransform[];
  choose(random: Random): readonly number[];
  rebuild(children: readonly BatchTransform[], given?: JsonObject): BatchCombinator;
}

/** What the option `batchTransform` takes: a batch transform, or a combinator of several. */
export type BatchTransform<Labels extends LabelResult = LabelResult> = BatchLeaf<Labels> | BatchCombinator<Labels>;

/** What becomes of labels after one of these, or all of them: they are soft wherever one of them makes them so. */
export type LabelsOf<Steps extends readonly unknown[]> = "soft" extends (
  Steps[number] extends { readonly labels?: infer Labels }
    ? Exclude<Labels, undefined>
    : "same"
)
  ? "soft"
  : "same";

interface BatchDescription<Schema extends z.ZodObject, Draw extends Json, Labels extends LabelResult>
  extends Definition<Schema> {
  readonly module?: string;
  readonly labels?: Labels;
  readonly schema?: (before: LoaderSchema, context: BatchSchemaContext, options: z.output<Schema>) => LoaderSchema;
  readonly draw: (random: Random, outline: BatchOutline, options: z.output<Schema>) => Draw;
  readonly apply: (batch: CollatedBatch, draw: Draw, options: z.output<Schema>) => Readonly<Record<string, Tensor>>;
  /** For transforms that make labels soft: the labels as rows of class weights, nothing mixed. */
  readonly soften?: (batch: CollatedBatch, options: z.output<Schema>) => Readonly<Record<string, Tensor>>;
}

/** Makes a batch transform of its options. @throws OptionError for options that are not what they have to be. */
export interface BatchFactory<Schema extends z.ZodObject, Labels extends LabelResult> {
  (options?: z.input<Schema>): BatchLeaf<Labels>;
  readonly definition: Definition<Schema>;
  readonly batch: true;
}

/**
 * Makes the factory of a batch transform from its description. Options are validated when the factory is called.
 *
 * @throws TypeError for one that makes labels soft and has no `soften`.
 */
export function defineBatchTransform<
  Schema extends z.ZodObject,
  Draw extends Json,
  Labels extends LabelResult = "same",
>(description: BatchDescription<Schema, Draw, Labels>): BatchFactory<Schema, Labels> {
  const { name, options: schema, module, labels, soften } = description;
  if (labels === "soft" && soften === undefined) {
    throw new TypeError(`${name}: a transform that makes labels soft needs soften, which does so without mixing`);
  }
  const factory = (given: unknown = {}): BatchLeaf<Labels> => {
    const options = parseOptions(name, schema, given);
    return {
      type: "batch",
      name,
      definition: description as unknown as Definition,
      given: given as JsonObject,
      changes: changesOf(description, options),
      ...(module === undefined ? {} : { module }),
      ...(labels === undefined ? {} : { labels }),
      ...(description.schema === undefined
        ? {}
        : {
            schema: (before: LoaderSchema, context: BatchSchemaContext) =>
              description.schema?.(before, context, options) ?? before,
          }),
      draw: (random, outline) => description.draw(random, outline, options),
      apply: (batch, draw) => description.apply(batch, draw as Draw, options),
      ...(soften === undefined ? {} : { soften: (batch: CollatedBatch) => soften(batch, options) }),
      rebuild: (newGiven) => factory(newGiven),
    };
  };
  Object.defineProperty(factory, "name", { value: name });
  const made = Object.assign(factory, { definition: description as Definition<Schema>, batch: true as const });
  register(made as unknown as KnownFactory);
  return made;
}

/** Whether a value is a batch transform. */
export function isBatchTransform(value: unknown): value is BatchTransform {
  return typeof value === "object" && value !== null && "type" in value && value.type === "batch";
}

import type { z } from "zod";
import { parseOptions } from "./check.ts";
import type { LoaderSchema } from "./kinds/schema.ts";
import type { Random } from "./random/random.ts";
import type { Tensor } from "./tensor.ts";
import type { Definition, Json, JsonObject } from "./transform.ts";

/** What a batch transform may draw from. */
export interface BatchOutline {
  /** Samples in the batch; the last batch of an epoch may be short. */
  readonly size: number;
}

/** A collated batch as a worker holds it: it may write into these tensors. */
export interface CollatedBatch {
  readonly size: number;
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** The fields that hold images, and those that hold class labels. */
  readonly images: readonly string[];
  readonly labels: readonly string[];
  /** All fields with their kinds, those that hold no tensor included. */
  readonly schema: LoaderSchema;
  /** The fields that are to stay as they are. */
  readonly passThrough: readonly string[];
  /** How many classes the dataset names, where it does. */
  readonly classes?: number;
}

/** What a batch transform is told when it says what comes out of it. */
export interface BatchSchemaContext {
  /** How many classes the dataset names, where it does. */
  readonly classes?: number;
}

/**
 * A transform of a whole batch: it mixes samples. Keyed by the global number of the batch, so what it draws does not
 * depend on which worker makes the batch.
 *
 * @typeParam Labels `"soft"` where labels come out as rows of class weights.
 */
export interface BatchTransform<Labels extends "same" | "soft" = "same" | "soft"> {
  readonly type: "batch";
  readonly name: string;
  readonly definition: Definition;
  readonly given: JsonObject;
  readonly module?: string;
  readonly labels?: Labels;
  /** The schema of the batches that come out; absent: that of those that go in. The batches are held to it. */
  schema?(before: LoaderSchema, context: BatchSchemaContext): LoaderSchema;
  draw(random: Random, outline: BatchOutline): Json;
  /** The batch's new tensors; those of the images may be the old ones, written over. */
  apply(batch: CollatedBatch, draw: Json): Readonly<Record<string, Tensor>>;
}

interface BatchDescription<Schema extends z.ZodObject, Draw extends Json, Labels extends "same" | "soft">
  extends Definition<Schema> {
  readonly module?: string;
  readonly labels?: Labels;
  readonly schema?: (before: LoaderSchema, context: BatchSchemaContext, options: z.output<Schema>) => LoaderSchema;
  readonly draw: (random: Random, outline: BatchOutline, options: z.output<Schema>) => Draw;
  readonly apply: (batch: CollatedBatch, draw: Draw, options: z.output<Schema>) => Readonly<Record<string, Tensor>>;
}

export interface BatchFactory<Schema extends z.ZodObject, Labels extends "same" | "soft"> {
  (options?: z.input<Schema>): BatchTransform<Labels>;
  readonly definition: Definition<Schema>;
  readonly batch: true;
}

/** Makes the factory of a batch transform from its description. */
export function defineBatchTransform<
  Schema extends z.ZodObject,
  Draw extends Json,
  Labels extends "same" | "soft" = "same",
>(description: BatchDescription<Schema, Draw, Labels>): BatchFactory<Schema, Labels> {
  const { name, options: schema, module, labels } = description;
  const factory = (given: unknown = {}): BatchTransform<Labels> => {
    const options = parseOptions(name, schema, given);
    return {
      type: "batch",
      name,
      definition: description as unknown as Definition,
      given: given as JsonObject,
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
    };
  };
  Object.defineProperty(factory, "name", { value: name });
  return Object.assign(factory, { definition: description as Definition<Schema>, batch: true as const });
}

import type { z } from "zod";
import { parseOptions } from "./check.ts";
import type { FieldKind, Sample } from "./fields/index.ts";
import type { Outline } from "./outline.ts";
import type { Random } from "./random/random.ts";
import type { Definition, ImageEffect, ImageResult, Json, JsonObject, LeafTransform } from "./transform.ts";

/** How a transform is described in its file; the engines do the rest. */
export interface LeafDescription<
  Schema extends z.ZodObject,
  Draw extends Json,
  Result extends ImageResult,
  Positional extends string = never,
> extends Omit<Definition<Schema>, "positional"> {
  readonly positional?: Positional;
  /** The module that exports the factory under `name`; needed where the transform is not one of Millrace's own and runs in workers. */
  readonly module?: string;
  readonly kinds: readonly FieldKind[];
  readonly result?: Result;
  readonly draw: (random: Random, outline: Outline, options: z.output<Schema>) => Draw;
  readonly effect?: (draw: Draw, options: z.output<Schema>) => ImageEffect | readonly ImageEffect[] | undefined;
  readonly outline?: (outline: Outline, draw: Draw, options: z.output<Schema>) => Outline;
  readonly apply?: (sample: Sample, draw: Draw, options: z.output<Schema>) => Sample;
}

/** What a factory takes: its options, or the one that may stand alone followed by the others. */
export type FactoryArguments<Schema extends z.ZodObject, Positional extends string> = [Positional] extends [never]
  ? Record<never, never> extends z.input<Schema>
    ? [options?: z.input<Schema>]
    : [options: z.input<Schema>]
  :
      | [options: z.input<Schema>]
      | [
          value: Exclude<z.input<Schema>[Positional & keyof z.input<Schema>], undefined>,
          options?: Omit<z.input<Schema>, Positional>,
        ];

export interface Factory<Schema extends z.ZodObject, Result extends ImageResult, Positional extends string = never> {
  (...values: FactoryArguments<Schema, Positional>): LeafTransform<Result>;
  readonly definition: Definition<Schema>;
}

/**
 * Makes the factory of a transform from its description. Options are validated when the factory is called.
 *
 * @example
 * export const foggy = defineTransform({
 *   module: import.meta.url,
 *   name: "foggy",
 *   summary: "A white veil.",
 *   options: z.strictObject({ amount: z.number().min(0).max(1).default(0.5).describe("a number between 0 and 1") }),
 *   changes: ["brightness"],
 *   evaluation: "nothing",
 *   intensity: ({ amount }, intensity) => ({ amount: amount * intensity }),
 *   kinds: ["image"],
 *   draw: (random, _outline, { amount }) => random.uniform(0, amount),
 *   apply: (sample, veil) => ({ ...sample, image: lighten(sample.image, veil) }),
 * });
 */
export function defineTransform<
  Schema extends z.ZodObject,
  Draw extends Json,
  Result extends ImageResult = "same",
  Positional extends string = never,
>(description: LeafDescription<Schema, Draw, Result, Positional>): Factory<Schema, Result, Positional> {
  const { name, options: schema, positional, module, kinds, result } = description;
  if (description.effect === undefined && description.apply === undefined) {
    throw new TypeError(`${name}: a transform needs an effect or an apply function`);
  }
  const definition = description as unknown as Definition<Schema>;
  const factory = (...values: readonly unknown[]): LeafTransform<Result> => {
    const given = givenOptions(positional, values);
    const options = parseOptions(name, schema, given);
    const { draw, effect, outline, apply } = description;
    return {
      type: "leaf",
      name,
      definition: definition as unknown as Definition,
      given: given as JsonObject,
      kinds,
      ...(module === undefined ? {} : { module }),
      ...(result === undefined ? {} : { result }),
      draw: (random, current) => draw(random, current, options),
      ...(effect === undefined ? {} : { effect: (drawn: Json) => effect(drawn as Draw, options) }),
      ...(outline === undefined
        ? {}
        : { outline: (current: Outline, drawn: Json) => outline(current, drawn as Draw, options) }),
      ...(apply === undefined ? {} : { apply: (sample: Sample, drawn: Json) => apply(sample, drawn as Draw, options) }),
      rebuild: (newGiven) => factory(newGiven),
    };
  };
  // Errors that meet the factory itself, uncalled, can then say whose it is.
  Object.defineProperty(factory, "name", { value: name });
  return Object.assign(factory, { definition }) as Factory<Schema, Result, Positional>;
}

/** `(224)`, `(224, { scale })` and `({ size: 224 })` as one object. */
export function givenOptions(positional: string | undefined, values: readonly unknown[]): unknown {
  const [first, second] = values;
  if (positional === undefined || isOptionsObject(first)) return first ?? {};
  if (first === undefined) return second ?? {};
  return { ...(second as object | undefined), [positional]: first };
}

function isOptionsObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import type { z } from "zod";
import { OptionError, parseOptions, show } from "./check.ts";
import type { FieldKind, Sample } from "./fields/index.ts";
import type { Outline } from "./outline-types.ts";
import { type KnownFactory, register } from "./policy/registry.ts";
import type { Random } from "./random/random.ts";
import {
  type ApplyContext,
  changesOf,
  type Definition,
  type DrawContext,
  type EditContext,
  type Effect,
  type Engine,
  type ImageResult,
  type Json,
  type JsonObject,
  type LeafTransform,
  type SeenKind,
} from "./transform.ts";

/** How a transform is described in its file; the engines do the rest. What the functions mean stands at {@link LeafTransform}. */
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
  /**
   * Fields of these kinds are decoded before the draw, which finds them in its context. A sample with clips of theirs is
   * refused. Default: none.
   */
  readonly needs?: readonly SeenKind[];
  readonly result?: Result;
  /** One sample in, so many out, where the options ask for copies. Default 1. */
  readonly copies?: (options: z.output<Schema>) => number;
  readonly partners?: (random: Random, size: number, options: z.output<Schema>) => readonly number[];
  readonly draw: (random: Random, outline: Outline, options: z.output<Schema>, context: DrawContext) => Draw;
  readonly question?: (outline: Outline, draw: Draw, options: z.output<Schema>) => Json | undefined;
  readonly answer?: (
    questions: readonly Json[],
    options: z.output<Schema>,
  ) => readonly Json[] | Promise<readonly Json[]>;
  readonly edit?: (outline: Outline, draw: Draw, options: z.output<Schema>, context: EditContext) => Outline;
  readonly effect?: (draw: Draw, options: z.output<Schema>) => Effect | readonly Effect[] | undefined;
  /** Who carries the effects out; `defineImageTransform` brings that of images. */
  readonly engine?: Engine;
  readonly outline?: (outline: Outline, draw: Draw, options: z.output<Schema>, partners: readonly Outline[]) => Outline;
  readonly apply?: (
    sample: Sample,
    draw: Draw,
    options: z.output<Schema>,
    partners: readonly Sample[],
    context: ApplyContext,
  ) => Sample | Promise<Sample>;
  readonly applyMany?: (
    samples: readonly Sample[],
    draws: readonly Draw[],
    options: z.output<Schema>,
  ) => readonly Sample[] | Promise<readonly Sample[]>;
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

/** Makes a transform of its options. @throws OptionError for options that are not what they have to be. */
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
 *
 * @throws TypeError for a description that contradicts itself, such as an answer without a question.
 */
export function defineTransform<
  Schema extends z.ZodObject,
  Draw extends Json,
  Result extends ImageResult = "same",
  Positional extends string = never,
>(description: LeafDescription<Schema, Draw, Result, Positional>): Factory<Schema, Result, Positional> {
  const { name, options: schema, positional } = description;
  checkDescription(description);
  const factory = (...values: readonly unknown[]): LeafTransform<Result> => {
    const given = givenOptions(name, positional, values);
    const options = parseOptions(name, schema, given);
    return {
      ...bind(description, options),
      type: "leaf",
      name,
      definition: description as unknown as Definition,
      given: given as JsonObject,
      changes: changesOf(description, options),
      rebuild: (newGiven) => factory(newGiven),
    };
  };
  // Errors that meet the factory itself, uncalled, can then say whose it is.
  Object.defineProperty(factory, "name", { value: name });
  const made = Object.assign(factory, { definition: description as unknown as Definition<Schema> });
  register(made as unknown as KnownFactory);
  return made as Factory<Schema, Result, Positional>;
}

/** `(224)`, `(224, { scale })` and `({ size: 224 })` as one object. */
export function givenOptions(name: string, positional: string | undefined, values: readonly unknown[]): unknown {
  const [first, second] = values;
  const bare = positional === undefined || isOptionsObject(first);
  const extra = values.slice(bare ? 1 : 2).find((value) => value !== undefined);
  if (extra !== undefined || (!bare && second !== undefined && !isOptionsObject(second))) {
    const wrong = extra === undefined ? second : extra;
    const form = positional === undefined ? "options" : `${positional}, options`;
    const list =
      typeof first === "number" ? `; several numbers go into a list: ${name}([${first}, ${show(second)}])` : "";
    throw new OptionError(`${name} takes (${form}), and options are an object, got ${show(wrong)} beside them${list}`);
  }
  if (bare) return first ?? {};
  if (first === undefined) return second ?? {};
  return { ...(second as object | undefined), [positional]: first };
}

function isOptionsObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// biome-ignore lint/suspicious/noExplicitAny: a description of whatever options and draws; its own types were checked where it was written.
type AnyDescription = LeafDescription<any, any, any, any>;

function checkDescription(description: AnyDescription): void {
  const { name, effect, edit, apply, applyMany } = description;
  const fail = (problem: string) => {
    throw new TypeError(`${name}: ${problem}`);
  };
  if (effect === undefined && edit === undefined && apply === undefined && applyMany === undefined) {
    fail("a transform needs an effect, an edit, or an apply function");
  }
  if ((apply !== undefined || applyMany !== undefined) && (effect !== undefined || edit !== undefined)) {
    fail("what apply does cannot be an effect or an edit as well; return the whole sample from apply");
  }
  if (apply !== undefined && applyMany !== undefined) fail("apply and applyMany exclude one another");
  if (effect !== undefined && description.engine === undefined) {
    fail("an effect needs the engine of its domain; define image transforms with defineImageTransform");
  }
  if ((description.question === undefined) !== (description.answer === undefined)) {
    fail("question and answer go together");
  }
  if (description.question !== undefined && edit === undefined)
    fail("an answer is taken by an edit, and there is none");
  if (description.partners !== undefined && apply === undefined && edit === undefined) {
    fail("partners are seen by apply or by an edit, and there is neither");
  }
}

const alone: DrawContext = { values: {}, copy: 0 };

/** The functions of a description with their options in place. */
function bind(description: AnyDescription, options: unknown) {
  const { kinds, needs = [], module, result, engine, copies } = description;
  const { partners, draw, question, answer, edit, effect, outline, apply, applyMany } = description;
  const bound: Partial<Mutable<LeafTransform>> = {
    kinds,
    needs,
    copies: copies === undefined ? 1 : copies(options),
    draw: (random, current, context = alone) => draw(random, current, options, context),
  };
  if (module !== undefined) bound.module = module;
  if (result !== undefined) bound.result = result;
  if (engine !== undefined) bound.engine = engine;
  if (partners !== undefined) bound.partners = (random, size) => partners(random, size, options);
  if (question !== undefined) bound.question = (current, drawn) => question(current, drawn, options);
  if (answer !== undefined) bound.answer = (questions) => answer(questions, options);
  if (edit !== undefined) bound.edit = (current, drawn, context) => edit(current, drawn, options, context);
  if (effect !== undefined) bound.effect = (drawn) => effect(drawn, options);
  if (outline !== undefined) bound.outline = (current, drawn, others) => outline(current, drawn, options, others);
  if (apply !== undefined) {
    bound.apply = (sample, drawn, others, context) => apply(sample, drawn, options, others, context);
  }
  if (applyMany !== undefined) bound.applyMany = (samples, draws) => applyMany(samples, draws, options);
  return bound as Pick<LeafTransform, "kinds" | "needs" | "copies" | "draw">;
}

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

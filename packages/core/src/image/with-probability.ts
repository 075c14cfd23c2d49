import { z } from "zod";
import type { Factory, LeafDescription } from "../define.ts";
import type { Json } from "../transform.ts";
import { defineImageTransform } from "./define.ts";
import type { ImageEffect } from "./effect.ts";
import { probability } from "./options.ts";

/** What differs between a fixed operation and its random form. */
interface RandomForm<Options> {
  readonly name: string;
  readonly summary: string;
  /** The probability where none is given. Default 0.5. */
  readonly p?: number;
  /** How the fixed operation's options shrink; `p` shrinks by itself. Default: they stay. */
  readonly intensity?: (options: Options, intensity: number) => Partial<Options>;
}

type WithProbability<Shape extends z.ZodRawShape> = z.ZodObject<
  {
    [Name in keyof (Shape & { p: unknown })]: Name extends "p"
      ? ReturnType<typeof probability>
      : Shape[Name & keyof Shape];
  },
  z.core.$strict
>;

/**
 * The random form of a fixed operation: the same, with probability `p` (default 0.5, unless said otherwise). Its options
 * are those of the fixed one and `p`; it draws `{ apply }`, and a lower intensity makes it as much rarer.
 */
export function withProbability<Shape extends z.ZodRawShape, Positional extends string = never>(
  fixed: Factory<z.ZodObject<Shape, z.core.$strict>, "same", Positional>,
  { name, summary, p: standard = 0.5, intensity: shrink }: RandomForm<z.output<z.ZodObject<Shape>>>,
): Factory<WithProbability<Shape>, "same", Positional> {
  // A factory's definition is the description that it was made from.
  const description = fixed.definition as unknown as LeafDescription<z.ZodObject, Json, "same", Positional>;
  const { options: schema, changes, kinds, positional } = description;
  const effect = description.effect as ((draw: Json, options: unknown) => ImageEffect | undefined) | undefined;
  const random = defineImageTransform<z.ZodObject, { apply: boolean }, "same", Positional>({
    name,
    summary,
    options: z.strictObject({ ...schema.shape, p: probability(standard) }),
    ...(positional === undefined ? {} : { positional }),
    changes: (options) => {
      if (options.p === 0) return [];
      return typeof changes === "function" ? changes(options) : changes;
    },
    // Where the fixed operation says its size, the random one may keep what came in instead.
    ...(description.canvas === undefined ? {} : { canvas: () => "varies" as const }),
    evaluation: "nothing",
    intensity: (options, intensity) => ({
      ...options,
      ...shrink?.(options as z.output<z.ZodObject<Shape>>, intensity),
      p: (options.p as number) * intensity,
    }),
    kinds,
    draw: (stream, _outline, options) => ({ apply: stream.chance(options.p as number) }),
    effect: ({ apply }, options) => (apply ? effect?.(null, options) : undefined),
  });
  return random as unknown as Factory<WithProbability<Shape>, "same", Positional>;
}

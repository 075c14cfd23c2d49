import { z } from "zod";
import type { Factory, LeafDescription } from "../define.ts";
import type { Random } from "../random/random.ts";
import type { Json, JsonObject } from "../transform.ts";
import { defineImageTransform } from "./define.ts";
import type { ImageEffect } from "./effect.ts";
import { probability } from "./options.ts";

/** What differs between a fixed operation and the random form that draws its options. */
interface DrawnForm<Shape extends z.ZodRawShape, Fixed, Positional extends string> {
  readonly name: string;
  readonly summary: string;
  /** Ranges of the fixed operation's options, under the same names; what is not drawn is as it has it. */
  readonly options: Shape;
  readonly positional?: Positional;
  /** The probability where none is given. Default 0.5. */
  readonly p?: number;
  /** The options that the fixed operation gets. */
  readonly draw: (random: Random, options: z.output<z.ZodObject<Shape>>) => Partial<Fixed>;
}

type WithProbability<Shape extends z.ZodRawShape> = z.ZodObject<
  Shape & { p: ReturnType<typeof probability> },
  z.core.$strict
>;

/**
 * The random form of a fixed operation of pixels: with probability `p` (default 0.5, unless said otherwise) the same, by
 * options that are drawn. It draws them, or null, and a lower intensity makes it as much rarer.
 */
export function withDrawnOptions<
  Fixed extends z.ZodRawShape,
  Shape extends z.ZodRawShape,
  FixedPositional extends string,
  Positional extends string = never,
>(
  fixed: Factory<z.ZodObject<Fixed, z.core.$strict>, "same", FixedPositional>,
  form: DrawnForm<Shape, z.output<z.ZodObject<Fixed>>, Positional>,
): Factory<WithProbability<Shape>, "same", Positional> {
  const { name, summary, options: ranges, positional, p: standard = 0.5, draw } = form;
  // A factory's definition is the description that it was made from.
  const { changes, kinds, effect } = fixed.definition as unknown as LeafDescription<z.ZodObject, Json, "same", string>;
  const random = defineImageTransform<z.ZodObject, JsonObject | null, "same", Positional>({
    name,
    summary,
    options: z.strictObject({ ...ranges, p: probability(standard) }),
    ...(positional === undefined ? {} : { positional }),
    changes: typeof changes === "function" ? (options) => changes(options) : changes,
    evaluation: "nothing",
    intensity: (options, intensity) => ({ ...options, p: (options.p as number) * intensity }),
    kinds,
    draw: (stream, _outline, options) =>
      stream.chance(options.p as number) ? (draw(stream, options as z.output<z.ZodObject<Shape>>) as JsonObject) : null,
    effect: (drawn, options) =>
      drawn === null ? undefined : (effect?.(null, { ...options, ...drawn }) as ImageEffect | undefined),
  });
  return random as unknown as Factory<WithProbability<Shape>, "same", Positional>;
}

import type { z } from "zod";
import * as image from "../image/index.ts";
import type { Definition, Step } from "../transform.ts";

/** A factory as policies use it: by one object of options, or with children. */
export interface KnownFactory {
  readonly definition: Definition<z.ZodObject>;
  readonly combines?: true;
  readonly batch?: true;
}

export type Transforms = Readonly<Record<string, KnownFactory>>;

let cached: ReadonlyMap<string, KnownFactory> | undefined;

/** Millrace's own transforms and combinators by name: all that a policy may name unless the caller lends more. */
export function builtIn(): ReadonlyMap<string, KnownFactory> {
  if (cached === undefined) {
    const factories = Object.values(image) as unknown as KnownFactory[];
    cached = new Map(factories.map((factory) => [factory.definition.name, factory]));
  }
  return cached;
}

/** Calls a leaf's factory. */
export function build(factory: KnownFactory, options: unknown): Step {
  return (factory as unknown as (options: unknown) => Step)(options);
}

/** Calls a combinator's factory. */
export function buildCombinator(factory: KnownFactory, children: readonly Step[], options: unknown): Step {
  return (factory as unknown as (children: readonly Step[], options: unknown) => Step)(children, options);
}

import type { BatchTransform, Combinator, Definition, LeafTransform } from "@millrace/core";
import * as image from "@millrace/core/image";
import type { z } from "zod";
import { examples } from "../examples.ts";

/** A factory without its own types: what the contract tests need of any of them. */
export interface AnyFactory {
  (...values: readonly unknown[]): LeafTransform | Combinator | BatchTransform;
  readonly definition: Definition<z.ZodObject>;
  readonly combines?: true;
  readonly batch?: true;
}

/** Every factory that `@millrace/core/image` exports, by its name. */
export const factories = Object.entries(image).filter(
  ([, value]) => typeof value === "function" && "definition" in value,
) as unknown as readonly (readonly [string, AnyFactory])[];

/** The argument lists that a transform is tested with: its examples, and none where it asks for none. */
export function argumentLists(name: string, factory: AnyFactory): readonly (readonly unknown[])[] {
  const given: readonly (readonly unknown[])[] = examples[name as keyof typeof examples] ?? [];
  const bare = factory.combines !== true && factory.definition.options.safeParse({}).success;
  return bare ? [[], ...given] : given;
}

/** Every leaf and combinator with every example, as `name` and number for titles. */
export function everyTransform(): readonly {
  readonly title: string;
  readonly transform: LeafTransform | Combinator;
}[] {
  return factories.flatMap(([name, factory]) =>
    argumentLists(name, factory).flatMap((values, i) => {
      const transform = factory(...values);
      return transform.type === "batch" ? [] : [{ title: `${name} ${i}`, transform }];
    }),
  );
}

/** The leaves among them. */
export function everyLeaf(): readonly { readonly title: string; readonly transform: LeafTransform }[] {
  return everyTransform().flatMap(({ title, transform }) => (transform.type === "leaf" ? [{ title, transform }] : []));
}

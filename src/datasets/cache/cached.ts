import { shareRecipe } from "../../recipe/recipe.ts";
import type { Dataset } from "../dataset.ts";
import type { SampleCache } from "./sample-cache.ts";

const caches = new WeakMap<object, SampleCache>();

/** The cache through which the samples of a source go on their way to the transform; undefined where there is none. */
export function cacheOf(source: object): SampleCache | undefined {
  return caches.get(source);
}

/** Remembers that the samples of a source go through a cache. */
export function setCache<Source extends object>(source: Source, cache: SampleCache | undefined): Source {
  if (cache !== undefined) caches.set(source, cache);
  return source;
}

/**
 * A source as it is, whose samples a loader takes through a cache. Workers make the source itself in its place: the cache
 * comes to them beside it.
 */
export function cachedSource(source: Dataset<object>, cache: SampleCache): Dataset<object> {
  const { length, classes, schema, split } = source;
  const made: Dataset<object> = {
    length,
    get: (index) => source.get(index),
    ...(source.getMany === undefined ? {} : { getMany: (indices) => source.getMany?.(indices) as never }),
    ...(source.read === undefined
      ? {}
      : { read: (references, context) => source.read?.(references, context) as never }),
    ...(classes === undefined ? {} : { classes }),
    ...(schema === undefined ? {} : { schema }),
    ...(split === undefined ? {} : { split }),
    ...(source[Symbol.asyncDispose] === undefined
      ? {}
      : { [Symbol.asyncDispose]: () => source[Symbol.asyncDispose]?.() as Promise<void> }),
  };
  // Asked for when it is asked for: that of a folder is a digest of all its names.
  if ("identity" in source) Object.defineProperty(made, "identity", { get: () => source.identity, enumerable: true });
  return setCache(shareRecipe(made, source), cache);
}

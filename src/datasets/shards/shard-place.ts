import { type Json, OptionError, show } from "@millrace/core";

/** A cursor of a shard, and how many of its samples lie before it. */
export interface ShardMark {
  readonly before: number;
  readonly cursor: Json;
}

/** Where a shard goes on. */
export interface ShardPlace {
  /** Samples of it that were given. */
  readonly given: number;
  /** The last cursor up to there; absent where there is none. */
  readonly mark?: ShardMark | undefined;
}

/** Samples between two cursors, counted from the shard's beginning: the same ones in a shard that is resumed. */
export const marked = 16;

/** Characters that all shards of a state may take, so that the whole state stays below 1 kB. */
const mostCharacters = 560;

/** Characters beside the cursor: place, samples given and samples before the cursor. */
const besides = 24;

/** The most characters that a cursor may have as JSON. */
export function mostCursor(interleave: number): number {
  return Math.floor(mostCharacters / interleave) - besides;
}

/**
 * A cursor as a state keeps it.
 *
 * @returns undefined for none, and for one that is too long.
 * @throws OptionError for one that JSON does not hold.
 */
export function keptCursor(cursor: unknown, most: number): { readonly cursor: Json } | undefined {
  if (cursor === undefined) return undefined;
  let text: string | undefined;
  try {
    text = JSON.stringify(cursor);
  } catch {
    // It is refused below.
  }
  if (text === undefined) throw new OptionError(`cursor() must return plain JSON or undefined, got ${show(cursor)}`);
  return text.length > most ? undefined : { cursor: JSON.parse(text) as Json };
}

import { type Json, show } from "@millrace/core";
import type { Shards } from "../../datasets/sharded.ts";
import { mostCursor, type ShardPlace } from "../../datasets/shards/shard-place.ts";

/** An open shard as a state keeps it: its place in the epoch's order, samples given, and a cursor with the samples before it. */
export type OpenShard =
  | readonly [place: number, given: number]
  | readonly [place: number, given: number, before: number, cursor: Json];

/** Where a stream of several shards stands. */
export interface ShardsPlace {
  /** Shards of the epoch's order that were begun; those of them that are not open were read to their end. */
  readonly begun: number;
  /** Which of the open ones gives the next sample. */
  readonly turn: number;
  /** In the order of their turns. */
  readonly open: readonly OpenShard[];
}

/** A shard's own place out of a state. */
export function shardPlaceOf([, given, before, cursor]: OpenShard): ShardPlace {
  return before === undefined ? { given } : { given, mark: { before, cursor: cursor as Json } };
}

const whole = (value: unknown, most = Number.MAX_SAFE_INTEGER) =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;

/**
 * Holds the field `shards` of a state to what it may be.
 *
 * @param shards those of the loader that resumes; undefined where its dataset has none.
 * @param wrong makes the error, of field, what is allowed, and value.
 */
export function checkShards(
  value: unknown,
  shards: Pick<Shards, "count" | "interleave"> | undefined,
  wrong: (field: string, allowed: string, value: unknown) => Error,
): void {
  if (shards === undefined) throw wrong("shards", "absent, since the dataset has none", value);
  const { count, interleave } = shards;
  const { begun, turn, open } = (value ?? {}) as Record<string, unknown>;
  if (!whole(begun, count)) throw wrong("shards.begun", `a whole number from 0 to ${count}`, begun);
  if (!Array.isArray(open) || open.length > Math.min(interleave, begun as number)) {
    throw wrong("shards.open", `a list of at most ${Math.min(interleave, begun as number)} shards`, open);
  }
  if (!whole(turn, Math.max(0, open.length - 1))) {
    throw wrong("shards.turn", `a whole number from 0 to ${Math.max(0, open.length - 1)}`, turn);
  }
  const places = new Set<unknown>();
  for (const [number, one] of open.entries()) {
    const allowed = `[place, given] or [place, given, before, cursor], its place below ${begun} and its own, its cursor of at most ${mostCursor(interleave)} characters`;
    if (!isOpenShard(one, begun as number, mostCursor(interleave)) || places.has(one[0])) {
      throw wrong(`shards.open[${number}]`, allowed, show(one));
    }
    places.add(one[0]);
  }
}

function isOpenShard(value: unknown, begun: number, longest: number): value is OpenShard {
  if (!Array.isArray(value)) return false;
  const [place, given, before, cursor] = value as readonly unknown[];
  if (!whole(place, begun - 1) || !whole(given)) return false;
  if (value.length === 2) return true;
  if (value.length !== 4 || !whole(before, given as number)) return false;
  return ((JSON.stringify(cursor) as string | undefined) ?? "").length <= longest && cursor !== undefined;
}

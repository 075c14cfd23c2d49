import type { ReadableClip, ReadableField, ReadableFields } from "../pixel-source.ts";
import type { Effect } from "../transform.ts";

/** Where the pixels of a field come from, and which of the walk's effects they have still before them. */
export interface FieldSource {
  readonly field: ReadableField | ReadableClip;
  /** The effects from this one on; those before it were carried out, or came before the field. */
  readonly from: number;
  /** The views that the field went through: effects of other views leave it alone. */
  readonly views: readonly string[];
}

export type FieldSources = Readonly<Record<string, FieldSource>>;

/** An effect on its way to its domain's engine. */
export interface PendingEffect {
  readonly effect: Effect;
  /** The transform that it comes from, for messages. */
  readonly name: string;
  /** The view in which the transform stands, if it stands in one. */
  readonly view: string | undefined;
  /** The frame of clips that it is for; undefined: all frames, and all that is no clip. */
  readonly frame: number | undefined;
}

const noViews: readonly string[] = [];

/** Fields as they were read, with all effects from a certain one on before them. */
export function sourcesOf(readable: ReadableFields, from: number, views = noViews): FieldSources {
  const sources: Record<string, FieldSource> = {};
  for (const [name, field] of Object.entries(readable)) sources[name] = { field, from, views };
  return sources;
}

/** Whether an effect has still to be carried out on a field. */
export function concerns({ view }: PendingEffect, position: number, { from, views }: FieldSource): boolean {
  return position >= from && (view === undefined || views.includes(view));
}

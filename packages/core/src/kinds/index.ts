import { boolean } from "./boolean.ts";
import { boxes } from "./boxes.ts";
import { clip } from "./clip.ts";
import { image } from "./image.ts";
import { keypoints } from "./keypoints.ts";
import type { Kind } from "./kind.ts";
import { label } from "./label.ts";
import { mask } from "./mask.ts";
import { maskClip } from "./mask-clip.ts";
import type { FieldKind, KindName, PlainKind } from "./names.ts";
import { number } from "./number.ts";
import { other } from "./other.ts";
import { string } from "./string.ts";
import { tensor } from "./tensor.ts";
import { text } from "./text.ts";

/** Kinds whose fields carry their name as `kind`. */
const tagged: Readonly<Record<FieldKind, Kind>> = {
  image,
  clip,
  mask,
  maskClip,
  boxes,
  keypoints,
  text,
  label,
  tensor,
};

/** Kinds of plain values, asked in this order; `tensor` takes lists and typed arrays as well. */
const plain: Readonly<Record<PlainKind | "tensor", Kind>> = { number, boolean, string, tensor, other };

export type { FieldKind, KindName } from "./names.ts";

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>(Object.entries({ ...plain, ...tagged }));
const tags: ReadonlySet<unknown> = new Set(Object.keys(tagged));
const recognising = Object.entries(plain).map(([name, { recognises = () => true }]) => {
  return { name: name as KindName, recognises };
});

/** The field's kind, or undefined for a plain value. */
export function kindOf(value: unknown): FieldKind | undefined {
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  return tags.has(value.kind) ? (value.kind as FieldKind) : undefined;
}

/** The name of the kind of any value, plain ones included. */
export function kindOfAny(value: unknown): KindName {
  const tag = kindOf(value);
  if (tag !== undefined) return tag;
  // By number: this is asked of every value of every sample.
  for (let i = 0; i < recognising.length; i++) {
    const { name, recognises } = recognising[i] as (typeof recognising)[number];
    if (recognises(value)) return name;
  }
  return "other";
}

/** A function that says whether a value is of one kind; it asks no other kind. */
export function isOfKind(name: KindName): (value: unknown) => boolean {
  const { recognises } = kindNamed(name);
  const isTagged = (value: unknown) => (value as { kind?: unknown } | null | undefined)?.kind === name;
  if (recognises === undefined) return isTagged;
  return tags.has(name) ? (value) => isTagged(value) || recognises(value) : recognises;
}

/** All that is particular to a kind. */
export function kindNamed(name: KindName): Kind {
  return kinds.get(name) as Kind;
}

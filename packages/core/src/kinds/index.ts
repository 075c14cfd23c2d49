import { boolean } from "./boolean.ts";
import { boxes } from "./boxes.ts";
import { image } from "./image.ts";
import { keypoints } from "./keypoints.ts";
import type { Kind } from "./kind.ts";
import { label } from "./label.ts";
import { mask } from "./mask.ts";
import { number } from "./number.ts";
import { other } from "./other.ts";
import { string } from "./string.ts";
import { tensor } from "./tensor.ts";
import { text } from "./text.ts";

/** Kinds whose fields carry their name as `kind`. */
const tagged = { image, mask, boxes, keypoints, text, label, tensor };

/** Kinds of plain values, asked in this order; `tensor` takes lists and typed arrays as well. */
const plain = { number, boolean, string, tensor, other };

export type FieldKind = keyof typeof tagged;
/** A kind of field, or of plain value. */
export type KindName = FieldKind | keyof typeof plain;

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>(Object.entries({ ...plain, ...tagged }));
const tags: ReadonlySet<unknown> = new Set(Object.keys(tagged));
const recognising = Object.entries(plain) as readonly [KindName, Kind][];

/** The field's kind, or undefined for a plain value. */
export function kindOf(value: unknown): FieldKind | undefined {
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  return tags.has(value.kind) ? (value.kind as FieldKind) : undefined;
}

/** The name of the kind of any value, plain ones included. */
export function kindOfAny(value: unknown): KindName {
  const tag = kindOf(value);
  if (tag !== undefined) return tag;
  for (const [name, kind] of recognising) if (kind.recognises?.(value)) return name;
  return "other";
}

/** All that is particular to a kind. */
export function kindNamed(name: KindName): Kind {
  return kinds.get(name) as Kind;
}

import { show } from "../check.ts";
import type { Image, Mask } from "../fields/index.ts";
import { type FieldKind, kindNamed, kindOf } from "../kinds/index.ts";
import type { ReadableClip, ReadableField } from "../pixel-source.ts";

/**
 * The frames of a clip; undefined for a field of another kind.
 *
 * @throws TypeError where they are no list of pictures of their kind: what a user's function returns was made by no
 * constructor.
 */
export function framesOf(name: string, kind: FieldKind, value: unknown): readonly (Image | Mask)[] | undefined {
  const wanted = kindNamed(kind).picture?.frames;
  if (wanted === undefined) return undefined;
  const { frames } = value as { readonly frames?: unknown };
  if (!Array.isArray(frames) || frames.length === 0) {
    throw new TypeError(`the ${kind} "${name}" must have a list of at least one frame, got ${show(frames)}`);
  }
  for (let at = 0; at < frames.length; at++) {
    if (kindOf(frames[at]) === wanted) continue;
    throw new TypeError(`${frameName(name, at)} must be of kind ${wanted}, got ${show(frames[at])}`);
  }
  return frames;
}

/** `clip.frames[3]`: a frame of a field, as messages name it. */
export function frameName(field: string, frame: number): string {
  return `${field}.frames[${frame}]`;
}

/**
 * The frames of a clip as one field.
 *
 * @throws RangeError where they differ in size or in channels, TypeError where images differ in type.
 */
export function readableClip(name: string, kind: ReadableClip["kind"], frames: readonly ReadableField[]): ReadableClip {
  const [first] = frames as readonly [ReadableField];
  const { width, height, channels } = first;
  let { type } = first;
  for (let at = 1; at < frames.length; at++) {
    const frame = frames[at] as ReadableField;
    if (frame.width !== width || frame.height !== height || frame.channels !== channels) {
      throw new RangeError(
        `the ${kind} "${name}" has frames of two sizes: frame 0 is ${sizeOf(first)}, and frame ${at} is ${sizeOf(frame)}; ` +
          "the frames of a clip have one size and as many channels",
      );
    }
    if (frame.type === type) continue;
    // Masks of few instances are stored in 8 bits beside those of many in 16.
    if (kindNamed(kind).picture?.annotates === true) type = "uint16";
    else {
      throw new TypeError(
        `the ${kind} "${name}" has frames of two types: frame 0 is ${type}, and frame ${at} is ${frame.type}; the frames of a clip have one type`,
      );
    }
  }
  return { kind, width, height, channels, type, frames };
}

function sizeOf({ width, height, channels }: ReadableField): string {
  return `${width} × ${height} × ${channels}`;
}

import type { Boxes, Keypoints } from "./fields/index.ts";
import { type FieldKind, kindNamed, kindOf } from "./kinds/index.ts";
import type { Kind } from "./kinds/kind.ts";
import type { ReadableFields } from "./pixel-source.ts";

/** Width and height in pixels. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
}

/** An image without its pixels. */
export interface ImageOutline extends Canvas {
  readonly kind: "image";
  readonly channels: number;
  readonly type: "uint8" | "float32";
}

/** A mask without its values. */
export interface MaskOutline extends Canvas {
  readonly kind: "mask";
  readonly type: "uint8" | "uint16";
}

/** Boxes on their way through a policy: `[count, 4]` as left, top, right, bottom in pixels, in double precision. */
export interface BoxesOutline {
  readonly kind: "boxes";
  readonly corners: Float64Array;
  /** Which rows of the field are left. */
  readonly rows: readonly number[];
  /** The share of each box that is still to be seen, 0–1. */
  readonly visibility: Float64Array;
  readonly source: Boxes;
}

/** Points on their way through a policy. */
export interface KeypointsOutline {
  readonly kind: "keypoints";
  readonly points: Float64Array;
  readonly rows: readonly number[];
  readonly source: Keypoints;
}

export type FieldOutline = ImageOutline | MaskOutline | BoxesOutline | KeypointsOutline;

/**
 * A sample without its pixels: what draws may depend on. Spatial fields are outlines; labels, texts and values that
 * pass through are in `others`, as they are.
 */
export interface Outline {
  readonly fields: Readonly<Record<string, FieldOutline>>;
  readonly others: Readonly<Record<string, unknown>>;
}

/** Whether a field is one of pixels, with a size of its own. */
export function isPicture(field: FieldOutline): field is ImageOutline | MaskOutline {
  return kindNamed(field.kind).picture !== undefined;
}

/** The fields of one kind, with their names. */
export function fieldsOfKind<Name extends FieldOutline["kind"]>(
  { fields }: Outline,
  name: Name,
): readonly (readonly [string, Extract<FieldOutline, { kind: Name }>])[] {
  return Object.entries(fields).filter(([, { kind }]) => kind === name) as never;
}

/** The size of the sample's images and masks. */
export function canvasOf(outline: Outline): Canvas {
  let found: (Canvas & { field: string }) | undefined;
  for (const [field, value] of Object.entries(outline.fields)) {
    if (!isPicture(value)) continue;
    if (found === undefined) found = { field, width: value.width, height: value.height };
    else if (found.width !== value.width || found.height !== value.height) {
      throw new RangeError(
        `the fields "${found.field}" (${found.width} × ${found.height}) and "${field}" (${value.width} × ${value.height}) differ in size; ` +
          `a transform that draws a place or moves boxes needs one size: resize first, or list a field in passThrough`,
      );
    }
  }
  if (found === undefined)
    throw new RangeError("the sample has no image and no mask, so there is no size to draw from");
  return { width: found.width, height: found.height };
}

/** `image (image, 500 × 375), label (label), path (string)`: the fields of a sample as errors list them. */
export function listFields(outline: Outline): string {
  const spatial = Object.entries(outline.fields).map(
    ([name, field]) => `${name} (${kindNamed(field.kind).spatial?.list(field)})`,
  );
  const others = Object.entries(outline.others).map(([name, value]) => `${name} (${kindOf(value) ?? typeName(value)})`);
  return [...spatial, ...others].join(", ");
}

export function typeName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  return value.constructor?.name ?? "object";
}

/** The outline of a sample before its first transform. Fields in `passThrough` stay untouched and unseen. */
export function outlineOf(
  sample: Readonly<Record<string, unknown>>,
  readable: ReadableFields,
  passThrough: ReadonlySet<string>,
): Outline {
  const fields: Record<string, FieldOutline> = {};
  const others: Record<string, unknown> = {};
  // What lies on pictures is checked against their size, so pictures come first.
  const lying: string[] = [];
  const canvas = () => canvasOf({ fields, others });
  const outline = (name: string, { spatial }: Kind) => {
    fields[name] = spatial?.outline(name, sample[name], readable[name], canvas) as FieldOutline;
  };
  for (const [name, value] of Object.entries(sample)) {
    const tag = passThrough.has(name) ? undefined : kindOf(value);
    const kind = tag === undefined ? undefined : kindNamed(tag);
    if (kind?.spatial === undefined) others[name] = value;
    else if (kind.picture === undefined) lying.push(name);
    else outline(name, kind);
  }
  for (const name of lying) outline(name, kindNamed(kindOf(sample[name]) as FieldKind));
  return { fields, others };
}

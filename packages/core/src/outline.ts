import { type FieldKind, kindNamed, kindOf } from "./kinds/index.ts";
import type { Kind } from "./kinds/kind.ts";
import type { Canvas, FieldOutline, ImageOutline, MaskOutline, Outline } from "./outline-types.ts";
import type { ReadableFields } from "./pixel-source.ts";

export type {
  BoxesOutline,
  Canvas,
  FieldOutline,
  ImageOutline,
  KeypointsOutline,
  MaskOutline,
  Outline,
} from "./outline-types.ts";

/** Whether a field is one of pixels, with a size of its own. */
export function isPicture(field: FieldOutline): field is ImageOutline | MaskOutline {
  return kindNamed(field.kind).picture !== undefined;
}

/** How many frames a field has; undefined for one that is no clip. */
export function framesOf(field: FieldOutline): number | undefined {
  return "frames" in field ? field.frames : undefined;
}

/** The most frames that a clip of the sample has; 0 where there is no clip. */
export function mostFrames(outline: Outline): number {
  let most = 0;
  for (const [, { frames }] of fieldsOfKind(outline, "image")) most = Math.max(most, frames ?? 0);
  return most;
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
  // A field of that name would become the prototype of whatever holds it.
  if (Object.hasOwn(sample, "__proto__"))
    throw new TypeError('a field cannot be called "__proto__"; name it otherwise');
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

import { OptionError } from "../check.ts";
import { checkFrames, checkMasks } from "../image/engine/masks.ts";
import { kindNamed, kindOf } from "../kinds/index.ts";
import { fieldsOfKind, type Outline, typeName } from "../outline.ts";

/** Names under which annotations are usual: beside an image, a bare array of that name is a forgotten field constructor. */
const annotationNames: Readonly<Record<string, string>> = {
  mask: "mask(…) or maskFile(…)",
  masks: "mask(…) or maskFile(…)",
  boxes: "boxes(…)",
  bboxes: "boxes(…)",
  keypoints: "keypoints(…)",
};

/**
 * Refuses annotations that would silently stay where they were while their image moves: a raw array or a string named
 * as one, or an array with as many values as the image has pixels.
 */
export function checkAnnotations(outline: Outline, passThrough: ReadonlySet<string>): void {
  checkLists(outline, passThrough);
  const areas = new Set<number>();
  for (const [, { width, height }] of fieldsOfKind(outline, "image")) areas.add(width * height);
  if (areas.size === 0) return;
  checkMasks(outline);
  checkFrames(outline);
  for (const [name, value] of Object.entries(outline.others)) {
    if (passThrough.has(name)) continue;
    const kind = kindOf(value);
    const isArray = kind === undefined && (Array.isArray(value) || ArrayBuffer.isView(value));
    const constructorName = Object.hasOwn(annotationNames, name) ? annotationNames[name] : undefined;
    if (kind === undefined && constructorName !== undefined && (isArray || typeof value === "string")) {
      throw new OptionError(
        `the field "${name}" is a bare ${typeName(value)} beside an image: transforms would leave it behind. ` +
          `Create it with ${constructorName}, or list it in passThrough`,
      );
    }
    const count = isArray ? (value as ArrayLike<unknown>).length : kind && kindNamed(kind).count?.(value);
    if (count !== undefined && areas.has(count)) {
      throw new OptionError(
        `the field "${name}" has one value for each pixel of the image: transforms would leave it behind. ` +
          "Create it with mask(…), or list it in passThrough",
      );
    }
  }
}

/** A list of pictures is no field of pixels: nothing would decode or move it. */
function checkLists({ others }: Outline, passThrough: ReadonlySet<string>): void {
  for (const name of Object.keys(others)) {
    const value = others[name];
    if (!Array.isArray(value) || passThrough.has(name)) continue;
    const kind = kindOf(value[0]);
    const picture = kind === undefined ? undefined : kindNamed(kind).picture;
    if (picture === undefined) continue;
    throw new OptionError(
      `the field "${name}" is a bare list of fields of kind ${kind}: transforms would leave it behind. ` +
        `Create it with ${picture.annotates ? "maskClip" : "clip"}([…]), give each a field of its own, or list it in passThrough`,
    );
  }
}

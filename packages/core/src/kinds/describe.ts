import { OptionError } from "../check.ts";
import { suggestion } from "../nearest-name.ts";
import type { ImageOutline, MaskOutline } from "../outline-types.ts";
import type { FinishedSample } from "../walk/finished-sample.ts";
import { type FinishedImage, type FinishedPicture, picturesOf } from "../walk/pixel-engine.ts";
import { type KindName, kindNamed, kindOfAny } from "./index.ts";
import { type FieldDescription, unknownType } from "./kind.ts";
import { withMasks } from "./padding.ts";
import { collateOf, customOf, type FieldSchema, type LoaderSchema, type SchemaRequest, typeText } from "./schema.ts";

/** What one finished sample says of the fields of all, in their order; types may still be unknown. Plain JSON. */
export type SampleDescription = readonly (FieldDescription & { readonly name: string; readonly kind: KindName })[];

/**
 * Describes the fields of a sample at the end of its policy.
 *
 * @param annotations the finished sample's boxes and points. Their companions are described as the sample brought them,
 * so a crop that drops every box hides no type.
 * @param given the fields of the sample before the policy, which may take some away.
 * @throws OptionError for a field that an option names and the sample does not have, with the nearest name.
 */
export function describeSample(
  { outline, images }: FinishedSample,
  annotations: Readonly<Record<string, unknown>>,
  order: readonly string[],
  request: SchemaRequest,
  given: readonly string[] = order,
): SampleDescription {
  checkNames(order, [...new Set([...given, ...order])], request);
  return order.map((name) => {
    const image = Object.hasOwn(images, name) ? images[name] : undefined;
    const custom = customOf(request, name);
    if (custom !== undefined) {
      if (image !== undefined) throw notForPixels(name);
      return { name, kind: "tensor", ...custom, collate: "custom" };
    }
    if (image !== undefined && collateOf(request, name) !== undefined) throw notForPixels(name);
    if (image !== undefined) {
      return { name, kind: image.kind, ...kindNamed(image.kind).describe(name, finishedOutline(image), request) };
    }
    const outlined = Object.hasOwn(outline.fields, name) ? outline.fields[name] : undefined;
    const finished = outlined !== undefined && "source" in outlined ? outlined.source : undefined;
    const value = finished ?? (Object.hasOwn(annotations, name) ? annotations[name] : outline.others[name]);
    const kind = kindOfAny(value);
    if (collateOf(request, name) !== undefined && kindNamed(kind).lengths === undefined) {
      throw new OptionError(
        `collate: the field "${name}" is of kind ${kind}, whose values are put together in one way; "ragged", "flat", pad() and padTo(n) are for boxes, keypoints and numbers in lists, typed arrays and tensors`,
      );
    }
    return { name, kind, ...kindNamed(kind).describe(name, value, request) };
  });
}

/** What came out of a field of pixels; a clip is as wide as the widest of its frames. */
function finishedOutline(picture: FinishedPicture): ImageOutline | MaskOutline {
  const pictures = picturesOf(picture);
  const types = pictures.map(({ raster, conversion }) => (conversion === undefined ? raster.type : "float32"));
  const type = types.find((one) => one !== "uint8") ?? "uint8";
  const { raster, kind } = pictures[0] as FinishedImage;
  const frames = "frames" in picture ? { frames: pictures.length } : {};
  return { ...raster, kind, type, ...frames } as ImageOutline | MaskOutline;
}

function checkNames(
  finished: readonly string[],
  all: readonly string[],
  { stated, collate, passThrough }: SchemaRequest,
): void {
  const check = (option: string, names: readonly string[], known: readonly string[]) => {
    const strange = names.find((name) => !known.includes(name));
    if (strange === undefined) return;
    throw new OptionError(
      `${option} names the field "${strange}", which no sample has.${suggestion(strange, known)} Fields: ${known.join(", ") || "none"}`,
    );
  };
  check("schema", Object.keys(stated), finished);
  check("collate", Object.keys(collate), finished);
  check("passThrough", passThrough, all);
}

/** Whether every type is known. */
export function isComplete(description: SampleDescription): boolean {
  return description.every(
    ({ dtype, with: companions = {} }) => dtype !== unknownType && !Object.values(companions).includes(unknownType),
  );
}

/** A description with what another sample says of the types that were unknown. */
export function completed(description: SampleDescription, other: SampleDescription): SampleDescription {
  return description.map((field) => {
    const same = other.find(({ name, kind }) => name === field.name && kind === field.kind);
    if (same === undefined) return field;
    if (field.dtype === unknownType) return same;
    if (field.with === undefined) return field;
    const types = Object.entries(field.with).map(([name, type]) => [
      name,
      type === unknownType ? (same.with?.[name] ?? type) : type,
    ]);
    return { ...field, with: Object.fromEntries(types) };
  });
}

/**
 * The schema that a description comes to; what no sample told is float32.
 *
 * @throws OptionError for a stated type that the field cannot have.
 */
export function schemaOf(description: SampleDescription, request: SchemaRequest): LoaderSchema {
  const schema = description.map((field) => {
    const companions = Object.entries(field.with ?? {}).map(([name, type]) => [
      name,
      type === unknownType ? "float32" : type,
    ]);
    const schema = {
      ...field,
      dtype: field.dtype === unknownType ? "float32" : field.dtype,
      ...(field.with === undefined ? {} : { with: Object.fromEntries(companions) }),
    } as FieldSchema;
    checkStated(schema, request);
    return schema;
  });
  return withMasks(schema);
}

function notForPixels(name: string): OptionError {
  return new OptionError(
    `collate: the field "${name}" holds pixels, which are written into the batch as they are; a function puts together other fields`,
  );
}

function checkStated(field: FieldSchema, { stated }: SchemaRequest): void {
  // What a data set states is what goes into a function, and not what comes out.
  if (field.collate === "custom") return;
  const { name, kind, dtype, shape, with: companions } = field;
  const given = Object.hasOwn(stated, name) ? stated[name] : undefined;
  if (given === undefined) return;
  const long = typeof given === "string" ? { dtype: given } : given;
  const refuse = (what: string): never => {
    throw new OptionError(`schema: the field "${name}" (${kind}, ${typeText(dtype, shape)}) ${what}`);
  };
  if (long.dtype !== undefined && long.dtype !== dtype) {
    const remedy = kindNamed(kind).remedy?.(field, long.dtype);
    refuse(`cannot be ${long.dtype}${remedy === undefined ? "" : `; ${remedy}`}`);
  }
  if (long.shape !== undefined && !sameShape(long.shape, shape)) {
    refuse(`cannot have the shape [${long.shape.join(", ")}]`);
  }
  const known = Object.keys(companions ?? {});
  for (const companion of Object.keys(long.with ?? {})) {
    if (!known.includes(companion)) {
      refuse(
        `has no companion "${companion}".${suggestion(companion, known)} Companions: ${known.join(", ") || "none"}`,
      );
    }
  }
}

function sameShape(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((length, i) => length === other[i]);
}

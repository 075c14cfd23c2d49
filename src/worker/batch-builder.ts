import { threadId } from "node:worker_threads";
import type { FieldSchema, LoaderSchema, Tensor, TensorType } from "@millrace/core";
import {
  type AsidePicture,
  annotationFields,
  bytesPerNumber,
  type Column,
  countOf,
  type FinishedImage,
  type FinishedSample,
  isOfKind,
  type KernelMemory,
  kindNamed,
  kindOfAny,
  paddingMask,
  pictureWriter,
  tensorArray,
  typeText,
} from "@millrace/core/engine";
import { type CollateFunction, runCollate } from "./custom-collate.ts";
import { BatchError } from "./errors.ts";
import type { PipelineSpec, Plan, PlannedSample } from "./pipeline.ts";
import type { CollateFunctions, Pipeline } from "./restore.ts";
import { sampleError } from "./sample-error.ts";
import type { Shelf } from "./shelf.ts";

/** A field of pixels. */
interface PixelField {
  readonly schema: FieldSchema;
  readonly dtype: TensorType;
  /** The pictures of one batch must stack, whatever the schema leaves open. */
  readonly sampleShape: readonly number[];
  /** Finished and on the shelf, by row. */
  readonly pictures: AsidePicture[];
}

/**
 * The finished samples of one batch: put on the shelf one after another, in any order, then into slabs in one go. Types
 * and order of the fields are those of the loader's schema.
 */
export class BatchBuilder {
  readonly #spec: PipelineSpec;
  readonly #functions: CollateFunctions | undefined;
  readonly #plan: Plan;
  readonly #schema: LoaderSchema;
  readonly #memory: KernelMemory;
  readonly #shelf: Shelf;
  /** The fields that samples bring, by name. */
  readonly #fields: ReadonlyMap<string, FieldSchema>;
  /** What each field that holds no pixels must be; a list of values as they are may hold anything. */
  readonly #values: readonly { readonly field: FieldSchema; readonly holds: (value: unknown) => boolean }[];
  /** The fields that hold pixels. */
  readonly #pictures: readonly FieldSchema[];
  readonly #pixels = new Map<string, PixelField>();
  readonly #rest: Record<string, unknown>[];

  /** @param memory where the finished samples lie when they are added, and the kernels of the last conversion work. */
  constructor(
    { spec, collate }: Pick<Pipeline, "spec" | "collate">,
    plan: Plan,
    schema: LoaderSchema,
    memory: KernelMemory,
    shelf: Shelf,
  ) {
    this.#spec = spec;
    this.#functions = collate;
    this.#plan = plan;
    this.#schema = schema;
    this.#memory = memory;
    this.#shelf = shelf;
    const brought = schema.filter(({ maskOf }) => maskOf === undefined);
    this.#fields = new Map(brought.map((field) => [field.name, field]));
    const isPicture = ({ kind }: FieldSchema) => kindNamed(kind).picture !== undefined;
    this.#pictures = schema.filter(isPicture);
    this.#values = brought
      .filter((field) => !isPicture(field) && field.dtype !== "any" && field.collate !== "custom")
      .map((field) => ({ field, holds: isOfKind(field.kind) }));
    this.#rest = new Array(plan.samples.length);
  }

  /**
   * Takes a sample over while its pixels lie in kernel memory.
   *
   * @throws TypeError or RangeError when it does not fit the schema, or the samples before it.
   */
  add(row: number, finished: FinishedSample, order: readonly string[]): void {
    this.#checkFields(order);
    for (const name of Object.keys(finished.images)) {
      this.#addPixels(row, name, finished.images[name] as FinishedImage);
    }
    const values: Record<string, unknown> = { ...finished.outline.others, ...annotationFields(finished.outline) };
    for (const field of this.#pictures) this.#requirePixels(field, finished);
    for (const { field, holds } of this.#values)
      if (!holds(values[field.name])) throw ofAnotherKind(field, values[field.name]);
    this.#rest[row] = values;
  }

  #checkFields(order: readonly string[]): void {
    const known = this.#fields;
    if (order.length === known.size && order.every((name) => known.has(name))) return;
    throw new TypeError(
      `its fields are ${order.join(", ") || "none"}, but the loader's schema has ${[...known.keys()].join(", ") || "none"}; all samples need the same fields`,
    );
  }

  #requirePixels({ name, kind }: FieldSchema, { images, outline }: FinishedSample): void {
    if (Object.hasOwn(images, name)) return;
    throw new TypeError(
      `the field "${name}" is of kind ${kind} in the schema, and of kind ${kindOfAny(outline.others[name])} in this sample`,
    );
  }

  #addPixels(row: number, name: string, image: FinishedImage): void {
    const { raster, kind, conversion } = image;
    const schema = this.#fields.get(name) as FieldSchema;
    if (schema.kind !== kind) {
      throw new TypeError(
        `the field "${name}" is of kind ${schema.kind} in the schema, and of kind ${kind} in this sample`,
      );
    }
    const sampleShape = kindNamed(kind).picture?.shape(raster, this.#spec.layout) ?? [];
    const widens = schema.dtype === "uint16" && raster.type === "uint8";
    const hasFloats = conversion !== undefined || raster.type === "float32";
    const floats = schema.dtype === "float16" ? "float16" : "float32";
    const dtype = hasFloats ? floats : widens ? "uint16" : raster.type;
    checkAgainstSchema(schema, dtype, sampleShape);
    let field = this.#pixels.get(name);
    if (field === undefined) {
      field = { schema, dtype, sampleShape, pictures: new Array(this.#plan.samples.length) };
      this.#pixels.set(name, field);
    } else if (field.sampleShape.some((size, i) => size !== sampleShape[i])) {
      throw new RangeError(
        `the field "${name}" is ${dtype} [${sampleShape.join(", ")}] in this sample and ${field.dtype} [${field.sampleShape.join(", ")}] in another of the batch, ` +
          "which do not stack; end the transform with a step that fixes the size, such as resize([height, width]) or centerCrop",
      );
    }
    const bytes = this.#memory.bytesAt(raster.pointer, countOf(sampleShape) * bytesPerNumber(raster.type));
    field.pictures[row] = widens
      ? { image: { ...image, raster: { ...raster, type: "uint16" } }, bytes: widened(bytes, this.#shelf) }
      : { image, bytes: this.#shelf.put(bytes) };
  }

  /**
   * The collated fields, in the order of the schema. Every row must have been added.
   *
   * @param recycled gives memory to write the pixels into; called after everything else was made, once.
   * @throws SampleError for a value that does not fit its type.
   */
  finish(recycled: () => readonly ArrayBuffer[]): Record<string, Column> {
    const columns: Record<string, Column> = {};
    for (const field of this.#schema) {
      // Pixels come last; this is their place among the fields.
      columns[field.name] = this.#pixels.has(field.name) ? [] : this.#collate(field);
    }
    this.#writePictures(columns, recycled);
    return columns;
  }

  #collate(field: FieldSchema): Column {
    if (field.collate === "custom") return this.#collateByFunction(field);
    if (field.maskOf !== undefined) {
      const source = this.#fields.get(field.maskOf) as FieldSchema;
      return paddingMask(
        source,
        this.#rest.map((sample) => sample[source.name]),
      );
    }
    const { collate = () => [] } = kindNamed(field.kind);
    const { classes } = this.#spec;
    const context = classes === undefined ? {} : { classes };
    const values = this.#rest.map((sample) => sample[field.name]);
    try {
      return collate(field, values, context);
    } catch (error) {
      throw this.#atItsSample(error, values, (value) => collate(field, [value], context));
    }
  }

  /** @throws BatchError */
  #collateByFunction(field: FieldSchema): Column {
    const { name } = field;
    const { classes } = this.#spec;
    const { epoch, batch } = this.#plan;
    const values = this.#rest.map((sample) => sample[name]);
    const context = { field: name, epoch, batch, ...(classes === undefined ? {} : { classes }) };
    try {
      return runCollate(this.#functions?.[name] as CollateFunction, field, values, context);
    } catch (cause) {
      throw new BatchError({ batch, epoch, worker: threadId }, cause);
    }
  }

  /** The error with the first sample that fails by itself; an error of several together stays as it is. */
  #atItsSample(error: unknown, values: readonly unknown[], attempt: (value: unknown) => void): unknown {
    for (const [row, value] of values.entries()) {
      try {
        attempt(value);
      } catch {
        return sampleError(this.#plan, this.#plan.samples[row] as PlannedSample, undefined, error);
      }
    }
    return error;
  }

  #writePictures(columns: Record<string, Column>, recycled: () => readonly ArrayBuffer[]): void {
    if (this.#pixels.size === 0) return;
    const mark = this.#memory.mark();
    try {
      const writers = [...this.#pixels].map(([name, field]) => {
        const floats = field.dtype === "float16" ? "float16" : "float32";
        return { name, field, write: pictureWriter(this.#memory, field.pictures, this.#spec.layout, floats) };
      });
      const slabs = [...recycled()];
      for (const { name, field, write } of writers) {
        const { dtype, sampleShape } = field;
        const shape = [this.#plan.samples.length, ...sampleShape];
        const data = allocate(dtype, shape, slabs);
        write(data);
        columns[name] = { dtype, shape, data } as Tensor;
      }
    } finally {
      this.#memory.release(mark);
    }
  }
}

function ofAnotherKind({ name, kind }: FieldSchema, value: unknown): TypeError {
  return new TypeError(
    `the field "${name}" is of kind ${kind} in the schema, and of kind ${kindOfAny(value)} in this sample; a field has one kind in all samples`,
  );
}

function checkAgainstSchema({ name, dtype, shape }: FieldSchema, found: TensorType, sizes: readonly number[]): void {
  if (
    found === dtype &&
    shape.length === sizes.length &&
    sizes.every((size, i) => shape[i] === -1 || shape[i] === size)
  ) {
    return;
  }
  throw new RangeError(
    `the field "${name}" is ${typeText(found, sizes)} in this sample, and the schema says ${typeText(dtype, shape)} of all; ` +
      "make samples alike in the transform, or state what they are in the loader's schema",
  );
}

/** 8-bit values as 16-bit ones, on the shelf. */
function widened(bytes: Uint8Array, shelf: Shelf): Uint8Array<ArrayBuffer> {
  const place = shelf.take(2 * bytes.length);
  place.fill(0);
  for (let i = 0; i < bytes.length; i++) place[2 * i] = bytes[i] as number;
  return place;
}

/** Memory for a tensor: one of the slabs where the size is right. */
function allocate(dtype: TensorType, shape: readonly number[], slabs: ArrayBuffer[]): Tensor["data"] {
  const bytes = countOf(shape) * bytesPerNumber(dtype);
  const found = slabs.findIndex((slab) => slab.byteLength === bytes);
  return tensorArray(dtype, found >= 0 ? (slabs.splice(found, 1)[0] as ArrayBuffer) : new ArrayBuffer(bytes));
}

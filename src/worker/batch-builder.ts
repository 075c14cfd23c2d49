import { threadId } from "node:worker_threads";
import {
  type FieldSchema,
  type Image,
  kindOf,
  type LoaderSchema,
  type PixelData,
  type Pixels,
  type Tensor,
  type TensorType,
} from "@millrace/core";
import {
  type AllocateTensor,
  type AsidePicture,
  annotationFields,
  bytesPerNumber,
  type Column,
  countOf,
  type FinishedImage,
  type FinishedPicture,
  type FinishedSample,
  type KernelMemory,
  kindNamed,
  kindOfAny,
  paddingMask,
  pictureWriter,
  typeText,
} from "@millrace/core/engine";
import { BatchValues, maybeReady } from "./batch-values.ts";
import { type CollateFunction, runCollate } from "./custom-collate.ts";
import { BatchError } from "./errors.ts";
import type { PipelineSpec, Plan, PlannedSample } from "./pipeline.ts";
import type { CollateFunctions, Pipeline } from "./restore.ts";
import { sampleError } from "./sample-error.ts";
import type { Shelf } from "./shelf.ts";

/** Two samples of a batch do not stack: neither of them is to blame by itself. */
export class StackError extends RangeError {
  override readonly name = "RangeError";
}

/** A field of pixels. */
interface PixelField {
  readonly dtype: TensorType;
  /** The pictures of one batch must stack, whatever the schema leaves open. */
  readonly sampleShape: readonly number[];
  /** The first of them. */
  readonly model: FinishedImage;
  /** How many pictures a row has: one, or the frames of a clip. */
  readonly perRow: number;
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
  /** Whether samples may be taken over as they were read. */
  readonly #maybeReady: boolean;
  /** Whether each sample's values are put together by themselves first, so that what is wrong with them is its own fault. */
  readonly #triesOut: boolean;
  /** The fields whose column is one tensor: they are put together last, in memory that holds nothing else meanwhile. */
  readonly #stacked: readonly FieldSchema[];
  /** The fields that hold pixels. */
  readonly #pictures: readonly FieldSchema[];
  readonly #pixels = new Map<string, PixelField>();
  /** The other fields. */
  readonly #values: BatchValues;
  /** What the rows are. */
  #samples: readonly PlannedSample[];

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
    this.#stacked = schema.filter(({ kind }) => kindNamed(kind).stacks === true);
    this.#values = new BatchValues(
      brought.filter((field) => !isPicture(field)),
      plan.samples.length,
    );
    const { inspects = false, onError = "throw" } = spec;
    this.#triesOut = inspects || onError !== "throw";
    this.#maybeReady = !this.#triesOut && maybeReady(brought);
    this.#samples = plan.samples;
  }

  /**
   * Takes a sample over while its pixels lie in kernel memory.
   *
   * @throws TypeError or RangeError when it does not fit the schema, or the samples before it.
   */
  add(row: number, finished: FinishedSample, order: readonly string[]): void {
    // Where no good sample was found there is nothing to hold others to.
    if (this.#spec.inspects && this.#schema.length === 0) return;
    this.#checkFields(order);
    for (const name of Object.keys(finished.images)) {
      this.#addPixels(row, name, finished.images[name] as FinishedPicture);
    }
    const values: Record<string, unknown> = { ...finished.outline.others, ...annotationFields(finished.outline) };
    for (const field of this.#pictures) this.#requirePixels(field, finished);
    this.#values.check(values);
    if (this.#triesOut) this.#tryOut(values);
    if (this.#spec.inspects !== true) this.#values.put(row, values);
  }

  /**
   * Takes a sample over as it was read, where no policy stands in between and it is what the batch holds: its pixels are
   * there, and like those of a sample before it.
   *
   * @returns whether it did. Where not, or where anything is wrong, `add` has to take it, with all that leads there.
   */
  addReady(row: number, sample: unknown): boolean {
    if (!this.#maybeReady || typeof sample !== "object" || sample === null) return false;
    const values = sample as Readonly<Record<string, unknown>>;
    if (Object.keys(values).length !== this.#fields.size || !this.#values.areReady(values)) return false;
    for (const { name } of this.#pictures) if (!this.#isLikeOthers(name, values[name])) return false;
    for (const { name } of this.#pictures) {
      const { pictures, model } = this.#pixels.get(name) as PixelField;
      const { data } = values[name] as Pixels;
      pictures[row] = { image: model, bytes: this.#shelf.put(bytesOf(data)) };
    }
    this.#values.put(row, values);
    return true;
  }

  /** Whether the pixels of a picture are there, of the same size and type as those before it and with nothing to be done. */
  #isLikeOthers(name: string, value: unknown): boolean {
    const model = this.#pixels.get(name)?.model;
    const { kind } = this.#fields.get(name) as FieldSchema;
    if (kindOf(value) !== kind) return false;
    const found = kindNamed(kind).picture?.ready?.(value as Image);
    if (model === undefined || found === undefined || model.conversion !== undefined) return false;
    const { width, height, channels, type } = model.raster;
    if (found.width !== width || found.height !== height || found.channels !== channels) return false;
    return elementsOf[type].some((array) => found.data instanceof array);
  }

  /** Puts a batch of this sample alone together, but for its pixels. @throws what its values are to blame for. */
  #tryOut(values: Record<string, unknown>): void {
    for (const field of this.#fields.values()) {
      // A function of the user's may need all of a batch.
      if (this.#pictures.includes(field) || field.collate === "custom") continue;
      this.#collated(field, [values[field.name]]);
    }
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

  #addPixels(row: number, name: string, picture: FinishedPicture): void {
    const { kind } = picture;
    const schema = this.#fields.get(name) as FieldSchema;
    if (schema.kind !== kind) {
      throw new TypeError(
        `the field "${name}" is of kind ${schema.kind} in the schema, and of kind ${kind} in this sample`,
      );
    }
    if (!("frames" in picture)) {
      this.#addPicture(row, schema, picture);
      return;
    }
    const { frames } = picture;
    // All of them before one is taken: what does not fit must not say what fits.
    for (const frame of frames) this.#fit(schema, frame, frames.length);
    for (let frame = 0; frame < frames.length; frame++) {
      this.#addPicture(row, schema, frames[frame] as FinishedImage, { frame, frames: frames.length });
    }
  }

  /**
   * What a picture is in the batch.
   *
   * @param frames of a clip, how many it has.
   * @throws RangeError where the schema says otherwise.
   */
  #fit(schema: FieldSchema, { raster, conversion }: FinishedImage, frames: number | undefined): Fitted {
    const size = frames === undefined ? raster : { ...raster, frames };
    const sampleShape = kindNamed(schema.kind).picture?.shape(size, this.#spec.layout) ?? [];
    const widens = schema.dtype === "uint16" && raster.type === "uint8";
    const hasFloats = conversion !== undefined || raster.type === "float32";
    const floats = schema.dtype === "float16" ? "float16" : "float32";
    const dtype = hasFloats ? floats : widens ? "uint16" : raster.type;
    checkAgainstSchema(schema, dtype, sampleShape, frames !== undefined);
    return { dtype, sampleShape, widens };
  }

  /** @param of which frame it is of how many, where the field is a clip. */
  #addPicture(row: number, schema: FieldSchema, image: FinishedImage, of?: FrameOf): void {
    const { raster } = image;
    const { name } = schema;
    const { dtype, sampleShape, widens } = this.#fit(schema, image, of?.frames);
    if (this.#spec.inspects) return;
    const perRow = of?.frames ?? 1;
    let field = this.#pixels.get(name);
    if (field === undefined) {
      const pictures = new Array(this.#plan.samples.length * perRow);
      field = { dtype, sampleShape, model: image, perRow, pictures };
      this.#pixels.set(name, field);
    } else if (field.sampleShape.some((size, i) => size !== sampleShape[i])) {
      const remedy = field.perRow === perRow ? fixSize : fixFrames;
      throw new StackError(
        `the field "${name}" is ${dtype} [${sampleShape.join(", ")}] in this sample and ${field.dtype} [${field.sampleShape.join(", ")}] in another of the batch, ` +
          `which do not stack; ${remedy}`,
      );
    }
    const bytes = this.#memory.bytesAt(raster.pointer, bytesOfRaster(raster));
    field.pictures[row * perRow + (of?.frame ?? 0)] = widens
      ? { image: { ...image, raster: { ...raster, type: "uint16" } }, bytes: widened(bytes, this.#shelf) }
      : { image, bytes: this.#shelf.put(bytes) };
  }

  /** Only these rows were added, or these samples in their place: the batch is made of them, in their order. */
  settle(rows: readonly number[], samples: readonly PlannedSample[]): void {
    this.#samples = samples;
    if (rows.length === this.#plan.samples.length) return;
    this.#values.settle(rows);
    for (const field of this.#pixels.values()) {
      const pictures = field.pictures.splice(0);
      const { perRow } = field;
      for (const row of rows) {
        for (let at = row * perRow; at < (row + 1) * perRow; at++) field.pictures.push(pictures[at] as AsidePicture);
      }
    }
  }

  /**
   * The collated fields, in the order of the schema. Every row must have been added, or `settle` called.
   *
   * @param allocate gives memory for tensors; called after everything else was made.
   * @throws SampleError for a value that does not fit its type.
   */
  finish(allocate: AllocateTensor): Record<string, Column> {
    const columns: Record<string, Column> = {};
    for (const field of this.#schema) {
      // Tensors come last; this is their place among the fields.
      const isTensor = this.#pixels.has(field.name) || this.#stacked.includes(field);
      columns[field.name] = isTensor ? [] : this.#collate(field, allocate);
    }
    for (const field of this.#stacked) columns[field.name] = this.#collate(field, allocate);
    this.#writePictures(columns, allocate);
    return columns;
  }

  #collate(field: FieldSchema, allocate: AllocateTensor): Column {
    if (field.collate === "custom") return this.#collateByFunction(field);
    const values = this.#values.of(field.maskOf ?? field.name);
    if (field.maskOf !== undefined) return paddingMask(this.#fields.get(field.maskOf) as FieldSchema, values);
    try {
      return this.#collated(field, values, allocate);
    } catch (error) {
      throw this.#atItsSample(error, values, (value) => this.#collated(field, [value]));
    }
  }

  /** @param allocate gives memory for tensors; absent where what comes of it is thrown away. */
  #collated(field: FieldSchema, values: readonly unknown[], allocate?: AllocateTensor): Column {
    const { collate = () => [] } = kindNamed(field.kind);
    const { classes } = this.#spec;
    const context = classes === undefined ? {} : { classes };
    return collate(field, values, allocate === undefined ? context : { ...context, allocate });
  }

  /** @throws BatchError */
  #collateByFunction(field: FieldSchema): Column {
    const { name } = field;
    const { classes } = this.#spec;
    const { epoch, batch } = this.#plan;
    const values = this.#values.of(name);
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
        return sampleError(this.#plan, this.#samples[row] as PlannedSample, undefined, error, "schema");
      }
    }
    return error;
  }

  #writePictures(columns: Record<string, Column>, allocate: AllocateTensor): void {
    if (this.#pixels.size === 0) return;
    const mark = this.#memory.mark();
    try {
      const writers = [...this.#pixels].map(([name, field]) => {
        const floats = field.dtype === "float16" ? "float16" : "float32";
        return { name, field, write: pictureWriter(this.#memory, field.pictures, this.#spec.layout, floats) };
      });
      for (const { name, field, write } of writers) {
        const { dtype, sampleShape } = field;
        const shape = [this.#samples.length, ...sampleShape];
        const data = allocate(dtype, countOf(shape));
        write(data);
        columns[name] = { dtype, shape, data } as Tensor;
      }
    } finally {
      this.#memory.release(mark);
    }
  }
}

/** A picture as it goes into the batch. */
interface Fitted {
  readonly dtype: TensorType;
  readonly sampleShape: readonly number[];
  /** From 8 bits to 16. */
  readonly widens: boolean;
}

/** Which frame of a clip a picture is. */
interface FrameOf {
  readonly frame: number;
  readonly frames: number;
}

const fixSize = "end the transform with a step that fixes the size, such as resize([height, width]) or centerCrop";
const fixFrames =
  "give clips of as many frames from the dataset, or put samples of as many frames together with a sampler";

function checkAgainstSchema(
  { name, dtype, shape }: FieldSchema,
  found: TensorType,
  sizes: readonly number[],
  isClip: boolean,
): void {
  if (
    found === dtype &&
    shape.length === sizes.length &&
    sizes.every((size, i) => shape[i] === -1 || shape[i] === size)
  ) {
    return;
  }
  const [frames, wanted] = [sizes[0] as number, shape[0] as number];
  if (isClip && wanted !== -1 && frames !== wanted) {
    throw new RangeError(
      `the clip "${name}" has ${frames} frames in this sample, and ${wanted} in the schema; give clips of as many frames from the dataset, ` +
        `or state -1 for them in the loader's schema, { ${name}: { shape: [${[-1, ...shape.slice(1)].join(", ")}] } }, where those of each batch have as many`,
    );
  }
  throw new RangeError(
    `the field "${name}" is ${typeText(found, sizes)} in this sample, and the schema says ${typeText(dtype, shape)} of all; ` +
      "make samples alike in the transform, or state what they are in the loader's schema",
  );
}

/** The arrays that hold pixels of a type. */
const elementsOf = {
  uint8: [Uint8Array, Uint8ClampedArray],
  uint16: [Uint16Array],
  float32: [Float32Array],
} as const;

function bytesOf(data: PixelData): Uint8Array {
  return data instanceof Uint8Array ? data : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function bytesOfRaster({ width, height, channels, type }: FinishedImage["raster"]): number {
  return width * height * channels * bytesPerNumber(type);
}

/** 8-bit values as 16-bit ones, on the shelf. */
function widened(bytes: Uint8Array, shelf: Shelf): Uint8Array<ArrayBuffer> {
  const place = shelf.take(2 * bytes.length);
  place.fill(0);
  for (let i = 0; i < bytes.length; i++) place[2 * i] = bytes[i] as number;
  return place;
}

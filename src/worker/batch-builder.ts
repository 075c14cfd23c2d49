import { kindOf, type Tensor, type TensorType } from "@millrace/core";
import {
  type AsidePicture,
  annotationFields,
  type FinishedImage,
  type FinishedSample,
  type KernelMemory,
  pictureWriter,
} from "@millrace/core/engine";
import { type Column, collateColumn } from "../collate/column.ts";
import type { PipelineSpec } from "./pipeline.ts";
import type { Shelf } from "./shelf.ts";

const arrays = { float32: Float32Array, uint8: Uint8Array, uint16: Uint16Array, int32: Int32Array } as const;
const bytesOf = { float32: 4, uint8: 1, uint16: 2, int32: 4 } as const;

/** A field of pixels. */
interface PixelField {
  readonly kind: "image" | "mask";
  readonly dtype: TensorType;
  readonly sampleShape: readonly number[];
  /** Finished and on the shelf, by row. */
  readonly pictures: AsidePicture[];
}

/** The finished samples of one batch: put on the shelf one after another, in any order, then into slabs in one go. */
export class BatchBuilder {
  readonly #spec: PipelineSpec;
  readonly #size: number;
  readonly #memory: KernelMemory;
  readonly #shelf: Shelf;
  readonly #pixels = new Map<string, PixelField>();
  readonly #rest: Record<string, unknown>[];
  #fieldOrder: readonly string[] | undefined;

  /** @param memory where the finished samples lie when they are added, and the kernels of the last conversion work. */
  constructor(spec: PipelineSpec, size: number, memory: KernelMemory, shelf: Shelf) {
    this.#spec = spec;
    this.#size = size;
    this.#memory = memory;
    this.#shelf = shelf;
    this.#rest = new Array(size);
  }

  /**
   * Takes a sample over while its pixels lie in kernel memory.
   *
   * @throws TypeError or RangeError when it does not fit the samples before it.
   */
  add(row: number, finished: FinishedSample, order: readonly string[]): void {
    this.#checkFields(order);
    for (const name of Object.keys(finished.images)) {
      this.#addPixels(row, name, finished.images[name] as FinishedImage);
    }
    this.#rest[row] = { ...finished.outline.others, ...annotationFields(finished.outline) };
  }

  #checkFields(order: readonly string[]): void {
    this.#fieldOrder ??= order;
    const known = this.#fieldOrder;
    if (order.length === known.length && order.every((name) => known.includes(name))) return;
    throw new TypeError(
      `its fields are ${order.join(", ") || "none"}, but other samples of the batch have ${known.join(", ") || "none"}; all samples need the same fields`,
    );
  }

  #addPixels(row: number, name: string, image: FinishedImage): void {
    const { raster, kind, conversion } = image;
    const { width, height, channels } = raster;
    const dtype = conversion === undefined ? raster.type : "float32";
    const layout = this.#spec.layout;
    const imageShape = layout === "NCHW" ? [channels, height, width] : [height, width, channels];
    const sampleShape = kind === "mask" ? [height, width] : imageShape;
    let field = this.#pixels.get(name);
    if (field === undefined) {
      field = { kind, dtype, sampleShape, pictures: new Array(this.#size) };
      this.#pixels.set(name, field);
    } else if (field.dtype !== dtype || field.sampleShape.some((size, i) => size !== sampleShape[i])) {
      throw new RangeError(
        `the field "${name}" is ${dtype} [${sampleShape.join(", ")}] in this sample and ${field.dtype} [${field.sampleShape.join(", ")}] in another of the batch, ` +
          "which do not stack; end the transform with a step that fixes the size, such as resize([height, width]) or centerCrop",
      );
    }
    const bytes = width * height * channels * bytesOf[raster.type];
    field.pictures[row] = { image, bytes: this.#shelf.put(this.#memory.bytesAt(raster.pointer, bytes)) };
  }

  /**
   * The collated fields, in the order of the sample's. Every row must have been added.
   *
   * @param recycled gives memory to write the pixels into; called after everything else was made, once.
   */
  finish(recycled: () => readonly ArrayBuffer[]): {
    columns: Record<string, Column>;
    images: string[];
    labels: string[];
  } {
    const columns: Record<string, Column> = {};
    const images: string[] = [];
    const labels: string[] = [];
    for (const name of this.#fieldOrder ?? []) {
      const pixels = this.#pixels.get(name);
      if (pixels !== undefined) {
        if (pixels.kind === "image") images.push(name);
        // Its place among the fields; the pixels come last.
        columns[name] = [];
        continue;
      }
      const values = this.#rest.map((sample) => sample[name]);
      if (kindOf(values[0]) === "label") labels.push(name);
      const rows = this.#spec.collate[name];
      const type = this.#spec.schema[name];
      columns[name] = collateColumn(name, values, {
        ...(this.#spec.classes === undefined ? {} : { classes: this.#spec.classes }),
        ...(rows === undefined ? {} : { rows }),
        ...(type === undefined ? {} : { type }),
      });
    }
    this.#writePictures(columns, recycled);
    return { columns, images, labels };
  }

  #writePictures(columns: Record<string, Column>, recycled: () => readonly ArrayBuffer[]): void {
    if (this.#pixels.size === 0) return;
    const mark = this.#memory.mark();
    try {
      const writers = [...this.#pixels].map(([name, field]) => {
        return { name, field, write: pictureWriter(this.#memory, field.pictures, this.#spec.layout) };
      });
      const slabs = [...recycled()];
      for (const { name, field, write } of writers) {
        const { dtype, sampleShape } = field;
        const shape = [this.#size, ...sampleShape];
        const data = allocate(dtype, shape, slabs);
        write(data);
        columns[name] = { dtype, shape, data } as Tensor;
      }
    } finally {
      this.#memory.release(mark);
    }
  }
}

/** Memory for a tensor: one of the slabs where the size is right. */
function allocate(dtype: TensorType, shape: readonly number[], slabs: ArrayBuffer[]): Tensor["data"] {
  const bytes = shape.reduce((product, size) => product * size, bytesOf[dtype]);
  const found = slabs.findIndex((slab) => slab.byteLength === bytes);
  return new arrays[dtype](found >= 0 ? (slabs.splice(found, 1)[0] as ArrayBuffer) : new ArrayBuffer(bytes));
}

import { kindOf, type Tensor, type TensorType } from "@millrace/core";
import {
  annotationFields,
  type FinishedImage,
  type FinishedSample,
  type KernelMemory,
  writePixels,
} from "@millrace/core/engine";
import { type Column, collateColumn } from "../collate/column.ts";
import type { PipelineSpec } from "./pipeline.ts";

const arrays = { float32: Float32Array, uint8: Uint8Array, uint16: Uint16Array, int32: Int32Array } as const;
const bytesOf = { float32: 4, uint8: 1, uint16: 2, int32: 4 } as const;

/** A field of pixels on its way into its slab. */
interface PixelField {
  readonly kind: "image" | "mask";
  readonly dtype: TensorType;
  readonly sampleShape: readonly number[];
  readonly values: number;
  readonly data: Tensor["data"];
}

/** The finished samples of one batch, put into slabs one after another, in any order. */
export class BatchBuilder {
  readonly #spec: PipelineSpec;
  readonly #size: number;
  readonly #recycled: () => readonly ArrayBuffer[];
  #slabs: ArrayBuffer[] | undefined;
  readonly #pixels = new Map<string, PixelField>();
  readonly #rest: Record<string, unknown>[];
  #fieldOrder: readonly string[] | undefined;

  constructor(spec: PipelineSpec, size: number, recycled: () => readonly ArrayBuffer[]) {
    this.#spec = spec;
    this.#size = size;
    this.#recycled = recycled;
    this.#rest = new Array(size);
  }

  /**
   * Takes a sample over while its pixels lie in kernel memory.
   *
   * @throws TypeError or RangeError when it does not fit the samples before it.
   */
  add(row: number, memory: KernelMemory, finished: FinishedSample, order: readonly string[]): void {
    this.#checkFields(order);
    for (const [name, image] of Object.entries(finished.images)) this.#addPixels(row, memory, name, image);
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

  #addPixels(row: number, memory: KernelMemory, name: string, image: FinishedImage): void {
    const { raster, kind, conversion } = image;
    const { width, height, channels } = raster;
    const dtype = conversion === undefined ? raster.type : "float32";
    const layout = this.#spec.layout;
    const imageShape = layout === "NCHW" ? [channels, height, width] : [height, width, channels];
    const sampleShape = kind === "mask" ? [height, width] : imageShape;
    let field = this.#pixels.get(name);
    if (field === undefined) {
      field = this.#allocate(kind, dtype, sampleShape);
      this.#pixels.set(name, field);
    } else if (field.dtype !== dtype || field.sampleShape.some((size, i) => size !== sampleShape[i])) {
      throw new RangeError(
        `the field "${name}" is ${dtype} [${sampleShape.join(", ")}] in this sample and ${field.dtype} [${field.sampleShape.join(", ")}] in another of the batch, ` +
          "which do not stack; end the transform with a step that fixes the size, such as resize([height, width]) or centerCrop",
      );
    }
    writePixels(memory, image, layout, field.data, row * field.values);
  }

  #allocate(kind: PixelField["kind"], dtype: TensorType, sampleShape: readonly number[]): PixelField {
    const values = sampleShape.reduce((product, size) => product * size, 1);
    const bytes = values * this.#size * bytesOf[dtype];
    this.#slabs ??= [...this.#recycled()];
    const found = this.#slabs.findIndex((slab) => slab.byteLength === bytes);
    const buffer = found >= 0 ? (this.#slabs.splice(found, 1)[0] as ArrayBuffer) : new ArrayBuffer(bytes);
    return { kind, dtype, sampleShape, values, data: new arrays[dtype](buffer) };
  }

  /** The collated fields, in the order of the sample's. Every row must have been added. */
  finish(): { columns: Record<string, Column>; images: string[]; labels: string[] } {
    const columns: Record<string, Column> = {};
    const images: string[] = [];
    const labels: string[] = [];
    for (const name of this.#fieldOrder ?? []) {
      const pixels = this.#pixels.get(name);
      if (pixels !== undefined) {
        columns[name] = {
          dtype: pixels.dtype,
          shape: [this.#size, ...pixels.sampleShape],
          data: pixels.data,
        } as Tensor;
        if (pixels.kind === "image") images.push(name);
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
    return { columns, images, labels };
  }
}

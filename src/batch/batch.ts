import type { LoaderSchema } from "@millrace/core";
import type { Column } from "@millrace/core/engine";
import type { RecordBatch } from "apache-arrow";
import type { Reference } from "../order/reference.ts";
import { warn } from "../warnings.ts";
import { toArrow } from "./arrow.ts";
import type { BatchField } from "./field.ts";
import type { BatchRows } from "./rows.ts";
import { BatchTensor } from "./tensor.ts";

/** What the main thread knows of a batch. */
export interface BatchOrigin {
  readonly epoch: number;
  /** The batch's number in its epoch, from 0. */
  readonly number: number;
  readonly rows: BatchRows;
  /** The fields of all batches of the loader. */
  readonly schema: LoaderSchema;
  /** Takes the slabs back. */
  readonly recycle: (slabs: ArrayBuffer[]) => void;
}

const warned = new Set<string>();

/**
 * A batch: its fields are properties. A field whose name a batch has already (`release`, `size`, …) is found in
 * `batch.fields` only.
 *
 * A batch that is not released belongs to the user and the garbage collector. One that is released, by `release()` or
 * by `using`, gives its memory to a later batch, which saves the clearing of fresh memory.
 */
export class Batch {
  /** All fields by name. */
  readonly fields: Readonly<Record<string, BatchField>>;
  /** Samples in the batch. */
  readonly size: number;
  /**
   * How many of its rows, the last ones, are there for the size alone: with `tail: "pad"`, and where there are fewer
   * samples left than ranks. Their samples come in other rows too, so leave these out where you count.
   */
  readonly padding: number;
  readonly epoch: number;
  /** The batch's number in its epoch, from 0. */
  readonly number: number;
  /** The fields in their order: kind, type, and the shape of one sample; the same for all batches of the loader. */
  readonly schema: LoaderSchema;
  readonly #recycle: (slabs: ArrayBuffer[]) => void;
  readonly #rows: BatchRows;
  #released = false;

  constructor(columns: Readonly<Record<string, Column>>, origin: BatchOrigin) {
    const fields: Record<string, BatchField> = {};
    for (const [name, column] of Object.entries(columns)) {
      fields[name] = "dtype" in column ? new BatchTensor(column) : (column as BatchField);
    }
    this.fields = fields;
    this.size = origin.rows.length;
    this.padding = origin.rows.padding;
    this.epoch = origin.epoch;
    this.number = origin.number;
    this.#rows = origin.rows;
    this.schema = origin.schema;
    this.#recycle = origin.recycle;
    for (const [name, value] of Object.entries(fields)) this.#expose(name, value);
  }

  /** The samples' indices in the loader's dataset, in the order of the rows. */
  get indices(): readonly number[] {
    return this.#rows.indices;
  }

  /**
   * What each row is: its index as above, its copy, and where it was read, which are other numbers where the loader's
   * dataset is a part of another (`row` in the whole) or several behind one another (`dataset`, and `row` in that one).
   */
  get references(): readonly Reference[] {
    return this.#rows.references;
  }

  /**
   * Where the bins end that samples are packed into, with the sampler `pack`: bin i has the rows from `packs[i − 1]`, or
   * 0, to before `packs[i]`. With `onError: "skip"` a bin of which no sample is left is not among them. Undefined where
   * samples are not packed.
   */
  get packs(): Uint32Array | undefined {
    return this.#rows.packs;
  }

  #expose(name: string, value: BatchField): void {
    if (!(name in this)) {
      Object.defineProperty(this, name, { value, enumerable: true });
      return;
    }
    if (warned.has(name)) return;
    warned.add(name);
    warn(
      "MILLRACE_FIELD_NAME",
      `the field "${name}" has the name of a part of every batch; read it as batch.fields.${name}`,
    );
  }

  /**
   * Gives the batch's memory back for reuse. Do it after the last use: whoever still reads a tensor gets an error, but
   * a typed array or a subarray that was taken from one is emptied when the next batch comes.
   */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    const slabs = new Set<ArrayBuffer>();
    for (const field of Object.values(this.fields)) {
      if (field instanceof BatchTensor) for (const slab of BatchTensor.detach(field)) slabs.add(slab);
    }
    this.#recycle([...slabs]);
  }

  [Symbol.dispose](): void {
    this.release();
  }

  /**
   * The batch as an Arrow record batch over the same memory; its types are those of the schema, whatever the values.
   * One number a sample is a plain column. Tensors are fixed-size lists with the canonical extension type
   * `arrow.fixed_shape_tensor`, or `arrow.variable_shape_tensor` where the schema leaves a size open. Boxes and
   * keypoints are lists of structs of `data` and, where they have companions, `with`. Texts are Utf8, other values JSON
   * texts (`arrow.json`). No tensor is copied, bits of bool apart, so it ends with the batch's release.
   *
   * The first call loads apache-arrow.
   */
  toArrow(): RecordBatch {
    return toArrow(this.fields, this.size, this.schema);
  }
}

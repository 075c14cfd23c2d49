import { Batch } from "../batch/batch.ts";
import type { BatchField } from "../batch/field.ts";
import { BatchTensor } from "../batch/tensor.ts";

/** A batch that comes again and again, from memory. Each time it is as if it had just been made; releasing it does nothing. */
export class Replay<One extends Batch> implements AsyncIterable<One> {
  readonly #fields: Readonly<Record<string, BatchField>>;
  readonly #origin: ConstructorParameters<typeof Batch>[1];

  /** @param batch is copied. */
  constructor(batch: One) {
    const { epoch, number, schema, size: length, indices, references, padding, packs } = batch;
    const fields: Record<string, BatchField> = {};
    for (const [name, field] of Object.entries(batch.fields)) fields[name] = copyOf(field);
    this.#fields = fields;
    this.#origin = { epoch, number, schema, rows: { length, indices, references, padding, packs }, recycle: () => {} };
  }

  /** Never ends by itself. */
  async *[Symbol.asyncIterator](): AsyncGenerator<One, never, undefined> {
    for (;;) yield new Batch(this.#fields as ConstructorParameters<typeof Batch>[0], this.#origin) as One;
  }
}

function copyOf(field: BatchField): BatchField {
  if (!(field instanceof BatchTensor)) return structuredClone(field);
  const { dtype, shape, data, validity } = field;
  return new BatchTensor({
    dtype,
    shape,
    data: data.slice(),
    ...(validity === undefined ? {} : { validity: validity.slice() }),
  });
}

import { createHash } from "node:crypto";
import { inspect } from "node:util";
import type { Batch } from "./batch.ts";
import type { BatchField } from "./field.ts";
import { BatchTensor } from "./tensor.ts";

/** A digest of each part of a batch, by which two can be compared without keeping either: its samples, then its fields. */
export type BatchDigest = ReadonlyMap<string, string>;

/** The name under which the samples' references stand among the fields. */
export const ofRows = "the samples";

export function digestBatch(batch: Batch): BatchDigest {
  const digests = new Map([[ofRows, digestOf(textOf(batch.references))]]);
  for (const [name, field] of Object.entries(batch.fields)) digests.set(`the field "${name}"`, digestField(field));
  return digests;
}

/** The first part in which two batches differ; undefined where they are the same. */
export function differenceOf(one: BatchDigest, other: BatchDigest): string | undefined {
  for (const [name, digest] of one) if (other.get(name) !== digest) return name;
  return [...other.keys()].find((name) => !one.has(name));
}

function digestField(field: BatchField): string {
  if (!(field instanceof BatchTensor)) return digestOf(textOf(field));
  const { dtype, shape, data, validity } = field;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const described = textOf([dtype, shape, validity]);
  return digestOf(described, validity === undefined ? bytes : presentBytes(bytes, validity, shape[0] as number));
}

/** What a row holds that has no value means nothing, and may be what lay there before. */
function presentBytes(bytes: Uint8Array, validity: Uint8Array, rows: number): Uint8Array {
  const width = bytes.length / rows;
  const present = bytes.slice();
  for (let row = 0; row < rows; row++) {
    const isPresent = (((validity[row >> 3] as number) >> (row & 7)) & 1) === 1;
    if (!isPresent) present.fill(0, row * width, (row + 1) * width);
  }
  return present;
}

/**
 * A value as text, in which two are the same where the values are. `v8.serialize` is not: numbers and texts that crossed
 * a thread may be kept in another form.
 */
function textOf(value: unknown): string {
  const whole = Number.POSITIVE_INFINITY;
  return inspect(value, {
    depth: whole,
    maxArrayLength: whole,
    maxStringLength: whole,
    breakLength: whole,
    compact: true,
  });
}

function digestOf(...parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

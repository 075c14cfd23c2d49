import { createHash } from "node:crypto";
import { type Batch, BatchTensor } from "millrace";

/**
 * A digest of the rows of one global batch, in their order: samples, names, types and bytes. It does not depend on how
 * many ranks share the batch; rows that only fill a rank's batch up are left out.
 */
export function digestRows(batches: readonly Batch[]): string {
  const hash = createHash("sha256");
  for (const batch of batches) {
    const { references, size, padding } = batch;
    const fields = Object.entries(batch.fields);
    for (let row = 0; row < size - padding; row++) {
      hash.update(JSON.stringify(references[row]));
      for (const [name, field] of fields) {
        hash.update(name);
        if (field instanceof BatchTensor) hash.update(bytesOfRow(field, row));
        else hash.update(JSON.stringify((field as readonly unknown[])[row]));
      }
    }
  }
  return hash.digest("base64");
}

function bytesOfRow({ data, shape, dtype }: BatchTensor, row: number): Uint8Array {
  if (dtype === "bool") throw new Error("the soak has no fields of bits");
  const bytes = data.byteLength / (shape[0] as number);
  return new Uint8Array(data.buffer, data.byteOffset + row * bytes, bytes);
}

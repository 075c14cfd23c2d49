import { createHash } from "node:crypto";
import type { Batch } from "millrace";
import { BatchTensor } from "millrace";

/** SHA-256 over every tensor of every batch of some epochs, types and shapes included. */
export async function digestEpochs(
  loader: AsyncIterable<Batch> & { readonly epoch: number },
  epochs: number,
): Promise<string[]> {
  const digests: string[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const hash = createHash("sha256");
    for await (using batch of loader) {
      hash.update(JSON.stringify(batch.indices));
      for (const [name, field] of Object.entries(batch.fields)) {
        if (!(field instanceof BatchTensor)) continue;
        hash.update(`${name} ${field.dtype} ${field.shape.join(" ")}`);
        hash.update(new Uint8Array(field.data.buffer, field.data.byteOffset, field.data.byteLength));
      }
    }
    digests.push(hash.digest("hex"));
  }
  return digests;
}

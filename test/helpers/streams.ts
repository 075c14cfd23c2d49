import { createHash } from "node:crypto";
import { type Batch, BatchTensor } from "millrace";

/** Digests of every field of every batch of some epochs, and which samples they hold. The loader is closed. */
export async function streamOf(
  loader: AsyncIterable<Batch> & AsyncDisposable,
  epochs: number,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const batches: Record<string, unknown>[] = [];
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      for await (const batch of loader) {
        const fields = Object.entries(batch.fields).map(([name, field]) => [name, described(field)]);
        batches.push({ indices: batch.indices, ...Object.fromEntries(fields) });
      }
    }
  } finally {
    await loader[Symbol.asyncDispose]();
  }
  return batches;
}

function described(field: unknown): string {
  if (ArrayBuffer.isView(field)) {
    const bytes = new Uint8Array(field.buffer, field.byteOffset, field.byteLength);
    return `${field.constructor.name} ${createHash("sha256").update(bytes).digest("hex")}`;
  }
  if (field instanceof BatchTensor) return `${field.dtype} [${field.shape}] ${described(field.data)}`;
  if (typeof field !== "object" || field === null) return JSON.stringify(field);
  return Object.entries(field)
    .map(([name, value]) => `${name}: ${described(value)}`)
    .join(", ");
}

/** The warnings of one code that come while something is done; the process tells of them a turn later. */
export async function warningsOf(code: string, act: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  const listen = (warning: Error & { code?: string }) => {
    if (warning.code === code) warnings.push(warning.message);
  };
  process.on("warning", listen);
  try {
    await act();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off("warning", listen);
  }
  return warnings;
}

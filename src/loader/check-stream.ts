import { OptionError, show } from "@millrace/core";
import type { StreamIdentity } from "./stream-identity.ts";

const digest = {
  allowed: "16 hexadecimal digits",
  fits: (value: unknown) => typeof value === "string" && /^[0-9a-f]{16}$/.test(value),
};
const shuffling = {
  allowed: "true, false or 16 hexadecimal digits",
  fits: (value: unknown) => typeof value === "boolean" || digest.fits(value),
};
const tails = {
  allowed: '"partial", "drop" or "pad"',
  fits: (value: unknown) => value === "partial" || value === "drop" || value === "pad",
};
const count = { allowed: "a whole number", fits: (value: unknown) => Number.isSafeInteger(value) };
const size = { allowed: "a number above 0", fits: (value: unknown) => Number.isFinite(value) && (value as number) > 0 };

/** What a field of the identity must be, and what to say where it is another than the loader's own. */
const fields: Record<keyof StreamIdentity, { allowed: string; fits: (value: unknown) => boolean; optional?: true }> = {
  length: { ...count, optional: true },
  batchSize: size,
  shuffle: shuffling,
  sampler: { ...digest, optional: true },
  tail: tails,
  transform: digest,
  batchTransform: { ...digest, optional: true },
  dataset: { ...digest, optional: true },
};

/**
 * Holds the identity that a state has to that of the loader which is to resume it.
 *
 * @throws OptionError with the first field that is broken, or another than the loader's.
 */
export function checkStream(saved: unknown, own: StreamIdentity): void {
  if (typeof saved !== "object" || saved === null) throw broken("stream", "an object", saved);
  const given = saved as Record<string, unknown>;
  for (const [name, { allowed, fits, optional }] of Object.entries(fields)) {
    if (optional === true && given[name] === undefined) continue;
    if (!fits(given[name])) throw broken(`stream.${name}`, allowed, given[name]);
  }
  const { length, batchSize, shuffle, sampler, tail, transform, batchTransform, dataset } =
    given as unknown as StreamIdentity;
  if (length !== own.length) {
    throw differs(`a dataset of ${samples(length)}`, `one of ${samples(own.length)}`);
  }
  if (batchSize !== own.batchSize) {
    throw differs(`globalBatchSize ${batchSize} (batchSize × ranks)`, `${own.batchSize}`);
  }
  if (shuffle !== own.shuffle) throw differs(`shuffle ${shuffle} (in evaluation mode it never is)`, `${own.shuffle}`);
  if (sampler !== own.sampler) {
    throw differs(
      `the sampler ${sampler ?? "none"}`,
      `${own.sampler ?? "none"} (digests of sampler, mixture or budget, and of what they were made with)`,
    );
  }
  if (tail !== own.tail) throw differs(`tail "${tail}"`, `"${own.tail}"`);
  if (transform !== own.transform) {
    throw differs(
      `the transform ${transform}`,
      `${own.transform} (digests of transform, mode, decode and passThrough)`,
    );
  }
  if (batchTransform !== own.batchTransform) {
    throw differs(`the batchTransform ${batchTransform ?? "none"}`, `${own.batchTransform ?? "none"} (digests)`);
  }
  if (dataset !== own.dataset) {
    throw differs(
      `a dataset whose identity is ${dataset ?? "not stated"}`,
      `${own.dataset ?? "not stated"}; a file that was added, removed or renamed changes it`,
    );
  }
}

function samples(length: number | undefined): string {
  return length === undefined ? "unknown length" : `${length} samples`;
}

function broken(field: string, allowed: string, value: unknown): OptionError {
  return new OptionError(
    `DataLoader: resume must be what state() returned: its ${field} must be ${allowed}, got ${show(value)}`,
  );
}

function differs(saved: string, own: string): OptionError {
  return new OptionError(
    `DataLoader: resume is the state of a loader with ${saved}, and this one has ${own}; ` +
      "the rest of the stream would be another. Resume with what was saved, or start anew without resume",
  );
}

import type { Json, Step } from "@millrace/core";
import { decodeStep, loadDomains } from "@millrace/core/engine";
import { Account } from "./account.ts";
import { DirectoryStore } from "./directory-store.ts";
import { MemoryStore, type StoreMemory } from "./memory-store.ts";
import { SampleCache } from "./sample-cache.ts";

/** What a cache is made of in every thread: plain data and shared memory. */
export interface CacheParts {
  readonly memory?: StoreMemory;
  readonly directory?: { readonly path: string; readonly maxBytes: number };
  readonly account: Int32Array;
  /** The steps as JSON. */
  readonly steps?: Json;
}

/** Where workers find what follows. */
export const cacheModule = import.meta.url;

/** A cache in this thread, over what all threads share. */
export function openCache({ memory, directory, account, steps }: CacheParts, step: Step | undefined): SampleCache {
  const shared = new Account(account);
  const store =
    directory === undefined
      ? new MemoryStore(memory as StoreMemory, shared)
      : new DirectoryStore(directory.path, directory.maxBytes, shared);
  return new SampleCache(store, shared, step === undefined ? undefined : { step, text: JSON.stringify(steps) });
}

/** The same in a worker, which makes its own steps. Not for others. */
export async function sampleCache(parts: CacheParts): Promise<SampleCache> {
  const { steps } = parts;
  if (steps === undefined) return openCache(parts, undefined);
  await loadDomains([steps], {});
  return openCache(parts, decodeStep(steps, "steps", { lent: {}, made: new Map(), of: "samples" }) as Step);
}

import { OptionError, type Seed, show } from "@millrace/core";
import type { GlobalBatches } from "../order/global-batches.ts";
import { Permutation } from "../order/permutation.ts";
import type { NumberList } from "../order/row-numbers.ts";
import { listDigest } from "./list-digest.ts";
import type { EpochContext, Sampler } from "./sampler.ts";

/** What a sampler of one's own is told. */
export interface OwnSamplerContext {
  readonly seed: Seed;
  /** From 0. */
  readonly epoch: number;
  /** Samples of the dataset. */
  readonly length: number;
}

/** A row of a batch: the index of a sample, or with which of its copies it is, where it comes more than once. */
export type OwnRow = number | { readonly index: number; readonly copy?: number };

/**
 * A sampler of one's own: says which samples are in a batch, over all ranks. It must say the same whenever it is asked:
 * a loader asks ahead, again after a resume, and on each rank. What it draws it draws from `seed` and `epoch`.
 */
export interface OwnSampler {
  /** How many batches an epoch has, from 1. */
  batches(context: OwnSamplerContext): number;
  /** The samples of a batch, from 0 to `batches` − 1: from one to as many as the loader's batch size. */
  at(batch: number, context: OwnSamplerContext): ArrayLike<OwnRow>;
  /** Says which order this is; a state of another is refused. Default: all are taken for the same. */
  readonly identity?: string | number;
}

/** Whether a value is a sampler of one's own. */
export function isOwnSampler(value: unknown): value is OwnSampler {
  const { batches, at } = (value ?? {}) as Partial<OwnSampler>;
  return typeof batches === "function" && typeof at === "function";
}

/** A sampler of one's own as the loader takes it. */
export function ownSampler(own: OwnSampler): Sampler {
  return {
    type: "sampler",
    name: "own",
    chooses: true,
    identity: [own.identity ?? null],
    bind: ({ length }) => ({ batches: (_base, context) => new OwnBatches(own, length, context) }),
  };
}

/**
 * Batches that are written down: which samples each has, over all ranks. With `shuffle` the batches come in another order
 * each epoch, their samples as they are.
 *
 * @param batches lists of indices, each of one sample at least and as many as the loader's batch size at most.
 * @throws OptionError for none; when the loader is made, for an index that the dataset does not have.
 */
export function batchesOf(batches: readonly ArrayLike<number>[]): Sampler {
  if (!Array.isArray(batches) || batches.length === 0) {
    throw new OptionError(`batchesOf: it takes a list of at least one batch, got ${show(batches)}`);
  }
  let digest: string | undefined;
  return {
    type: "sampler",
    name: "batchesOf",
    chooses: true,
    get identity() {
      digest ??= listDigest(batches.map((batch) => listDigest(Float64Array.from(batch))));
      return [digest];
    },
    bind({ length }) {
      for (const [number, batch] of batches.entries()) checkRows("batchesOf", batch, number, length);
      return {
        batches(_base, context) {
          const { seed, epoch, shuffle } = context;
          const order = shuffle ? new Permutation(batches.length, seed, epoch, "batchesOf") : undefined;
          const at = (batch: number) => batches[order?.at(batch) ?? batch] as ArrayLike<number>;
          return new OwnBatches({ batches: () => batches.length, at }, length, context);
        },
      };
    },
  };
}

/** Batches that are kept: each is asked for its size, its rows and again by whoever reads ahead. */
const mostKept = 16;

class OwnBatches implements GlobalBatches {
  readonly count: number;
  readonly copies = true;
  readonly #own: OwnSampler;
  readonly #length: number;
  readonly #size: number;
  readonly #context: OwnSamplerContext;
  readonly #kept = new Map<number, ArrayLike<OwnRow>>();

  constructor(own: OwnSampler, length: number, { seed, epoch, size }: EpochContext) {
    this.#own = own;
    this.#length = length;
    this.#size = size;
    this.#context = { seed, epoch, length };
    const count = own.batches(this.#context);
    if (!(Number.isSafeInteger(count) && count >= 1)) {
      throw new OptionError(`DataLoader: the sampler's batches() must give a whole number from 1, got ${show(count)}`);
    }
    this.count = count;
  }

  has(batch: number): boolean {
    return batch < this.count;
  }

  sizeOf(batch: number): number {
    return this.#rows(batch).length;
  }

  paddingOf(): number {
    return 0;
  }

  startOf(batch: number): number {
    return batch * this.#size;
  }

  fill(batch: number, first: number, indices: NumberList, copies: NumberList | undefined): void {
    const rows = this.#rows(batch);
    for (let i = 0; i < indices.length; i++) {
      const row = rows[first + i] as OwnRow;
      indices[i] = typeof row === "number" ? row : row.index;
      if (copies !== undefined) copies[i] = typeof row === "number" ? 0 : (row.copy ?? 0);
    }
  }

  #rows(batch: number): ArrayLike<OwnRow> {
    const known = this.#kept.get(batch);
    if (known !== undefined) return known;
    const rows = this.#own.at(batch, this.#context);
    checkRows("DataLoader: the sampler", rows, batch, this.#length);
    if (rows.length > this.#size) {
      throw new OptionError(
        `DataLoader: the sampler gives batch ${batch} ${rows.length} samples, more than the batch size of ${this.#size}; raise it, or give fewer`,
      );
    }
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= mostKept && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(batch, rows);
    return rows;
  }
}

function checkRows(owner: string, rows: ArrayLike<OwnRow>, batch: number, length: number): void {
  if (typeof rows !== "object" || rows === null || !(rows.length >= 1)) {
    throw new OptionError(`${owner}: batch ${batch} must be a list of at least one index, got ${show(rows)}`);
  }
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as OwnRow;
    const { index, copy = 0 } = typeof row === "number" ? { index: row } : (row ?? {});
    if (Number.isInteger(index) && index >= 0 && index < length && Number.isSafeInteger(copy) && copy >= 0) continue;
    throw new OptionError(
      `${owner}: row ${at} of batch ${batch} must be an index from 0 to ${length - 1}, or { index, copy }, got ${show(row)}`,
    );
  }
}

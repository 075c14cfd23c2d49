import { createHash } from "node:crypto";
import { type AnyStep, childrenOf, encodeStep, isBuiltIn } from "@millrace/core/engine";
import { cacheOf } from "../datasets/cache/cached.ts";
import type { ListedDataset } from "../datasets/column-dataset.ts";
import type { IterableDataset } from "../datasets/iterable.ts";
import { orderingOf } from "../datasets/ordering.ts";
import { shardsOf } from "../datasets/sharded.ts";
import { sourcesOf } from "../datasets/sources.ts";
import type { Tail } from "../order/global-batches.ts";
import { recipeOf } from "../recipe/recipe.ts";
import { listDigest } from "../samplers/list-digest.ts";
import type { Sampler } from "../samplers/sampler.ts";
import { effectiveColumns, effectivePolicy } from "./effective-policy.ts";
import type { CheckedOptions } from "./options.ts";
import { samplerOf } from "./sampler-of.ts";

/** What a stream of batches depends on besides its seed, in a few numbers and digests. */
export interface StreamIdentity {
  /** Samples or rows of the dataset; absent for an iterable. */
  readonly length?: number;
  /** Samples of a batch over all ranks, so that another number of ranks may go on; with a budget the most it may cost. */
  readonly batchSize: number;
  /** Whether the order is shuffled, never in evaluation mode; a digest where that is in windows. */
  readonly shuffle: boolean | string;
  /** A digest of the sampler, the dataset's own order or the budget; absent where there is none. */
  readonly sampler?: string;
  readonly tail: Tail;
  /** A digest of the transform as the loader's mode has it, of `decode` and of `passThrough`: 16 hexadecimal digits. */
  readonly transform: string;
  /** A digest of the batch transform; absent where there is none. */
  readonly batchTransform?: string;
  /** A digest of what the dataset's sources state as their identity, and of its shards; absent where there is neither. */
  readonly dataset?: string;
}

/**
 * The identity of a loader's stream. What code does is not looked at: of a step of the user's its name and its options
 * count, and the name of its file, so that a checkout that was moved or compiled goes on.
 */
export function streamIdentity(options: CheckedOptions, dataset: ListedDataset | IterableDataset): StreamIdentity {
  const { globalBatchSize, budget, tail, mode, decode, passThrough, batchTransform } = options;
  const policy = effectivePolicy(options) ?? effectiveColumns(options);
  const mixing = mode === "train" ? batchTransform : undefined;
  const listed = typeof dataset === "function" ? undefined : dataset;
  const sampling = samplingIdentity(options, listed === undefined ? undefined : orderingOf(listed));
  const stated = typeof dataset === "function" ? shardsIdentity(dataset) : statedIdentities(dataset);
  const caches = listed === undefined ? [] : sourcesOf(listed).datasets.map(cacheOf);
  const isCached = caches.some((cache) => cache !== undefined);
  // Steps in front of what is kept are steps; a cache without any changes nothing but that files are decoded exactly.
  const steps = caches.map((cache) => cache?.stepsText ?? null);
  const reading = [isCached ? "exact" : decode, [...passThrough].sort()];
  return {
    ...(listed === undefined ? {} : { length: listed.length }),
    batchSize: budget === undefined ? globalBatchSize : budget.budget.most * budget.ranks,
    shuffle: shuffleIdentity(options, listed?.blocks),
    ...(sampling === undefined ? {} : { sampler: sampling }),
    tail,
    transform: digestOf([
      ...[policy === undefined ? null : described(policy), ...reading],
      ...(steps.every((text) => text === null) ? [] : [steps]),
    ]),
    ...(mixing === undefined ? {} : { batchTransform: digestOf(described(mixing)) }),
    ...(stated === undefined ? {} : { dataset: digestOf(stated) }),
  };
}

function shuffleIdentity({ shuffle, mode }: CheckedOptions, stated: readonly number[] | undefined): boolean | string {
  if (mode !== "train" || shuffle === false) return false;
  const { window = null, blocks = stated } = shuffle === true ? {} : shuffle;
  if (window === null && blocks === undefined) return true;
  return digestOf([window, typeof blocks === "object" ? listDigest(blocks) : (blocks ?? null)]);
}

function samplingIdentity(options: CheckedOptions, ordering: Sampler | undefined): string | undefined {
  const sampler = samplerOf(options, ordering);
  const { budget } = options;
  if (sampler === undefined && budget === undefined) return undefined;
  const { name, digest, padded, maxSamples, sorted } = budget?.budget ?? {};
  const ranks = budget === undefined ? null : budget.ranks;
  return digestOf([sampler?.name, sampler?.identity, name, digest, padded, `${maxSamples}`, sorted, ranks]);
}

function statedIdentities(dataset: ListedDataset): readonly unknown[] | undefined {
  const sources = sourcesOf(dataset).datasets;
  if (sources.every(({ identity }) => identity === undefined)) return undefined;
  return sources.map(({ length, identity }) => [length, identity ?? null]);
}

/** What tells shards and their order in the stream from others; undefined for an iterable that has none. */
function shardsIdentity(dataset: IterableDataset): unknown {
  const shards = shardsOf(dataset);
  if (shards === undefined) return undefined;
  const { shards: names, identity = null } = shards.dataset;
  return ["shards", typeof names === "number" ? names : listDigest(names), shards.interleave, identity];
}

/** A step as data; code of the user's by what it is called and what it was made with. */
function described(step: AnyStep): unknown {
  return encodeStep(step, (one) => {
    const recipe = recipeOf(one);
    // Those that are made for a worker to find its own transforms say no more than the transform itself.
    if (recipe !== undefined && typeof one === "function") return textOf(one);
    if (typeof one === "function") return `function ${one.name}`;
    if (isBuiltIn(one) || childrenOf(one) !== undefined) return undefined;
    return JSON.stringify([one.name, one.given], plainly);
  });
}

function textOf(value: object): string {
  return JSON.stringify(value, plainly);
}

/** Options may hold what JSON does not: values that recipes made, shared memory, functions. */
function plainly(_key: string, value: unknown): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return value;
  const recipe = recipeOf(value);
  if (recipe !== undefined) return { recipe: [fileName(recipe.module), recipe.name, recipe.options] };
  if (typeof value === "function") return `function ${value.name}`;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    return [value.constructor.name, value.byteLength];
  }
  return value;
}

/** The last part of a module's URL, without what says in which form it is. */
function fileName(module: string): string {
  return (module.split(/[/\\]/).at(-1) ?? module).replace(/[?#].*$/, "").replace(/\.[cm]?[jt]sx?$/, "");
}

function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}

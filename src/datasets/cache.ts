import { statSync } from "node:fs";
import { resolve } from "node:path";
import { isStep, type Json, OptionError, parseOptions, type Step } from "@millrace/core";
import { messageOf } from "@millrace/core/engine";
import { z } from "zod";
import { setRecipe } from "../recipe/recipe.ts";
import { Account, type CacheStatistics } from "./cache/account.ts";
import { cachedSource, cacheOf } from "./cache/cached.ts";
import { openFolder } from "./cache/directory-store.ts";
import { mostMemoryBytes, storeMemory } from "./cache/memory-store.ts";
import { type CacheParts, cacheModule, openCache } from "./cache/open.ts";
import type { SampleCache } from "./cache/sample-cache.ts";
import { checkSteps } from "./cache/steps.ts";
import { checkSamples } from "./check-samples.ts";
import type { Dataset } from "./dataset.ts";
import { setSources, sourcesOf } from "./sources.ts";

/** Where decoded pictures are kept. */
interface InMemory {
  /** In shared memory: once for all threads, and gone with the process. */
  readonly memory: true;
  readonly directory?: undefined;
}

interface InDirectory {
  /** In files of this folder, which is made where it is not there; processes may share it, one after another or at once. */
  readonly directory: string;
  readonly memory?: undefined;
}

/** In which form they are kept. */
interface Decoded {
  /** As they are, whole (default). */
  readonly store?: "decoded";
  readonly steps?: undefined;
}

interface Resized {
  /** As `steps` leave them. */
  readonly store: "resized";
  /**
   * Steps that do the same in every epoch, such as `resize(256)`, in front of the loader's transform; boxes and points move
   * along. They are Millrace's own, alone or in `compose`, and make no floats.
   */
  readonly steps: Step;
}

/** Where and how a cache keeps pictures. */
export type CacheOptions = (InMemory | InDirectory) &
  (Decoded | Resized) & {
    /**
     * Bytes that it may take, from 1. In memory all of it, beside a loader's `maxBytes`; in a folder all that was ever
     * written there, by any process and in blocks of 4096 bytes.
     */
    readonly maxBytes: number;
  };

/** A dataset whose pictures are decoded once. */
export interface CachedDataset<Sample extends object> extends Dataset<Sample> {
  /** What the cache has done in this process, in all threads and for all loaders together. */
  stats(): CacheStatistics;
}

const schema = z.strictObject({
  memory: z.literal(true).optional().describe("true"),
  directory: z.string().min(1).optional().describe("the path of a folder"),
  maxBytes: z.number().int().min(1).describe("a whole number of bytes from 1"),
  store: z.enum(["decoded", "resized"]).default("decoded").describe('"decoded" or "resized"'),
  steps: z.custom<Step>(isStep).optional().describe("a transform such as resize(256)"),
});

/**
 * A dataset whose images and masks are decoded once: from the second epoch on those that are files, or the bytes of files,
 * come out of memory or of a folder as pixels, and no decoder runs. All else of a sample is as the dataset gives it.
 *
 * **The stream stays the same**, byte for byte that of `decode: "exact"` without a cache, in every epoch and wherever a
 * sample comes from; with steps it is that of a loader whose transform begins with them. A loader of which any source is
 * cached decodes exactly, whatever its option `decode` says: pictures are kept at their full size.
 *
 * A file is known by its path, its size and the time at which it was last written, in nanoseconds: one that changed is
 * decoded anew, and one that vanished is an error, as it was. Bytes in a sample are known by their digest. Another version
 * of Millrace or of sharp, and other steps, have entries of their own. A picture that cannot be decoded is an error of its
 * sample each time.
 *
 * What came first stays: where `maxBytes` are taken, all other samples are decoded in every epoch. A folder that cannot be
 * written, a full disk and damaged files cost speed and nothing else. Of each of these there is one warning,
 * `MILLRACE_CACHE`.
 *
 * Pictures are decoded where a loader decodes, in its workers; `get` gives samples as the dataset does. `subset`, `split`,
 * `kFold`, `concat`, `filter` and `map` may stand on either side of it; `map` runs in front of the steps wherever it
 * stands.
 *
 * @param dataset of samples by number.
 * @throws OptionError for columns, iterables and what is cached already; for a folder that is a file; for steps that draw,
 * that are code of your own, or that make floats.
 *
 * @example
 * const photographs = cache(imageFolder("photos/train"), { memory: true, maxBytes: 8e9, store: "resized", steps: resize(256) });
 */
export function cache<Sample extends object>(dataset: Dataset<Sample>, options: CacheOptions): CachedDataset<Sample> {
  checkSamples("cache", dataset, {
    columns: "a table is held as it is",
    iterable: "an iterable's samples have no number by which they could come again",
  });
  const checked = check(options);
  const { datasets, places } = sourcesOf(dataset);
  if (datasets.some((source) => cacheOf(source) !== undefined)) {
    throw new OptionError("cache: this dataset, or a part of it, is cached already");
  }
  const made = makeCache(checked, dataset.length);
  const stats = () => made.account.statistics;
  const whole = Object.assign(cachedSource(dataset, made), { stats });
  if (datasets[0] === dataset) return whole as CachedDataset<Sample>;
  const cached = datasets.map((source) => cachedSource(source, made));
  return setSources(whole, { datasets: cached, places }) as CachedDataset<Sample>;
}

type Checked = z.output<typeof schema>;

function check(options: CacheOptions): Checked {
  const checked = parseOptions("cache", schema, options);
  const { memory, directory, maxBytes, store, steps } = checked;
  if ((memory === undefined) === (directory === undefined)) {
    throw new OptionError("cache: give memory: true or a directory, one of the two");
  }
  if ((store === "resized") !== (steps !== undefined)) {
    throw new OptionError(
      steps === undefined
        ? 'cache: store: "resized" needs steps, such as steps: resize(256)'
        : 'cache: steps are for store: "resized"; with store: "decoded" pictures are kept as they are',
    );
  }
  if (memory && maxBytes > mostMemoryBytes) {
    throw new OptionError(`cache: maxBytes of memory must be at most ${mostMemoryBytes}, got ${maxBytes}`);
  }
  return checked;
}

/** A cache for this thread, with the recipe of which workers make theirs. */
function makeCache({ memory, directory, maxBytes, steps }: Checked, samples: number): SampleCache {
  const json: Json | undefined = steps === undefined ? undefined : checkSteps(steps);
  const account = Account.memory();
  const shared = { account, ...(json === undefined ? {} : { steps: json }) };
  let parts: CacheParts;
  if (memory) {
    const held = storeMemory(maxBytes, samples);
    if (held === undefined) {
      throw new OptionError(`cache: maxBytes must be more than a table of ${samples} samples takes, got ${maxBytes}`);
    }
    parts = { ...shared, memory: held };
  } else {
    const path = resolve(directory as string);
    prepareFolder(path, new Account(account));
    parts = { ...shared, directory: { path, maxBytes } };
  }
  return setRecipe(openCache(parts, steps), { module: cacheModule, name: "sampleCache", options: parts });
}

function prepareFolder(path: string, account: Account): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new OptionError(`cache: directory must be a folder, and ${path} is none`);
  }
  try {
    openFolder(path);
  } catch (error) {
    account.close();
    account.meet("unwritable", `nothing is written into ${path}: ${messageOf(error)}. What it holds is used`);
  }
}

import { compose, normalize, randomHorizontalFlip, randomResizedCrop } from "@millrace/core/image";
import {
  type Batch,
  bucketByLength,
  DataLoader,
  type DataLoaderOptions,
  fromModule,
  imageFile,
  type LoaderState,
  mix,
  weighted,
} from "millrace";
import type { PictureFile } from "./files.ts";
import { type Mines, newMines, type Strike, step } from "./strike.ts";
import { numbersOf } from "./worker-side.ts";

/** A loader, whatever its types. */
export interface AnyLoader extends AsyncIterable<Batch>, AsyncDisposable {
  readonly epoch: number;
  state(): LoaderState;
  report(): { readonly samples: readonly { readonly index: number }[] };
  stats(): { readonly retries: number; readonly slabs: { readonly allocated: number; readonly reused: number } };
  close(): Promise<void>;
}

/** What a loader is opened with, each time anew. */
export interface Opening {
  readonly shard: { readonly index: number; readonly count: number };
  readonly resume: LoaderState | undefined;
  readonly signal: AbortSignal;
}

/** A way of training: what is read where, and what may go wrong there without a change in what is delivered. */
export interface Configuration {
  readonly name: string;
  open(opening: Opening): AnyLoader;
  /** Samples at which faults can be laid. */
  readonly length: number;
  /** Where faults lie: in what reads, and in the step; with the kinds that may lie there. */
  readonly fields: readonly { readonly mines: Mines; readonly strikes: readonly Strike[] }[];
  /** How many ranks share a batch, one of these at each resume. */
  readonly ranks: readonly number[];
  /** Which sample is bad in which way; those that the data bring along. */
  readonly files?: readonly PictureFile[];
}

const module = new URL("./worker-side.ts", import.meta.url);
type Module = typeof import("./worker-side.ts");

/** A worker ends there and is replaced, or the sample is asked for again: the stream stays as it is. */
const healed: readonly Strike[] = ["process.exit", "heap out of memory", "endless loop"];
/** The loop ends with an error, and the sample can be had when it goes on: for what does not leave samples out. */
const passing: readonly Strike[] = ["get throws", "get rejects late", "WASM trap"];

/** All of them, to be gone through in turns. */
export function configurations(files: readonly PictureFile[], workers: number, seed: number): readonly Configuration[] {
  const options = { workers, seed, shuffle: true, batchSize: 4, maxRetries: 8, timeoutMs: 1500 } as const;
  const open = (dataset: unknown, own: DataLoaderOptions, { shard, resume, signal }: Opening): AnyLoader => {
    const ranks = shard.count === 1 ? {} : { shard };
    const all = { ...own, ...ranks, signal, ...(resume === undefined ? {} : { resume }) };
    return new DataLoader(dataset as never, all as never) as unknown as AnyLoader;
  };
  const traps = files.flatMap(({ kind }, index) => (kind === "a step that traps" ? [index] : []));
  const pictureSteps = (mines: Mines) =>
    compose([
      randomResizedCrop(24),
      fromModule<Module["mined"]>(module, "mined", { mines, traps }) as never,
      randomHorizontalFlip(),
      normalize(),
    ]);
  const plainStep = (mines: Mines) => fromModule<Module["mined"]>(module, "mined", { mines }) as never;

  const inWorkers = (onError: "skip" | "replace", name: string): Configuration => {
    const [reading, making] = [newMines(files.length), newMines(files.length)];
    const dataset = fromModule<Module["pictures"]>(module, "pictures", { files, mines: reading });
    const transform = pictureSteps(making);
    return {
      name,
      length: files.length,
      files,
      ranks: [1],
      fields: [
        { mines: reading, strikes: [...healed, "get never answers"] },
        { mines: making, strikes: healed },
      ],
      open: (opening) => open(dataset, { ...options, transform, onError, maxErrorRate: 1 }, opening),
    };
  };

  const onMain = (): Configuration => {
    const [reading, making] = [newMines(files.length), newMines(files.length)];
    const dataset = {
      length: files.length,
      get(index: number) {
        const { path, kind } = files[index] as PictureFile;
        if (kind === "a get that throws") throw new Error("this one cannot be had");
        if (kind === "a get that rejects late") return Promise.reject(new Error("this one comes to nothing"));
        return step(reading, index) ?? { image: imageFile(path), index };
      },
    };
    const transform = pictureSteps(making);
    return {
      name: "photographs read on the main thread, replace",
      length: files.length,
      files,
      ranks: [1],
      fields: [
        { mines: reading, strikes: ["get never answers"] },
        { mines: making, strikes: healed },
      ],
      open: (opening) =>
        open(dataset, { ...options, transform, onError: "replace", maxErrorRate: 1, prefetch: 6 }, opening),
    };
  };

  const numbersBy = (name: string, own: DataLoaderOptions, length: number): Configuration => {
    const mines = newMines(length);
    const dataset = fromModule<Module["numbers"]>(module, "numbers", { length, mines });
    return {
      name,
      length,
      ranks: [1],
      fields: [{ mines, strikes: [...healed, ...passing, "get never answers"] }],
      open: (opening) => open(dataset, { ...options, ...own }, opening),
    };
  };

  const together = (): Configuration => {
    const mines = newMines(240);
    const dataset = fromModule<Module["numbersTogether"]>(module, "numbersTogether", { length: 240, mines });
    const lengths = Array.from({ length: 240 }, (_, index) => (index * 37) % 101);
    const sampler = bucketByLength(lengths, { batches: 6 });
    return {
      name: "numbers read many at a time, bucketByLength",
      length: 240,
      ranks: [1],
      fields: [{ mines, strikes: [...healed, ...passing] }],
      open: (opening) => open(dataset, { ...options, sampler }, opening),
    };
  };

  const iterable = (seeks: boolean): Configuration => {
    const [length, reading, making] = [160, newMines(160), newMines(160)];
    const samples = async function* ({ epoch, skip }: { readonly epoch: number; readonly skip: number }) {
      for (let position = seeks ? skip : 0; position < length; position++) {
        const index = (position + epoch) % length;
        await step(reading, index);
        yield numbersOf(index);
      }
    };
    const dataset = seeks ? Object.assign(samples, { seeks: true }) : samples;
    const shuffle = seeks ? false : { window: 16 };
    return {
      name: seeks ? "an iterable that seeks" : "an iterable that is read again, shuffled in windows",
      length,
      ranks: [1],
      fields: [
        { mines: reading, strikes: passing },
        { mines: making, strikes: ["process.exit", "heap out of memory", ...passing] },
      ],
      open: (opening) => {
        const { timeoutMs: _timeoutMs, ...others } = options;
        return open(dataset, { ...others, shuffle, transform: plainStep(making) }, opening);
      },
    };
  };

  const table = (): Configuration => {
    const [length, mines] = [400, newMines(400)];
    const dataset = fromModule<Module["table"]>(module, "table", { length, mines });
    const { timeoutMs: _timeoutMs, ...others } = options;
    return {
      name: "a table of columns",
      length,
      ranks: [1],
      fields: [{ mines, strikes: ["process.exit", ...passing] }],
      open: (opening) => open(dataset, { ...others, batchSize: 8 }, opening),
    };
  };

  const mixture = (): Configuration => {
    const [reading, other] = [newMines(200), newMines(200)];
    const plain = (mines: Mines) => fromModule<Module["numbers"]>(module, "numbers", { length: 200, mines });
    const dataset = mix(
      [
        { dataset: plain(reading), weight: 3 },
        { dataset: plain(other), weight: 1 },
      ],
      { length: 360, changes: [{ epoch: 1, batch: 7, weights: [1, 1] }] },
    );
    const { batchSize: _batchSize, ...others } = options;
    return {
      name: "a mixture, on 1 to 3 ranks that change at each resume",
      length: 200,
      ranks: [1, 2, 3],
      fields: [
        { mines: reading, strikes: [...healed, ...passing] },
        { mines: other, strikes: [...healed, ...passing] },
      ],
      open: (opening) => open(dataset, { ...others, globalBatchSize: 9 }, opening),
    };
  };

  const weights = Float64Array.from({ length: 200 }, (_, index) => 1 + (index % 7));
  return [
    inWorkers("skip", "photographs read in workers, skip"),
    numbersBy("numbers read in workers, weighted", { sampler: weighted(weights) }, 200),
    onMain(),
    table(),
    iterable(false),
    inWorkers("replace", "photographs read in workers, replace"),
    together(),
    mixture(),
    iterable(true),
    numbersBy("numbers, shuffled in blocks, padded", { shuffle: { window: 32, blocks: 10 }, tail: "pad" }, 230),
  ];
}

import { isDeepStrictEqual } from "node:util";
import type { Batch } from "./batch/batch.ts";
import { type BatchDigest, differenceOf, digestBatch } from "./batch/digest.ts";
import type { LoaderState } from "./loader/state.ts";

/** What is tried. */
export interface VerifyResumeOptions {
  /** Epochs, from the first. Default 1. */
  readonly epochs?: number;
  /** Every how many batches a state is resumed, from 1; those at the ends of epochs always are. Default 1. */
  readonly every?: number;
}

/** What was tried. */
export interface VerifyResumeReport {
  /** Batches of the whole stream. */
  readonly batches: number;
  /** States that were resumed, each to the end of the stream. */
  readonly states: number;
}

interface Resumable extends AsyncIterable<Batch> {
  readonly epoch: number;
  state(): LoaderState;
  close(): Promise<void>;
}

/** A batch of the whole stream, and the state while it was at hand. */
interface Seen {
  readonly epoch: number;
  readonly number: number;
  readonly digest: BatchDigest;
  readonly state: LoaderState;
}

/** A state with the place of the batch that comes next, among all of the stream. */
interface Boundary {
  readonly state: LoaderState;
  readonly next: number;
}

/**
 * Tries whether a loader resumes exactly: takes a state at every batch, resumes each of them in a loader of its own, by
 * way of JSON, and compares all that follows with what followed the first time, samples, bytes and states. It shows
 * what makes a stream another: a transform that draws from `Math.random`, a dataset whose order changes, an iterable
 * that does not begin where it is told. Memory is a digest for each field of each batch; the time grows with the square
 * of the batches, so give it a part of the dataset, or `every`.
 *
 * @param makeLoader makes the loader as the training does, with the option `resume` as it is given here, and new
 * datasets and iterables where those hold a place. Loaders are closed.
 * @throws Error naming the first batch, and its field, that is another than it was; what a loader throws.
 *
 * @example
 * await verifyResume((resume) => new DataLoader(subset(train, { end: 100 }), { ...options, ...(resume && { resume }) }));
 */
export async function verifyResume(
  makeLoader: (resume?: LoaderState) => Resumable | Promise<Resumable>,
  { epochs = 1, every = 1 }: VerifyResumeOptions = {},
): Promise<VerifyResumeReport> {
  if (!(Number.isSafeInteger(epochs) && epochs >= 1 && Number.isSafeInteger(every) && every >= 1)) {
    throw new RangeError(`verifyResume: epochs and every must be whole numbers from 1, got ${epochs} and ${every}`);
  }
  const { seen, boundaries } = await wholeStream(await makeLoader(), epochs, every);
  for (const { state, next } of boundaries) await compare(await makeLoader(state), state, seen.slice(next));
  return { batches: seen.length, states: boundaries.length };
}

async function wholeStream(
  loader: Resumable,
  epochs: number,
  every: number,
): Promise<{ seen: readonly Seen[]; boundaries: readonly Boundary[] }> {
  const seen: Seen[] = [];
  const boundaries: Boundary[] = [{ state: asSaved(loader), next: 0 }];
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      for await (using batch of loader) {
        const state = asSaved(loader);
        seen.push({ epoch: batch.epoch, number: batch.number, digest: digestBatch(batch), state });
        if (seen.length % every === 0) boundaries.push({ state, next: seen.length });
      }
      boundaries.push({ state: asSaved(loader), next: seen.length });
    }
  } finally {
    await loader.close();
  }
  return { seen, boundaries };
}

async function compare(loader: Resumable, from: LoaderState, rest: readonly Seen[]): Promise<void> {
  const after = `verifyResume: resumed after batch ${from.batch} of epoch ${from.epoch}`;
  // Behind the last batch of an epoch there is an empty rest of it; behind the epoch there is none.
  const end = rest.at(-1)?.epoch ?? (from.batch > 0 ? from.epoch : from.epoch - 1);
  let at = 0;
  try {
    if (!isDeepStrictEqual(asSaved(loader), from)) {
      throw new Error(`${after}, the loader's state is ${JSON.stringify(asSaved(loader))}; does it get resume?`);
    }
    while (loader.epoch <= end) {
      for await (using batch of loader) {
        const place = `batch ${batch.number} of epoch ${batch.epoch}`;
        const expected = rest[at++];
        if (expected === undefined) throw new Error(`${after}, there is ${place}, which there was not before`);
        if (expected.epoch !== batch.epoch || expected.number !== batch.number) {
          throw new Error(`${after}, ${place} comes where batch ${expected.number} of epoch ${expected.epoch} did`);
        }
        const difference = differenceOf(expected.digest, digestBatch(batch));
        if (difference !== undefined) throw new Error(`${after}, ${difference} of ${place} are another than before`);
        if (!isDeepStrictEqual(asSaved(loader), expected.state)) {
          throw new Error(`${after}, the state at ${place} is another: ${JSON.stringify(asSaved(loader))}`);
        }
      }
    }
    if (at < rest.length) throw new Error(`${after}, ${rest.length - at} batches fewer came than before`);
  } finally {
    await loader.close();
  }
}

/** A state as it is after it was saved and read again. */
function asSaved(loader: Resumable): LoaderState {
  return JSON.parse(JSON.stringify(loader.state())) as LoaderState;
}

import { heed, isPromise } from "../../datasets/batch-reading.ts";
import type { ShardedDataset } from "../../datasets/sharded.ts";
import { ShardIteration, type ShardSample, type ShardStart } from "../../datasets/shards/shard-iteration.ts";
import { type StageTimes, waitedPlace } from "../../worker/stages.ts";
import { readHerePlace } from "../source.ts";

/** Reads one shard, wherever that is. */
export interface ShardReader {
  /** The next sample; undefined after the last. To be asked again when it has answered. */
  next(): ShardSample | undefined | Promise<ShardSample | undefined>;
  /** Stops. @throws what the shard's iterable threw. */
  end(): Promise<void>;
}

type Answer = ShardSample | undefined | Promise<ShardSample | undefined>;

/** How a shard is read on this thread. */
export interface LocalReading {
  /** Whether what is read is handed to other threads. */
  readonly crossesThreads: boolean;
  readonly times: StageTimes;
}

/** Reads a shard on this thread. Where its samples have to be waited for, the next one is on its way already. */
export class LocalShard implements ShardReader {
  readonly #iteration: ShardIteration | undefined;
  readonly #times: StageTimes;
  /** The place in the times of what answers at once. */
  readonly #place: number;
  #ahead: Answer;
  #isAhead = false;

  constructor(dataset: ShardedDataset, start: ShardStart, { crossesThreads, times }: LocalReading) {
    this.#times = times;
    this.#place = readHerePlace(crossesThreads);
    try {
      this.#iteration = new ShardIteration(dataset, start);
      if (this.#iteration.waits) this.#askAhead();
    } catch (error) {
      // It is told when its turn comes.
      this.#ahead = Promise.reject(error);
      heed(this.#ahead);
      this.#isAhead = true;
    }
  }

  next(): Answer {
    const answer = this.#isAhead ? this.#ahead : this.#ask();
    this.#isAhead = false;
    this.#ahead = undefined;
    return isPromise(answer) ? this.#answered(answer as Promise<ShardSample | undefined>) : answer;
  }

  async #answered(answer: Promise<ShardSample | undefined>): Promise<ShardSample | undefined> {
    const sample = await answer;
    if (sample !== undefined) this.#askAhead();
    return sample;
  }

  #askAhead(): void {
    this.#ahead = this.#ask();
    if (isPromise(this.#ahead)) heed(this.#ahead);
    this.#isAhead = true;
  }

  #ask(): Answer {
    const times = this.#times;
    const weight = times.reading.weightOf(1);
    const asked = weight === 0 ? 0 : performance.now();
    let answer: Answer;
    try {
      answer = (this.#iteration as ShardIteration).next();
    } catch (error) {
      return Promise.reject(error);
    }
    if (weight === 0) return answer;
    const answered = performance.now();
    times.add(this.#place, weight * (answered - asked));
    if (!isPromise(answer)) {
      times.reading.took(answered - asked);
      return answer;
    }
    const timed = () => {
      const waited = performance.now() - answered;
      times.reading.took(waited);
      times.add(waitedPlace.read, weight * waited);
    };
    (answer as Promise<unknown>).then(timed, timed);
    return answer;
  }

  async end(): Promise<void> {
    await this.#iteration?.end();
  }
}

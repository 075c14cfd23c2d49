import type { Seed } from "@millrace/core";
import { isPromise } from "../../datasets/batch-reading.ts";
import { Permutation } from "../../order/permutation.ts";
import type { ShardsPlace } from "../shards/shards-place.ts";
import type { FedSample, Feed } from "./feed.ts";

export interface ShuffledFeedOptions {
  /** Samples that are read before the first of them is given, from 1. */
  readonly window: number;
  readonly seed: Seed;
  readonly epoch: number;
  /** Samples that were given before; the feed begins at the window that the next one is in. */
  readonly given: number;
}

/**
 * Samples of another feed, shuffled within windows: it reads a window, then gives its samples in a keyed order. So where
 * a stream goes on depends on a number alone, and no buffer has to be saved; what a window costs in memory is its
 * samples.
 */
export class ShuffledFeed implements Feed {
  readonly #feed: Feed;
  readonly #options: ShuffledFeedOptions;
  #number: number;
  /** Samples of the window that come no more, since they were given before. */
  #given: number;
  #window: FedSample[] = [];
  #order: Permutation | undefined;
  #position = 0;
  /** Where the other feed stood before the window. */
  #place: ShardsPlace | undefined;
  #ended = false;

  /** @param feed begins where the window begins. @see windowStart */
  constructor(feed: Feed, options: ShuffledFeedOptions) {
    this.#feed = feed;
    this.#options = options;
    this.#number = Math.floor(options.given / options.window);
    this.#given = options.given - this.#number * options.window;
  }

  /** The sample at which the window begins that a sample is in. */
  static windowStart(sample: number, window: number): number {
    return sample - (sample % window);
  }

  /** Where the window begins that the next sample is in. */
  get place(): ShardsPlace | undefined {
    return this.#order !== undefined && this.#position < this.#order.length ? this.#place : this.#feed.place;
  }

  next(): FedSample | undefined | Promise<FedSample | undefined> {
    if (this.#ended) return undefined;
    if (this.#order !== undefined && this.#position < this.#order.length) return this.#take();
    return this.#fill();
  }

  #take(): FedSample {
    return this.#window[(this.#order as Permutation).at(this.#position++)] as FedSample;
  }

  /** Reads the next window and gives its first sample. */
  async #fill(): Promise<FedSample | undefined> {
    const { window, seed, epoch } = this.#options;
    this.#window = [];
    this.#place = this.#feed.place;
    while (this.#window.length < window) {
      const answer = this.#feed.next();
      const fed = isPromise(answer) ? await answer : answer;
      if (fed === undefined) break;
      this.#window.push(fed);
    }
    if (this.#ended || this.#window.length <= this.#given) return undefined;
    this.#order = new Permutation(this.#window.length, seed, epoch, `window ${this.#number++}`);
    this.#position = this.#given;
    this.#given = 0;
    return this.#take();
  }

  async end(): Promise<void> {
    this.#ended = true;
    this.#window = [];
    await this.#feed.end();
  }
}

import type { Seed } from "@millrace/core";
import { isPromise } from "../../datasets/batch-reading.ts";
import type { Shards } from "../../datasets/sharded.ts";
import type { ShardSample, ShardStart } from "../../datasets/shards/shard-iteration.ts";
import { mostCursor, type ShardMark, type ShardPlace } from "../../datasets/shards/shard-place.ts";
import { Permutation } from "../../order/permutation.ts";
import { type FedSample, type Feed, warnOfSkipping } from "../iterable/feed.ts";
import type { ShardReader } from "./local-shard.ts";
import { type OpenShard, type ShardsPlace, shardPlaceOf } from "./shards-place.ts";

export interface InterleavedFeedOptions {
  readonly seed: Seed;
  readonly epoch: number;
  /** Whether shards come in an order of the epoch's. */
  readonly shuffled: boolean;
  /** Samples of the stream that come before the first. */
  readonly skip: number;
  /** Where the stream stands behind them; absent: they are read and left out. */
  readonly from?: ShardsPlace | undefined;
  /** Opens a shard. */
  readonly open: (start: ShardStart) => ShardReader;
}

/** A shard that is being read. */
interface Slot {
  /** Its place in the order of the epoch, and its number. */
  readonly place: number;
  readonly shard: number;
  readonly reader: ShardReader;
  /** Samples of it that were given. */
  given: number;
  mark: ShardMark | undefined;
}

/** The samples of several shards, one of each in turn; whose is read to its end gives its turn to the next shard. */
export class InterleavedFeed implements Feed {
  readonly #shards: Shards;
  readonly #options: InterleavedFeedOptions;
  readonly #order: Permutation | undefined;
  readonly #slots: Slot[] = [];
  #begun = 0;
  #turn = 0;
  #index: number;
  #toSkip: number;
  #ended = false;
  /** Lets go of an answer that is waited for. */
  #letGo = (): void => {};

  constructor(shards: Shards, options: InterleavedFeedOptions) {
    const { seed, epoch, shuffled, skip, from } = options;
    this.#shards = shards;
    this.#options = options;
    this.#order = shuffled ? new Permutation(shards.count, seed, epoch, "shards") : undefined;
    this.#index = from === undefined ? 0 : skip;
    this.#toSkip = from === undefined ? skip : 0;
    let left = this.#toSkip;
    for (const open of from?.open ?? []) {
      const at = shardPlaceOf(open);
      this.#slots.push(this.#begin(open[0], at));
      // Of one that has a cursor it is a few.
      if (at.mark === undefined) left += at.given;
    }
    this.#begun = from?.begun ?? 0;
    this.#turn = from?.turn ?? 0;
    if (left > 0) {
      warnOfSkipping(
        `resuming a dataset of shards in the middle of an epoch: the first ${left} samples of the shards that were open are read and left out. ` +
          "Shards can begin behind them where what open() returns has a cursor()",
      );
    }
  }

  /** Where the stream stands, before its next sample. */
  get place(): ShardsPlace {
    const open: OpenShard[] = [];
    for (const { place, given, mark } of this.#slots) {
      open.push(mark === undefined ? [place, given] : [place, given, mark.before, mark.cursor]);
    }
    return { begun: this.#begun, turn: this.#turn, open };
  }

  next(): FedSample | undefined | Promise<FedSample | undefined> {
    const { count, interleave } = this.#shards;
    while (!this.#ended) {
      while (this.#slots.length < interleave && this.#begun < count) this.#slots.push(this.#begin(this.#begun++));
      const slot = this.#slots[this.#turn];
      if (slot === undefined) return undefined;
      const answer = slot.reader.next();
      if (isPromise(answer)) return this.#answered(slot, answer as Promise<ShardSample | undefined>);
      const fed = this.#take(slot, answer as ShardSample | undefined);
      if (fed !== undefined) return fed;
    }
    return undefined;
  }

  /** What a shard answers; undefined when the feed was ended meanwhile, so that nothing waits for one that never does. */
  async #answered(slot: Slot, answer: Promise<ShardSample | undefined>): Promise<FedSample | undefined> {
    const sample = await new Promise<ShardSample | undefined>((resolve, reject) => {
      this.#letGo = () => resolve(undefined);
      answer.then(resolve, reject);
    });
    return this.#ended ? undefined : (this.#take(slot, sample) ?? this.next());
  }

  /** Undefined where the shard was at its end, and for a sample that is left out. */
  #take(slot: Slot, sample: ShardSample | undefined): FedSample | undefined {
    if (sample === undefined) {
      if (this.#begun < this.#shards.count) this.#slots[this.#turn] = this.#begin(this.#begun++);
      else this.#slots.splice(this.#turn, 1);
      if (this.#turn >= this.#slots.length) this.#turn = 0;
      return undefined;
    }
    this.#turn = (this.#turn + 1) % this.#slots.length;
    const row = slot.given++;
    slot.mark = sample.mark;
    const index = this.#index++;
    if (this.#toSkip === 0) return { index, value: sample.value, dataset: slot.shard, row };
    this.#toSkip--;
    return undefined;
  }

  #begin(place: number, from: ShardPlace = { given: 0 }): Slot {
    const shard = this.#order?.at(place) ?? place;
    const { epoch, open } = this.#options;
    const reader = open({ shard, epoch, from, mostCursor: mostCursor(this.#shards.interleave) });
    return { place, shard, reader, given: from.given, mark: from.mark };
  }

  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#letGo();
    const endings = await Promise.allSettled(this.#slots.map(({ reader }) => reader.end()));
    const failures = endings.flatMap((ending) => (ending.status === "rejected" ? [ending.reason] : []));
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, `${failures.length} shards failed at their end`);
  }
}

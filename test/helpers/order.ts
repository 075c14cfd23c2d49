import type { Seed } from "@millrace/core";
import { Copied } from "../../src/order/copied.ts";
import { EpochOrder } from "../../src/order/epoch-order.ts";
import { CountedBatches, type Tail } from "../../src/order/global-batches.ts";
import { Permutation } from "../../src/order/permutation.ts";
import type { Places } from "../../src/order/reference.ts";
import { InOrder } from "../../src/order/sequence.ts";
import type { Shard } from "../../src/order/shard.ts";
import { withTail } from "../../src/order/tailed-batches.ts";

interface Given {
  readonly size: number;
  readonly shuffle?: boolean;
  readonly copies?: number;
  readonly tail?: Tail;
  readonly shard?: Shard;
  readonly seed?: Seed;
  readonly epoch?: number;
}

/** The order that a loader makes of such options. */
export function orderOf(places: Places, given: Given): EpochOrder {
  const { size, shuffle = false, copies = 1, tail = "partial", shard, seed = 1, epoch = 0 } = given;
  const { length } = places;
  const sequence = shuffle ? new Permutation(length, seed, epoch) : new InOrder(length);
  const counted = new CountedBatches(copies === 1 ? sequence : new Copied(sequence, copies), size);
  const batches = withTail(counted, size, tail);
  return new EpochOrder(places, { batches, ...(shard === undefined ? {} : { shard }) });
}

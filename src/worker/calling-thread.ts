import { describeFirst, makePlanned } from "./carry-out.ts";
import type { Executor } from "./executor.ts";
import { settledWithinGrace } from "./grace.ts";
import { recycledSlabs } from "./slab-channel.ts";
import { renewPlaces } from "./thread.ts";

/** `workers: 0`: plans are carried out in the calling thread, one at a time, with the same bytes as in workers. */
export function callingThread(): Executor {
  /** Plans that are being carried out, with what answers in their place. */
  const held = new Map<Promise<unknown>, { readonly cancelled: Int32Array; readonly giveUp: () => void }>();
  return {
    workers: 0,
    depth: 1,
    replaced: 0,
    retries: 0,
    uses: () => [],
    // There is no other to take its place.
    retire: () => {},
    run: async (plan, channel) => {
      const { far } = channel;
      const making = makePlanned(
        plan,
        far === undefined ? undefined : () => recycledSlabs(far),
        ({ columns, notice }) => ({ notice, take: () => columns, drop: () => {} }),
      ).finally(() => channel.close());
      const givenUp = new Promise<undefined>((resolve) => {
        held.set(making, { cancelled: plan.cancelled, giveUp: () => resolve(undefined) });
      });
      return Promise.race([making, givenUp]).finally(() => held.delete(making));
    },
    giveUp: async (cancelled) => {
      const concerned = [...held].filter(([, { cancelled: flag }]) => flag === cancelled);
      if (await settledWithinGrace(Promise.allSettled(concerned.map(([making]) => making)))) return;
      for (const [, { giveUp }] of concerned) giveUp();
      renewPlaces();
    },
    describe: describeFirst,
    readShard: () => Promise.reject(new Error("the calling thread reads shards by itself")),
    abandon: () => {},
    close: async () => {},
  };
}

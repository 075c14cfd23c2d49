import { describePlanned } from "./describe-sample.ts";
import type { Executor } from "./executor.ts";
import { makeBatch } from "./make-batch.ts";
import { recycledSlabs } from "./slab-channel.ts";

/** `workers: 0`: plans are carried out in the calling thread, one at a time, with the same bytes as in workers. */
export const callingThread: Executor = {
  workers: 0,
  depth: 1,
  replaced: 0,
  run: async (plan, channel) => {
    const made = makeBatch(
      plan,
      () => recycledSlabs(channel.far),
      ({ columns, notice }) => ({ notice, take: () => columns, drop: () => {} }),
    );
    return made.finally(() => channel.close());
  },
  describe: describePlanned,
  close: async () => {},
};

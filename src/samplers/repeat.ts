import { OptionError, show } from "@millrace/core";
import { InTurns } from "./in-turns.ts";
import type { Sampler } from "./sampler.ts";

/** All turns are of one source. */
const alone = {
  at(position: number, turn: { source: number; nth: number }) {
    turn.source = 0;
    turn.nth = position;
  },
};

/**
 * Goes through the dataset several times in one epoch, each time in an order of its own where the loader shuffles, and
 * augmented anew: for datasets so small that epochs would be too short to be worth their ends.
 *
 * @param times from 1.
 */
export function repeat(times: number): Sampler {
  if (!(Number.isSafeInteger(times) && times >= 1)) {
    throw new OptionError(`repeat: times must be a whole number from 1, got ${show(times)}`);
  }
  return {
    type: "sampler",
    name: "repeat",
    chooses: true,
    identity: [times],
    bind({ length }) {
      const all = { length, at: (place: number) => place };
      return {
        sequence: ({ seed, epoch, shuffle }) =>
          new InTurns([all], alone, { length: length * times, shuffle, seed, epoch, purpose: "repeat" }),
      };
    },
  };
}

import { isDeepStrictEqual } from "node:util";
import { OptionError, show } from "@millrace/core";
import type { ErrorCounts } from "./bad-samples.ts";
import type { LoaderState } from "./state.ts";

/** What ranks of one job have in common. */
const common = ["version", "seed", "schema", "stream"] as const;

/**
 * The state of several ranks as one, for any number of ranks to resume with. Where all stand at one batch, as they do
 * when each saves after the same step, any of their states does as well; where some are ahead, this is the earliest, so
 * that no rank leaves anything out. What ranks counted of bad samples is added up; of those that resume, the first goes
 * on with it.
 *
 * @param states of loaders of one job, at least one.
 * @throws OptionError for none, and for states of different jobs, with the field in which they differ.
 */
export function mergeStates(states: readonly LoaderState[]): LoaderState {
  const [first] = states;
  if (first === undefined) throw new OptionError("mergeStates: it takes a list of at least one state");
  let earliest = first;
  for (const [rank, state] of states.entries()) {
    for (const field of common) {
      if (isDeepStrictEqual(state[field], first[field])) continue;
      throw new OptionError(
        `mergeStates: the states are of different streams: ${field} of state 0 is ${show(first[field])}, of state ${rank} ${show(state[field])}`,
      );
    }
    if (isBefore(state, earliest)) earliest = state;
  }
  if (states.some(({ delivered }) => delivered !== undefined)) {
    throw new OptionError(
      "mergeStates: the states are of loaders with ordered: false, whose ranks deliver different batches at a time; each can be resumed by its own rank only",
    );
  }
  const counts = states.flatMap(({ errors }) => (errors === undefined ? [] : [errors]));
  return { ...earliest, ...(counts.length === 0 ? {} : { errors: summed(counts) }), merged: true };
}

function summed(counts: readonly ErrorCounts[]): ErrorCounts {
  const sum = (name: keyof ErrorCounts) => counts.reduce((total, count) => total + count[name], 0);
  return { seen: sum("seen"), skipped: sum("skipped"), replaced: sum("replaced") };
}

function isBefore(one: LoaderState, other: LoaderState): boolean {
  return one.epoch < other.epoch || (one.epoch === other.epoch && one.batch < other.batch);
}

import { OptionError } from "@millrace/core";
import type { Sampler } from "../samplers/sampler.ts";

const orderings = new WeakMap<object, Sampler>();

/** Gives a dataset an order of its own, which its loader follows. */
export function setOrdering<Of extends object>(dataset: Of, ordering: Sampler): Of {
  orderings.set(dataset, ordering);
  return dataset;
}

/** The order that a dataset has of its own, such as that of a mixture. */
export function orderingOf(dataset: object): Sampler | undefined {
  return orderings.get(dataset);
}

/** Refuses a dataset whose own order would be lost. @param owner who makes something else of it. */
export function refuseOrdering(owner: string, dataset: object): void {
  const ordering = orderings.get(dataset);
  if (ordering === undefined) return;
  throw new OptionError(
    `${owner}: what ${ordering.name} makes has an order of its own, which ${owner} would lose; do ${owner} first and ${ordering.name} after it`,
  );
}

import { Proportions } from "../order/proportions.ts";
import { classesOf, type Labels, labelsIdentity } from "./classes.ts";
import { InTurns } from "./in-turns.ts";
import type { Sampler } from "./sampler.ts";

/**
 * Spreads every class evenly over the epoch: each batch has its share of each, to within about one, and every sample
 * comes exactly once. Which sample of a class comes when is shuffled if the loader's order is.
 *
 * @param labels as for {@link classBalanced}.
 * @throws OptionError when the loader is made, where the labels do not fit the dataset.
 */
export function stratified(labels: Labels): Sampler {
  return {
    type: "sampler",
    name: "stratified",
    chooses: false,
    get identity() {
      return [labelsIdentity(labels)];
    },
    bind(dataset) {
      const classes = classesOf("stratified", labels, dataset);
      const turns = new Proportions(classes.map(({ length }) => length));
      const { length } = dataset;
      return {
        sequence: ({ seed, epoch, shuffle }) =>
          new InTurns(classes, turns, { length, shuffle, seed, epoch, purpose: "stratified" }),
      };
    },
  };
}

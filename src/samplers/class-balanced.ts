import { Proportions } from "../order/proportions.ts";
import { checkEpochLength } from "./check-lists.ts";
import { classesOf, type Labels, labelsIdentity } from "./classes.ts";
import { InTurns } from "./in-turns.ts";
import type { Sampler } from "./sampler.ts";

/**
 * Gives every class as many samples as the others, to within about one in any stretch of an epoch, and so in a batch.
 * Those of a small class come several times, augmented anew each time; those of a large one may wait for a later epoch.
 *
 * @param labels the class of each sample, or the name of the field that holds it, which is read of every sample; then
 * `get` must be synchronous and cheap. 4 bytes of memory a sample.
 * @param options.length samples of an epoch. Default: the dataset's length.
 * @throws OptionError when the loader is made, where the labels do not fit the dataset.
 */
export function classBalanced(labels: Labels, options: { readonly length?: number } = {}): Sampler {
  checkEpochLength("classBalanced", options.length);
  return {
    type: "sampler",
    name: "classBalanced",
    chooses: true,
    get identity() {
      return [labelsIdentity(labels), options.length ?? null];
    },
    bind(dataset) {
      const classes = classesOf("classBalanced", labels, dataset);
      const turns = new Proportions(classes.map(() => 1));
      const length = options.length ?? dataset.length;
      return {
        sequence: ({ seed, epoch }) =>
          new InTurns(classes, turns, { length, shuffle: true, seed, epoch, purpose: "classBalanced" }),
      };
    },
  };
}

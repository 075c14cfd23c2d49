import { isPromise } from "../batch-reading.ts";
import type { Dataset, Samples } from "../dataset.ts";

/** What a sample becomes. */
export type Change = (sample: object) => object | Promise<object>;

/** What a changed dataset is made of. Plain data but for the first two, which recipes make in workers. */
export interface Changed {
  readonly dataset: Dataset<object>;
  readonly change: Change;
  readonly classes?: readonly string[];
}

/** Where workers find what follows. */
export const changedModule = import.meta.url;

/**
 * A dataset whose samples are changed as they are read, by each of the ways in which it can be read. Workers make theirs
 * of a recipe; what is disposed there is the dataset itself, which has its own. Not for others.
 */
export function changedDataset({ dataset, change, classes = dataset.classes }: Changed): Dataset<object> {
  const { length, split } = dataset;
  const made: Dataset<object> = {
    length,
    get: (index) => changed(dataset.get(index), change),
    ...(dataset.getMany === undefined
      ? {}
      : { getMany: (indices) => changedAll(dataset.getMany?.(indices) as Answer, change) }),
    ...(dataset.read === undefined
      ? {}
      : { read: (references, context) => changedAll(dataset.read?.(references, context) as Answer, change) }),
    ...(classes === undefined ? {} : { classes }),
    ...(split === undefined ? {} : { split }),
  };
  // Asked for when it is asked for: that of a folder is a digest of all its names.
  if ("identity" in dataset) Object.defineProperty(made, "identity", { get: () => dataset.identity, enumerable: true });
  return made;
}

type Answer = Samples<object> | Promise<Samples<object>>;

/** At once where both the sample and its change are there at once. */
function changed(sample: object | Promise<object>, change: Change): object | Promise<object> {
  return isPromise(sample) ? sample.then((read) => change(read as object)) : change(sample);
}

function changedAll(answer: Answer, change: Change): Answer {
  if (isPromise(answer)) return answer.then((samples) => changedAll(samples as Samples<object>, change));
  // What is no list is refused by who asked for it.
  if (!Array.isArray(answer)) return answer;
  return answer.map((sample: object | Promise<object>) => {
    try {
      return changed(sample, change);
    } catch (error) {
      // Of this sample, and not of all that were asked for with it.
      return Promise.reject(error);
    }
  });
}

import { OptionError, show } from "@millrace/core";
import type { Place, Places } from "../order/reference.ts";
import type { Dataset } from "./dataset.ts";
import { setSources, sourcesOf } from "./sources.ts";

/**
 * Datasets one after another, as one. Nothing is read or copied; what workers can read of it is read there if they can
 * read all of it. Their samples need the same fields, and their classes must be the same list.
 *
 * @param datasets at least one; parts and concatenations may be among them.
 * @throws OptionError where there is none, or where the lists of classes differ.
 */
export function concat<Sample extends object>(datasets: readonly Dataset<Sample>[]): Dataset<Sample> {
  const [first] = datasets;
  if (first === undefined) throw new OptionError("concat: it takes a list of at least one dataset");
  for (const [number, { classes }] of datasets.entries()) checkClasses(first.classes, classes, number);
  const read: Dataset[] = [];
  const members = datasets.map((dataset) => {
    const { datasets: sources, places } = sourcesOf(dataset);
    return { dataset, places, numbers: sources.map((source) => numberOf(read, source)) };
  });
  const starts = [0];
  for (const { dataset } of members) starts.push((starts.at(-1) as number) + dataset.length);
  const length = starts.at(-1) as number;
  const memberAt = (index: number) => members[last(starts, index)] as (typeof members)[number];
  const within = (index: number) => index - (starts[last(starts, index)] as number);
  const places: Places = {
    length,
    at(index): Place {
      const { places, numbers } = memberAt(index);
      const { dataset, row } = places.at(within(index));
      return { dataset: numbers[dataset] as number, row };
    },
  };
  const whole: Dataset<Sample> = {
    length,
    get(index) {
      if (Number.isInteger(index) && index >= 0 && index < length) return memberAt(index).dataset.get(within(index));
      throw new RangeError(`there is no sample ${index}: these datasets together have ${length}, which count from 0`);
    },
    ...(first.classes === undefined ? {} : { classes: first.classes }),
    ...(first.split !== undefined && datasets.every(({ split }) => split === first.split)
      ? { split: first.split }
      : {}),
  };
  return setSources(whole, { datasets: read, places });
}

/** The place of a source in the list of those that are read; two parts of one dataset read it as one. */
function numberOf(read: Dataset[], source: Dataset): number {
  const known = read.indexOf(source);
  return known >= 0 ? known : read.push(source) - 1;
}

/** The last start that is not behind an index. */
function last(starts: readonly number[], index: number): number {
  let low = 0;
  let high = starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] as number) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

function checkClasses(
  first: readonly string[] | undefined,
  other: readonly string[] | undefined,
  number: number,
): void {
  if (first?.length === other?.length && (first ?? []).every((name, label) => name === other?.[label])) return;
  throw new OptionError(
    `concat: the classes of dataset 0 are ${show(first)} and those of dataset ${number} ${show(other)}; a label's number must mean the same in all`,
  );
}

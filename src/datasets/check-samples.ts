import { OptionError, show } from "@millrace/core";
import { isColumnDataset } from "./column-dataset.ts";
import type { Dataset } from "./dataset.ts";

/**
 * Refuses what is no dataset of samples by number, for functions that ask for samples.
 *
 * @param owner who asks, for the message.
 * @param remedies what to do with the rows of a table, and with an iterable.
 */
export function checkSamples(
  owner: string,
  dataset: unknown,
  remedies: { readonly columns: string; readonly iterable: string },
): void {
  if (isColumnDataset(dataset)) {
    throw new OptionError(`${owner}: it takes a dataset of samples, and this one gives columns; ${remedies.columns}`);
  }
  const { length, get } = (dataset ?? {}) as Partial<Dataset>;
  if (typeof dataset === "object" && Number.isInteger(length) && typeof get === "function") return;
  throw new OptionError(
    `${owner}: it takes a dataset with length and get(index), got ${show(dataset)}; ${remedies.iterable}`,
  );
}

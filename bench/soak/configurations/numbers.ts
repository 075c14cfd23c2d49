import { bucketByLength, type DataLoaderOptions, fromModule, mix, weighted } from "millrace";
import {
  type Common,
  type Configuration,
  healed,
  openLoader,
  passing,
  patient,
  type WorkerSide,
  workerSide,
} from "../configuration.ts";
import { newMines } from "../strike.ts";

/** Numbers that workers read one by one, in two sorts of order. */
export function numbers(common: Common): readonly Configuration[] {
  const weights = Float64Array.from({ length: 200 }, (_, index) => 1 + (index % 7));
  const blocks = { shuffle: { window: 32, blocks: 10 }, tail: "pad" } as const;
  return [
    numbersBy("numbers read in workers, weighted", 200, { ...common, ...patient, sampler: weighted(weights) }),
    numbersBy("numbers, shuffled in blocks, padded", 230, { ...common, ...patient, ...blocks }),
  ];
}

function numbersBy(name: string, length: number, options: DataLoaderOptions): Configuration {
  const mines = newMines(length);
  const dataset = fromModule<WorkerSide["numbers"]>(workerSide, "numbers", { length, mines });
  return {
    name,
    ranks: [1],
    fields: [{ mines, strikes: [...healed, ...passing, "get never answers"] }],
    open: (opening) => openLoader(dataset, options, opening),
  };
}

/** Numbers that are read many at a time, put together by their lengths. */
export function numbersTogether(common: Common): Configuration {
  const [length, mines] = [240, newMines(240)];
  const dataset = fromModule<WorkerSide["numbersTogether"]>(workerSide, "numbersTogether", { length, mines });
  const lengths = Array.from({ length }, (_, index) => (index * 37) % 101);
  const options = { ...common, ...patient, sampler: bucketByLength(lengths, { batches: 6 }) };
  return {
    name: "numbers read many at a time, bucketByLength",
    ranks: [1],
    fields: [{ mines, strikes: [...healed, ...passing] }],
    open: (opening) => openLoader(dataset, options, opening),
  };
}

/** Two datasets in proportions that change on the way, for several ranks. */
export function mixture(common: Common): Configuration {
  const fields = [newMines(200), newMines(200)].map((mines) => ({ mines, strikes: [...healed, ...passing] }));
  const parts = fields.map(({ mines }, part) => ({
    dataset: fromModule<WorkerSide["numbers"]>(workerSide, "numbers", { length: 200, mines }),
    weight: [3, 1][part] as number,
  }));
  const dataset = mix(parts, { length: 360, changes: [{ epoch: 1, batch: 7, weights: [1, 1] }] });
  const { batchSize: _batchSize, ...others } = patient;
  return {
    name: "a mixture, on 1 to 3 ranks that change at each resume",
    ranks: [1, 2, 3],
    fields,
    open: (opening) => openLoader(dataset, { ...common, ...others, globalBatchSize: 9 }, opening),
  };
}

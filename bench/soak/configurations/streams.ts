import { fromModule, type Step } from "millrace";
import {
  type Common,
  type Configuration,
  openLoader,
  passing,
  untimed,
  type WorkerSide,
  workerSide,
} from "../configuration.ts";
import { newMines, step } from "../strike.ts";
import { numbersOf } from "../worker-side.ts";

/** Samples that come one after another, and begin where they are told or are read again. */
export function iterable(seeks: boolean, common: Common): Configuration {
  const [length, reading, making] = [160, newMines(160), newMines(160)];
  const samples = async function* ({ epoch, skip }: { readonly epoch: number; readonly skip: number }) {
    for (let position = seeks ? skip : 0; position < length; position++) {
      const index = (position + epoch) % length;
      await step(reading, index);
      yield numbersOf(index);
    }
  };
  const dataset = seeks ? Object.assign(samples, { seeks: true }) : samples;
  const transform = fromModule<WorkerSide["mined"]>(workerSide, "mined", { mines: making }) as unknown as Step;
  const options = { ...common, ...untimed, shuffle: seeks ? false : { window: 16 }, transform };
  return {
    name: seeks ? "an iterable that seeks" : "an iterable that is read again, shuffled in windows",
    ranks: [1],
    fields: [
      { mines: reading, strikes: passing },
      { mines: making, strikes: ["process.exit", "heap out of memory", ...passing] },
    ],
    open: (opening) => openLoader(dataset, options, opening),
  };
}

/** A table that workers read column by column. */
export function table(common: Common): Configuration {
  const [length, mines] = [400, newMines(400)];
  const dataset = fromModule<WorkerSide["table"]>(workerSide, "table", { length, mines });
  return {
    name: "a table of columns",
    ranks: [1],
    fields: [{ mines, strikes: ["process.exit", ...passing] }],
    open: (opening) => openLoader(dataset, { ...common, ...untimed, batchSize: 8 }, opening),
  };
}

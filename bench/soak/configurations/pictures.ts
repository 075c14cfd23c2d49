import { compose, normalize, randomHorizontalFlip, randomResizedCrop } from "@millrace/core/image";
import { fromModule, imageFile, type Step } from "millrace";
import {
  type Common,
  type Configuration,
  healed,
  openLoader,
  patient,
  type WorkerSide,
  workerSide,
} from "../configuration.ts";
import type { PictureFile } from "../files.ts";
import { type Mines, newMines, step } from "../strike.ts";

/** Photographs of which some are bad, read in workers. */
export function picturesInWorkers(
  files: readonly PictureFile[],
  onError: "skip" | "replace",
  common: Common,
): Configuration {
  const [reading, making] = [newMines(files.length), newMines(files.length)];
  const dataset = fromModule<WorkerSide["pictures"]>(workerSide, "pictures", { files, mines: reading });
  const options = { ...common, ...patient, transform: steps(files, making), onError, maxErrorRate: 1 };
  return {
    name: `photographs read in workers, ${onError}`,
    files,
    ranks: [1],
    fields: [
      { mines: reading, strikes: [...healed, "get never answers"] },
      { mines: making, strikes: healed },
    ],
    open: (opening) => openLoader(dataset, options, opening),
  };
}

/** The same, given out by the main thread. */
export function picturesOnMain(files: readonly PictureFile[], common: Common): Configuration {
  const [reading, making] = [newMines(files.length), newMines(files.length)];
  const dataset = {
    length: files.length,
    get(index: number) {
      const { path, kind } = files[index] as PictureFile;
      if (kind === "a get that throws") throw new Error("this one cannot be had");
      if (kind === "a get that rejects late") return Promise.reject(new Error("this one comes to nothing"));
      return step(reading, index) ?? { image: imageFile(path), index };
    },
  };
  const transform = steps(files, making);
  const options = { ...common, ...patient, transform, onError: "replace", maxErrorRate: 1, prefetch: 6 } as const;
  return {
    name: "photographs read on the main thread, replace",
    files,
    ranks: [1],
    fields: [
      { mines: reading, strikes: ["get never answers"] },
      { mines: making, strikes: healed },
    ],
    open: (opening) => openLoader(dataset, options, opening),
  };
}

function steps(files: readonly PictureFile[], mines: Mines): Step {
  const traps = files.flatMap(({ kind }, index) => (kind === "a step that traps" ? [index] : []));
  const mined = fromModule<WorkerSide["mined"]>(workerSide, "mined", { mines, traps }) as unknown as Step;
  return compose([randomResizedCrop(24), mined, randomHorizontalFlip(), normalize()]);
}

import type { Common, Configuration } from "../configuration.ts";
import type { PictureFile } from "../files.ts";
import { mixture, numbers, numbersTogether } from "./numbers.ts";
import { picturesInWorkers, picturesOnMain } from "./pictures.ts";
import { iterable, table } from "./streams.ts";

/** All ways of training that are soaked, to be gone through in turns. */
export function configurations(files: readonly PictureFile[], common: Common): readonly Configuration[] {
  return [
    picturesInWorkers(files, "skip", common),
    picturesInWorkers(files, "replace", common),
    picturesOnMain(files, common),
    ...numbers(common),
    numbersTogether(common),
    mixture(common),
    iterable(false, common),
    iterable(true, common),
    table(common),
  ];
}

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Dataset, fromModule } from "millrace";
import { temporaryFolder } from "./photographs.ts";

/** A file of a user's, with the source of a module. */
export function userModule(source: string): URL {
  const file = join(temporaryFolder(), "user.mjs");
  writeFileSync(file, source);
  return pathToFileURL(file);
}

/** A dataset of numbers that is read in workers: the source is that of a factory `(options) => dataset`. */
export function workerDataset(factory: string, options: object = {}): Dataset<{ value: number }> {
  const url = userModule(
    `import { setTimeout as wait } from "node:timers/promises";
     import { appendFileSync, existsSync, writeFileSync } from "node:fs";
     import { isMainThread } from "node:worker_threads";
     export const dataset = ${factory};`,
  );
  return fromModule<(options: object) => Dataset<{ value: number }>>(url, "dataset", options);
}

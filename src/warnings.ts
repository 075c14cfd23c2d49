import { OptionError, show } from "@millrace/core";
import { channels, type WarningMessage } from "./statistics/channels.ts";

/** Every warning that Millrace gives, by its code, and when. */
export const warningCodes = {
  MILLRACE_CACHE: "a cache cannot keep or read what it should, which costs time and changes nothing",
  MILLRACE_CLEAN_UP: "the end of a dataset failed where nobody waits who could catch it",
  MILLRACE_FIELD_NAME: "a field has the name of a part of every batch, and is found in batch.fields only",
  MILLRACE_FILTER: "a filter lets fewer than 1 in 100 samples pass",
  MILLRACE_SHARD: "RANK and WORLD_SIZE of the environment decide which part of the data a loader gives",
  MILLRACE_SKIPPING: "an iterable is resumed by reading and leaving out what came before",
  MILLRACE_WORKER_BYTES: "maxWorkerBytes is less than one batch needs, so that workers are replaced again and again",
  MILLRACE_WORKER_DIED: "a worker died and was replaced, and the stream is the same",
} as const;

/** The name of a warning. */
export type WarningCode = keyof typeof warningCodes;

const silenced = new Set<WarningCode>();

/** Warns through `process.emitWarning`, unless the code is silenced. The only place that does. */
export function warn(code: WarningCode, message: string): void {
  const { warning } = channels;
  if (warning.hasSubscribers) warning.publish({ code, message } satisfies WarningMessage);
  if (!silenced.has(code)) process.emitWarning(message, { code });
}

/**
 * Turns warnings off in this process, from now on: those of these codes, or all of Millrace's where none is given. From
 * outside `node --disable-warning=MILLRACE_SKIPPING` does the same, also in `NODE_OPTIONS`.
 *
 * @throws OptionError for a code that there is not.
 *
 * @example silence("MILLRACE_SKIPPING");
 */
export function silence(...codes: readonly WarningCode[]): void {
  const all = Object.keys(warningCodes) as WarningCode[];
  for (const code of codes) {
    if (!all.includes(code))
      throw new OptionError(`silence: a code must be one of ${all.join(", ")}, got ${show(code)}`);
  }
  for (const code of codes.length === 0 ? all : codes) silenced.add(code);
}

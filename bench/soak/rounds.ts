import { isDeepStrictEqual } from "node:util";
import type { LoaderState, Random } from "millrace";
import type { Configuration } from "./configuration.ts";
import { layMines, takeCounts } from "./lay.ts";
import type { SoakRecord } from "./record.ts";
import { type Listener, stint } from "./stint.ts";
import { clear } from "./strike.ts";
import { Comparison, type Delivered, type Tape } from "./tape.ts";

/** Epochs of a round. */
export const epochs = 2;

/** What a round is told besides. */
export interface Surroundings {
  readonly record: SoakRecord;
  readonly terminate: () => boolean;
  /** Called at every batch. */
  readonly tick: () => void;
}

/** What a run delivered, and its state at the end. */
export interface Quiet {
  readonly tape: Tape;
  readonly state: LoaderState;
}

/** What a configuration delivers where nothing goes wrong but what belongs to its data. */
export async function quietRun(configuration: Configuration): Promise<Quiet> {
  const tape: Delivered[] = [];
  const refuse = (error: unknown) => {
    throw error;
  };
  for (const { mines } of configuration.fields) clear(mines);
  const state = await stint(
    configuration,
    { epochs },
    {
      delivered: (batch) => tape.push(batch),
      disturbed() {},
      bad() {},
      retried() {},
      unexpected: refuse,
      terminate() {},
    },
  );
  return { tape, state };
}

/** Goes through the same epochs under faults, and compares. */
export async function shakenRound(
  configuration: Configuration,
  quiet: Quiet,
  random: Random,
  { record, terminate, tick }: Surroundings,
): Promise<void> {
  const comparison = new Comparison(quiet.tape);
  let batches = 0;
  let resumes = -1;
  const listener: Listener = {
    delivered(batch) {
      comparison.add(batch);
      batches++;
      record.batches++;
      tick();
    },
    disturbed: (kind) => {
      if (kind !== "worker.terminate from outside") record.fault(kind);
    },
    bad: (index) => record.fault(configuration.files?.[index]?.kind ?? "a bad sample that was none"),
    retried: (plans) => {
      record.retries += plans;
    },
    unexpected: (error) =>
      record.unexpected.push(`${configuration.name}: ${error instanceof Error ? error.stack : error}`),
    terminate: () => {
      if (terminate()) record.fault("worker.terminate from outside");
    },
  };
  layMines(configuration, random);
  let state: LoaderState | undefined;
  while ((state?.epoch ?? 0) < epochs) {
    resumes++;
    state = await stint(configuration, { resume: state, epochs, random }, listener);
    for (const { mines } of configuration.fields) takeCounts(mines, (strike, count) => record.fault(strike, count));
    if (record.unexpected.length > 20) break;
  }
  for (const { mines } of configuration.fields) clear(mines);
  // What was counted of bad samples is in it.
  const { merged: _merged, ...end } = state as LoaderState;
  if (!isDeepStrictEqual(end, quiet.state)) {
    record.unexpected.push(
      `${configuration.name}: the state at the end is ${JSON.stringify(end)}, in a quiet run ${JSON.stringify(quiet.state)}`,
    );
  }
  record.round(configuration.name, batches, resumes, comparison.end());
}

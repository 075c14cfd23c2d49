import type { LoaderState, Random } from "millrace";
import type { Configuration } from "./configurations.ts";
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

/** What a configuration delivers where nothing goes wrong but what belongs to its data. */
export async function quietRun(configuration: Configuration): Promise<Tape> {
  const tape: Delivered[] = [];
  const refuse = (error: unknown) => {
    throw error;
  };
  for (const { mines } of configuration.fields) clear(mines);
  await stint(
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
  return tape;
}

/** Goes through the same epochs under faults, and compares. */
export async function shakenRound(
  configuration: Configuration,
  tape: Tape,
  random: Random,
  { record, terminate, tick }: Surroundings,
): Promise<void> {
  const comparison = new Comparison(tape);
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
  record.round(configuration.name, batches, resumes, comparison.end());
}

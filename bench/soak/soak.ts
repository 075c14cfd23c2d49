import { subscribe } from "node:diagnostics_channel";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { namedRandom } from "@millrace/core/engine";
import { DataLoader, type ProgressReport, silence, type WorkerMessage } from "millrace";
import { LongTask } from "../../src/progress/task.ts";
import type { Configuration } from "./configuration.ts";
import { configurations } from "./configurations/all.ts";
import { makeFiles } from "./files.ts";
import { SoakRecord } from "./record.ts";
import { type Quiet, quietRun, shakenRound } from "./rounds.ts";
import { MemorySlope } from "./slope.ts";
import { report } from "./table.ts";
import { held, LivingThreads } from "./threads.ts";

/** What is soaked, and for how long: so many seconds or faults, whichever comes first. */
export interface SoakOptions {
  readonly command: string;
  readonly seconds: number;
  readonly faults: number;
  readonly workers: number;
  readonly seed: number;
  /** Part of a configuration's name; "" for all. */
  readonly only: string;
}

/** Milliseconds without a batch after which the stream stands still: that is lost, and waiting would not find it. */
const patience = 60_000;

/** Rounds after which all threads are ended, by the end of the last loader that uses them. */
const roundsOfThreads = 10;

/** Goes through all configurations in turns, under faults. */
export async function soak(options: SoakOptions): Promise<{ readonly text: string; readonly sound: boolean }> {
  const { command, seed, workers } = options;
  // A thread whose heap is to run full should not take gigabytes for it.
  setFlagsFromString("--max-old-space-size=256");
  silence("MILLRACE_WORKER_DIED", "MILLRACE_SKIPPING");
  const record = new SoakRecord();
  subscribe("millrace:worker", (message) => record.worker((message as WorkerMessage).event));
  const memory = new MemorySlope(100);
  const folder = mkdtempSync(join(tmpdir(), "millrace-soak-"));
  const before = held();
  const start = performance.now();
  try {
    const files = await makeFiles(folder, 96, namedRandom(seed, "soak files"));
    const chosen = configurations(files, { workers, seed }).filter(({ name }) => name.includes(options.only));
    if (chosen.length === 0) throw new Error(`no configuration has ${options.only} in its name`);
    await goThrough(chosen, options, record, memory);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const seconds = (performance.now() - start) / 1000;
  // What ends by itself has ended by then.
  await wait(1000);
  const residentMegabytes = process.memoryUsage.rss() / 1e6;
  const told = { command, seconds, seed, workers, slope: memory.slope(0.2), residentMegabytes, before, after: held() };
  return { text: report(record, told), sound: record.sound };
}

async function goThrough(
  all: readonly Configuration[],
  { seconds, faults, workers, seed }: SoakOptions,
  record: SoakRecord,
  memory: MemorySlope,
): Promise<void> {
  const threads = new LivingThreads();
  const known = new Map<Configuration, Quiet>();
  const start = performance.now();
  let moved = start;
  let place = "";
  const guard = setInterval(() => {
    if (performance.now() - moved < patience) return;
    console.error(`the stream stands still: ${place}`);
    process.exit(1);
  }, 5000);
  const extra = () => ({ details: [`${record.batches.toLocaleString("en-US")} batches`, place] });
  const task = new LongTask<ProgressReport>({ task: "soak", unit: "faults", total: faults }, process.stderr, extra);
  const over = () => performance.now() - start >= 1000 * seconds || record.faultCount >= faults;
  let keeper = await newKeeper(workers);
  for (let round = 0; !over() && record.unexpected.length === 0; round++) {
    const configuration = all[round % all.length] as Configuration;
    place = `round ${round}, ${configuration.name}`;
    if (round % roundsOfThreads === roundsOfThreads - 1) {
      await keeper.close();
      keeper = await newKeeper(workers);
    }
    const quiet = known.get(configuration) ?? (await quietRun(configuration));
    known.set(configuration, quiet);
    await shakenRound(configuration, quiet, namedRandom(seed, "soak", round), {
      record,
      terminate: () => threads.terminateOne(namedRandom(seed, "soak thread", round, record.batches)),
      tick() {
        moved = performance.now();
        memory.at(record.batches);
        const count = Math.min(faults, record.faultCount);
        task.update(count, [count]);
      },
    });
  }
  task.end();
  await keeper.close();
  clearInterval(guard);
}

/** A loader that does nothing but keep the threads, which would end with each early exit otherwise. */
async function newKeeper(workers: number): Promise<AsyncDisposable & { close(): Promise<void> }> {
  const loader = new DataLoader({ length: 1, get: () => ({ nothing: 0 }) }, { batchSize: 1, workers });
  await loader.warm();
  return loader;
}

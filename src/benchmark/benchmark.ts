import type { Batch } from "../batch/batch.ts";
import type { LoaderStatistics } from "../statistics/statistics.ts";
import { type Verdict, verdictOf } from "../statistics/verdict.ts";
import { stageNames } from "../worker/stages.ts";
import { type Measured, type Measuring, measure } from "./measure.ts";
import { type BenchmarkOptions, checkBenchmark } from "./options.ts";

/** What was measured, without the batches to warm up. Plain data: `JSON.stringify` writes it down. */
export interface BenchmarkReport extends Measured {
  /** What held the loop up while it was measured. */
  readonly verdict: Verdict;
  /** The loader's own statistics at the end, since it was made. */
  readonly stats: LoaderStatistics;
}

/** A loader, as far as it is measured. */
export interface Benchmarkable<One> extends AsyncIterable<One> {
  stats(): LoaderStatistics;
}

/**
 * Runs a loader under a training step and says what it delivers, whether the trainer waits, and for what. Batches are
 * released after each step. The epochs that it takes are the loader's: it goes on behind them.
 *
 * @throws OptionError for an option that is not what it has to be, RangeError when the loader ends before one batch
 * could be measured (the promise rejects).
 *
 * @example
 * const { samplesPerSecond, verdict } = await benchmark(loader, { step: (batch) => model.fit(batch) });
 */
export async function benchmark<One extends Batch>(
  loader: Benchmarkable<One>,
  options: BenchmarkOptions<One> = {},
): Promise<BenchmarkReport> {
  return benchmarked(loader, checkBenchmark(options));
}

/** A benchmark with options that were checked. */
export async function benchmarked<One extends Batch>(
  loader: Benchmarkable<One>,
  options: Measuring<One>,
): Promise<BenchmarkReport> {
  let before: LoaderStatistics | undefined;
  const warm = () => {
    before = loader.stats();
  };
  const measured = await measure(loader, { ...options, warm });
  const stats = loader.stats();
  const since = between(before as LoaderStatistics, stats);
  const verdict = verdictOf({ ...since, samples: measured.samples, wait: { share: measured.stallShare } });
  return { ...measured, verdict, stats };
}

/** What was added to the statistics of a loader from one time to another, as far as a verdict asks for it. */
function between(before: LoaderStatistics, after: LoaderStatistics) {
  const stages = { ...after.stages };
  for (const name of stageNames) {
    const { busy, waited, perSample } = after.stages[name];
    stages[name] = { busy: busy - before.stages[name].busy, waited: waited - before.stages[name].waited, perSample };
  }
  const { busy, seconds } = after.occupancy;
  const occupancy = { busy: busy - before.occupancy.busy, seconds: seconds - before.occupancy.seconds };
  return { stages, occupancy, workers: after.workers };
}

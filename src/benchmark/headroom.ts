import type { Batch } from "../batch/batch.ts";
import { type Benchmarkable, type BenchmarkReport, benchmarked } from "./benchmark.ts";
import { type Measured, measure } from "./measure.ts";
import { type BenchmarkOptions, checkHeadroom } from "./options.ts";
import { Replay } from "./replay.ts";

/** What is measured, and under which training step. */
export type HeadroomOptions<One> = BenchmarkOptions<One> & Required<Pick<BenchmarkOptions<One>, "step">>;

/** What a faster loader could gain. Plain data. */
export interface HeadroomReport {
  /** Under the loader. */
  readonly loader: BenchmarkReport;
  /** Under one batch that comes from memory each time: what no loader can surpass. */
  readonly replayed: Measured;
  /** How many times the samples a second of the loader that is; 1 where the loader keeps up, 1.25 where a fourth could be gained. */
  readonly gain: number;
}

/**
 * How much a training step could gain by a faster loader, at the most: it runs under the loader, and then as often under
 * one batch that was kept in memory, the first of the warm-up.
 *
 * The step must be able to take the same batch again: what it writes into the tensors stays there, and memory that it
 * transfers is gone. A model goes on learning meanwhile; measure on a copy, or before the training.
 *
 * @throws OptionError for an option that is not what it has to be, RangeError when the loader ends before one batch
 * could be measured (the promise rejects).
 *
 * @example
 * const { gain } = await headroom(loader, { step: (batch) => model.trainOnBatch(batch.image.data), batches: 100 });
 */
export async function headroom<One extends Batch>(
  loader: Benchmarkable<One>,
  options: HeadroomOptions<One>,
): Promise<HeadroomReport> {
  const { step, batches, warmUp } = checkHeadroom(options);
  let kept: Replay<One> | undefined;
  const keeping = (batch: One) => {
    // Before the step, which may release it.
    kept ??= new Replay(batch);
    return step(batch);
  };
  const report = await benchmarked(loader, { step: keeping, batches, warmUp });
  const replayed = await measure(kept as Replay<One>, { step, batches: report.batches, warmUp });
  return { loader: report, replayed, gain: replayed.samplesPerSecond / report.samplesPerSecond };
}

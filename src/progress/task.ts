import { performance } from "node:perf_hooks";
import type { ProgressReport } from "./report.ts";
import { listenerFor, type ProgressListener, type ProgressTarget } from "./target.ts";
import { PaceWindow } from "./window.ts";

/** Long work, and what it is counted in. */
export interface LongWork {
  readonly task: string;
  readonly unit: string;
  /** How much it is; undefined where nobody knows. */
  readonly total: number | undefined;
}

/** What a report says besides what all of them say. */
type Extra<Report extends ProgressReport> = Omit<Report, Exclude<keyof ProgressReport, "details">>;

/** Tells how far long work is. */
export class LongTask<Report extends ProgressReport = ProgressReport> {
  readonly #work: LongWork;
  readonly #listener: ProgressListener<Report>;
  readonly #pace: PaceWindow;
  readonly #extra: (rates: readonly number[]) => Extra<Report>;
  #done = 0;

  /**
   * @param amounts how many amounts `update` is given: first what is counted, then others whose rates `extra` asks for.
   * @param extra what a report says besides, from the rates of the amounts, each a second.
   * @param seconds over which rates are taken.
   */
  constructor(
    work: LongWork,
    target: ProgressTarget<Report>,
    extra: (rates: readonly number[]) => Extra<Report>,
    { amounts = 1, seconds = 10 }: { readonly amounts?: number; readonly seconds?: number } = {},
  ) {
    this.#work = work;
    this.#listener = listenerFor(target);
    this.#extra = extra;
    this.#pace = new PaceWindow(seconds);
    this.#pace.add(performance.now(), new Array(amounts).fill(0));
  }

  /**
   * So much of it is done.
   *
   * @param amounts since the beginning of this run, which may have begun in the middle.
   */
  update(done: number, amounts: readonly number[], at = performance.now()): void {
    this.#done = done;
    this.#pace.add(at, amounts);
    this.#listener.update(this.#report(), at);
  }

  /** It is over, done or not. */
  end(): void {
    this.#listener.end(this.#report());
  }

  #report(): Report {
    const { task, unit, total } = this.#work;
    const rates = this.#pace.rates;
    const [rate = 0] = rates;
    const done = this.#done;
    const known = total === undefined ? {} : { total };
    const left = total === undefined || rate === 0 ? {} : { secondsLeft: (total - done) / rate };
    return { task, done, ...known, unit, rate, ...left, ...this.#extra(rates) } as unknown as Report;
  }
}

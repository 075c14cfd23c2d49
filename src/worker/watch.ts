import { beatsOf, isActive, isWaiting, threadOf } from "./signs.ts";

/** A plan that is looked after. */
export interface Watched {
  readonly signs: Int32Array;
  /** Milliseconds that one of its samples may take; undefined: any time. */
  readonly timeoutMs: number | undefined;
}

/** What a thread was seen to do, and since when it has done nothing else. */
interface Look {
  readonly state: string;
  readonly since: number;
}

/** Milliseconds by which a thread may come late to give a sample up, at least: on a busy machine its turn comes when it comes. */
const lateness = 500;

/** How often to look, in parts of the time that a sample may take. */
const looks = 4;

/**
 * Looks now and then, while plans with a deadline are on their way, whether their threads move: whether any sample there
 * has begun or ended. A thread that stood still with a sample in its hands for longer than that may take has overrun. One
 * that waits for a promised sample gives up, or asks again, when its time is up; where it does neither for as long again (half a second at least),
 * its event loop stands still, in what the dataset does after an `await`.
 *
 * It compares what it sees at two looks, and no times of threads. So a main thread that blocks comes late to its next
 * look and finds that the thread has moved on or has nothing in its hands; what took long was then no sample.
 */
export class Watch<Plan extends Watched> {
  readonly #plans: Iterable<Plan>;
  readonly #overran: (thread: number, plans: readonly Plan[]) => void;
  readonly #seen = new Map<number, Look>();
  #timer: NodeJS.Timeout | undefined;
  #interval = Number.POSITIVE_INFINITY;

  /**
   * @param plans all that threads hold, as it is when it is looked at.
   * @param overran is told which thread has to be ended, and what it held that is suspect.
   */
  constructor(plans: Iterable<Plan>, overran: (thread: number, plans: readonly Plan[]) => void) {
    this.#plans = plans;
    this.#overran = overran;
  }

  /** A plan with this deadline is on its way. Costs nothing where it is looked for as often already. */
  begin(timeoutMs: number): void {
    const interval = Math.max(1, Math.ceil(timeoutMs / looks));
    if (interval >= this.#interval) return;
    clearInterval(this.#timer);
    this.#interval = interval;
    this.#timer = setInterval(() => this.#look(), interval);
    // What waits for a batch keeps the process; this does not.
    this.#timer.unref();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#interval = Number.POSITIVE_INFINITY;
    this.#seen.clear();
  }

  #look(): void {
    const threads = new Map<number, Plan[]>();
    let any = false;
    for (const plan of this.#plans) {
      any ||= plan.timeoutMs !== undefined;
      const thread = threadOf(plan.signs);
      if (thread === 0) continue;
      const plans = threads.get(thread);
      if (plans === undefined) threads.set(thread, [plan]);
      else plans.push(plan);
    }
    if (!any) {
      this.end();
      return;
    }
    const now = performance.now();
    for (const thread of this.#seen.keys()) if (!threads.has(thread)) this.#seen.delete(thread);
    for (const [thread, plans] of threads) {
      const late = plans.filter(
        ({ signs, timeoutMs }) => timeoutMs !== undefined && (isActive(signs) || isWaiting(signs)),
      );
      const state = plans.map(({ signs }) => beatsOf(signs)).join(" ");
      const seen = this.#seen.get(thread);
      if (late.length === 0 || seen?.state !== state) {
        this.#seen.set(thread, { state, since: now });
        continue;
      }
      const overdue = late.filter(({ signs, timeoutMs = 0 }) => {
        return now - seen.since >= (isActive(signs) ? timeoutMs : timeoutMs + Math.max(timeoutMs, lateness));
      });
      if (overdue.length === 0) continue;
      this.#seen.delete(thread);
      this.#overran(thread, overdue);
    }
  }
}

import { messageOf } from "@millrace/core/engine";
import { warn } from "../warnings.ts";
import type { AnyPlan } from "./pipeline.ts";
import type { LastBegun } from "./signs.ts";

/** How often a plan is tried again that a thread died of with nothing beside it, until it is given up. */
export const defaultRetries = 2;

/** The death of one thread. */
interface Death {
  readonly cause: unknown;
  /** The plans that it carried out. */
  readonly plans: AnyPlan[];
  /** How many of them are still on their way. */
  open: number;
  /** Whether one of them was given up for it: the error says so, and no warning is needed. */
  blamed: boolean;
}

/**
 * The deaths of a pool's threads. A thread holds several plans, and which of them brought it down is not to be seen; so
 * those that it had begun are suspects. They are carried out again, each alone on a thread, and only a death there counts
 * against a plan.
 */
export class Deaths {
  readonly #open = new Map<number, Death>();

  /** A plan that this thread had begun, when it died. */
  at(thread: number, plan: AnyPlan, cause: unknown): Death {
    let death = this.#open.get(thread);
    if (death === undefined) {
      death = { cause, plans: [], open: 0, blamed: false };
      this.#open.set(thread, death);
      // All plans of a thread reject in one go; a number never comes again.
      setImmediate(() => this.#open.delete(thread));
    }
    death.plans.push(plan);
    death.open++;
    return death;
  }
}

/** One plan on its way through the deaths of threads. */
export class Ordeal {
  readonly #plan: AnyPlan;
  readonly #mostDeaths: number;
  readonly #deaths: Death[] = [];
  #alone = 0;
  #unbegun = 0;

  constructor(plan: AnyPlan) {
    this.#plan = plan;
    this.#mostDeaths = 1 + (plan.pipeline.maxRetries ?? defaultRetries);
  }

  /** Whether the plan is a suspect: nothing is to be beside it. */
  get suspect(): boolean {
    return this.#deaths.length > 0 || this.#unbegun >= this.#mostDeaths;
  }

  /**
   * The thread died that the plan was given to.
   *
   * @param thread its number; 0 where it had not begun the plan.
   * @param last what it had begun of it last, if that is known.
   * @throws GivenUpError when it is this plan that threads die of.
   */
  died(deaths: Deaths, thread: number, cause: unknown, last: LastBegun | undefined): void {
    const alone = this.suspect;
    if (thread !== 0) this.#deaths.push(deaths.at(thread, this.#plan, cause));
    // A plan that waited on a dying thread has no part in it, unless no thread lives long enough to begin it.
    else if (!alone) this.#unbegun++;
    if (!alone || ++this.#alone < this.#mostDeaths) return;
    for (const death of this.#deaths) death.blamed = true;
    throw new GivenUpError(this.#plan, this.#alone, cause, last);
  }

  /** The plan is no longer on its way. Tells of the deaths that everything recovered from. */
  over(): void {
    for (const death of this.#deaths) {
      death.open--;
      if (death.open === 0 && !death.blamed) warnOf(death);
    }
  }
}

function warnOf({ plans, cause }: Death): void {
  warn(
    "MILLRACE_WORKER_DIED",
    `a worker died (${messageOf(cause)}) while it ${plans.map(doingOf).join(" and ")}; it was replaced, and the stream is the same`,
  );
}

/** The workers died of a plan as often as was allowed. */
export class GivenUpError extends Error {
  /** How often they did, with nothing beside it. */
  readonly deaths: number;
  /** The row that was begun last, where one was made after another: what they died of. */
  readonly last: LastBegun | undefined;

  constructor(plan: AnyPlan, deaths: number, cause: unknown, last: LastBegun | undefined) {
    const often = deaths === 1 ? "once, " : `${deaths} times in a row, each `;
    const several = last !== undefined && "samples" in plan && plan.samples.length > 1;
    const at = several ? `, at sample ${plan.samples[last.row]?.index}` : "";
    super(`the workers died ${often}while it ${doingOf(plan)} with nothing beside it${at} (${messageOf(cause)})`, {
      cause,
    });
    this.deaths = deaths;
    this.last = last;
  }
}

/** What a thread does that holds a plan. */
function doingOf(plan: AnyPlan): string {
  const what = "rows" in plan ? "row" : "sample";
  if ("look" in plan) return `looked at ${what} ${namesOf(plan)}, to know the loader's schema,`;
  return `made batch ${plan.batch} of epoch ${plan.epoch} (${what}s ${namesOf(plan)})`;
}

/** The samples or rows by their indices; enough of them to find the one that kills. */
function namesOf(plan: AnyPlan): string {
  const most = 64;
  const count = "rows" in plan ? plan.rows.length : plan.samples.length;
  const named =
    "rows" in plan
      ? Array.from(plan.rows.indices.subarray(0, most))
      : plan.samples.slice(0, most).map(({ index }) => index);
  return `${named.join(", ")}${count > most ? ` and ${count - most} more` : ""}`;
}

import { warnOfCleanUp } from "../loader/warnings.ts";
import { channels, type WorkerMessage } from "../statistics/channels.ts";
import type { ThreadUse } from "../statistics/use-meter.ts";
import { cannotPost } from "./cannot-post.ts";
import { Deaths, Ordeal } from "./deaths.ts";
import type { Described } from "./describe-sample.ts";
import type { Delivery, Executor } from "./executor.ts";
import { settledWithinGrace } from "./grace.ts";
import { isCancelled } from "./is-cancelled.ts";
import { unpackError } from "./pack-error.ts";
import { permission } from "./permission.ts";
import type { AnyLookPlan, AnyPlan } from "./pipeline.ts";
import { PipelineClosing } from "./pipeline-closing.ts";
import { postedPlan } from "./posted-plan.ts";
import type { ShardAnswer, ShardTask } from "./shard-task.ts";
import { type LastBegun, lastOf, SignStore, threadOf } from "./signs.ts";
import { SlabChannel } from "./slab-channel.ts";
import { plansPerThread, Threads } from "./threads.ts";
import { Watch } from "./watch.ts";
import type { ThreadData, WorkerAnswer, WorkerTask } from "./worker.ts";

/** One pool for each number of workers; loaders share it. */
const pools = new Map<number, WorkerPool>();

/** Worker threads that carry plans out, shared with the other loaders of as many workers. */
export function acquirePool(workers: number): Executor {
  let pool = pools.get(workers);
  if (pool === undefined) {
    pool = new WorkerPool(workers);
    pools.set(workers, pool);
  }
  const shared = pool;
  shared.users++;
  const pipelines = new Set<number>();
  let closing: Promise<void> | undefined;
  let retries = 0;
  const retried = () => retries++;
  const close = async () => {
    try {
      await Promise.all([...pipelines].map((id) => shared.closePipeline(id)));
    } finally {
      shared.users--;
      if (shared.users === 0) {
        pools.delete(workers);
        await shared.end();
      }
    }
  };
  return {
    workers,
    depth: workers * plansPerThread,
    get replaced() {
      return shared.replaced;
    },
    run: (plan, channel) => {
      pipelines.add(plan.pipeline.id);
      return shared.carryOut(plan, channel, retried);
    },
    describe: (plan) => {
      pipelines.add(plan.pipeline.id);
      return shared.describe(plan, retried);
    },
    readShard: (task) => {
      pipelines.add(task.pipeline.id);
      return shared.readShard(task);
    },
    abandon: (thread) => shared.abandon(thread),
    get retries() {
      return retries;
    },
    uses: () => shared.uses(),
    retire: (thread) => void shared.retire(thread),
    giveUp: (cancelled) => shared.giveUp(cancelled),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** A plan that was given to a thread and is not answered yet. */
interface Held {
  readonly plan: AnyPlan;
  /** Shared with the thread, which says in it that it begins, and what it does. */
  readonly signs: Int32Array;
  readonly timeoutMs: number | undefined;
  /** Whether its thread was ended because one of its samples took too long. */
  overran: boolean;
  /** Answers in the thread's place: nobody wants the plan any more. */
  readonly giveUp: () => void;
  /** Resolves when there is an answer, the thread died, or it was given up. */
  readonly over: Promise<unknown>;
}

/** How it came that a thread gave no answer. */
interface Ended {
  /** 0 where it had not begun. */
  readonly thread: number;
  readonly cause: unknown;
  readonly overran: boolean;
  readonly last: LastBegun | undefined;
}

class WorkerPool {
  users = 0;
  readonly #closing = new PipelineClosing();
  readonly #threads: Threads<WorkerTask | ShardTask, WorkerAnswer | ShardAnswer>;
  readonly #held = new Set<Held>();
  readonly #signs = new SignStore();
  readonly #watch = new Watch<Held>(this.#held, (thread, plans) => this.#overran(thread, plans));
  readonly #deaths = new Deaths();
  /** Plans on their way that a thread died of, perhaps. */
  readonly #suspects = new Set<Ordeal>();
  /** Threads that were ended on purpose; whatever else they held is innocent. */
  readonly #ended = new Set<number>();
  /** Which threads may have opened a pipeline. */
  readonly #opened = new Map<number, Set<number>>();

  constructor(workers: number) {
    const data: ThreadData = { closing: this.#closing.name };
    this.#threads = new Threads(workers, data, (thread) => this.#tell(thread));
  }

  get replaced(): number {
    return this.#threads.replaced;
  }

  #tell(worker: number): void {
    if (!channels.worker.hasSubscribers) return;
    const event = this.#threads.isRetired(worker) ? "retired" : this.#ended.has(worker) ? "ended" : "died";
    channels.worker.publish({ worker, event } satisfies WorkerMessage);
  }

  /** Carries a plan out, again where threads die over it. Undefined when it was cancelled. @param retried is told of each time but the first. */
  async carryOut(plan: AnyPlan, given: SlabChannel, retried: () => void): Promise<Delivery | undefined> {
    const { answer, channel } = await this.#answerTo(plan, given, retried);
    if (answer !== undefined && "notice" in answer && answer.notice !== undefined) {
      const { notice, columns } = answer;
      return { notice, take: () => columns ?? channel.take(), drop: () => channel.close() };
    }
    channel.close();
    return undefined;
  }

  /** Has a thread look at a sample, another where it dies over it. Undefined when it was cancelled. */
  async describe(plan: AnyLookPlan, retried: () => void): Promise<Described | undefined> {
    const { answer } = await this.#answerTo(plan, new SlabChannel("in the answer"), retried);
    return answer !== undefined && "described" in answer ? answer.described : undefined;
  }

  /** What a thread answers to a plan, with the channel that it had at last. @throws the error that it answers. */
  async #answerTo(
    plan: AnyPlan,
    given: SlabChannel,
    retried: () => void,
  ): Promise<{ readonly answer: WorkerAnswer | undefined; readonly channel: SlabChannel }> {
    const ordeal = new Ordeal(plan);
    let channel = given;
    try {
      for (;;) {
        // A suspect needs a thread with nothing else to do. A plan that waits there until it may be made would keep it,
        // perhaps for the batch of the suspect itself; so none is given out before its time.
        if (this.#suspects.size > 0) await permission(plan);
        if (this.#isUnwanted(plan)) return { answer: undefined, channel };
        const outcome = await this.#give(plan, channel, ordeal.suspect);
        if ("answer" in outcome) {
          const { answer } = outcome;
          if (!("error" in answer)) return { answer, channel };
          channel.close();
          throw unpackError(answer.error);
        }
        channel.close();
        const { thread, cause, overran, last } = outcome;
        if (this.#isUnwanted(plan)) return { answer: undefined, channel };
        if (cause instanceof Error && cause.name === "DataCloneError") throw cannotPost(plan, cause);
        // What a thread held beside a plan that overran is innocent.
        if (overran || !this.#ended.has(thread)) ordeal.died(this.#deaths, thread, cause, last);
        if (ordeal.suspect) this.#suspects.add(ordeal);
        retried();
        // The slabs went down with the thread; the plan is data and can be carried out again, with the same result.
        channel = new SlabChannel();
      }
    } finally {
      this.#suspects.delete(ordeal);
      ordeal.over();
    }
  }

  #isUnwanted(plan: AnyPlan): boolean {
    return isCancelled(plan) || this.#threads.closed;
  }

  /** Gives a plan to a thread once: its answer, or how it came that there is none. */
  async #give(plan: AnyPlan, channel: SlabChannel, alone: boolean): Promise<{ readonly answer: WorkerAnswer } | Ended> {
    const signs = this.#signs.take();
    const { timeoutMs } = plan.pipeline;
    let giveUp: () => void = () => {};
    let isGivenUp = false;
    const givenUp = new Promise<WorkerAnswer>((resolve) => {
      giveUp = () => {
        isGivenUp = true;
        resolve({ notice: undefined });
      };
    });
    if (timeoutMs !== undefined) this.#watch.begin(timeoutMs);
    const watched = timeoutMs !== undefined || alone;
    const port = channel.far;
    const task: WorkerTask = { plan: postedPlan(plan), port, signs, watched, alone };
    const running = this.#threads.run(task, port === undefined ? [] : [port], alone);
    const over = Promise.race([running as Promise<WorkerAnswer>, givenUp]);
    const held: Held = { plan, signs, timeoutMs, giveUp, over, overran: false };
    this.#held.add(held);
    try {
      const answer = await over;
      // piscina takes a thread that died of `throw null` for one that answered null.
      return answer === null ? ended(held, null, alone) : { answer };
    } catch (cause) {
      return ended(held, cause, alone);
    } finally {
      this.#held.delete(held);
      this.#note(plan, threadOf(signs));
      if (!isGivenUp) this.#signs.giveBack(signs);
    }
  }

  /** A thread stands still with samples of these plans: it is ended, and they are suspects. */
  #overran(thread: number, plans: readonly Held[]): void {
    for (const held of plans) held.overran = true;
    this.#ended.add(thread);
    this.#threads.end(thread).catch(() => {});
  }

  /** @see Executor.readShard */
  async readShard(task: ShardTask): Promise<number> {
    const { thread, error } = (await this.#threads.runReader(task, [task.port])) as ShardAnswer;
    this.#note(task, thread);
    if (error !== undefined) throw unpackError(error);
    return thread;
  }

  /** @see Executor.abandon */
  abandon(thread: number): void {
    if (this.#threads.closed) return;
    this.#ended.add(thread);
    this.#threads.end(thread).catch(() => {});
  }

  #note({ pipeline: { id } }: Pick<AnyPlan, "pipeline">, thread: number): void {
    if (thread === 0) return;
    const threads = this.#opened.get(id) ?? new Set();
    this.#opened.set(id, threads.add(thread));
  }

  /** @see Executor.giveUp */
  async giveUp(cancelled: Int32Array): Promise<void> {
    const held = [...this.#held].filter(({ plan }) => plan.cancelled === cancelled);
    // A thread that has not begun a plan will see the flag before it does anything.
    for (const { signs, giveUp } of held) if (threadOf(signs) === 0) giveUp();
    if (await settledWithinGrace(Promise.allSettled(held.map(({ over }) => over)))) return;
    const threads = new Set<number>();
    for (const one of held) {
      if (!this.#held.has(one)) continue;
      threads.add(threadOf(one.signs));
      one.giveUp();
    }
    for (const thread of threads) this.#ended.add(thread);
    // A thread that hangs in native code does not end before that returns.
    await settledWithinGrace(Promise.all([...threads].map((thread) => this.#threads.end(thread))));
  }

  /** What the threads did since they began. */
  uses(): readonly ThreadUse[] {
    return this.#threads.uses;
  }

  /**
   * Ends a thread and has another take its place. It gets nothing more, carries out what it holds, and closes what it
   * opened; for what takes longer than the grace period the plans are carried out elsewhere.
   */
  async retire(thread: number): Promise<void> {
    if (this.#ended.has(thread) || !this.#threads.retire(thread)) return;
    await settledWithinGrace(this.#doneBy(thread));
    if (this.#threads.closed) return;
    const opened = [...this.#opened].filter(([, threads]) => threads.has(thread));
    const closed = opened.map(([id]) => this.#closing.close(id, [thread]));
    for (const { reason } of (await Promise.allSettled(closed)) as Partial<PromiseRejectedResult>[]) {
      if (reason !== undefined) warnOfCleanUp(reason);
    }
    this.#ended.add(thread);
    await settledWithinGrace(this.#threads.end(thread));
  }

  /** Resolves when a thread has carried out what it began; more may have been on its way to it. */
  async #doneBy(thread: number): Promise<void> {
    for (;;) {
      const held = [...this.#held].filter(({ signs }) => threadOf(signs) === thread);
      if (held.length === 0) return;
      await Promise.allSettled(held.map(({ over }) => over));
    }
  }

  /** Closes a pipeline in all threads that opened it. */
  async closePipeline(id: number): Promise<void> {
    const opened = this.#opened.get(id);
    this.#opened.delete(id);
    if (opened === undefined) return;
    const living = this.#threads.ids.filter((thread) => opened.has(thread) && !this.#ended.has(thread));
    await this.#closing.close(id, living);
  }

  /** Ends the threads. One that hangs in native code is not waited for longer than the grace period. */
  async end(): Promise<void> {
    this.#watch.end();
    this.#closing.end();
    await settledWithinGrace(this.#threads.close());
  }
}

function ended({ signs, overran, timeoutMs }: Held, cause: unknown, alone: boolean): Ended {
  const why = overran ? new Error(`timeout: a sample took longer than timeoutMs, ${timeoutMs}`) : cause;
  return { thread: threadOf(signs), cause: why, overran, last: alone ? lastOf(signs) : undefined };
}

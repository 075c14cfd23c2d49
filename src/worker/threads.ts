import type { Transferable } from "node:worker_threads";
import { Piscina } from "piscina";
import type { ThreadUse } from "../statistics/use-meter.ts";

/**
 * Plans that each worker holds: it carries one out and reads ahead for the next, so that production goes on while a
 * training step blocks the main thread's event loop.
 */
export const plansPerThread = 2;

/**
 * piscina itself sets no limit: a loader that has to wait for its samples gives out further plans, for these to be read
 * ahead. One that stood in a queue behind such plans would be waited for by all of them.
 */
const unlimited = 2 ** 30;

type Balancer = NonNullable<NonNullable<ConstructorParameters<typeof Piscina>[0]>["loadBalancer"]>;

/** A task that wants a thread for itself, as the balancer sees it. */
interface Suspect {
  readonly placed: () => void;
}

/** A task whose work goes on when it was answered, as the balancer sees it. */
interface Reader {
  /** How many of them each thread was given. */
  readonly readers: Map<number, number>;
}

/** A number of threads and the tasks that wait for them: all that is known of piscina. */
export class Threads<Task extends object, Answer> {
  readonly #piscina: Piscina<Task, Answer>;
  /** Tasks that wait for a thread of their own; no other is given out meanwhile, or there might never be one. */
  readonly #suspects = new Set<Suspect>();
  readonly #waiting: (() => void)[] = [];
  /** Threads that get nothing more. */
  readonly #retired = new Set<number>();
  /** The numbers of threads that began and are not known to have ended. */
  readonly #known = new Set<number>();
  /** How many readers each thread was given. */
  readonly #readers = new Map<number, number>();
  #replaced = 0;
  #closed = false;

  /**
   * @param workerData what every thread finds under that name.
   * @param replacing is told of each thread that is replaced.
   */
  constructor(count: number, workerData: unknown, replacing: (id: number) => void) {
    this.#piscina = new Piscina<Task, Answer>({
      filename: new URL("./entry.cjs", import.meta.url).href,
      minThreads: count,
      maxThreads: count,
      idleTimeout: Number.POSITIVE_INFINITY,
      concurrentTasksPerWorker: unlimited,
      // Waiting in Atomics.wait would freeze a worker's event loop between plans, and with it the reading ahead.
      atomics: "disabled",
      loadBalancer: (task, threads) => leastBusy(task, threads, this.#retired),
      workerData,
    });
    // Without a listener an error in a thread that has no task would end the process.
    this.#piscina.on("error", () => {});
    this.#piscina.on("workerDestroy", ({ id }: { readonly id: number }) => {
      if (this.#closed) return;
      this.#replaced++;
      const gone = id > 0 ? id : this.#missing();
      this.#known.delete(gone);
      replacing(gone);
    });
    this.#piscina.on("workerCreate", ({ id }: { readonly id: number }) => this.#known.add(id));
  }

  /** How many threads died or were ended before their time; each was replaced. */
  get replaced(): number {
    return this.#replaced;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The numbers of the threads that live. */
  get ids(): readonly number[] {
    return this.#piscina.threads.map(({ threadId }) => threadId);
  }

  /**
   * Has a task carried out.
   *
   * @param alone on a thread that has nothing else to do, and gets nothing else meanwhile.
   * @throws what went wrong with the thread: a task of ours never rejects.
   */
  async run(task: Task, transferList: Transferable[], alone: boolean): Promise<Answer> {
    if (alone) return this.#runAlone(task, transferList);
    while (this.#suspects.size > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#closed) throw new Error("the workers were ended");
    return this.#piscina.run(task, { transferList });
  }

  /** Has a task carried out that begins something, on the thread that was given the fewest of such tasks. */
  async runReader(task: Task, transferList: Transferable[]): Promise<Answer> {
    // Or a suspect might be blamed for what this one does to its thread.
    while (this.#suspects.size > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#closed) throw new Error("the workers were ended");
    const reader: Reader = { readers: this.#readers };
    return this.#piscina.run({ ...task, [Piscina.queueOptionsSymbol]: reader }, { transferList });
  }

  async #runAlone(task: Task, transferList: Transferable[]): Promise<Answer> {
    const suspect = { placed: () => this.#placed(suspect) };
    this.#suspects.add(suspect);
    try {
      // A task with a signal is what piscina gives a thread of its own; nobody ever aborts this one.
      const { signal } = new AbortController();
      return await this.#piscina.run({ ...task, [Piscina.queueOptionsSymbol]: suspect }, { transferList, signal });
    } finally {
      this.#placed(suspect);
    }
  }

  #placed(suspect: Suspect): void {
    this.#suspects.delete(suspect);
    if (this.#suspects.size === 0) for (const go of this.#waiting.splice(0)) go();
  }

  /** The number of a thread that is over: it has forgotten it by then. 0 where nobody knows. */
  #missing(): number {
    const living = new Set(this.ids);
    for (const id of this.#known) if (!living.has(id)) return id;
    return 0;
  }

  /** What each of them did since it began. */
  get uses(): readonly ThreadUse[] {
    return this.#piscina.threads.map(({ threadId, performance }) => {
      const { active, idle } = performance.eventLoopUtilization();
      return { thread: threadId, active, idle };
    });
  }

  /** Gives a thread nothing more. @returns whether that is new. */
  retire(id: number): boolean {
    if (this.#retired.has(id)) return false;
    this.#retired.add(id);
    return true;
  }

  isRetired(id: number): boolean {
    return this.#retired.has(id);
  }

  /** Ends a thread, whatever it does; what it held rejects, and another takes its place. */
  async end(id: number): Promise<void> {
    await this.#piscina.threads.find(({ threadId }) => threadId === id)?.terminate();
  }

  /** Ends all threads within milliseconds, unless one hangs in native code. */
  async close(): Promise<void> {
    this.#closed = true;
    const destroyed = this.#piscina.destroy();
    for (const go of this.#waiting.splice(0)) go();
    await destroyed;
  }
}

/** The thread with the fewest tasks, as piscina's own balancer; it tells a task that wants to be alone that it has got one. */
export function leastBusy(
  task: Parameters<Balancer>[0],
  threads: Parameters<Balancer>[1],
  retired: ReadonlySet<number>,
): ReturnType<Balancer> {
  const most = task.isAbortable ? 1 : unlimited;
  const options = (task as unknown as { readonly [key: symbol]: unknown })[Piscina.queueOptionsSymbol];
  const { placed, readers } = (options ?? {}) as Partial<Suspect & Reader>;
  const usage = (thread: (typeof threads)[number]) =>
    readers === undefined ? thread.currentUsage : (readers.get(thread.id) ?? 0);
  let found: (typeof threads)[number] | null = null;
  for (const thread of threads) {
    if (thread.isRunningAbortableTask || thread.currentUsage >= most || retired.has(thread.id)) continue;
    if (found === null || usage(thread) < usage(found)) found = thread;
  }
  if (found === null) return found;
  placed?.();
  readers?.set(found.id, usage(found) + 1);
  return found;
}

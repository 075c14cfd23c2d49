import { extname } from "node:path";
import { Piscina } from "piscina";
import { unpackError } from "./errors.ts";
import type { Delivery, Executor } from "./executor.ts";
import type { Plan } from "./pipeline.ts";
import { SlabChannel } from "./slab-channel.ts";
import type { WorkerAnswer, WorkerTask } from "./worker.ts";

/**
 * Plans that each worker holds: it carries one out and reads ahead for the next, so that production goes on while a
 * training step blocks the main thread's event loop.
 */
const plansPerWorker = 2;

/**
 * The pool itself sets no limit: a loader that has to wait for its samples gives out further plans, for these to be read
 * ahead. One that stood in a queue behind such plans would be waited for by all of them.
 */
const unlimited = 2 ** 30;

/** How often a plan is given out again after its worker died. */
const mostAttempts = 3;

interface SharedPool {
  readonly piscina: Piscina<WorkerTask, WorkerAnswer>;
  users: number;
  replaced: number;
}

/** One pool for each number of workers; loaders share it. */
const pools = new Map<number, SharedPool>();

/** Worker threads that carry plans out, shared with the other loaders of as many workers. */
export function acquirePool(workers: number): Executor {
  let pool = pools.get(workers);
  if (pool === undefined) {
    pool = { piscina: createPool(workers), users: 0, replaced: 0 };
    pools.set(workers, pool);
  }
  const shared = pool;
  shared.users++;
  let closed = false;
  return {
    workers,
    depth: workers * plansPerWorker,
    get replaced() {
      return shared.replaced;
    },
    run: (plan, channel) => run(shared, plan, channel),
    close: async () => {
      if (closed) return;
      closed = true;
      shared.users--;
      if (shared.users > 0) return;
      pools.delete(workers);
      // `destroy` ends a worker within milliseconds whatever it is doing; `close` would wait for an endless loop.
      await shared.piscina.destroy();
    },
  };
}

function createPool(workers: number): Piscina<WorkerTask, WorkerAnswer> {
  const piscina = new Piscina<WorkerTask, WorkerAnswer>({
    filename: new URL(`./worker${extname(import.meta.url)}`, import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
    concurrentTasksPerWorker: unlimited,
    // Waiting in Atomics.wait would freeze a worker's event loop between plans, and with it the reading ahead.
    atomics: "disabled",
  });
  // Without a listener a failed import in a worker would end the process; the plan's own rejection tells the user.
  piscina.on("error", () => {});
  return piscina;
}

async function run(pool: SharedPool, plan: Plan, given: SlabChannel): Promise<Delivery | undefined> {
  let channel = given;
  for (let attempt = 1; ; attempt++) {
    let answer: WorkerAnswer;
    try {
      answer = await pool.piscina.run({ plan, port: channel.far }, { transferList: [channel.far] });
    } catch (cause) {
      channel.close();
      if (Atomics.load(plan.cancelled, 0) !== 0) return undefined;
      if (cause instanceof Error && cause.name === "DataCloneError") throw cannotPost(plan, cause);
      // The slabs went down with the worker; the plan is data and can be carried out again, with the same result.
      channel = new SlabChannel();
      pool.replaced++;
      if (attempt < mostAttempts) continue;
      throw givenUp(plan, attempt, cause);
    }
    if ("notice" in answer && answer.notice !== undefined) {
      return { notice: answer.notice, take: () => channel.take(), drop: () => channel.close() };
    }
    channel.close();
    if ("error" in answer) throw unpackError(answer.error);
    return undefined;
  }
}

function givenUp(plan: Plan, attempts: number, cause: unknown): Error {
  const indices = plan.samples.map(({ index }) => index);
  return new Error(
    `the workers that made batch ${plan.batch} of epoch ${plan.epoch} died ${attempts} times in a row ` +
      `(${cause instanceof Error ? cause.message : cause}); its samples are ${indices.slice(0, 8).join(", ")}${indices.length > 8 ? ", …" : ""}`,
    { cause },
  );
}

function cannotPost(plan: Plan, cause: Error): Error {
  const { index, sample = {} } = plan.samples[0] ?? { index: 0 };
  return new TypeError(
    `the samples of batch ${plan.batch} cannot be sent to a worker (${cause.message}); a sample holds plain data, and ` +
      `sample ${index} has the fields ${Object.keys(sample).join(", ")}. A dataset made with fromModule is read in the workers instead`,
    { cause },
  );
}

import { randomUUID } from "node:crypto";
import { BroadcastChannel, threadId } from "node:worker_threads";
import { settledWithinGrace } from "./grace.ts";
import { type PlainError, packError, unpackError } from "./pack-error.ts";

/** Main thread to all threads of a pool. */
interface Request {
  readonly close: number;
}

/** A thread's answer, which the other threads hear too. */
interface Answer {
  readonly closed: number;
  readonly thread: number;
  readonly error?: PlainError;
}

interface Message {
  readonly data: Request | Answer;
}

/**
 * How a loader that ends closes what its pipeline opened in the threads of a pool, which other loaders may go on using.
 * This is the main thread's end; `answerClosing` is that of a thread.
 */
export class PipelineClosing {
  /** What the threads are told, so that they listen. */
  readonly name = `millrace:${randomUUID()}`;
  readonly #channel = new BroadcastChannel(this.name);
  readonly #waiting = new Set<(answer: Answer) => void>();

  constructor() {
    this.#channel.onmessage = (event) => {
      const { data } = event as Message;
      if ("closed" in data) for (const hear of this.#waiting) hear(data);
    };
    this.#channel.unref();
  }

  /**
   * Has threads close a pipeline, and waits for their answers for the grace period at most.
   *
   * @param threads those that may have opened it.
   * @throws what closing threw in the first thread where it did, after all have answered.
   */
  async close(pipeline: number, threads: readonly number[]): Promise<void> {
    if (threads.length === 0) return;
    const open = new Set(threads);
    let failure: PlainError | undefined;
    let hear: (answer: Answer) => void = () => {};
    const answered = new Promise<void>((resolve) => {
      hear = ({ closed, thread, error }) => {
        if (closed !== pipeline || !open.delete(thread)) return;
        failure ??= error;
        if (open.size === 0) resolve();
      };
    });
    this.#waiting.add(hear);
    this.#channel.postMessage({ close: pipeline } satisfies Request);
    await settledWithinGrace(answered);
    this.#waiting.delete(hear);
    if (failure !== undefined) throw unpackError(failure);
  }

  end(): void {
    this.#channel.close();
  }
}

/** In a thread: closes pipelines when it is told to. */
export function answerClosing(name: string, closePipeline: (pipeline: number) => Promise<void>): void {
  const channel = new BroadcastChannel(name);
  channel.onmessage = async (event) => {
    const { data } = event as Message;
    if (!("close" in data)) return;
    let error: PlainError | undefined;
    try {
      await closePipeline(data.close);
    } catch (thrown) {
      error = packError(thrown);
    }
    const answer: Answer = { closed: data.close, thread: threadId, ...(error === undefined ? {} : { error }) };
    channel.postMessage(answer);
  };
  channel.unref();
}

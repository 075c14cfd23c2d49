import { setImmediate as nextTurn } from "node:timers/promises";
import { type MessagePort, threadId } from "node:worker_threads";
import { isPromise } from "../datasets/batch-reading.ts";
import type { ShardedDataset } from "../datasets/sharded.ts";
import { ShardIteration, type ShardSample } from "../datasets/shards/shard-iteration.ts";
import { marked, type ShardMark } from "../datasets/shards/shard-place.ts";
import { plainCopy } from "../loader/plain-copy.ts";
import { type PlainError, packError } from "./pack-error.ts";
import { pipelineOf } from "./restore.ts";
import type { ShardAnswer, ShardChunk, ShardEnded, ShardRequest, ShardTask } from "./shard-task.ts";

/** Milliseconds after which samples are sent on, though there are not as many as a chunk has. */
const patience = 5;

/** Opens a shard in this thread, and reads it as it is asked. */
export async function openShard({ pipeline: handle, start, port }: ShardTask): Promise<ShardAnswer> {
  try {
    const pipeline = await pipelineOf(handle);
    const iteration = new ShardIteration(pipeline.shards as ShardedDataset, start);
    const service = new ShardService(iteration, port, start.from.given);
    pipeline.openShards.add(service);
    port.once("close", () => pipeline.openShards.delete(service));
    return { thread: threadId };
  } catch (error) {
    port.close();
    return { thread: threadId, error: packError(error) };
  }
}

/** Reads a shard for the main thread, as many samples ahead as it asks for. */
export class ShardService {
  readonly #iteration: ShardIteration;
  readonly #port: MessagePort;
  /** Samples that may be sent. */
  #credit = 0;
  /** Samples of the shard up to the last one that was read. */
  #count: number;
  #reading = false;
  #ended = false;

  constructor(iteration: ShardIteration, port: MessagePort, given: number) {
    this.#iteration = iteration;
    this.#port = port;
    this.#count = given;
    port.on("message", (request: ShardRequest) => {
      if ("end" in request) void this.end();
      else {
        this.#credit += request.more;
        void this.#read();
      }
    });
    // Nobody waits any more: the loader was let go, or its thread ended.
    port.once("close", () => void this.end());
  }

  /** Ends the shard and says so. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    let answer: ShardEnded = { ended: true };
    try {
      await this.#iteration.end();
    } catch (error) {
      answer = { ended: true, error: packError(error) };
    }
    this.#port.postMessage(answer);
    this.#port.close();
  }

  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    while (this.#credit > 0 && !this.#ended) {
      const chunk = await this.#chunk();
      if (this.#ended) return;
      this.#port.postMessage(chunk);
      if (chunk.done === true || chunk.error !== undefined) {
        this.#ended = true;
        this.#port.close();
        return;
      }
      // Plans and other shards get their turn.
      await nextTurn();
    }
    this.#reading = false;
  }

  /** The next samples, up to the next cursor at most, or as many as come without being waited for long. */
  async #chunk(): Promise<ShardChunk> {
    const values: unknown[] = [];
    const unfit: [number, PlainError][] = [];
    let mark: ShardMark | undefined;
    const begin = performance.now();
    const chunk = (more: Pick<ShardChunk, "done" | "error">): ShardChunk => {
      return { values, mark, ...(unfit.length === 0 ? {} : { unfit }), ...more };
    };
    try {
      do {
        const answer = this.#iteration.next();
        const sample = isPromise(answer) ? await (answer as Promise<ShardSample | undefined>) : answer;
        if (sample === undefined) return chunk({ done: true });
        const { value, mark: own } = sample as ShardSample;
        mark = own;
        try {
          values.push(plainCopy(value));
        } catch (error) {
          unfit.push([values.push(undefined) - 1, packError(error)]);
        }
        this.#credit--;
        this.#count++;
      } while (this.#credit > 0 && !this.#ended && this.#count % marked !== 0 && performance.now() - begin < patience);
    } catch (error) {
      return chunk({ error: packError(error) });
    }
    return chunk({});
  }
}

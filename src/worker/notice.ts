import { threadId } from "node:worker_threads";
import { kernelMemory } from "@millrace/core/engine";
import type { BatchNotice } from "./executor.ts";
import type { Pipeline } from "./restore.ts";
import type { Shelf } from "./shelf.ts";
import { thread } from "./thread.ts";

/** Bytes of this thread's working memory: its kernel memory, its shelves and its files. */
export function workingBytes(): number {
  return kernelMemory().bytes + thread.shelves.bytes + thread.desks.bytes;
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/**
 * What is told of a batch that this thread made.
 *
 * @param shelf on which nothing of it lies any more.
 * @param now milliseconds on a clock that never goes back.
 */
export function noticeOf(
  { times, spec }: Pipeline,
  made: Pick<BatchNotice, "bytes" | "milliseconds" | "slabs">,
  shelf: Shelf | undefined,
  awaitedBytes: number | undefined,
  now: number,
): BatchNotice {
  const { maxWorkerBytes } = spec;
  if (maxWorkerBytes !== undefined && workingBytes() > maxWorkerBytes) giveBackIdle(shelf);
  const notice: Writable<BatchNotice> = { ...made, worker: threadId, workingBytes: workingBytes() };
  const stages = times.takeWhenDue(now);
  if (stages !== undefined) notice.stages = stages;
  if (awaitedBytes !== undefined) notice.awaitedBytes = awaitedBytes;
  return notice;
}

/** Gives back what nothing lies in just now. Kernel memory cannot be given back. */
function giveBackIdle(shelf: Shelf | undefined): void {
  shelf?.giveUp();
  thread.shelves.giveUpIdle();
  thread.desks.giveUpIdle();
}

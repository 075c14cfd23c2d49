import { MessageChannel, MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Column } from "@millrace/core/engine";

/** Batches of so many bytes and less are copied: ports and transferred slabs cost more, and their memory is soon had. */
const smallBatch = 16 * 1024;

/** Whether a batch of so many bytes is better copied than handed over in slabs. */
export function isSmall(bytes: number): boolean {
  return bytes <= smallBatch;
}

/**
 * The way that slabs take between the main thread and whoever carries a plan out: recycled ones go out in it, the batch
 * comes back. What waits in a channel belongs to no thread's heap. That matters because V8 answers every 64 MiB of
 * buffers that a heap gains with a collection, which would cost the main thread more than all else that it does.
 */
export class SlabChannel {
  /** The end that is transferred to the thread which makes the batch; undefined where the batch comes with the answer. */
  readonly far: MessagePort | undefined;
  readonly #near: MessagePort | undefined;
  #lent: SlabChannel | undefined;
  #closed = false;
  /** Bytes of the recycled slabs that wait in it. */
  readonly bytes: number;

  /**
   * @param recycled slabs that are transferred: they are empty here from now on. Or that there is no way but the answer
   * to the plan: it is copied, which costs less than a channel where the batch is small.
   */
  constructor(recycled: readonly ArrayBuffer[] | "in the answer" = []) {
    if (recycled === "in the answer") {
      this.bytes = 0;
      return;
    }
    const { port1, port2 } = new MessageChannel();
    this.#near = port1;
    this.far = port2;
    this.bytes = recycled.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (recycled.length > 0) port1.postMessage(recycled, [...recycled]);
  }

  /**
   * Puts the recycled slabs that wait in another channel into this one, whose far end was transferred already. They go
   * as they are, behind the other's far end, so that they lie on no heap on their way.
   */
  lend(recycled: SlabChannel): void {
    if (this.#closed || this.#near === undefined || recycled.far === undefined) {
      recycled.close();
      return;
    }
    this.#near.postMessage(recycled.far, [recycled.far]);
    this.#lent = recycled;
  }

  /** The batch that waits, once. */
  take(): Record<string, Column> {
    const received = this.#near === undefined ? undefined : receiveMessageOnPort(this.#near);
    this.close();
    const message = received?.message as Record<string, Column> | undefined;
    if (message === undefined) throw new Error("a batch was taken twice, or never came");
    return message;
  }

  /**
   * Gives up what waits in it. Both ends, because a message keeps its memory until the end where it waits is closed;
   * after the far end was transferred its new owner has to do so.
   */
  close(): void {
    this.#closed = true;
    this.far?.close();
    this.#near?.close();
    this.#lent?.close();
  }
}

/** The recycled slabs that came through the far end of a channel; taken out when the first pixels are there, not before. */
export function recycledSlabs(far: MessagePort): readonly ArrayBuffer[] {
  const received = receiveMessageOnPort(far)?.message as readonly ArrayBuffer[] | MessagePort | undefined;
  if (!(received instanceof MessagePort)) return received ?? [];
  const slabs = recycledSlabs(received);
  received.close();
  return slabs;
}

import { MessageChannel, MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Column } from "@millrace/core/engine";

/**
 * The way that slabs take between the main thread and whoever carries a plan out: recycled ones go out in it, the batch
 * comes back. What waits in a channel belongs to no thread's heap. That matters because V8 answers every 64 MiB of
 * buffers that a heap gains with a collection, which would cost the main thread more than all else that it does.
 */
export class SlabChannel {
  /** The end that is transferred to the thread which makes the batch. */
  readonly far: MessagePort;
  readonly #near: MessagePort;
  #lent: SlabChannel | undefined;
  #closed = false;
  /** Bytes of the recycled slabs that wait in it. */
  readonly bytes: number;

  /** @param recycled slabs that are transferred: they are empty here from now on. */
  constructor(recycled: readonly ArrayBuffer[] = []) {
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
    if (this.#closed) {
      recycled.close();
      return;
    }
    this.#near.postMessage(recycled.far, [recycled.far]);
    this.#lent = recycled;
  }

  /** The batch that waits, once. */
  take(): Record<string, Column> {
    const message = receiveMessageOnPort(this.#near)?.message as Record<string, Column> | undefined;
    this.close();
    if (message === undefined) throw new Error("a batch was taken twice, or never came");
    return message;
  }

  /**
   * Gives up what waits in it. Both ends, because a message keeps its memory until the end where it waits is closed;
   * after the far end was transferred its new owner has to do so.
   */
  close(): void {
    this.#closed = true;
    this.far.close();
    this.#near.close();
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

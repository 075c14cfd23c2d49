import type { Delivery } from "../worker/executor.ts";
import type { Belongings } from "./lost.ts";

/** What became of a batch: it waits to be taken, or it failed. */
export type Outcome = { readonly delivery: Delivery } | { readonly error: unknown };

/** Outcomes that wait for their batch's turn. It does not lead to the stream, whose belongings they are. */
export class Outcomes implements Belongings {
  readonly #waiting = new Map<number, Outcome>();

  get size(): number {
    return this.#waiting.size;
  }

  has(batch: number): boolean {
    return this.#waiting.has(batch);
  }

  set(batch: number, outcome: Outcome): void {
    this.#waiting.set(batch, outcome);
  }

  /** Takes a batch's outcome out, if it is there. */
  take(batch: number): Outcome | undefined {
    const outcome = this.#waiting.get(batch);
    this.#waiting.delete(batch);
    return outcome;
  }

  /** Takes out what came first, whatever its number. */
  takeFirst(): readonly [number, Outcome] | undefined {
    for (const first of this.#waiting) {
      this.#waiting.delete(first[0]);
      return first;
    }
    return undefined;
  }

  /** Gives the batches up. @returns them. */
  drop(): readonly Delivery[] {
    const deliveries = [...this.#waiting.values()].flatMap((outcome) =>
      "delivery" in outcome ? [outcome.delivery] : [],
    );
    this.#waiting.clear();
    for (const delivery of deliveries) delivery.drop();
    return deliveries;
  }

  release(): void {
    this.drop();
  }
}

/**
 * Words of shared memory, one for each plan that a thread has, into which the thread writes its number when it begins.
 *
 * They are used again and again: V8 answers an allocation of shared memory, however small, with a collection while a
 * batch of tens of megabytes lies young on the same heap.
 */
export class BegunFlags {
  readonly #free: Int32Array[] = [];

  /** A word that says 0: not begun. */
  take(): Int32Array {
    return this.#free.pop() ?? new Int32Array(new SharedArrayBuffer(4));
  }

  /** Only what no thread can write into any more: a plan that was answered, or whose thread is dead. */
  giveBack(word: Int32Array): void {
    Atomics.store(word, 0, 0);
    this.#free.push(word);
  }
}

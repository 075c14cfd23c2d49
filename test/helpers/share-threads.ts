import { after } from "node:test";
import { acquirePool } from "../../src/worker/pool.ts";

/**
 * Keeps worker threads for all loaders of a test file with so many, as those of a program that has several loaders open do
 * share them: to begin a thread takes longer than most of their streams. Files whose subject is how threads begin, end and
 * fail do without.
 */
export function shareThreads(...workers: readonly number[]): void {
  const pools = workers.map(acquirePool);
  after(() => Promise.all(pools.map((pool) => pool.close())));
}

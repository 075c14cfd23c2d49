import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { DataLoader, type DataLoaderOptions, fromModule, type LoaderState, ShardError, verifyResume } from "millrace";
import type { told } from "./fixtures/shards.ts";
import { list, sorted } from "./helpers/numbered.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

type Told = Parameters<typeof told>[0];
type Options = Partial<DataLoaderOptions> & { readonly resume?: LoaderState };

const lengths = [40, 3, 55, 0, 21, 37, 18];
const all = lengths.flatMap((length, shard) => list(length).map((row) => 1000 * shard + row));

function shards(options: Partial<Told> = {}) {
  const log = join(temporaryFolder(), "log");
  const url = new URL("./fixtures/shards.ts", import.meta.url);
  const dataset = fromModule<typeof told>(url, "told", { lengths, log, ...options });
  /** What was written down: who, and what. */
  const lines = () => {
    if (!existsSync(log)) return [];
    return readFileSync(log, "utf8")
      .split("\n")
      .slice(0, -1)
      .map((line) => line.split(" ") as [string, string, string]);
  };
  return { dataset, lines };
}

function make(dataset: ReturnType<typeof told>, options: Options = {}): DataLoader<{ value: number }> {
  const seed = options.resume === undefined ? { seed: 5 } : {};
  return new DataLoader(dataset, { batchSize: 8, workers: 2, ...seed, ...options } as DataLoaderOptions) as never;
}

async function epochOf(dataset: ReturnType<typeof told>, options: Options = {}): Promise<number[]> {
  await using loader = make(dataset, options);
  const values: number[] = [];
  for await (const batch of loader) values.push(...batch.value.data);
  return values;
}

describe("shards that are read in workers", () => {
  for (const waits of [false, true]) {
    test(`come as they do on the main thread, and are divided among the workers, ${waits ? "" : "not "}waiting`, async () => {
      const expected = await epochOf(shards().dataset, { workers: 0 });
      assert.deepEqual(sorted(expected), all);
      const { dataset, lines } = shards({ waits });
      assert.deepEqual(await epochOf(dataset), expected);
      const opening = lines().filter(([, what]) => what === "opens");
      assert.deepEqual(sorted(opening.map(([, , shard]) => Number(shard))), list(7), "each was opened once");
      const threads = opening.map(([thread]) => thread);
      assert.ok(!threads.includes("main"));
      assert.deepEqual(sorted([...new Set(threads)].map((one) => threads.filter((own) => own === one).length)), [3, 4]);
      assert.deepEqual(await epochOf(dataset, { workers: 1, prefetch: 1 }), expected);
      const shuffle = { window: 20 };
      const mixed = await epochOf(shards().dataset, { workers: 0, shuffle });
      assert.deepEqual(await epochOf(dataset, { workers: 2, prefetch: 8, shuffle }), mixed);
    });
  }

  test("resume exactly, from cursors too", async () => {
    for (const seeks of [false, true]) {
      for (const shuffle of [true, { window: 30 }] as const) {
        const { states } = await verifyResume(
          (resume) => make(shards({ seeks }).dataset, { shuffle, ...(resume && { resume }) }),
          { every: 16 },
        );
        assert.ok(states >= 3);
      }
    }
    const ofWorkers = make(shards({ seeks: true }).dataset);
    const ofMain = make(shards({ seeks: true }).dataset, { workers: 0 });
    const states: unknown[][] = [[], []];
    for (const [number, loader] of [ofWorkers, ofMain].entries()) {
      for await (const _ of loader) states[number]?.push(loader.state());
      await loader.close();
    }
    assert.deepEqual(states[0], states[1], "the places of both are the same");
  });

  test("are ended by break and by close", async () => {
    // Keeps the threads: those that end with their last loader are not counted as replaced.
    await using other = make(shards().dataset);
    await other.warm();
    for (const waits of [false, true]) {
      const { dataset, lines } = shards({ waits, lengths: new Array(6).fill(400) });
      const loader = make(dataset);
      for await (const _ of loader) break;
      const ended = () =>
        sorted(
          lines()
            .filter(([, what]) => what === "ends")
            .map(([, , shard]) => Number(shard)),
        );
      // On a busy machine a thread may not get to it within its half second, or be ended itself.
      const areEnded = async (expected: readonly number[]) => {
        const isOver = () => other.stats().replacedWorkers > 0 || ended().length >= expected.length;
        for (let tries = 0; tries < 600 && !isOver(); tries++) await wait(5);
        if (other.stats().replacedWorkers === 0) assert.deepEqual(ended(), expected);
      };
      await areEnded(list(4));
      for await (const _ of loader) {
        await loader.close();
        break;
      }
      await areEnded(sorted([...list(4), ...list(4)]));
    }
  });

  test("one that stands still is abandoned, and its thread replaced", async () => {
    // Or the threads would end with the loader.
    await using other = make(shards().dataset);
    await other.warm();
    for (const does of ["hang", "stall"] as const) {
      const { dataset, lines } = shards({ does, at: [0, 20], waits: does === "stall", interleave: 1 });
      const loader = make(dataset, { batchSize: 4 });
      const loop = (async () => {
        for await (const batch of loader) assert.ok(batch.number < 5);
      })();
      let isOver = false;
      const over = () => {
        isOver = true;
      };
      loop.then(over, over);
      while (!isOver && !lines().some(([, what]) => what === `${does}s`)) await wait(5);
      await loader.close();
      await assert.rejects(loop, /this loader was closed/);
    }
    assert.equal(other.stats().replacedWorkers, 1);
    assert.equal((await epochOf(shards().dataset)).length, all.length, "the workers are as good as new");
  });

  test("a worker that dies loses nothing: another goes on behind the last sample that came", async () => {
    const expected = await epochOf(shards().dataset, { workers: 0 });
    for (const seeks of [false, true]) {
      for (const at of [
        [2, 0],
        [2, 30],
        [4, 20],
      ] as const) {
        const { dataset, lines } = shards({ does: "exit", at, seeks });
        assert.deepEqual(await epochOf(dataset), expected);
        const opening = lines().filter(([, what, shard]) => what === "opens" && shard === `${at[0]}`);
        assert.ok(opening.length > 1, "it was opened again");
      }
    }
  });

  test("errors name the shard, and keep what was thrown", async () => {
    const errorOf = async (options: Partial<Told>, more: Options = {}) => {
      const error = await epochOf(shards(options).dataset, more).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof ShardError, String(error));
      return error;
    };
    const thrown = await errorOf({ does: "throw", at: [2, 17] });
    assert.equal(thrown.message, "shard 2 failed behind 17 samples, epoch 0: truncated");
    assert.ok(thrown.cause instanceof RangeError);
    assert.deepEqual([thrown.shard, thrown.samples], [2, 17]);
    const dead = await errorOf({ does: "exit always", at: [2, 17], interleave: 1 }, { maxRetries: 1 });
    assert.match(dead.message, /^shard 2 failed behind 1[67] samples, epoch 0: (its worker died|worker exited)/);
  });

  test("a sample that cannot cross is bad, and no other", async () => {
    const { dataset } = shards({ does: "unfit", at: [2, 17] });
    await assert.rejects(epochOf(dataset), /sample \d+ .*row 17 of dataset 2.*bytes.* cannot be sent to a worker/);
    const rest = await epochOf(shards({ does: "unfit", at: [2, 17] }).dataset, { onError: "skip" });
    assert.deepEqual(
      sorted(rest),
      all.filter((value) => value !== 2017),
    );
  });
});

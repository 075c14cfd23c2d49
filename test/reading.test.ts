import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DataLoader, fromModule } from "millrace";
import { calls, counters, peak, slow } from "./fixtures/slow.ts";

const module = new URL("./fixtures/slow.ts", import.meta.url);
const length = 192;

const readers = {
  "in the workers": (seen: Int32Array) => fromModule<typeof slow>(module, "slow", { length, milliseconds: 50, seen }),
  "on the main thread": (seen: Int32Array) => slow({ length, milliseconds: 50, seen }),
};

describe("samples that have to be waited for are read at the same time, over the ends of batches", () => {
  for (const [where, dataset] of Object.entries(readers)) {
    for (const batchSize of [1, 16]) {
      test(`two workers, read ${where}, batches of ${batchSize}`, async () => {
        const seen = counters(length);
        await using loader = new DataLoader(dataset(seen), { batchSize, workers: 2, shuffle: true, seed: 1 });
        const values: number[] = [];
        for await (const batch of loader) {
          assert.deepEqual([...batch.value.data], batch.indices);
          for (const index of batch.indices) values.push(index);
        }
        assert.deepEqual(
          values.toSorted((a, b) => a - b),
          Array.from({ length }, (_, i) => i),
        );
        assert.equal((seen[peak] as number) >= 32, true, `at most ${seen[peak]} samples were read at the same time`);
        assert.equal((seen[peak] as number) <= 32, true, `${seen[peak]} samples were read at the same time`);
        assert.deepEqual(new Set(seen.subarray(calls)), new Set([1]), "each sample was read once");
      });
    }
  }

  test("in the calling thread, batches of 1", async () => {
    const seen = counters(length);
    await using loader = new DataLoader(slow({ length, milliseconds: 20, seen }), { batchSize: 1, workers: 0 });
    for await (const _ of loader);
    assert.equal(seen[peak], 16);
  });

  test("reads says how many, of one batch too", async () => {
    for (const [where, dataset] of Object.entries(readers)) {
      const seen = counters(length);
      await using loader = new DataLoader(dataset(seen), { batchSize: 64, workers: 1, reads: 3 });
      for await (const _ of loader) break;
      assert.equal(seen[peak], 3, where);
    }
  });
});

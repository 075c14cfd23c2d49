import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Worker } from "node:worker_threads";
import { mask, pixels } from "millrace";
import { Account } from "../src/datasets/cache/account.ts";
import type { StoredPicture } from "../src/datasets/cache/entry.ts";
import { MemoryStore, type StoreMemory, storeMemory } from "../src/datasets/cache/memory-store.ts";
import { keyOf, pictureOf } from "./fixtures/store-hammer.ts";

const settled = (worker: Worker) =>
  new Promise<unknown>((resolve, reject) => worker.once("message", resolve).once("error", reject));

describe("a cache in memory", () => {
  test("gives every thread what any thread has put there, whole, and never more than its bytes", async () => {
    const keys = 400;
    const memory = storeMemory(keys * 2000, keys) as StoreMemory;
    const account = Account.memory();
    const hammers = [0, 1, 2].map((number) => {
      const file = new URL("./fixtures/store-hammer.ts", import.meta.url);
      return new Worker(file, { workerData: { memory, account, keys, number } });
    });
    const found = await Promise.all(hammers.map(settled));
    assert.ok(
      found.every((count) => Number(count) > 0),
      `${found}`,
    );
    const store = new MemoryStore(memory, new Account(account));
    for (let i = 0; i < keys; i++) {
      const pictures = store.get(keyOf(i)) as readonly StoredPicture[];
      assert.deepEqual(
        pictures?.map(({ value }) => value),
        [pictureOf(i).value],
      );
    }
    const { stored } = new Account(account).statistics;
    assert.equal(stored, keys);
    const bytes = memory.table.byteLength + memory.segments.reduce((sum, { byteLength }) => sum + byteLength, 0);
    assert.ok(bytes <= keys * 2000);
  });

  test("keeps sizes, types and channels, and what pictures were before their steps", () => {
    const memory = storeMemory(100_000, 4) as StoreMemory;
    const store = new MemoryStore(memory, new Account(Account.memory()));
    const whole = { width: 70_000, height: 3, channels: 4, type: "uint8" } as const;
    const pictures: StoredPicture[] = [
      {
        value: pixels(
          Uint8Array.from({ length: 60 }, (_, i) => i),
          5,
          3,
          4,
        ),
        whole,
      },
      { value: pixels(Float32Array.of(0.5, -1, 3), 3, 1, 1), whole: { ...whole, type: "float32", channels: 1 } },
      { value: mask(Uint16Array.of(65_535, 1), 1, 2), whole: { width: 1, height: 2, channels: 1, type: "uint16" } },
      { value: mask(Uint8Array.of(7), 1, 1), whole: { width: 9, height: 9, channels: 1, type: "uint8" } },
    ];
    store.put(keyOf(1), pictures);
    assert.deepEqual(store.get(keyOf(1)), pictures);
    assert.equal(store.get(keyOf(2)), undefined);
    // What came first stays.
    store.put(keyOf(1), pictures.slice(0, 1));
    assert.equal(store.get(keyOf(1))?.length, 4);
  });

  test("a thread that dies on its way loses a stretch, and holds up nobody", () => {
    const memory = storeMemory(100_000, 4) as StoreMemory;
    const store = new MemoryStore(memory, new Account(Account.memory()));
    // As far as one comes that has taken its stretch and written half of it.
    Atomics.add(memory.table, 0, 10);
    new Uint8Array(memory.segments[0] as SharedArrayBuffer).fill(255, 0, 300);
    store.put(keyOf(5), [pictureOf(5)]);
    assert.deepEqual(store.get(keyOf(5)), [pictureOf(5)]);
    assert.equal(store.get(keyOf(6)), undefined);
  });

  test("entries do not lie across two pieces of the arena", () => {
    // Pieces of a gigabyte, of which the system gives only the pages that are written.
    const memory = storeMemory(2 ** 30 + 2 ** 20, 4) as StoreMemory;
    assert.equal(memory.segments.length, 2);
    Atomics.store(memory.table, 0, 2 ** 30 / 64 - 2);
    const store = new MemoryStore(memory, new Account(Account.memory()));
    store.put(keyOf(3), [pictureOf(3)]);
    assert.deepEqual(store.get(keyOf(3)), [pictureOf(3)]);
    assert.equal(Atomics.load(memory.table, 0) > 2 ** 30 / 64, true);
  });
});

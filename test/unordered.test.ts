import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DataLoader, type DataLoaderOptions, fromModule, type LoaderState, mergeStates } from "millrace";
import { Delivered } from "../src/loader/delivered.ts";
import type { gated } from "./fixtures/gated.ts";
import { list, sorted } from "./helpers/numbered.ts";
import { shareThreads } from "./helpers/share-threads.ts";

shareThreads(1, 2);

const length = 60;

/** Samples of which one waits until the gate is opened. */
function gates() {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** Samples of which one waits until the gate is opened, read in workers. */
const waiting = (gate: Int32Array, slow: number) =>
  fromModule<typeof gated>(new URL("./fixtures/gated.ts", import.meta.url), "gated", { length, slow, gate });

const plain = { length, get: (row: number) => ({ row }) };

function make(of: object, options: object = {}) {
  return new DataLoader(
    of as never,
    {
      ...{ batchSize: 3, workers: 2, seed: 1, ordered: false, prefetch: 6, ahead: false },
      ...options,
    } as DataLoaderOptions,
  );
}

function open(gate: Int32Array): void {
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
}

describe("batches that need not come in order", () => {
  test("one that waits holds up no other, and comes when it is there", async () => {
    const gate = gates();
    await using loader = make(waiting(gate, 4));
    const numbers: number[] = [];
    for await (const batch of loader) {
      numbers.push(batch.number);
      assert.deepEqual(batch.indices, [3 * batch.number, 3 * batch.number + 1, 3 * batch.number + 2]);
      if (numbers.length === 12) open(gate);
    }
    assert.equal(numbers.slice(0, 12).includes(1), false, "twelve others came before it");
    assert.deepEqual(sorted(numbers), list(20));
  });

  test("in order it is waited for", async () => {
    const gate = gates();
    await using loader = make(waiting(gate, 4), { ordered: true });
    const iterator = loader[Symbol.asyncIterator]();
    await iterator.next();
    const second = iterator.next();
    assert.equal(await Promise.race([second, new Promise((resolve) => setTimeout(resolve, 200, "waits"))]), "waits");
    open(gate);
    assert.equal((await second).value?.number, 1);
    await iterator.return?.();
  });

  test("a resume gives each of the others exactly once, from any batch on", async () => {
    const states: { readonly state: LoaderState; readonly seen: readonly number[] }[] = [];
    const gate = gates();
    {
      await using loader = make(waiting(gate, 4));
      const seen: number[] = [];
      for await (const batch of loader) {
        seen.push(batch.number);
        states.push({ state: JSON.parse(JSON.stringify(loader.state())), seen: [...seen] });
        if (seen.length === 10) open(gate);
      }
    }
    assert.ok(states.some(({ state }) => state.delivered !== undefined));
    for (const { state, seen } of states) {
      assert.ok(JSON.stringify(state).length < 1024);
      for (const ordered of [true, false]) {
        await using loader = make(plain, { seed: undefined, resume: state, ordered, workers: 0 });
        const rest: number[] = [];
        for await (const batch of loader) {
          rest.push(batch.number);
          assert.deepEqual(batch.indices, [3 * batch.number, 3 * batch.number + 1, 3 * batch.number + 2]);
        }
        if (ordered) assert.deepEqual(rest, sorted(rest));
        assert.deepEqual(sorted([...seen, ...rest]), list(20), JSON.stringify(state));
        assert.deepEqual([loader.state().epoch, loader.state().batch], [1, 0]);
      }
    }
  });

  test("sources of every sort leave out what was delivered before", async () => {
    const resume: LoaderState = { version: 1, seed: 1, epoch: 0, batch: 2, delivered: "24" };
    // Bits 1 and 4 + 2: batches 3 and 8.
    const expected = list(20).filter((number) => number >= 2 && number !== 3 && number !== 8);
    const iterable = () =>
      (function* () {
        for (const row of list(length)) yield { row };
      })();
    const { columnTable } = await import("millrace");
    const sources: Record<string, object> = {
      "in workers": waiting(gates(), -1),
      "on the main thread": plain,
      "an iterable": iterable,
      columns: columnTable({ row: Float32Array.from(list(length)) }),
      "columns on the main thread": {
        length,
        readColumns: async (rows: ArrayLike<number>) => ({
          length: rows.length,
          columns: { row: { dtype: "float32", width: 1, values: Float32Array.from(rows) } },
        }),
      },
    };
    for (const [name, of] of Object.entries(sources)) {
      for (const workers of [0, 1]) {
        await using loader = make(of, { seed: undefined, resume, workers });
        const numbers: number[] = [];
        for await (const batch of loader) {
          numbers.push(batch.number);
          assert.deepEqual(batch.indices, [3 * batch.number, 3 * batch.number + 1, 3 * batch.number + 2], name);
        }
        assert.deepEqual(sorted(numbers), expected, `${name}, ${workers} workers`);
      }
    }
  });

  test("batches of which nothing is left are done with", async () => {
    const of = {
      length,
      get(row: number) {
        if (row < 6) throw new Error("bad");
        return { row };
      },
    };
    await using loader = make(of, { onError: "skip", maxErrorRate: 1 });
    let delivered = 0;
    for await (const _ of loader) delivered++;
    assert.equal(delivered, 18);
    await using broken = make(of, { onError: "skip", maxErrorRate: 1, workers: 0 });
    for await (const batch of broken) {
      assert.deepEqual([batch.number, broken.state().batch, broken.state().delivered], [2, 3, undefined]);
      break;
    }
  });

  test("hostile states and merged ones are refused", () => {
    const of = plain;
    const state = { version: 1, seed: 1, epoch: 0, batch: 2 } as const;
    for (const delivered of ["1", "g", "", "2".repeat(257), 5, null]) {
      assert.throws(
        () => make(of, { seed: undefined, resume: { ...state, delivered } }),
        /its delivered must be at most 256 hexadecimal digits, the first of them even/,
      );
    }
    assert.throws(
      () => mergeStates([{ ...state, delivered: "2" }, state]),
      /states are of loaders with ordered: false/,
    );
  });
});

test("what was delivered is written down in as many digits as it takes, and read again", () => {
  const delivered = new Delivered(5);
  for (const batch of [7, 9, 14]) delivered.add(batch);
  assert.deepEqual([delivered.low, delivered.text], [5, "412"]);
  const read = new Delivered(5, delivered.text);
  assert.deepEqual(sorted([...read.ahead]), [7, 9, 14]);
  read.add(5);
  assert.deepEqual([read.low, read.text], [6, "a01"]);
  read.add(6);
  assert.equal(read.low, 8);
  read.add(8);
  assert.deepEqual([read.low, sorted([...read.ahead])], [10, [14]]);
  const far = new Delivered(0);
  far.add(1023);
  assert.equal(far.text.length, 256);
});

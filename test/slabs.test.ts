import assert from "node:assert/strict";
import { test } from "node:test";
import { recycledSlabs } from "../src/worker/slab-channel.ts";
import { SlabStore } from "../src/worker/slabs.ts";

const sizes = (slabs: readonly ArrayBuffer[]) => slabs.map(({ byteLength }) => byteLength);

test("slabs of a released batch leave the heap at once, and come out for a batch of as many rows", () => {
  const store = new SlabStore(1000);
  const slabs = [new ArrayBuffer(300), new ArrayBuffer(100)];
  store.put(8, slabs);
  assert.deepEqual(sizes(slabs), [0, 0], "they were moved, not copied");
  assert.equal(store.bytes, 400);

  const other = store.take(7);
  assert.deepEqual(recycledSlabs(other.far), [], "a shorter batch has no use for them");
  other.close();
  assert.equal(store.bytes, 400);

  const channel = store.take(8);
  assert.equal(store.bytes, 0);
  assert.deepEqual(sizes(recycledSlabs(channel.far)), [300, 100]);
  assert.deepEqual(recycledSlabs(channel.far), [], "once");
  channel.close();
});

test("the store keeps to its limit: what was kept longest goes", () => {
  const store = new SlabStore(1000);
  for (const bytes of [400, 401, 402]) store.put(1, [new ArrayBuffer(bytes)]);
  assert.equal(store.bytes, 803);
  store.put(1, [new ArrayBuffer(1001)]);
  assert.equal(store.bytes, 803, "a slab beyond the limit drives nothing out");
  store.put(1, [new ArrayBuffer(0)]);
  const newest = store.take(1);
  assert.deepEqual(sizes(recycledSlabs(newest.far)), [402]);
  newest.close();
  store.clear();
  assert.equal(store.bytes, 0);
});

test("a batch can be taken out of its channel once", () => {
  const channel = new SlabStore(1).take(1);
  channel.far.postMessage({ label: [1] });
  assert.deepEqual(channel.take(), { label: [1] });
  assert.throws(() => channel.take(), /taken twice/);
});

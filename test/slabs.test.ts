import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { TypedArrayOf } from "@millrace/core";
import { recycledSlabs } from "../src/worker/slab-channel.ts";
import { SlabSupply } from "../src/worker/slab-supply.ts";
import { SlabStore } from "../src/worker/slabs.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { runScript } from "./helpers/run-script.ts";

const sizes = (slabs: readonly ArrayBuffer[]) => slabs.map(({ byteLength }) => byteLength);

test("slabs of a released batch leave the heap at once, and come out for a batch of as many rows", () => {
  const store = new SlabStore(1000);
  const slabs = [new ArrayBuffer(300), new ArrayBuffer(100)];
  store.put(8, slabs);
  assert.deepEqual(sizes(slabs), [0, 0], "they were moved, not copied");
  assert.equal(store.bytes, 400);

  const other = store.take(7);
  assert.deepEqual(recycledSlabs(other.far as MessagePort), [], "a shorter batch has no use for them");
  other.close();
  assert.equal(store.bytes, 400);

  const channel = store.take(8);
  assert.equal(store.bytes, 0);
  assert.deepEqual(sizes(recycledSlabs(channel.far as MessagePort)), [300, 100]);
  assert.deepEqual(recycledSlabs(channel.far as MessagePort), [], "once");
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
  assert.deepEqual(sizes(recycledSlabs(newest.far as MessagePort)), [402]);
  newest.close();
  store.clear();
  assert.equal(store.bytes, 0);
  store.close();
  const late = [new ArrayBuffer(10)];
  store.put(1, late);
  assert.equal(store.bytes, 0, "after its end nothing is kept");
  assert.deepEqual(sizes(late), [10]);
});

test("slabs can be lent to a channel whose far end is gone already", () => {
  const store = new SlabStore(1000);
  store.put(8, [new ArrayBuffer(300), new ArrayBuffer(100)]);
  const channel = store.take(7);
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(channel.far, [channel.far as MessagePort]);
  const far = receiveMessageOnPort(port2)?.message as MessagePort;
  store.lend(7, channel);
  assert.equal(store.bytes, 400, "none for so many rows");
  store.lend(8, channel);
  assert.equal(store.bytes, 0);
  assert.deepEqual(sizes(recycledSlabs(far)), [300, 100]);
  assert.deepEqual(recycledSlabs(far), [], "once");
  far.postMessage({ label: [1] });
  assert.deepEqual(channel.take(), { label: [1] });
  store.put(8, [new ArrayBuffer(50)]);
  store.lend(8, channel);
  assert.equal(store.bytes, 0, "a plan that is over takes nothing along, and keeps nothing");
  far.close();
  port1.close();
});

test("a batch can be taken out of its channel once", () => {
  const channel = new SlabStore(1).take(1);
  channel.far?.postMessage({ label: [1] });
  assert.deepEqual(channel.take(), { label: [1] });
  assert.throws(() => channel.take(), /taken twice/);
});

test("memory that waits in a channel is free as soon as the channel is closed", async () => {
  const { stdout, stderr } = await runScript(
    temporaryFolder(),
    `
    import { SlabStore } from ${JSON.stringify(fileURLToPath(new URL("../src/worker/slabs.ts", import.meta.url)))};
    const store = new SlabStore(1e9);
    for (let i = 0; i < 10; i++) {
      store.put(1, [new Uint8Array(40e6).fill(1).buffer]);
      store.clear();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    console.log(process.resourceUsage().maxRSS / 1e3);
  `,
  );
  const peak = Number(stdout);
  assert.equal(peak > 0 && peak < 300, true, `a peak of ${peak} MB for one slab of 40 MB at a time${stderr}`);
});

test("slabs that went to workers with plans that were cancelled are free again", async () => {
  const { stdout, stderr } = await runScript(
    temporaryFolder(),
    `
    import { DataLoader, pixels } from "millrace";
    import { resize } from "@millrace/core/image";
    const image = pixels(new Uint8Array(30000).fill(1), 100, 100);
    const dataset = { length: 60, get: () => ({ image }) };
    const loader = new DataLoader(dataset, { batchSize: 6, workers: 2, transform: resize([1500, 1500]) });
    for await (using batch of loader);
    const { rss } = process.memoryUsage();
    let peak = 0;
    for (let i = 0; i < 12; i++) {
      for await (using batch of loader) {
        if (batch.number === 3) break;
      }
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    console.log(JSON.stringify({ grown: (peak - rss) / 1e6, batch: loader.stats().bytes.batch / 1e6 }));
    await loader.close();
  `,
  );
  assert.equal(stderr, "");
  const { grown, batch } = JSON.parse(stdout);
  assert.equal(grown < 6 * batch, true, `12 epochs that were broken off grew the process by ${grown} MB`);
});

test("a supply gives each recycled slab once, and counts what a batch holds at last", () => {
  let asked = 0;
  const recycled = [new ArrayBuffer(8), new ArrayBuffer(16)];
  const supply = new SlabSupply(() => {
    asked++;
    return recycled;
  });
  const one = supply.allocate("float32", 2);
  const other = supply.allocate("float32", 2);
  const third = supply.allocate("uint8", 16);
  assert.equal(asked, 1);
  assert.equal(one.buffer, recycled[0]);
  assert.notEqual(other.buffer, one.buffer);
  assert.equal(third.buffer, recycled[1]);
  const column = <Type extends "float32" | "uint8">(dtype: Type, data: TypedArrayOf[Type]) => ({
    dtype,
    shape: [data.length],
    data,
  });
  const mixed = new Float32Array(4);
  const columns = { one: column("float32", one), other: column("float32", other), third: column("float32", mixed) };
  assert.deepEqual(supply.count(columns), { allocated: 2, reused: 1 });
});

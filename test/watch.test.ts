import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { begins, came, ends, SignStore, sign, waits } from "../src/worker/signs.ts";
import { Watch } from "../src/worker/watch.ts";

test("a thread is told of when it stands still with a sample in its hands, and only then", async () => {
  const plan = { signs: new SignStore().take(), timeoutMs: 20 };
  const told: number[] = [];
  const watch = new Watch([plan], (thread, [overdue]) => {
    assert.equal(overdue, plan);
    told.push(thread);
  });
  watch.begin(20);
  await wait(100);
  assert.deepEqual(told, [], "no thread has begun");
  sign(plan.signs, 7);
  await wait(100);
  assert.deepEqual(told, [], "nothing is in its hands");
  begins(plan.signs, 0, "transform");
  // On the same event loop as the looks: however late both are, it moves between two of them.
  const moving = setInterval(() => {
    ends(plan.signs);
    begins(plan.signs, 1, "transform");
  }, 1);
  await wait(200);
  assert.deepEqual(told, [], "it moves");
  clearInterval(moving);
  while (told.length === 0) await wait(5);
  assert.deepEqual(told, [7]);
  watch.end();
});

test("a thread that waits for a promised sample is told of when it does not even give it up", async () => {
  const plan = { signs: new SignStore().take(), timeoutMs: 20 };
  const told: number[] = [];
  const watch = new Watch([plan], (thread) => told.push(thread));
  watch.begin(20);
  sign(plan.signs, 7);
  waits(plan.signs);
  const moving = setInterval(() => {
    came(plan.signs);
    waits(plan.signs);
  }, 1);
  await wait(200);
  assert.deepEqual(told, [], "it waits, and something comes");
  clearInterval(moving);
  came(plan.signs);
  await wait(200);
  assert.deepEqual(told, [], "nothing is waited for");
  waits(plan.signs);
  while (told.length === 0) await wait(5);
  assert.deepEqual(told, [7]);
  watch.end();
});

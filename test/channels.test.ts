import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import {
  type BatchMessage,
  DataLoader,
  type EpochMessage,
  filter,
  type WarningMessage,
  type WorkerMessage,
} from "millrace";
import { channels } from "../src/statistics/channels.ts";
import { temporaryFolder } from "./helpers/photographs.ts";
import { workerDataset } from "./helpers/user-module.ts";

/** What is told on a channel while something runs. */
async function told<Message>(name: string, run: () => Promise<unknown>): Promise<readonly Message[]> {
  const seen: Message[] = [];
  const hear = (message: unknown) => void seen.push(message as Message);
  subscribe(name, hear);
  try {
    await run();
  } finally {
    unsubscribe(name, hear);
  }
  return seen;
}

const numbers = { length: 10, get: (value: number) => ({ value }) };

test("millrace:batch tells of each batch, and nobody listens by default", async () => {
  for (const channel of Object.values(channels)) assert.equal(channel.hasSubscribers, false);
  await using loader = new DataLoader(numbers, { batchSize: 4, workers: 1 });
  const messages = await told<BatchMessage>("millrace:batch", async () => {
    for await (using _ of loader);
  });
  assert.deepEqual(
    messages.map(({ epoch, number, size, bytes }) => [epoch, number, size, bytes]),
    [
      [0, 0, 4, 16],
      [0, 1, 4, 16],
      [0, 2, 2, 8],
    ],
  );
  for (const { loader: of, waited, making, worker, ready } of messages) {
    assert.equal(of, loader);
    assert.equal(waited >= 0 && making > 0 && worker > 0 && ready >= 0, true);
  }
});

test("millrace:epoch tells of the beginning and of the end of each loop", async () => {
  const loader = new DataLoader(numbers, { batchSize: 4, workers: 0 });
  const messages = await told<EpochMessage>("millrace:epoch", async () => {
    for await (const _ of loader);
    for await (const _ of loader) break;
    const open = loader[Symbol.asyncIterator]();
    await open.next();
    await loader.close();
  });
  assert.deepEqual(
    messages.map(({ epoch, event }) => [epoch, event]),
    [
      [0, "begin"],
      [0, "complete"],
      [1, "begin"],
      [1, "left"],
      [2, "begin"],
      [2, "left"],
    ],
  );
  assert.equal(messages[0]?.loader, loader);
});

test("millrace:worker tells of a worker that died, and statistics count what was carried out again", async () => {
  const marker = join(temporaryFolder(), "died");
  const dataset = workerDataset(
    `({ marker }) => ({ length: 40, get(value) {
       if (value === 20 && !isMainThread && !existsSync(marker)) { writeFileSync(marker, ""); process.exit(3); }
       return { value };
     } })`,
    { marker },
  );
  await using loader = new DataLoader(dataset, { batchSize: 4, workers: 1 });
  const messages = await told<WorkerMessage>("millrace:worker", async () => {
    for await (using _ of loader);
    await wait(10);
  });
  assert.deepEqual(
    messages.map(({ event }) => event),
    ["died"],
  );
  assert.equal((messages[0]?.worker ?? 0) > 0, true, "by its number");
  const { retries, replacedWorkers } = loader.stats();
  assert.equal(replacedWorkers, 1);
  assert.equal(retries > 0 && retries <= 2, true, `${retries}`);
});

test("millrace:warning tells of each warning", async () => {
  const messages = await told<WarningMessage>("millrace:warning", () =>
    filter({ length: 200, get: (value) => ({ value }) }, ({ value }) => value === 0),
  );
  assert.deepEqual(
    messages.map(({ code }) => code),
    ["MILLRACE_FILTER"],
  );
  assert.match(messages[0]?.message ?? "", /only 1 passed/);
});

// What flow costs where samples cost nothing, and what waiting costs where they have to be waited for.
//
//   npx --yes pnpm@12 build
//   node --conditions=built --import ./register.mjs bench/flow.bench.ts [--rounds 3] [--only records,order,reads,epochs,start,blocked]
//
// - records: ready records of 64 bytes from two workers, batches of 64 and of 1.
// - order: one sample in 1,000 sleeps for 50 batch times, four workers: what that costs in order and out of order,
//   against the same samples without sleep in the same round.
// - reads: every read waits for 50 ms, two workers: the share of what their reading places allow.
// - epochs: how long the first batch of an epoch is waited for, begun ahead and not, under a step of 1.2 batch times.
// - start: the first batch on a pool that runs.
// - blocked: one worker, and steps of 1.5 batch times that block the event loop: how long the loop takes, of its steps alone.
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { DataLoader, type DataLoaderOptions, fromModule } from "millrace";
import type * as datasets from "./flow/datasets.ts";
import { show, spread } from "./loader/measure.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "records,order,reads,epochs,start,blocked" },
  },
});
const rounds = Number(values.rounds);
const module = new URL("./flow/datasets.ts", import.meta.url);

function make(name: keyof typeof datasets, options: Record<string, number>, more: Partial<DataLoaderOptions>) {
  const dataset = fromModule<typeof datasets>(module, name as never, options as never);
  return new DataLoader(
    dataset as never,
    { batchSize: 64, workers: 2, seed: 1, ahead: false, ...more } as DataLoaderOptions,
  );
}

/** Samples a second of one epoch, and a CPU second of this process, after an epoch to warm up. */
async function rate(loader: ReturnType<typeof make>, warmUp = true): Promise<{ second: number; cpu: number }> {
  if (warmUp) for await (using batch of loader) void batch.size;
  let samples = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  for await (using batch of loader) samples += batch.size;
  const { user, system } = process.cpuUsage(cpu);
  return { second: samples / ((performance.now() - start) / 1000), cpu: samples / ((user + system) / 1e6) };
}

const figures = (numbers: readonly number[], digits = 0) => show(spread(numbers), digits);

async function recordsBench(): Promise<void> {
  for (const [batchSize, length] of [
    [64, 1_280_000],
    [1, 40_000],
  ] as const) {
    const runs: { second: number; cpu: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      await using loader = make("records", { length }, { batchSize, shuffle: true });
      runs.push(await rate(loader));
    }
    console.log(
      `records, batch ${batchSize}: ${figures(runs.map(({ second }) => second))} samples/s, ${figures(runs.map(({ cpu }) => cpu))} per CPU second`,
    );
  }
}

async function orderBench(): Promise<void> {
  // Batches of 8 samples of 0.25 ms: 2 ms of work, and with two processors one comes each millisecond.
  const common = { length: 16_000, microseconds: 250 };
  const options = { batchSize: 8, workers: 4 };
  const losses: Record<string, number[]> = { ordered: [], unordered: [] };
  for (let round = 0; round < rounds; round++) {
    await using quiet = make("uneven", { ...common, every: 0, milliseconds: 0 }, options);
    const { second: without } = await rate(quiet);
    const milliseconds = 50 * ((8 / without) * 1000);
    for (const ordered of [true, false]) {
      await using loader = make("uneven", { ...common, every: 1000, milliseconds }, { ...options, ordered });
      const { second } = await rate(loader);
      losses[ordered ? "ordered" : "unordered"]?.push(100 * (1 - second / without));
    }
  }
  for (const [name, loss] of Object.entries(losses)) console.log(`order: ${name} loses ${figures(loss, 1)} %`);
}

async function readsBench(): Promise<void> {
  const shares: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await using loader = make("waiting", { length: 3200, milliseconds: 50 }, { batchSize: 16 });
    const { second } = await rate(loader);
    shares.push((100 * second) / (2 * 16 * 20));
  }
  console.log(`reads: ${figures(shares, 1)} % of what 2 × 16 places allow`);
}

async function epochsBench(): Promise<void> {
  const common = { length: 800, every: 0, milliseconds: 0, microseconds: 250 };
  for (const ahead of [true, false]) {
    const gaps: number[] = [];
    await using loader = make("uneven", common, { batchSize: 8, ahead, shuffle: true });
    const { second } = await rate(loader);
    const step = 1.2 * ((8 / second) * 1000);
    for (let round = 0; round < 10 * rounds; round++) {
      let start = performance.now();
      let isFirst = true;
      for await (using batch of loader) {
        void batch.size;
        if (isFirst && round > 0) gaps.push((performance.now() - start) / step);
        isFirst = false;
        await wait(step);
        start = performance.now();
      }
    }
    console.log(
      `epochs, ${ahead ? "begun ahead" : "begun by their loop"}: the first batch is waited for ${figures(gaps, 2)} steps`,
    );
  }
}

async function startBench(): Promise<void> {
  await using holds = make("records", { length: 640 }, {});
  for await (const _ of holds) break;
  const times: number[] = [];
  for (let round = 0; round < 10 * rounds; round++) {
    await using loader = make("records", { length: 640 }, {});
    const start = performance.now();
    for await (const _ of loader) {
      times.push(performance.now() - start);
      break;
    }
  }
  console.log(`start: the first batch on a pool that runs takes ${figures(times, 1)} ms`);
}

async function blockedBench(): Promise<void> {
  const milliseconds = 15;
  const batches = 40;
  const word = new Int32Array(new SharedArrayBuffer(4));
  const parts: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const options = { length: 10 * batches, every: 0, milliseconds: 0, microseconds: 1000 };
    await using loader = make("uneven", options, { batchSize: 10, workers: 1 });
    for await (using batch of loader) void batch.size;
    const start = performance.now();
    for await (using batch of loader) {
      void batch.size;
      Atomics.wait(word, 0, 0, milliseconds);
    }
    parts.push((performance.now() - start) / (batches * milliseconds));
  }
  console.log(`blocked: the loop takes ${figures(parts, 2)} times as long as its steps`);
}

const benches = {
  records: recordsBench,
  order: orderBench,
  reads: readsBench,
  epochs: epochsBench,
  start: startBench,
  blocked: blockedBench,
};
for (const name of values.only.split(",")) {
  const bench = benches[name as keyof typeof benches];
  if (bench === undefined) throw new Error(`--only must be of ${Object.keys(benches).join(", ")}, got ${name}`);
  await bench();
}

// What the loader delivers, and whether a trainer waits for it.
//
//   node --import ./register.mjs bench/loader.bench.ts [--data DIR] [--workers 2] [--batches 20] [--rounds 5] [--epochs 20] [--json]
//
// Millrace and the plain loop with sharp take turns within one run, so that a machine whose speed drifts is no excuse;
// ratios are of neighbouring rounds. Without --data it runs on the demo's synthetic photographs.
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { compose, normalize, randomHorizontalFlip, randomResizedCrop } from "@millrace/core/image";
import { benchmark, DataLoader, fromModule } from "millrace";
import { measure, type Run, show, spread } from "./loader/measure.ts";
import { photographs } from "./loader/photographs.ts";
import { drawCrops, plainSharpLoop } from "./loader/plain-sharp.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    workers: { type: "string", default: "2" },
    batches: { type: "string", default: "20" },
    rounds: { type: "string", default: "5" },
    epochs: { type: "string", default: "20" },
    json: { type: "boolean", default: false },
  },
});
const workers = Number(values.workers);
const batches = Number(values.batches);
const batchSize = 64;
const seed = 1;
const samples = batches * batchSize;
const files = await photographs(values.data);
const cropAndFlip = [randomResizedCrop(224), randomHorizontalFlip()] as const;
const transform = compose([...cropAndFlip, normalize()]);
const say = (line: string) => {
  if (!values.json) console.log(line);
};
// As an image folder is read: in the workers, of which plans name rows alone.
const dataset = (options: { files: readonly string[]; length: number }) =>
  fromModule<typeof import("./loader/photographs.ts").repeated>(
    new URL("./loader/photographs.ts", import.meta.url),
    "repeated",
    options,
  );
const newLoader = (length = samples) =>
  new DataLoader(dataset({ files, length }), { batchSize, seed, workers, shuffle: true, transform });

say(
  `${files.length} photographs, ${workers} workers, batches of ${batchSize}, randomResizedCrop(224) + flip + normalize`,
);
const race = await raceSharp();
const steps = await stallUnderSteps();
const memory = await memoryOverEpochs();
if (values.json)
  console.log(JSON.stringify({ node: process.version, workers, files: files.length, race, steps, memory }, null, 2));

/** Throughput against the plain loop, in turns. */
async function raceSharp() {
  const crops = await drawCrops(files, samples, compose([...cropAndFlip]), seed);
  await using loader = newLoader();
  const drain = async () => {
    for await (using _ of loader);
  };
  await drain();
  const ours: Run[] = [];
  const theirs: Run[] = [];
  const busy: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const utilization = performance.eventLoopUtilization();
    ours.push(await measure(samples, drain));
    busy.push(performance.eventLoopUtilization(utilization).utilization);
    theirs.push(await measure(samples, () => plainSharpLoop(crops, batchSize, () => undefined)));
  }
  const rate = (runs: Run[]) => spread(runs.map((run) => run.samples / run.seconds));
  const perCpu = (runs: Run[]) => spread(runs.map((run) => run.samples / run.cpuSeconds));
  const ratio = (of: (run: Run) => number) => spread(ours.map((run, i) => of(run) / of(theirs[i] as Run)));
  const result = {
    millrace: { samplesPerSecond: rate(ours), samplesPerCpuSecond: perCpu(ours) },
    plainSharp: { samplesPerSecond: rate(theirs), samplesPerCpuSecond: perCpu(theirs) },
    ratio: {
      samplesPerSecond: ratio((run) => run.samples / run.seconds),
      samplesPerCpuSecond: ratio((run) => run.samples / run.cpuSeconds),
    },
    mainThreadBusy: spread(busy),
    stats: loader.stats(),
  };
  say("\n                      samples/s              samples per CPU second");
  say(
    `millrace              ${show(result.millrace.samplesPerSecond).padEnd(22)} ${show(result.millrace.samplesPerCpuSecond)}`,
  );
  say(
    `plain loop with sharp ${show(result.plainSharp.samplesPerSecond).padEnd(22)} ${show(result.plainSharp.samplesPerCpuSecond)}`,
  );
  say(
    `ratio                 ${show(result.ratio.samplesPerSecond, 2).padEnd(22)} ${show(result.ratio.samplesPerCpuSecond, 2)}`,
  );
  say(
    `\nmain thread busy ${show({ median: result.mainThreadBusy.median * 100, least: result.mainThreadBusy.least * 100, most: result.mainThreadBusy.most * 100 }, 1)} %`,
  );
  return result;
}

/** The share of time that a trainer waits whose step takes 1.2 times what a batch takes. */
async function stallUnderSteps() {
  await using loader = newLoader((batches + 4) * batchSize);
  const free = await benchmark(loader, { warmUp: 4 });
  const stepMilliseconds = (free.seconds / free.batches) * 1.2 * 1000;
  const kinds = {
    awaited: () => new Promise((resolve) => setTimeout(resolve, stepMilliseconds)),
    // The event loop stands still and the processor is free: a step that waits for an accelerator.
    blocking: () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stepMilliseconds);
    },
    // The step computes on a processor that the workers would like to have: with a worker for each, it cannot be free.
    computing: () => {
      const end = performance.now() + stepMilliseconds;
      while (performance.now() < end);
    },
  };
  const result: Record<string, unknown> = { stepMilliseconds };
  say(
    `\nA step of 1.2 batch times (${stepMilliseconds.toFixed(0)} ms): share of time that the trainer waits, wait in next()`,
  );
  for (const [name, step] of Object.entries(kinds)) {
    const { stallShare, wait, samplesPerSecond } = await benchmark(loader, { step, warmUp: 4 });
    result[name] = { stallShare, wait, samplesPerSecond };
    say(
      `${name.padEnd(9)} ${(stallShare * 100).toFixed(2)} %, p50 ${wait.p50.toFixed(2)} ms, p99 ${wait.p99.toFixed(1)} ms`,
    );
  }
  return result;
}

/** Memory of the process and the workers' working memory, at the end of each epoch. */
async function memoryOverEpochs() {
  await using loader = newLoader(Math.min(samples, 6 * batchSize));
  const resident: number[] = [];
  const working: number[] = [];
  const epochs = Number(values.epochs);
  while (loader.epoch < epochs) {
    for await (using _ of loader);
    resident.push(process.memoryUsage.rss() / 1e6);
    working.push(loader.stats().bytes.working / 1e6);
  }
  const half = Math.floor(epochs / 2);
  const growth = (resident.at(-1) as number) - (resident[half] as number);
  say(
    `\nmemory over ${epochs} epochs: ${resident[0]?.toFixed(0)} MB after the first, ${resident.at(-1)?.toFixed(0)} MB after the last, ${growth.toFixed(0)} MB grown in the second half; working memory ${working[0]?.toFixed(1)} → ${working.at(-1)?.toFixed(1)} MB; peak ${(process.resourceUsage().maxRSS / 1e3).toFixed(0)} MB`,
  );
  return {
    residentMegabytes: resident,
    workingMegabytes: working,
    peakMegabytes: process.resourceUsage().maxRSS / 1e3,
  };
}

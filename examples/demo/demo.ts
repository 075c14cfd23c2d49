// Loads a folder of photographs through an augmentation policy in worker threads, and shows what that did.
//
//   npx --yes pnpm@12 demo                    with photographs that it draws itself
//   npx --yes pnpm@12 demo path/to/photos     with your own: class sub-folders, or a flat folder
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";
import { DataLoader, type Dataset, type Image, imageFolder } from "millrace";
import { writeContactSheet } from "./contact-sheet.ts";
import { makePhotographs } from "./photographs.ts";
import { training } from "./policy.ts";

const seed = 42;
const epochs = 3;
const output = "demo-output";

const folder = process.argv.slice(2).find((argument) => argument !== "--");
const dataset = openFolder(folder === undefined ? await drawPhotographs() : resolve(folder));

const workers = Math.max(1, Math.min(8, availableParallelism()));
await using loader = new DataLoader(dataset, { batchSize: 16, shuffle: true, seed, workers, transform: training });
console.log(`${dataset.length} photographs, ${loader.length} batches an epoch, ${epochs} epochs, ${workers} workers\n`);

while (loader.epoch < epochs) {
  const epoch = loader.epoch;
  let seen = 0;
  for await (using batch of loader) {
    seen += batch.size;
    showProgress(epoch, seen, loader.stats().samplesPerSecond);
  }
}
process.stdout.write("\n\n");
printSummary();

mkdirSync(output, { recursive: true });
const sheet = join(output, "contact-sheet.png");
const step = Math.max(1, Math.floor(dataset.length / 8));
const shown = Array.from({ length: Math.min(8, dataset.length) }, (_, i) => i * step);
await writeContactSheet(dataset, shown, seed, sheet);
console.log(`\nOriginals and what four epochs make of them: ${relative(process.cwd(), sheet)}`);

async function drawPhotographs(): Promise<string> {
  const directory = join(output, "photographs");
  if (!existsSync(directory)) {
    console.log(`Drawing photographs into ${directory} …`);
    await makePhotographs(directory, { count: 96, seed: 1 });
  }
  return directory;
}

function openFolder(directory: string): Dataset<{ image: Image }> {
  const hasClasses =
    existsSync(directory) && readdirSync(directory, { withFileTypes: true }).some((entry) => entry.isDirectory());
  return hasClasses || !existsSync(directory) ? imageFolder(directory) : imageFolder(directory, { classes: false });
}

function showProgress(epoch: number, seen: number, samplesPerSecond: number): void {
  const share = Math.min(1, seen / dataset.length);
  const bar = "█".repeat(Math.round(share * 30)).padEnd(30, "░");
  const line = `epoch ${epoch + 1}/${epochs} ${bar} ${seen}/${dataset.length}  ${samplesPerSecond.toFixed(0)} samples/s`;
  process.stdout.write(process.stdout.isTTY ? `\r${line}` : `${line}\n`);
}

function printSummary(): void {
  const { samples, samplesPerSecond, timeToFirstBatch, wait, bytes } = loader.stats();
  const megabytes = (value: number) => `${(value / 1e6).toFixed(1)} MB`;
  const rows = [
    ["samples", `${samples}`],
    ["samples/s", samplesPerSecond.toFixed(0)],
    ["time to first batch", `${timeToFirstBatch.toFixed(0)} ms, starting the workers included`],
    ["consumer waited", `${(wait.share * 100).toFixed(1)} % of the time (it does nothing but wait here)`],
    ["bytes in flight", `${megabytes(bytes.peak)} at most, limit ${megabytes(bytes.limit)}`],
    ["workers", `${workers}`],
  ];
  for (const [name = "", value] of rows) console.log(`${name.padEnd(20)} ${value}`);
}

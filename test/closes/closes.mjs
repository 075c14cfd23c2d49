// Makes loaders, asks for the first batch and closes them at random moments; the last one is left to process.exit.
import { setTimeout as wait } from "node:timers/promises";
import { compose, normalize, randomResizedCrop } from "@millrace/core/image";
import { DataLoader, imageFolder } from "millrace";

const [closes, seed] = process.argv.slice(2).map(Number);

/** A number from 0 to 1 that the seed and its place decide, so that a run can be had again. */
function chance(place) {
  const mixed = Math.imul(seed * 7919 + place * 104729 + 1, 2654435761) >>> 0;
  return (((mixed ^ (mixed >>> 13)) >>> 0) % 10_007) / 10_007;
}

const dataset = imageFolder("photos/train");
const transform = compose([randomResizedCrop(32), normalize()]);
for (let i = 0; i < closes; i++) {
  const loader = new DataLoader(dataset, { batchSize: 4, workers: 2, seed: i, shuffle: true, transform });
  const first = loader[Symbol.asyncIterator]().next();
  first.catch(() => {});
  // Threads take 100 to 300 ms to load; before, meanwhile, and when batches come.
  await wait(chance(i) * 400);
  if (i === closes - 1) process.exit(0);
  await loader.close();
  await first.catch(({ message }) => {
    if (message !== "this loader was closed") throw new Error(`closing gave: ${message}`);
  });
}

import { cpus } from "node:os";
import { DataLoader, fromModule } from "millrace";
import { MemorySlope } from "./slope.ts";
import { number, table } from "./table.ts";

const samplesPerBatch = 16;

/** Batches of 1 MB that lie ready in workers, released after use: what memory grows by, and who allocates. */
export async function quietMemory(batches: number, workers: number, command: string): Promise<string> {
  const dataset = fromModule<typeof import("./worker-side.ts").ready>(
    new URL("./worker-side.ts", import.meta.url),
    "ready",
    { length: 1000 * samplesPerBatch },
  );
  await using loader = new DataLoader(dataset, { batchSize: samplesPerBatch, workers, seed: 1, shuffle: true });
  const memory = new MemorySlope(Math.max(1, Math.floor(batches / 200)));
  // So long does V8 take to find the size of its heaps.
  const warmUp = 0.4;
  let seen = 0;
  let bytes = 0;
  let warm = loader.stats().slabs;
  const start = performance.now();
  while (seen < batches) {
    for await (using batch of loader) {
      memory.at(++seen);
      bytes = batch.values.data.byteLength;
      if (seen === Math.floor(batches * warmUp)) warm = loader.stats().slabs;
      if (seen === batches) break;
    }
  }
  const seconds = (performance.now() - start) / 1000;
  const { slabs } = loader.stats();
  const resident = memory.points.map((point) => (point.bytes / 1e6).toFixed(0));
  const quarters = [0, 0.25, 0.5, 0.75, 1].map((share) => resident[Math.round(share * (resident.length - 1))]);
  return [
    "# Memory in steady state",
    "",
    `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model}, ${cpus().length} processors, Node ${process.version}. ${number(batches)} batches of ${(bytes / 1e6).toFixed(2)} MB in ${seconds.toFixed(0)} seconds, ${workers} workers. The first two fifths are warm-up.`,
    "",
    `\`${command}\``,
    "",
    ...table(
      ["", ""],
      [
        ["RSS slope, MB per 10,000 batches", memory.slope(warmUp)?.toFixed(2) ?? "too short to say"],
        ["RSS in MB: at first, after ¼, ½, ¾, at the end", quarters.join(" → ")],
        ["slabs allocated in warm-up", number(warm.allocated)],
        ["slabs allocated after", number(slabs.allocated - warm.allocated)],
        ["slabs used again after", number(slabs.reused - warm.reused)],
      ],
    ),
    "",
  ].join("\n");
}

// Decodes photographs with this decoder and with sharp, one after the other in turns so that both meet the same machine.
//   node --import ./register.mjs packages/jpeg/bench/decode.bench.ts [--data FOLDER] [--count N] [--rounds N]
// Times are per CPU second of the process: sharp works on libuv's threads. Without a folder, pictures are made up.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { Bench } from "tinybench";
import { createDecoder, type Region, readHeader, type Scale } from "../src/index.ts";
import { picture } from "../test/picture.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    count: { type: "string", default: "100" },
    rounds: { type: "string", default: "7" },
  },
});

async function photographs(): Promise<Buffer[]> {
  if (!values.data) {
    const raw = { width: 500, height: 375, channels: 3 } as const;
    const qualities = [75, 85, 90, 95];
    return Promise.all(
      qualities.map((quality, n) =>
        sharp(picture(500, 375, n), { raw })
          .jpeg({ quality })
          .toBuffer(),
      ),
    );
  }
  const folder = values.data;
  return readdirSync(folder)
    .filter((name) => /\.jpe?g$/i.test(name))
    .slice(0, Number(values.count))
    .map((name) => readFileSync(join(folder, name)));
}

sharp.concurrency(1);
sharp.cache(false);
const files = (await photographs()).filter((file) => readHeader(file).supported);
const decoder = createDecoder();

type Work = () => unknown;

function decodeAll(scale: Scale, choose?: (width: number, height: number) => Region): Work {
  return () => {
    for (const file of files) {
      const header = readHeader(file);
      const region = choose?.(header.width, header.height);
      decoder.decodeToBytes(file, { header, scale, ...(region && { region }) });
    }
  };
}

/** The middle quarter of the image: a usual random crop. */
const middle = (width: number, height: number): Region => ({
  x: width >> 2,
  y: height >> 2,
  width: Math.max(1, width >> 1),
  height: Math.max(1, height >> 1),
});

const works: Record<string, Work> = {
  "sharp, ignoreIcc": async () => {
    for (const file of files) await sharp(file, { ignoreIcc: true }).raw().toBuffer();
  },
  "whole image": decodeAll(1),
  "middle quarter": decodeAll(1, middle),
  "scale 1/2": decodeAll(2),
  "scale 1/4": decodeAll(4),
  "scale 1/8": decodeAll(8),
};

// tinybench runs the rounds; the clock is the process's CPU time, in milliseconds.
const clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const results: Record<string, number[]> = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
for (let round = 0; round <= Number(values.rounds); round++) {
  const bench = new Bench({ now: clock, iterations: 1, time: 0, warmup: false });
  for (const [name, work] of Object.entries(works)) bench.add(name, async () => void (await work()));
  await bench.run();
  for (const task of bench.tasks) {
    const { result } = task;
    // The first round warms up.
    if (round > 0 && "latency" in result) results[task.name]!.push(result.latency.mean / files.length);
  }
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1]!;
const reference = median(results["sharp, ignoreIcc"]!);
const bytes = files.reduce((sum, file) => sum + file.length, 0) / files.length;
console.log(`${files.length} files of ${Math.round(bytes / 1000)} kB on average, median of ${values.rounds} rounds`);
for (const [name, times] of Object.entries(results)) {
  const time = median(times);
  console.log(
    `${name.padEnd(18)} ${time.toFixed(2)} ms CPU  ${(1000 / time).toFixed(0)} per CPU second  ×${(reference / time).toFixed(2)}`,
  );
}

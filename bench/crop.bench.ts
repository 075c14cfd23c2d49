// What one photograph costs from its bytes to the pixels that are wanted, against sharp, and what `decode: "fast"` changes.
//
//   node --import ./register.mjs bench/crop.bench.ts [--data DIR] [--count 100] [--large 24] [--rounds 7]
//
// One thread, one photograph after the other, both sides in turns; times are processor time of the process, because
// sharp works on libuv's threads. Files are in memory.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { compose, randomHorizontalFlip, randomResizedCrop, resize as resizeTo } from "@millrace/core/image";
import { createDecoder, readHeader } from "@millrace/jpeg";
import { augment, encodedImage } from "millrace";
import sharp from "sharp";
import { type Spread, show, spread } from "./loader/measure.ts";
import { photographs } from "./loader/photographs.ts";
import { type Crop, drawCrops } from "./loader/plain-sharp.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    count: { type: "string", default: "100" },
    large: { type: "string", default: "24" },
    rounds: { type: "string", default: "7" },
  },
});
sharp.concurrency(1);
sharp.cache(false);
const seed = 1;
const paths = (await photographs(values.data)).filter((path) => /\.jpe?g$/i.test(path)).slice(0, Number(values.count));
const read = await Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
// What the decoder leaves to sharp is sharp on both sides.
const usable = read.filter(({ bytes }) => readHeader(bytes).supported);
const files = usable.map(({ bytes }) => bytes);
const largeCount = Math.min(files.length, Number(values.large));

await race("randomResizedCrop(224), flip", files.length, await crops());
await race("2048 pixels at 1/4", largeCount, await quarters());
await difference();

interface Sides {
  readonly ours: () => Promise<unknown>;
  readonly theirs: () => Promise<unknown>;
}

/** The same crops: drawn, decoded and resized by Millrace, and extracted and resized by sharp. */
async function crops(): Promise<Sides> {
  const transform = compose([randomResizedCrop(224), randomHorizontalFlip()]);
  const drawn = await drawCrops(
    usable.map(({ path }) => path),
    usable.length,
    transform,
    seed,
  );
  return {
    ours: async () => {
      for (const [index, bytes] of files.entries())
        await augment({ image: encodedImage(bytes) }, transform, { seed, index });
    },
    theirs: async () => {
      for (const [index, bytes] of files.entries()) {
        const { region, flip } = drawn[index] as Crop;
        const image = sharp(bytes, { ignoreIcc: true })
          .extract(region)
          .resize(224, 224, { fit: "fill", kernel: "linear" });
        await (flip ? image.flop() : image).removeAlpha().toColourspace("srgb").raw().toBuffer();
      }
    },
  };
}

/** Enlarged photographs, delivered at a quarter of their size: sharp shrinks on loading too. */
async function quarters(): Promise<Sides> {
  const enlarge = (bytes: Uint8Array) =>
    sharp(bytes)
      .toColourspace("srgb")
      .resize(2048, 2048, { fit: "inside", kernel: "cubic" })
      .jpeg({ quality: 90 })
      .toBuffer();
  const large = await Promise.all(files.slice(0, largeCount).map(enlarge));
  const decoder = createDecoder();
  return {
    ours: async () => {
      for (const bytes of large) decoder.decodeToBytes(bytes, { scale: 4 });
    },
    theirs: async () => {
      for (const bytes of large) {
        const { width, height } = readHeader(bytes);
        await sharp(bytes, { ignoreIcc: true })
          .resize(Math.ceil(width / 4), Math.ceil(height / 4), { fit: "fill", kernel: "linear" })
          .raw()
          .toBuffer();
      }
    },
  };
}

async function race(name: string, count: number, { ours, theirs }: Sides): Promise<void> {
  const cpu = async (work: () => Promise<unknown>) => {
    const start = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / count;
  };
  const times: [number, number][] = [];
  for (let round = 0; round <= Number(values.rounds); round++) {
    const pair: [number, number] = [await cpu(ours), await cpu(theirs)];
    // The first round warms up.
    if (round > 0) times.push(pair);
  }
  const of = (choose: (pair: [number, number]) => number): Spread => spread(times.map(choose));
  console.log(
    `${name.padEnd(28)} millrace ${show(
      of(([a]) => a),
      2,
    )} ms, sharp ${show(
      of(([, b]) => b),
      2,
    )} ms, ×${show(
      of(([a, b]) => b / a),
      2,
    )}`,
  );
}

/** How far "fast" is from "exact", in steps of 1/255. */
async function difference(): Promise<void> {
  const policies = {
    "randomResizedCrop(224)": randomResizedCrop(224),
    "resize to 96 × 96": resizeTo([96, 96]),
  };
  for (const [name, transform] of Object.entries(policies)) {
    const means: number[] = [];
    let most = 0;
    let changed = 0;
    for (const [index, bytes] of files.entries()) {
      const [fast, exact] = await Promise.all(
        (["fast", "exact"] as const).map(async (decode) => {
          const { sample } = await augment({ image: encodedImage(bytes) }, transform, { seed, index, decode });
          return (sample as { image: { data: Uint8Array } }).image.data;
        }),
      );
      let sum = 0;
      for (let i = 0; i < (exact as Uint8Array).length; i++) {
        const step = Math.abs((fast as Uint8Array)[i]! - (exact as Uint8Array)[i]!);
        sum += step;
        most = Math.max(most, step);
      }
      if (sum > 0) changed++;
      if (sum > 0) means.push(sum / (exact as Uint8Array).length);
    }
    const by =
      means.length === 0 ? "" : `, those by ${show(spread(means), 2)} of 255 in the mean, a value by ${most} at most`;
    console.log(`"fast" against "exact", ${name}: ${changed} of ${files.length} photographs differ${by}`);
  }
}

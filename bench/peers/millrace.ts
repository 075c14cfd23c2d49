// One run of a Millrace row in a process of its own: the command line and the line of JSON of the Python peers.
// It imports nothing but Millrace, because it is run beside an installed one.
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { parseArgs } from "node:util";
import {
  centerCrop,
  colorJitter,
  compose,
  normalize,
  randomErasing,
  randomHorizontalFlip,
  randomResizedCrop,
  resize,
  trivialAugmentWide,
} from "@millrace/core/image";
import {
  type BatchTensor,
  type ColumnTable,
  classLabel,
  DataLoader,
  type Dataset,
  fromModule,
  imageFile,
} from "millrace";
import type { Pipeline } from "./rows.ts";
import { smallTable } from "./small-arrays.ts";

const { values } = parseArgs({
  options: {
    row: { type: "string", default: "millrace-fast" },
    pipeline: { type: "string", default: "a" },
    list: { type: "string", default: "" },
    scratch: { type: "string", default: "" },
    samples: { type: "string", default: "1024" },
    workers: { type: "string", default: "2" },
    batch: { type: "string", default: "64" },
    "warm-up": { type: "string", default: "1" },
  },
});
const pipeline = values.pipeline as Pipeline;
const samples = Number(values.samples);
const cropAndFlip = () => [randomResizedCrop(224), randomHorizontalFlip()];
const jitter = () => colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 });
const transforms = {
  a: () => compose([...cropAndFlip(), normalize()]),
  b: () => compose([...cropAndFlip(), jitter(), normalize()]),
  c: () => compose([...cropAndFlip(), trivialAugmentWide(), normalize(), randomErasing({ p: 0.1 })]),
  d: () => compose([resize(256), centerCrop(224), normalize()]),
  e: () => compose([...cropAndFlip(), normalize()]),
  f: () => undefined,
};

// The race says when it started this process, so that the start of Node counts, as the interpreter's does.
const processStart = Number(process.env.RACE_STARTED ?? Date.now() / 1000 - process.uptime());
const loaderStart = Date.now() / 1000;
const transform = transforms[pipeline]();
await using loader = new DataLoader(dataset() as Dataset, {
  batchSize: Number(values.batch),
  workers: Number(values.workers),
  shuffle: pipeline !== "d",
  seed: 1,
  ...(transform === undefined ? {} : { transform }),
  ...(pipeline === "f" ? {} : { decode: values.row === "millrace-exact" ? "exact" : "fast" }),
});

let firstBatch: number | undefined;
let described: object | undefined;
for (let pass = 0; pass < Number(values["warm-up"]); pass++) {
  for await (using batch of loader) {
    firstBatch ??= Date.now() / 1000;
    described ??= describe(batch.fields.image as BatchTensor<"float32" | "uint8">);
  }
}
console.log("warm");
let delivered = 0;
const cpuBefore = process.cpuUsage();
const start = performance.now();
for await (using batch of loader) delivered += batch.size;
const seconds = (performance.now() - start) / 1000;
// Of the whole process, its threads included.
const cpu = process.cpuUsage(cpuBefore);
console.log(
  JSON.stringify({
    samples: delivered,
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    firstBatchSeconds: (firstBatch as number) - processStart,
    loaderFirstBatchSeconds: (firstBatch as number) - loaderStart,
    conversionSeconds: 0,
    batch: described,
    versions: { node: process.version },
  }),
);

function dataset(): Dataset | ColumnTable {
  if (values.row === "millrace-batched") return smallTable({ samples });
  if (pipeline === "f") {
    const module = new URL(`./small-arrays${extname(import.meta.url)}`, import.meta.url);
    return fromModule<typeof import("./small-arrays.ts")>(module, "smallArrays", { samples });
  }
  const files = JSON.parse(readFileSync(values.list, "utf8")) as string[];
  return {
    length: samples,
    get: (index) => ({
      image: imageFile(files[index % files.length] as string),
      label: classLabel(index % 10),
    }),
  };
}

/** Shape, type, mean and deviation of a batch, to see that all rows do the same work. */
function describe({ shape, dtype, data }: BatchTensor<"float32" | "uint8">) {
  let sum = 0;
  let squares = 0;
  for (const value of data) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / data.length;
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return { shape, dtype, mean: round(mean), deviation: round(Math.sqrt(squares / data.length - mean * mean)) };
}

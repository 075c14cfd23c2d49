/**
 * Single transforms on photographs, one thread, beside other libraries on the same pictures and in turns with them:
 *
 *     pnpm build && node --conditions=built --import ./register.mjs bench/transforms.bench.ts --data photos
 *
 * Column "kept": pictures and results in kernel memory. "copied": in JavaScript's own Uint8Arrays, copied in and out. Each
 * is a ratio to the fastest of the other libraries in the same rounds: above 1 Millrace is faster. Median of the rounds.
 *
 * Options: --data folder of photographs; --pictures "rgb", "bands" (nine of them) or "deep" (16 bits), of which rows that do
 * not take them are left out; --most 200; --rounds 5; --only part of a row's name, several times; --peers
 * "albumentations,torchvision,pillow,kornia", or "none"; --python bench/peers's; --out file for the figures as JSON.
 */
import { existsSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { keepPixels } from "@millrace/core";
import { Bench } from "tinybench";
import { copiedPass, keptPass, type Pass } from "./transforms/own.ts";
import { Peer } from "./transforms/peer.ts";
import { inForm, loadPictures, shareRaw } from "./transforms/pictures.ts";
import { rows } from "./transforms/rows.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    pictures: { type: "string", default: "rgb" },
    most: { type: "string", default: "200" },
    rounds: { type: "string", default: "5" },
    only: { type: "string", multiple: true, default: [""] },
    peers: { type: "string", default: "albumentations,torchvision,pillow,kornia" },
    python: { type: "string", default: fileURLToPath(new URL("../.venv/bin/python", import.meta.url)) },
    out: { type: "string" },
  },
});
if (values.data === undefined) throw new Error("--data FOLDER: a folder of photographs");
const form = values.pictures;
if (form !== "rgb" && form !== "bands" && form !== "deep")
  throw new Error(`--pictures rgb, bands or deep, not ${form}`);
const pictures = inForm(await loadPictures(values.data, Number(values.most)), form);
const kept = pictures.map(keepPixels);
const rounds = Number(values.rounds);
/** Pillow holds neither nine bands nor three channels of 16 bits. */
const libraries = values.peers
  .split(",")
  .filter((library) => library !== "none" && (form === "rgb" || library !== "pillow"));
if (libraries.length > 0 && !existsSync(values.python)) {
  throw new Error(`${values.python} is not there; run bench/peers/setup.sh, or give --peers none`);
}
/** Kornia computes with floats and is slow on processors: a few pictures tell as much. */
const fewer: Readonly<Record<string, number>> = { kornia: 20 };

using raw = shareRaw(pictures);
const peer = libraries.length > 0 ? new Peer(values.python, raw.listing) : undefined;
if (peer !== undefined) console.log(`# ${JSON.stringify(await peer.versions())}`);
console.log(`# ${pictures.length} photographs (${form}), ${rounds} rounds, node ${process.version}`);

/** Seconds of one pass, by tinybench. */
async function secondsOf(pass: Pass): Promise<number> {
  const bench = new Bench({ iterations: 1, time: 0, warmup: false });
  bench.add("pass", () => {
    pass();
  });
  await bench.run();
  const { result } = bench.tasks[0] as (typeof bench.tasks)[number];
  if (result === undefined || !("latency" in result)) throw new Error("tinybench gave no result");
  return result.latency.mean / 1000;
}

/** What runs often is compiled anew: the figures are of what comes of that. */
function warmUp(pass: Pass): void {
  const end = performance.now() + 400;
  do pass();
  while (performance.now() < end);
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

interface Figures {
  readonly row: string;
  readonly perSecond: Record<string, number>;
  readonly fastest: string;
  readonly kept: number;
  readonly copied: number;
}

const figures: Figures[] = [];
const head = ["row", "kept /s", "copied /s", ...libraries, "fastest", "kept ×", "copied ×"];
console.log(head.map((text, i) => (i === 0 ? text.padEnd(20) : text.padStart(14))).join(""));
for (const { name, transform } of rows.filter((row) => values.only.some((part) => row.name.includes(part)))) {
  const own = { kept: keptPass(transform, kept), copied: copiedPass(transform, pictures) };
  try {
    warmUp(own.kept);
    warmUp(own.copied);
  } catch (error) {
    console.error(`# ${name}: ${(error as Error).message}`);
    continue;
  }
  const seconds: Record<string, number[]> = {};
  const note = (key: string, perPicture: number) => {
    seconds[key] ??= [];
    seconds[key].push(perPicture);
  };
  for (let round = 0; round < rounds; round++) {
    for (const key of ["kept", "copied"] as const) note(key, (await secondsOf(own[key])) / pictures.length);
    for (const library of libraries) {
      const run = await peer?.run(name, library, fewer[library]);
      if (run !== null && run !== undefined && "seconds" in run) note(library, run.seconds / run.count);
      else if (round === 0 && run !== null && run !== undefined) console.error(`# ${name}, ${library}: ${run.error}`);
    }
  }
  const perSecond = Object.fromEntries(Object.entries(seconds).map(([key, list]) => [key, 1 / median(list)]));
  const fastest = libraries.reduce((best, one) => ((perSecond[one] ?? 0) > (perSecond[best] ?? 0) ? one : best), "");
  const ratio = (key: "kept" | "copied") =>
    median((seconds[key] ?? []).map((own, i) => (seconds[fastest]?.[i] ?? Number.NaN) / own));
  const result = { row: name, perSecond, fastest, kept: ratio("kept"), copied: ratio("copied") };
  figures.push(result);
  const cells = ["kept", "copied", ...libraries].map((key) => (perSecond[key] ?? Number.NaN).toFixed(0));
  const tail = [fastest, result.kept.toFixed(2), result.copied.toFixed(2)];
  console.log([name.padEnd(20), ...[...cells, ...tail].map((cell) => cell.replace("NaN", "–").padStart(14))].join(""));
}
peer?.close();
for (const picture of kept) picture.release();
const compared = figures.filter((one) => Number.isFinite(one.kept));
if (compared.length > 0) {
  const share = (key: "kept" | "copied", least: number) =>
    `${compared.filter((one) => one[key] >= least).length} of ${compared.length}`;
  console.log(
    `# kept: ahead on ${share("kept", 1)}, at least 0.7 on ${share("kept", 0.7)}; copied: at least 0.5 on ${share("copied", 0.5)}`,
  );
}
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(figures, null, 1)}\n`);

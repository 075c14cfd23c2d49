// Millrace against other loaders, end to end, on the same photographs. bench/peers/setup.sh first.
//
//   node --import ./register.mjs bench/peers/race.ts --data DIR [--repeats 5] [--samples 1024] [--workers 2]
//     [--warm-up 1] [--pipelines a,b,c,d,e,f] [--peers millrace,torch,…] [--out bench/results]
//
// Every run is a process of its own. Rows take turns within a repeat, so that a machine whose speed drifts is no excuse.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { photographs } from "../loader/photographs.ts";
import { largePhotographs } from "./large.ts";
import { installMillrace } from "./packed.ts";
import { type Pipeline, pipelines, type Row, rows } from "./rows.ts";
import { runRow } from "./run-row.ts";
import { type Entry, markdown, type Race } from "./tables.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    repeats: { type: "string", default: "5" },
    samples: { type: "string", default: "1024" },
    workers: { type: "string", default: "2" },
    "warm-up": { type: "string", default: "1" },
    pipelines: { type: "string", default: Object.keys(pipelines).join(",") },
    peers: { type: "string", default: "" },
    out: { type: "string", default: "bench/results" },
    limit: { type: "string", default: "600" },
  },
});
const root = resolve(import.meta.dirname, "../..");
const batch = 64;
// Whole batches, so that every loader delivers the same number.
const samples = Math.max(batch, Math.floor(Number(values.samples) / batch) * batch);
// The loader alone is so fast that a pass needs more samples to last.
const smallSamples = samples * 64;
const chosen = values.pipelines.split(",") as Pipeline[];
for (const name of chosen) if (!(name in pipelines)) throw new Error(`no pipeline ${name}`);
const wanted = values.peers === "" ? undefined : values.peers.split(",");
const environment = join(root, ".venv");
const python = join(environment, "bin/python");
const setup = existsSync(join(environment, "peers.json"))
  ? (JSON.parse(readFileSync(join(environment, "peers.json"), "utf8")) as {
      python: string;
      installed: Record<string, string>;
      missing: Record<string, string>;
    })
  : undefined;
if (setup === undefined) console.warn("no .venv/peers.json: run bench/peers/setup.sh for the Python peers");

const scratch = join(environment, "race");
mkdirSync(scratch, { recursive: true });
// Other formats cannot be decoded by every peer.
const files = (await photographs(values.data)).filter((file) => /\.jpe?g$/i.test(file)).map((file) => resolve(file));
const lists = { photographs: join(scratch, "photographs.json"), large: join(scratch, "large.json") };
writeFileSync(lists.photographs, JSON.stringify(files));
if (chosen.includes("e")) {
  writeFileSync(lists.large, JSON.stringify(await largePhotographs(files, join(environment, "large"))));
}
const millrace = installMillrace(root, join(environment, "millrace"));

const runs = chosen.flatMap((pipeline) =>
  rows
    .filter((row) => row.pipelines.includes(pipeline) && isWanted(row) && isInstalled(row))
    .map((row): { row: Row; entry: Entry } => ({ row, entry: { row: row.name, pipeline, runs: [], failures: [] } })),
);
for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
  for (const { row, entry } of runs) {
    try {
      const run = await runRow(command(row, entry.pipeline), libraries(row), Number(values.limit));
      entry.runs.push(run);
      const speed = `${(run.samples / run.seconds).toFixed(0)} samples/s`;
      const { shape, dtype, mean, deviation } = run.batch;
      console.log(
        `${repeat + 1} (${entry.pipeline}) ${row.name.padEnd(20)} ${speed.padStart(18)}  ${dtype} [${shape}] mean ${mean} deviation ${deviation}`,
      );
    } catch (error) {
      entry.runs.push(undefined);
      entry.failures.push((error as Error).message);
      console.log(`${repeat + 1} (${entry.pipeline}) ${row.name}: ${(error as Error).message}`);
    }
  }
  // After each repeat, so that a race cut short has a result.
  write();
}
rmSync(scratch, { recursive: true, force: true });

function isWanted(row: Row): boolean {
  return wanted === undefined || wanted.some((name) => row.name === name || row.name.startsWith(`${name}-`));
}

function isInstalled(row: Row): boolean {
  return row.needs.every((name) => setup !== undefined && name in setup.installed);
}

function command(row: Row, pipeline: Pipeline): string[] {
  const program = row.file === undefined ? ["node", millrace] : [python, join(import.meta.dirname, "peers", row.file)];
  const options = {
    row: row.name,
    pipeline,
    list: pipeline === "e" ? lists.large : lists.photographs,
    scratch,
    samples: pipeline === "f" ? smallSamples : samples,
    workers: values.workers,
    batch,
    "warm-up": values["warm-up"],
  };
  return [...program, ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])];
}

/** Where SPDL finds FFmpeg, when setup linked it. */
function libraries(row: Row): NodeJS.ProcessEnv {
  const folder = join(environment, "ffmpeg");
  return row.name === "spdl" && existsSync(folder) ? { LD_LIBRARY_PATH: folder } : {};
}

function write(): void {
  const options = {
    photographs: files.length,
    samples,
    workers: Number(values.workers),
    batch,
    repeats: Number(values.repeats),
    warmUp: Number(values["warm-up"]),
  };
  const race: Race = {
    date: new Date().toISOString(),
    command: `node --import ./register.mjs bench/peers/race.ts --data DIR --repeats ${values.repeats} --samples ${samples} --workers ${values.workers} --warm-up ${values["warm-up"]} --pipelines ${values.pipelines}${wanted ? ` --peers ${values.peers}` : ""}`,
    machine: `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} processors`,
    versions: { node: process.versions.node, python: setup?.python ?? "absent", ...setup?.installed },
    missing: setup?.missing ?? { "all Python peers": "bench/peers/setup.sh was not run" },
    options,
    entries: runs.map(({ entry }) => entry),
  };
  const out = resolve(values.out);
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "race.json"), `${JSON.stringify(race, null, 2)}\n`);
  writeFileSync(join(out, "race.md"), markdown(race, rows));
  console.log(`wrote ${relative(process.cwd(), join(out, "race.md"))}`);
}

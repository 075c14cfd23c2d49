// Installs the packed packages into an empty project and closes loaders there at random moments, on several versions of
// Node: no process may abort, hang or say anything.
//
//     pnpm test:closes [--closes 1000] [--nodes 20,22,24] [--seed 1]
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { installPacked, nodeOf } from "../packed/install.mjs";

const { values } = parseArgs({
  options: {
    closes: { type: "string", default: "1000" },
    nodes: { type: "string", default: "20,22,24" },
    seed: { type: "string", default: "1" },
  },
});
/** Closes in one process: few, so that many processes end in the middle of things too. */
const closesEach = 10;
/** Milliseconds; a process that takes more hangs. */
const patience = 120_000;

const here = dirname(fileURLToPath(import.meta.url));
const project = mkdtempSync(join(tmpdir(), "millrace-closes-"));
let failed = 0;
try {
  installPacked(project);
  cpSync(join(here, "closes.mjs"), join(project, "closes.mjs"));
  cpSync(join(here, "../packed/project/photographs.mjs"), join(project, "photographs.mjs"));
  run(process.execPath, "photographs.mjs");
  for (const version of values.nodes.split(",")) {
    const node = nodeOf(version);
    const processes = Math.ceil(Number(values.closes) / closesEach);
    let bad = 0;
    for (let i = 0; i < processes; i++) {
      const seed = Number(values.seed) + i;
      const problem = run(node, "closes.mjs", closesEach, seed);
      if (problem === undefined) continue;
      bad++;
      console.log(`Node ${version}, seed ${seed}: ${problem}`);
    }
    failed += bad;
    console.log(`Node ${version}: ${processes * closesEach} closes in ${processes} processes, ${bad} processes failed`);
  }
} finally {
  rmSync(project, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;

/** What went wrong with a process, if anything. */
function run(command, ...argv) {
  const { status, signal, stdout, stderr, error } = spawnSync(command, argv.map(String), {
    cwd: project,
    encoding: "utf8",
    timeout: patience,
    killSignal: "SIGKILL",
  });
  if (status === 0 && stdout === "" && stderr === "") return undefined;
  const end = error?.code === "ETIMEDOUT" ? `no end after ${patience / 1000} s` : `status ${status}, signal ${signal}`;
  return `${end}\n${stdout}${stderr}`.trim();
}

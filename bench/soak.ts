// What the loader delivers while everything goes wrong: thousands of batches under killed workers, endless loops, bad
// files, reads that fail, hang or throw, slow consumers and early exits with a resume, compared with a quiet run.
//
//   node --import ./register.mjs bench/soak.ts [--seconds 120] [--faults 10000] [--workers 2] [--seed 1] [--only PART]
//   node --conditions=built --import ./register.mjs bench/soak.ts --quiet-memory [--batches 80000] [--workers 2]
//
// It ends after so many seconds or faults, whichever comes first, and prints a table in Markdown; the exit code is 1 where
// a batch was lost, duplicated, changed or misplaced, or an error came that no fault explains. The seed decides which
// faults lie where; when they strike is up to the threads. It begins with a quiet run of each configuration. The second
// form has no faults: it tells by how much memory grows over batches of 1 MB.
import { parseArgs } from "node:util";
import { quietMemory } from "./soak/quiet-memory.ts";
import { soak } from "./soak/soak.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "120" },
    faults: { type: "string", default: "10000" },
    workers: { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    batches: { type: "string", default: "80000" },
    "quiet-memory": { type: "boolean", default: false },
  },
});
const command = ["node", ...process.execArgv, "bench/soak.ts", ...process.argv.slice(2)].join(" ");
const workers = Number(values.workers);

if (values["quiet-memory"]) console.log(await quietMemory(Number(values.batches), workers, command));
else {
  const [seconds, faults, seed] = [Number(values.seconds), Number(values.faults), Number(values.seed)];
  const { text, sound } = await soak({ command, seconds, faults, workers, seed, only: values.only });
  console.log(text);
  process.exitCode = sound ? 0 : 1;
}

/**
 * Breaks one promise at a time in a copy of the working tree and runs the tests that are said to hold it. A mutant that
 * they do not notice survives, and the run fails.
 *
 *     pnpm mutants [--only part-of-a-name-or-file]… [--jobs 1]
 */
import { parseArgs } from "node:util";
import { batchMutants } from "./batches.ts";
import { cacheMutants } from "./cache.ts";
import { clipMutants } from "./clips.ts";
import { collateMutants } from "./collate.ts";
import { colorMutants } from "./color.ts";
import { columnMutants } from "./columns.ts";
import { compatMutants } from "./compat.ts";
import { coreMutants } from "./core.ts";
import { datasetMutants } from "./datasets.ts";
import { decodeMutants } from "./decode.ts";
import { dialMutants } from "./dial.ts";
import { exampleMutants } from "./examples.ts";
import { faultMutants } from "./faults.ts";
import { flowMutants } from "./flow.ts";
import { geometryMutants } from "./geometry.ts";
import { imageOperationMutants } from "./image-operations.ts";
import { jpegMutants } from "./jpeg.ts";
import { keptMutants } from "./kept.ts";
import { kernelMutants } from "./kernels.ts";
import { kindMutants } from "./kinds.ts";
import { lazyMutants } from "./lazy.ts";
import { loaderMutants } from "./loader.ts";
import { loopMutants } from "./loops.ts";
import { mixingMutants } from "./mixing.ts";
import type { Mutant } from "./mutant.ts";
import { orderMutants } from "./order.ts";
import { partnerMutants } from "./partners.ts";
import { pixelMutants } from "./pixel.ts";
import { policyMutants } from "./policies.ts";
import { quickMutants } from "./quick.ts";
import { rankMutants } from "./ranks.ts";
import { seeMutants } from "./see.ts";
import { shardMutants } from "./shards.ts";
import { soakMutants } from "./soak.ts";
import { stageMutants } from "./stages.ts";
import { unorderedMutants } from "./unordered.ts";
import { walkMutants } from "./walk.ts";
import { staleness, Workspace } from "./workspace.ts";

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true, default: [""] }, jobs: { type: "string", default: "1" } },
});

const all = [
  ...coreMutants,
  ...loaderMutants,
  ...flowMutants,
  ...batchMutants,
  ...orderMutants,
  ...rankMutants,
  ...unorderedMutants,
  ...shardMutants,
  ...datasetMutants,
  ...cacheMutants,
  ...clipMutants,
  ...collateMutants,
  ...decodeMutants,
  ...jpegMutants,
  ...keptMutants,
  ...quickMutants,
  ...kernelMutants,
  ...kindMutants,
  ...columnMutants,
  ...geometryMutants,
  ...colorMutants,
  ...imageOperationMutants,
  ...compatMutants,
  ...mixingMutants,
  ...policyMutants,
  ...partnerMutants,
  ...pixelMutants,
  ...walkMutants,
  ...dialMutants,
  ...exampleMutants,
  ...stageMutants,
  ...lazyMutants,
  ...loopMutants,
  ...faultMutants,
  ...seeMutants,
  ...soakMutants,
];
const names = new Set(all.map(({ name }) => name));
if (names.size < all.length) throw new Error("two mutants have one name");
const mutants = all.filter(({ name, file }) => values.only.some((part) => name.includes(part) || file.includes(part)));
if (mutants.length === 0) throw new Error(`no mutant or file has ${values.only.join(" or ")} in its name`);

const stale = mutants.flatMap((mutant) => {
  const reason = staleness(mutant);
  return reason === undefined ? [] : [`stale: ${mutant.name}: ${reason}`];
});
if (stale.length > 0) {
  console.error(stale.join("\n"));
  process.exit(1);
}

/** The unbroken runs: a test that fails anyway notices nothing. */
const sound = new Map<string, Promise<void>>();

function checkSound(workspace: Workspace, { tests, pattern }: Mutant): Promise<void> {
  const key = JSON.stringify([tests, pattern]);
  let checked = sound.get(key);
  if (checked === undefined) {
    checked = workspace.test(tests, pattern).then(({ passed, output }) => {
      if (!passed) throw new Error(`${tests.join(", ")} fails without any mutant\n${output.slice(-3000)}`);
      if (/^# pass 0$/m.test(output)) throw new Error(`no test of ${tests.join(", ")} matches ${pattern}`);
    });
    sound.set(key, checked);
  }
  return checked;
}

const queue = [...mutants];
const survivors: Mutant[] = [];

async function work(): Promise<void> {
  const workspace = new Workspace();
  try {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const start = performance.now();
      await checkSound(workspace, mutant);
      const { passed } = await workspace.broken(mutant);
      if (passed) survivors.push(mutant);
      const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
      console.log(`${passed ? "SURVIVED" : "caught  "} ${seconds} s  ${mutant.name}`);
    }
  } finally {
    workspace.remove();
  }
}

await Promise.all(Array.from({ length: Math.max(1, Number(values.jobs)) }, work));
console.log(`${mutants.length - survivors.length} of ${mutants.length} mutants caught`);
for (const { name, file, tests } of survivors)
  console.log(`SURVIVED: ${name} (${file}), looked for by ${tests.join(", ")}`);
process.exitCode = survivors.length === 0 ? 0 : 1;

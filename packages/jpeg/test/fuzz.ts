// Decodes broken files without end: node --import ./register.mjs packages/jpeg/test/fuzz.ts [cases] [seed]
import { readFileSync, writeFileSync } from "node:fs";
import { createDecoder, type Scale } from "../src/index.ts";
import { attempt } from "./guarded.ts";
import { mutator } from "./mutate.ts";
import { fixture, fixtureNames } from "./picture.ts";

const cases = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const more = process.argv.slice(4).map((path) => new Uint8Array(readFileSync(path)));
const next = mutator([...fixtureNames.map((name) => fixture(`${name}.jpg`)), ...more], seed);
const decoder = createDecoder({ maxPixels: 250_000 });
let slowest = 0;
for (let n = 0; n < cases; n++) {
  const file = next();
  const start = performance.now();
  try {
    attempt(decoder, file, { scale: [1, 1, 2, 4, 8][n % 5] as Scale });
  } catch (error) {
    writeFileSync("fuzz-failure.jpg", file);
    process.stderr.write(`case ${n} of seed ${seed} fails and lies in fuzz-failure.jpg\n`);
    throw error;
  }
  slowest = Math.max(slowest, performance.now() - start);
}
process.stdout.write(`${cases} cases of seed ${seed}; the slowest took ${slowest.toFixed(1)} ms\n`);

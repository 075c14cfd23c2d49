// What a row of a table costs: through column transforms, and as an object of its own.
//
//   npx --yes pnpm@12 build
//   node --conditions=built --import ./register.mjs bench/columns.bench.ts [--rows 10000000] [--columns 15] [--batch 4096] [--workers 2] [--batches 1000] [--rounds 5] [--json]
//
// Both ways load the same shuffled table, stacked into float32 batches, and take turns within one run, so that a machine
// whose speed drifts is no excuse. Processor time is that of the whole process: the main thread's share is in it.
import { parseArgs } from "node:util";
import { stackColumns } from "@millrace/core/tabular";
import { columnTable, DataLoader } from "millrace";
import { measure, type Run, show, spread } from "./loader/measure.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "10000000" },
    columns: { type: "string", default: "15" },
    batch: { type: "string", default: "4096" },
    workers: { type: "string", default: "2" },
    batches: { type: "string", default: "1000" },
    rounds: { type: "string", default: "5" },
    json: { type: "boolean", default: false },
  },
});
const rows = Number(values.rows);
const batchSize = Number(values.batch);
const workers = Number(values.workers);
const names = Array.from({ length: Number(values.columns) }, (_, column) => `x${column}`);
const columns = Object.fromEntries(names.map((name, at) => [name, numbers(at)]));
const options = { batchSize, workers, shuffle: true, seed: 1 } as const;

await using byColumns = new DataLoader(columnTable(columns), {
  ...options,
  transform: stackColumns({ columns: names }),
});
// A row as an object, read on the main thread and made a float32 field in the workers.
const list = Object.values(columns);
const get = (row: number) => ({ features: Float32Array.from(list, (column) => column[row] as number) });
await using byRows = new DataLoader({ length: rows, get }, options);

// The row path is slower by far: as many rows as take about as long.
const few = Math.max(2, Math.round(Number(values.batches) / 20));
await drain(byColumns, 50);
await drain(byRows, 2);
const ofColumns: Run[] = [];
const ofRows: Run[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  ofColumns.push(await measured(byColumns, Number(values.batches)));
  ofRows.push(await measured(byRows, few));
}
const microseconds = (runs: readonly Run[]) =>
  spread(runs.map(({ samples, cpuSeconds }) => (1e6 * cpuSeconds) / samples));
const perCpu = (runs: readonly Run[]) => spread(runs.map(({ samples, cpuSeconds }) => samples / cpuSeconds));
const perSecond = (runs: readonly Run[]) => spread(runs.map(({ samples, seconds }) => samples / seconds));
const ratio = spread(
  ofColumns.map((run, i) => {
    const other = ofRows[i] as Run;
    return run.samples / run.cpuSeconds / (other.samples / other.cpuSeconds);
  }),
);
const report = {
  node: process.version,
  rows,
  columns: names.length,
  batchSize,
  workers,
  byColumns: { microseconds: microseconds(ofColumns), perCpu: perCpu(ofColumns), perSecond: perSecond(ofColumns) },
  byRows: { microseconds: microseconds(ofRows), perCpu: perCpu(ofRows), perSecond: perSecond(ofRows) },
  ratio,
};
if (values.json) console.log(JSON.stringify(report, null, 2));
else {
  console.log(`${rows} rows of ${names.length} float32, shuffled, batches of ${batchSize}, ${workers} workers`);
  for (const [name, one] of [
    ["columns", report.byColumns],
    ["rows", report.byRows],
  ] as const) {
    console.log(
      `${name.padEnd(8)} ${show(one.microseconds, 3)} µs of processor a row, ${show(one.perCpu)} rows per CPU second, ${show(one.perSecond)} rows/s`,
    );
  }
  console.log(`columns : rows, per CPU second  ${show(ratio, 1)}`);
}

function numbers(column: number): Float32Array {
  const made = new Float32Array(rows);
  for (let row = 0; row < rows; row++) made[row] = (row * 31 + column) % 1009;
  return made;
}

async function drain(loader: AsyncIterable<Disposable & { readonly size: number }>, batches: number): Promise<number> {
  let samples = 0;
  let seen = 0;
  for await (using batch of loader) {
    samples += batch.size;
    if (++seen === batches) break;
  }
  return samples;
}

async function measured(loader: AsyncIterable<Disposable & { readonly size: number }>, batches: number): Promise<Run> {
  let samples = 0;
  const run = await measure(0, async () => {
    samples = await drain(loader, batches);
  });
  return { ...run, samples };
}

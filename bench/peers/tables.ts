import { type Spread, show, spread } from "../loader/measure.ts";
import { type Pipeline, pipelines, type Row } from "./rows.ts";
import type { RowRun } from "./run-row.ts";

/** The runs of a row on a pipeline, one for each repeat; a repeat in which it failed is missing. */
export interface Entry {
  readonly row: string;
  readonly pipeline: Pipeline;
  readonly runs: (RowRun | undefined)[];
  readonly failures: string[];
}

export interface Race {
  readonly date: string;
  readonly command: string;
  readonly machine: string;
  readonly versions: Record<string, string>;
  readonly missing: Record<string, string>;
  readonly options: {
    photographs: number;
    samples: number;
    workers: number;
    batch: number;
    repeats: number;
    warmUp: number;
  };
  readonly entries: Entry[];
}

const rate = (run: RowRun) => run.samples / run.seconds;
const perCpuSecond = (run: RowRun) => run.samples / run.cpuSeconds;

/** The rows that ratios are taken to: torch's own, of each turn and figure the best of them. */
const torchRows = ["torchvision-tensor", "torchvision-pillow", "torch", "torch-batched"];

const finished = (entry: Entry) => entry.runs.filter((run) => run !== undefined);

function over(entry: Entry, of: (run: RowRun) => number): Spread {
  return spread(finished(entry).map(of));
}

/** Ratios of neighbouring runs: a machine whose speed drifts changes both. */
function ratio(entry: Entry, others: readonly Entry[], of: (run: RowRun) => number): Spread | undefined {
  const pairs = entry.runs.flatMap((run, i) => {
    const partners = others.flatMap((other) => other.runs[i] ?? []);
    return run && partners.length > 0 ? [of(run) / Math.max(...partners.map(of))] : [];
  });
  return pairs.length === 0 ? undefined : spread(pairs);
}

export function markdown(race: Race, rows: readonly Row[]): string {
  const { photographs, samples, workers, batch, repeats, warmUp } = race.options;
  const passes = warmUp === 1 ? "one pass warms" : `${warmUp} passes warm`;
  const lines = [
    "# The race",
    "",
    `${race.date.slice(0, 10)}, ${race.machine}. ${photographs} photographs, repeated to ${samples} samples a pass; batches of ${batch}, ${workers} workers, ${repeats} repeats in turns. Median (least–most). Each run is a process of its own: ${passes} up, the next is measured.`,
    "",
    `\`${race.command}\``,
    "",
    "- CPU: samples for each second of processor time, workers included.",
    "- × torch: ratio to the torch row that is best in that figure, taken within each repeat.",
    "- First batch: seconds from the start of the process, imports included; in brackets from the making of the loader.",
    "- Memory: peak until the end of the warm-up, shared pages divided among processes (PSS); in brackets the plain sum (RSS).",
    "",
  ];
  const converts = new Set(rows.filter((row) => row.converts).map((row) => row.name));
  for (const pipeline of Object.keys(pipelines) as Pipeline[]) {
    const here = race.entries.filter((entry) => entry.pipeline === pipeline && finished(entry).length > 0);
    const direct = here.filter((entry) => !converts.has(entry.row));
    if (direct.length === 0) continue;
    const torch = direct.filter((entry) => torchRows.includes(entry.row));
    lines.push(`## (${pipeline}) ${pipelines[pipeline]}`, "", ...table(direct, torch), "");
    const converted = here.filter((entry) => converts.has(entry.row));
    if (converted.length === 0) continue;
    lines.push(`### (${pipeline}) from a format of their own`, "", ...table(converted, torch, true), "");
  }
  lines.push(
    "## Rows",
    "",
    ...rows
      .filter((row) => race.entries.some((entry) => entry.row === row.name && finished(entry).length > 0))
      .map((row) => `- **${row.name}**: ${row.about}`),
    "",
    "## Not run",
    "",
    ...Object.entries(race.missing).map(([name, reason]) => `- ${name}: ${reason}`),
    ...race.entries
      .filter((entry) => entry.failures.length > 0)
      .map((entry) => `- ${entry.row} on (${entry.pipeline}), ${entry.failures.length} ×: ${entry.failures[0]}`),
    "",
    "## Versions",
    "",
    Object.entries(race.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
    "",
  );
  return lines.join("\n");
}

function table(entries: Entry[], torch: readonly Entry[], withConversion = false): string[] {
  const conversion = withConversion ? [" conversion s |", " ---: |"] : ["", ""];
  return [
    `| row | samples/s | × torch | samples per CPU second | × torch | first batch s | memory MB |${conversion[0]}`,
    `| --- | ---: | ---: | ---: | ---: | ---: | ---: |${conversion[1]}`,
    ...entries
      .toSorted((a, b) => over(b, rate).median - over(a, rate).median)
      .map((entry) => {
        const times = (of: (run: RowRun) => number) => {
          const found = ratio(entry, torch, of);
          return found === undefined ? "" : show(found, 2);
        };
        const median = (of: (run: RowRun) => number) => over(entry, of).median;
        const name = entry.row.startsWith("millrace") ? `**${entry.row}**` : entry.row;
        const first = `${median((run) => run.firstBatchSeconds).toFixed(1)} (${median((run) => run.loaderFirstBatchSeconds).toFixed(1)})`;
        const memory = `${median((run) => run.peakMegabytes.proportional).toFixed(0)} (${median((run) => run.peakMegabytes.resident).toFixed(0)})`;
        const converted = withConversion ? ` ${median((run) => run.conversionSeconds).toFixed(2)} |` : "";
        return `| ${name} | ${show(over(entry, rate))} | ${times(rate)} | ${show(over(entry, perCpuSecond))} | ${times(perCpuSecond)} | ${first} | ${memory} |${converted}`;
      }),
  ];
}

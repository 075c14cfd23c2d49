import { OptionError, show } from "@millrace/core";
import { stageNames } from "../worker/stages.ts";
import type { LoaderStatistics } from "./statistics.ts";

/** What has statistics: a loader. */
export interface Observed {
  stats(): LoaderStatistics;
}

/** How loaders are called in metrics. */
export interface PrometheusOptions {
  /** The value of the label `loader` where there is one loader. Default "loader"; several are called by their keys. */
  readonly name?: string;
}

type Labels = Readonly<Record<string, string>>;

/** One number of a metric. */
interface Reading {
  readonly labels?: Labels;
  /** Behind the metric's name: `_sum` and `_count` of a summary. */
  readonly suffix?: "_sum" | "_count";
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge" | "summary";
  readonly help: string;
  readonly read: (stats: LoaderStatistics) => readonly Reading[] | number;
}

const milliseconds = (value: number) => value / 1000;

/** Every metric, with seconds and bytes as units. */
const metrics: readonly Metric[] = [
  counter("samples_total", "Samples that were handed out.", ({ samples }) => samples),
  counter("batches_total", "Batches that were handed out.", ({ batches }) => batches),
  counter("delivered_bytes_total", "Bytes of the batches that were handed out.", ({ bytes }) => bytes.delivered),
  counter("loop_seconds_total", "Seconds inside of loops, from the first next on.", ({ seconds }) => seconds),
  {
    name: "wait_seconds",
    type: "summary",
    help: "How long the loop waited for a batch, after the first.",
    read: ({ wait }) => [
      { labels: { quantile: "0.5" }, value: milliseconds(wait.p50) },
      { labels: { quantile: "0.99" }, value: milliseconds(wait.p99) },
      { suffix: "_sum", value: wait.seconds },
      { suffix: "_count", value: wait.count },
    ],
  },
  counter("stage_busy_seconds_total", "Seconds that a stage kept threads busy.", ({ stages }) =>
    stageNames.map((stage) => ({ labels: { stage }, value: stages[stage].busy })),
  ),
  counter("stage_waited_seconds_total", "Seconds that samples waited for a stage.", ({ stages }) =>
    stageNames.map((stage) => ({ labels: { stage }, value: stages[stage].waited })),
  ),
  counter("worker_busy_seconds_total", "Seconds that workers were busy.", ({ occupancy }) => occupancy.busy),
  counter("worker_seconds_total", "Seconds that workers had.", ({ occupancy }) => occupancy.seconds),
  counter("slabs_allocated_total", "Slabs that were made for a batch.", ({ slabs }) => slabs.allocated),
  counter("slabs_reused_total", "Slabs that had been those of another batch.", ({ slabs }) => slabs.reused),
  counter("retries_total", "Plans that were carried out again.", ({ retries }) => retries),
  counter("replaced_workers_total", "Workers that were replaced.", ({ replacedWorkers }) => replacedWorkers),
  gauge("epoch", "The epoch that runs or comes next.", ({ epoch }) => epoch),
  gauge("workers", "Worker threads.", ({ workers }) => workers),
  gauge("in_flight_bytes", "Bytes that are accounted for now.", ({ bytes }) => bytes.inFlight),
  gauge("limit_bytes", "The most bytes that may be accounted for.", ({ bytes }) => bytes.limit),
  gauge("working_bytes", "The workers' working memory.", ({ bytes }) => bytes.working),
];

function counter(name: string, help: string, read: Metric["read"]): Metric {
  return { name, type: "counter", help, read };
}

function gauge(name: string, help: string, read: Metric["read"]): Metric {
  return { name, type: "gauge", help, read };
}

/**
 * The statistics of loaders in Prometheus' text format (version 0.0.4), for the answer to a scrape: content type
 * `text/plain; version=0.0.4`. Metrics begin with `millrace_`, and the label `loader` tells loaders apart.
 *
 * @param loaders one, or several by their names.
 * @throws OptionError for what is no loader.
 *
 * @example
 * createServer((_, response) => response.end(prometheus({ train, validation }))).listen(9100);
 */
export function prometheus(
  loaders: Observed | Readonly<Record<string, Observed>>,
  { name = "loader" }: PrometheusOptions = {},
): string {
  const named = isObserved(loaders) ? { [name]: loaders } : loaders;
  if (typeof named !== "object" || named === null || !Object.values(named).every(isObserved)) {
    throw new OptionError(
      `prometheus: loaders must be a loader, or an object of loaders by their names, got ${show(loaders)}`,
    );
  }
  const all = Object.entries(named).map(([loader, one]) => ({ loader, stats: (one as Observed).stats() }));
  let text = "";
  for (const { name: short, type, help, read } of metrics) {
    const metric = `millrace_${short}`;
    text += `# HELP ${metric} ${help}\n# TYPE ${metric} ${type}\n`;
    for (const { loader, stats } of all) {
      const readings = read(stats);
      for (const { labels, suffix = "", value } of typeof readings === "number" ? [{ value: readings }] : readings) {
        text += `${metric}${suffix}${labelText({ loader, ...labels })} ${value}\n`;
      }
    }
  }
  return text;
}

function isObserved(value: unknown): value is Observed {
  return typeof value === "object" && value !== null && typeof (value as Partial<Observed>).stats === "function";
}

function labelText(labels: Labels): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(",")}}`;
}

/** A label's value: backslashes, quotes and ends of lines are escaped, and nothing else is. */
function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

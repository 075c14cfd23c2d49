import assert from "node:assert/strict";
import { test } from "node:test";
import { DataLoader, OptionError, prometheus } from "millrace";

const numbers = { length: 20, get: (value: number) => ({ value }) };

/** One line of samples, by the grammar of the text format 0.0.4. */
const sampleLine =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|[+-]Inf)$/;

interface Family {
  readonly type: string;
  readonly samples: { readonly name: string; readonly labels: Record<string, string>; readonly value: number }[];
}

/** Reads the text format, and refuses what is not of it. */
function parse(text: string): Map<string, Family> {
  assert.equal(text.endsWith("\n"), true, "the last line ends too");
  const families = new Map<string, Family>();
  let helped: string | undefined;
  let current: [string, Family] | undefined;
  for (const line of text.slice(0, -1).split("\n")) {
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) \S.*$/.exec(line);
    const type = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|summary)$/.exec(line);
    if (help !== null) {
      helped = help[1];
      continue;
    }
    if (type !== null) {
      const [, name, kind] = type as unknown as [string, string, string];
      assert.equal(name, helped, "HELP comes before TYPE");
      assert.equal(families.has(name), false, "one family is one group of lines");
      assert.equal(kind === "counter", name.endsWith("_total"), name);
      current = [name, { type: kind, samples: [] }];
      families.set(...current);
      continue;
    }
    const sample = sampleLine.exec(line);
    assert.notEqual(sample, null, `not a line of the format: ${line}`);
    const [, name = "", labels = "", value] = sample as RegExpExecArray;
    const [family, { type: of, samples }] = current as [string, Family];
    const suffixes = of === "summary" ? ["", "_sum", "_count"] : [""];
    assert.equal(suffixes.includes(name.slice(family.length)) && name.startsWith(family), true, line);
    const pairs = [...labels.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"/g)].map(
      ([, key, escaped]) => [key, (escaped as string).replace(/\\(.)/g, (_, one) => (one === "n" ? "\n" : one))],
    );
    samples.push({ name, labels: Object.fromEntries(pairs), value: Number(value) });
  }
  return families;
}

test("the statistics of a loader, by the grammar of the format", async () => {
  await using loader = new DataLoader(numbers, { batchSize: 4, workers: 1 });
  parse(prometheus(loader));
  for await (using _ of loader);
  const families = parse(prometheus(loader, { name: 'my "best"\\\nloader' }));
  const only = (name: string) => families.get(name)?.samples.map(({ value }) => value);
  assert.deepEqual(only("millrace_samples_total"), [20]);
  assert.deepEqual(only("millrace_batches_total"), [5]);
  assert.deepEqual(only("millrace_delivered_bytes_total"), [80]);
  const waits = families.get("millrace_wait_seconds") as Family;
  assert.equal(waits.type, "summary");
  assert.deepEqual(
    waits.samples.map(({ name, labels: { quantile } }) => [name, quantile]),
    [
      ["millrace_wait_seconds", "0.5"],
      ["millrace_wait_seconds", "0.99"],
      ["millrace_wait_seconds_sum", undefined],
      ["millrace_wait_seconds_count", undefined],
    ],
  );
  const { wait, stages, workers } = loader.stats();
  assert.deepEqual(
    waits.samples.map(({ value }) => value),
    [wait.p50 / 1000, wait.p99 / 1000, wait.seconds, 4],
  );
  assert.deepEqual(
    families.get("millrace_stage_busy_seconds_total")?.samples.map(({ labels: { stage }, value }) => [stage, value]),
    Object.entries(stages).map(([stage, { busy }]) => [stage, busy]),
  );
  assert.deepEqual(only("millrace_workers"), [workers]);
  for (const { samples } of families.values())
    for (const { labels } of samples) assert.equal(labels.loader, 'my "best"\\\nloader', "escaped and read back");
});

test("several loaders share one group of lines for each metric", async () => {
  await using train = new DataLoader(numbers, { batchSize: 4, workers: 0 });
  await using validation = new DataLoader(numbers, { batchSize: 10, workers: 0 });
  for await (using _ of validation);
  const { samples } = parse(prometheus({ train, validation })).get("millrace_batches_total") as Family;
  assert.deepEqual(
    samples.map(({ labels, value }) => [labels.loader, value]),
    [
      ["train", 0],
      ["validation", 2],
    ],
  );
  assert.throws(() => prometheus({ train: 3 } as never), OptionError);
  assert.throws(
    () => prometheus(undefined as never),
    /loaders must be a loader, or an object of loaders.*got undefined/,
  );
});

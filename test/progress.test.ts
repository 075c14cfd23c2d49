import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { DataLoader, type LoaderProgress, OptionError, type ProgressReport, progress } from "millrace";
import { barOf, lineOf, ProgressLine } from "../src/progress/line.ts";
import { PaceWindow } from "../src/progress/window.ts";

const numbers = { length: 10, get: (value: number) => ({ value }) };
const report: ProgressReport = {
  ...{ task: "epoch 3", done: 120, total: 500, unit: "batches", rate: 12.4, secondsLeft: 41.2 },
  details: ["3,120 samples/s", "waited 1.2 %"],
};

describe("the pace is that of the window", () => {
  test("and forgets what was before it", () => {
    const pace = new PaceWindow(2);
    assert.deepEqual(pace.rates, []);
    pace.add(0, [0, 0]);
    assert.deepEqual(pace.rates, [0, 0]);
    pace.add(1000, [1, 10]);
    assert.deepEqual(pace.rates, [1, 10]);
    pace.add(2000, [11, 110]);
    pace.add(3000, [21, 210]);
    assert.deepEqual(pace.rates, [10, 100]);
    pace.add(63_000, [22, 216]);
    assert.deepEqual(pace.rates[1], 0.1, "a batch that takes longer than the window has a pace too");
  });
});

describe("a line", () => {
  const line = "epoch 3  120/500 batches (24 %)  12 batches/s  0:42 left  3,120 samples/s  waited 1.2 %";

  test("says where the work stands", () => {
    assert.equal(lineOf(report), line);
    assert.equal(
      lineOf({ task: "filter", done: 7000, unit: "samples", rate: 0.44, details: [] }),
      "filter  7,000 samples  0.4 samples/s",
    );
    assert.match(lineOf({ ...report, secondsLeft: 3723 }), /1:02:03 left/);
  });

  test("changes in a terminal, with a bar, ten times a second at most, and stays at the end", () => {
    const written: string[] = [];
    const shown = new ProgressLine({ isTTY: true, write: (text) => written.push(text) });
    for (let at = 0; at < 250; at += 10) shown.update(report, at);
    assert.equal(written.length, 3);
    shown.end(report);
    const whole = `\r[####----------------]  ${line}\u001b[K`;
    assert.deepEqual(written, [whole, whole, whole, whole, "\n"]);
    const { total: _, ...endless } = report;
    assert.deepEqual([barOf({ ...report, done: 500 }), barOf(endless)], [`[${"#".repeat(20)}]`, ""]);
  });

  test("never takes two lines of a terminal", () => {
    const written: string[] = [];
    new ProgressLine({ isTTY: true, columns: 40, write: (text) => written.push(text) }).update(report, 0);
    assert.deepEqual(written, ["\r[####----------------]  epoch 3  120/50\u001b[K"]);
  });

  test("comes now and then in a pipe", () => {
    const written: string[] = [];
    const shown = new ProgressLine({ write: (text) => written.push(text) });
    for (let at = 0; at < 61_000; at += 1000) shown.update(report, at);
    shown.end(report);
    assert.deepEqual(
      written,
      Array.from({ length: 4 }, () => `${line}\n`),
    );
  });
});

describe("progress", () => {
  test("is the loop over the loader, with a report after each batch and at the end", async () => {
    await using loader = new DataLoader(numbers, { batchSize: 4, workers: 0 });
    const reports: LoaderProgress[] = [];
    const seen: number[] = [];
    for await (using batch of progress(loader, { to: (report) => reports.push(report) })) {
      seen.push(...batch.value.data);
      await wait(5);
    }
    assert.deepEqual(seen, [...Array(10).keys()]);
    assert.deepEqual(
      reports.map(({ epoch, done, total }) => [epoch, done, total]),
      [
        [0, 1, 3],
        [0, 2, 3],
        [0, 3, 3],
        [0, 3, 3],
      ],
    );
    const last = reports.at(-1) as LoaderProgress;
    assert.deepEqual([last.task, last.unit, last.secondsLeft], ["epoch 0", "batches", 0]);
    // Three steps of 5 ms at the least: no more than 10 samples in 15 ms.
    assert.equal(last.samplesPerSecond > 0 && last.samplesPerSecond <= 10 / 0.0149, true);
    assert.equal(last.waited >= 0 && last.waited < 1, true);
    assert.equal(loader.epoch, 1);
  });

  test("after a resume counts from there, and its pace is of what it saw", async () => {
    const resume = { version: 1, seed: 0, epoch: 2, batch: 8 } as const;
    await using loader = new DataLoader(numbers, { batchSize: 1, workers: 0, resume });
    const reports: LoaderProgress[] = [];
    for await (const _ of progress(loader, { to: (report) => reports.push(report) })) await wait(20);
    assert.deepEqual(
      reports.map(({ epoch, done }) => [epoch, done]),
      [
        [2, 9],
        [2, 10],
        [2, 10],
      ],
    );
    const { rate, samplesPerSecond } = reports[0] as LoaderProgress;
    assert.equal(samplesPerSecond <= 1 / 0.0199, true);
    assert.equal(rate, samplesPerSecond, "in batches of one");
  });

  test("break and errors end the loop and the line, and an iterable has no end", async () => {
    const open = async function* () {
      for (let value = 0; ; value++) yield { value };
    };
    await using loader = new DataLoader(open, { batchSize: 2, workers: 0 });
    const written: string[] = [];
    for await (const batch of progress(loader, { to: { write: (text) => written.push(text) } })) {
      if (batch.number === 2) break;
    }
    assert.equal(loader.epoch, 1);
    assert.match(written.at(-1) ?? "", /^epoch 0 {2}2 batches {2}[\d,.]+ batches\/s {2}[\d,]+ samples\/s {2}waited/);
    await assert.rejects(async () => {
      for await (const _ of progress(loader, { to: { write: () => {} } })) throw new Error("mine");
    }, /mine/);
    assert.equal(loader.epoch, 2);
  });

  test("options are checked when it is called", async () => {
    await using loader = new DataLoader(numbers, { batchSize: 4, workers: 0 });
    assert.throws(() => progress(loader, { window: 0 }), OptionError);
    assert.throws(() => progress(loader, { to: 3 as never }), /to must be a function or have a write, got 3/);
  });
});
